// SPDX-License-Identifier: MIT
//
// Socket.IO packets that must end the connection, and odd ones that must not.
import assert from "node:assert/strict";

import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { lastWords, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

async function joined(transport) {
    const session = await (transport === "polling" ? PollingSession : RawWebSocket)
        .open(server.current);
    return { session, id: await session.join("/") };
}

// Each is a Socket.IO packet, without the 4 of the Engine.IO message.
const refused = {
    "no packet at all": "",
    "unknown type 7": "7",
    "unknown type 9": '9["message"]',
    "a letter as type": "abc",
    "a minus as type": "-1",
    "a bracket as type": '["message"]',
    "a type that is not ASCII": "\u0662",
    "a slash as type": "/admin,",

    "EVENT with an object": "2{}",
    "EVENT with a string": '2"message"',
    "EVENT with null": "2null",
    "EVENT with true": "2true",
    "EVENT with an empty array": "2[]",
    "EVENT named by an object": "2[{}]",
    "EVENT named by an array": "2[[]]",
    "EVENT named by null": "2[null]",
    "EVENT named by true": '2[true,"x"]',
    "EVENT with broken JSON": '2["message"',
    "EVENT with a trailing comma": '2["message",]',
    "EVENT with text behind": '2["message"]x',
    "EVENT with two arrays": '2["message"]["message"]',
    "EVENT with single quotes": "2['message']",
    "EVENT with a bare word": '2["message",undefined]',
    "EVENT with NaN": '2["message",NaN]',
    "EVENT with a leading zero": '2["message",01]',
    "EVENT with a plus sign": '2["message",+1]',
    "EVENT with a control character in a string": '2["message","a\u0001b"]',
    "EVENT with a bad escape": '2["message","\\x41"]',
    "EVENT with a truncated escape": '2["message","\\u12"]',
    "EVENT with a comment": '2["message"/* no */]',
    "EVENT with a letter in the ack id": '2abc["message"]',
    "EVENT with a letter behind the ack id": '21x["message"]',
    "EVENT with a negative ack id": '2-1["message"]',
    "EVENT with a fraction as ack id": '21.5["message"]',
    "EVENT with an exponent as ack id": '21e3["message"]',
    "EVENT with attachments": '21-["message",{"_placeholder":true,"num":0}]',

    "reserved name connect": '2["connect"]',
    "reserved name connect_error": '2["connect_error"]',
    "reserved name disconnect": '2["disconnect"]',
    "reserved name disconnecting": '2["disconnecting"]',
    "reserved name newListener": '2["newListener"]',
    "reserved name removeListener": '2["removeListener"]',
    "a reserved name, escaped": '2["dis\\u0063onnect"]',

    "CONNECT with an array": "0/admin,[]",
    "CONNECT with a string": '0/admin,"x"',
    "CONNECT with null": "0/admin,null",
    "CONNECT with a number": "0/admin,{}1",
    "CONNECT with broken JSON": '0/admin,{"a"',
    "DISCONNECT with an object": "1{}",
    "DISCONNECT with an array": '1["x"]',
    "DISCONNECT with text": "1x",
    "ACK with an object": "31{}",
    "ACK with a string": '31"x"',
    "ACK with null": "31null",
    "ACK with broken JSON": "31[",
    "CONNECT_ERROR with an array": "4[]",
    "CONNECT_ERROR with a number": "4/,1.5x",

    "BINARY_EVENT without count": '5["message",{"_placeholder":true,"num":0}]',
    "BINARY_EVENT without dash": '51["message",{"_placeholder":true,"num":0}]',
    "BINARY_EVENT with count 0": '50-["message"]',
    "BINARY_EVENT with an empty count": '5-["message"]',
    "BINARY_EVENT with a negative count": '5-1-["message"]',
    "BINARY_EVENT with a fraction as count": '51.5-["message"]',
    "BINARY_EVENT with a letter as count": '5a-["message"]',
    "BINARY_EVENT with eleven attachments": '511-["message"]',
    "BINARY_EVENT with 10^13 attachments": '510000000000000-["message"]',
    "BINARY_EVENT with infinitely many": '5Infinity-["message"]',
    "BINARY_EVENT with an object": "51-{}",
    "BINARY_EVENT with a reserved name": '51-["disconnect",{"_placeholder":true,"num":0}]',
    "BINARY_ACK with an object": "61-1{}",
    "BINARY_ACK with count 0": '60-1["x"]',
    "only a count": "51",
    "only a type that needs more": "5",
};

for (const [what, packet] of Object.entries(refused)) {
    test(`${what}: forced close`, async () => {
        const { session, id } = await joined("websocket");
        session.send("4" + packet);
        await session.whenClosed();
        assert.equal(session.waiting, 0, "nothing is answered");
        await server.current.event({ event: "disconnect", nsp: "/", id, reason: "forced close" });
    });
}

test("the same over polling: every session ends with a close packet", async () => {
    for (const packet of Object.values(refused)) {
        const { session, id } = await joined("polling");
        await session.post("4" + packet);
        assert.deepEqual(lastWords(await session.whenClosed()), ["6", "1"], packet);
        await server.current.event({ event: "disconnect", nsp: "/", id, reason: "forced close" });
    }
});

const event = (count, placeholders) => `45${count}-["message-with-ack",${placeholders}]`;
const first = '{"_placeholder":true,"num":0}';
const bytes = Buffer.from([1, 2, 3]);
const sequences = {
    "binary out of nothing": [bytes],
    "base64 out of nothing": ["bAQID"],
    "text instead of an attachment": [event(1, first), '42["message"]'],
    "a CONNECT instead of an attachment": [event(1, first), "40/admin,"],
    "a second binary event instead of an attachment": [event(1, first), event(1, first)],
    "one attachment too many": [event(1, first), bytes, bytes],
    "a placeholder beyond the count": [event(1, '{"_placeholder":true,"num":1}'), bytes],
    "a negative placeholder": [event(1, '{"_placeholder":true,"num":-1}'), bytes],
    "a placeholder that is text": [event(1, '{"_placeholder":true,"num":"0"}'), bytes],
    "a placeholder that is null": [event(1, '{"_placeholder":true,"num":null}'), bytes],
    "a placeholder without number": [event(1, '{"_placeholder":true}'), bytes],
    "a huge placeholder": [event(1, '{"_placeholder":true,"num":1e300}'), bytes],
    "a nested bad placeholder": [event(1, '{"a":[{"_placeholder":true,"num":7}]}'), bytes],
};
for (const [what, messages] of Object.entries(sequences)) {
    test(`${what}: forced close`, async () => {
        const { session, id } = await joined("websocket");
        for (const message of messages) session.send(message);
        await server.current.event({ event: "disconnect", nsp: "/", id, reason: "forced close" });
        await session.whenClosed();
    });
}

test("every namespace of a connection ends with a bad packet", async () => {
    const { session, id } = await joined("websocket");
    const other = await session.join("/admin");
    session.send("4/admin,nonsense");
    for (const [nsp, which] of [["/", id], ["/admin", other]]) {
        await server.current.event(
            { event: "disconnect", nsp, id: which, reason: "forced close" });
    }
});

test("a bad packet before CONNECT closes as well", async () => {
    const session = await RawWebSocket.open(server.current);
    session.send("4nonsense");
    await session.whenClosed();
});

test("a client that leaves in the middle of its attachments is forgotten", async () => {
    const { session, id } = await joined("websocket");
    session.send(event(2, first));
    session.send(bytes);
    session.terminate();
    await server.current.event({ event: "disconnect", id, reason: "transport close" });
});

// Odd, but legal: the connection must go on.
const tolerated = {
    "EVENT without payload": ["42"],
    "EVENT without payload, with an ack id": ["4212"],
    "EVENT named by a number": ['42[5,"x"]'],
    "ACK without payload": ["431"],
    "ACK without id": ['43["x"]'],
    "ACK of an unknown id": ["4399[]"],
    "EVENT of an unknown name": ['42["nobody listens",1]'],
    "a root namespace that is named": ['42/,["nobody listens"]'],
    "a placeholder in an event without attachments":
        ['42["nobody listens",{"_placeholder":true,"num":0}]'],
    "an ack id with leading zeros": ['43007["x"]'],
    "an unused attachment": ['451-["nobody listens"]', bytes],
    "a duplicate key": ['42["nobody listens",{"a":1,"a":2}]'],
    "the key __proto__": ['42["nobody listens",{"__proto__":{"x":1}}]'],
    "a number beyond double": ['42["nobody listens",1e400,-1e400]'],
    "a number beyond 64 bits": ['42["nobody listens",100000000000000000000]'],
    "a lone surrogate": ['42["nobody listens","\\ud800"]'],
    "white space within and behind the payload": ['42[ "nobody listens" ]  '],
};
for (const [what, messages] of Object.entries(tolerated)) {
    test(`${what}: the connection goes on`, async () => {
        const { session } = await joined("websocket");
        for (const message of messages) session.send(message);
        await session.roundTrip("/");
    });
}

test("white space between type and payload", async () => {
    const { session, id } = await joined("websocket");
    session.send('42 ["message-with-ack","x"]');
    if (expected("spaceAsDigitOfAckId").accepted) {
        assert.equal(await session.next(), '430["x"]');
    } else {
        await session.whenClosed();
        await server.current.event({ event: "disconnect", id, reason: "forced close" });
    }
});

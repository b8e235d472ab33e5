#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Proves that the driver notices: an honest server behind a relay that spoils one thing, and the
// sentence the driver has to end with. Takes --build as run.mjs does.

import path from "node:path";
import { parseArgs } from "node:util";

import { makeCertificate } from "./runner/certificate.mjs";
import { startRelay } from "./runner/faulty_relay.mjs";
import { findPrograms, findServers } from "./runner/places.mjs";
import { drive, startServer, stop } from "./runner/processes.mjs";

const few = ["--warmup", "0", "--patience", "1"];
const echo = ["--connections", "2", "--operations", "40", ...few];
const pipelined = [...echo, "--in-flight", "10"];
const broadcast = ["--connections", "5", "--operations", "100", "--in-flight", "2", ...few];
const connect = ["--connections", "2", "--operations", "10", ...few];
const polling = ["--connections", "2", "--operations", "20", ...few];

const msgpack = ["--parser", "msgpack"];
const deflate = ["--deflate", "on"];
const compressed = [...broadcast, "--payload", "4096"];

const flipLast = (piece) => {
    const copy = Buffer.from(piece);
    copy[copy.length - 3] ^= 1; // before the closing `"]`
    return [copy];
};
const same = (piece) => [piece];
const drop = () => [];
const repeat = (piece) => [piece, piece];
const replace = (from, to) => (piece) =>
    [Buffer.from(piece.toString("latin1").replace(from, to), "latin1")];

// Applies `fault` to the n-th piece that contains `mark`.
function nth(n, mark, fault) {
    let seen = 0;
    return (piece) => (piece.includes(mark) && ++seen === n ? fault(piece) : [piece]);
}

// Holds the n-th piece back until the next one has gone.
function swap(n, mark) {
    let seen = 0;
    let held;
    return (piece) => {
        if (!piece.includes(mark)) return [piece];
        if (++seen === n) {
            held = piece;
            return [];
        }
        const pieces = held ? [piece, held] : [piece];
        held = undefined;
        return pieces;
    };
}

function repeatBody(piece) {
    const [head, body] = piece.toString().split("\r\n\r\n");
    const twice = `${body}\x1e${body}`;
    const longer = head.replace(/content-length: *\d+/i, `Content-Length: ${twice.length}`);
    return [Buffer.from(`${longer}\r\n\r\n${twice}`)];
}

// What only an ack holds, which "43" is not: an accept key or a session id may hold it, too.
const ack = '["';
const polledAck = "\r\n\r\n43";
const event = '42["b"';
const one = ["--connections", "1", "--operations", "10", ...few];

// What is spoilt, where, and what the driver has to say (nothing, where nothing is wrong). A
// delivery that is lost or comes twice shows at the next broadcast of its connection, or at the
// end if there is none.
const cases = [
    { says: "nothing spoilt", kind: "echo", parameters: echo, spoil: same },
    { says: "nothing spoilt", kind: "polling", parameters: polling, spoil: same },
    {
        says: "an ack with one wrong byte",
        kind: "echo",
        parameters: echo,
        spoil: nth(7, ack, flipLast),
        expected: /differ at byte/,
    },
    {
        says: "an ack lost",
        kind: "echo",
        parameters: echo,
        spoil: nth(7, ack, drop),
        expected: /1 acks are missing/,
    },
    {
        says: "an ack lost, more in flight",
        kind: "echo",
        parameters: pipelined,
        spoil: nth(7, ack, drop),
        expected: /lost, repeated or out of order/,
    },
    {
        says: "an ack twice",
        kind: "echo",
        parameters: pipelined,
        spoil: nth(7, ack, repeat),
        expected: /lost, repeated or out of order/,
    },
    {
        says: "the last ack twice",
        kind: "echo",
        parameters: one,
        spoil: nth(10, ack, repeat),
        expected: /every event is answered/,
    },
    {
        says: "two acks swapped",
        kind: "echo",
        parameters: [...one, "--in-flight", "5"],
        spoil: swap(2, ack),
        expected: /lost, repeated or out of order/,
    },
    {
        says: "the connection closed",
        kind: "echo",
        parameters: echo,
        spoil: nth(7, ack, () => [Buffer.from([0x88, 0])]),
        expected: /got a close frame/,
    },
    {
        says: "a masked frame",
        kind: "echo",
        parameters: echo,
        spoil: nth(7, ack, () => [Buffer.from([0x81, 0x80])]),
        expected: /masked frame/,
    },
    {
        says: "a fragment",
        kind: "echo",
        parameters: echo,
        spoil: nth(7, ack, () => [Buffer.from([1, 1, 0x34])]),
        expected: /fragment/,
    },
    {
        says: "a delivery lost",
        kind: "broadcast",
        parameters: broadcast,
        spoil: nth(51, event, drop),
        expected: /lost, repeated or out of order|reached 4 of 5/,
    },
    {
        says: "the last delivery lost",
        kind: "broadcast",
        parameters: broadcast,
        spoil: nth(105, event, drop),
        expected: /reached 4 of 5/,
    },
    {
        says: "a delivery twice",
        kind: "broadcast",
        parameters: broadcast,
        spoil: nth(12, event, repeat),
        expected: /lost, repeated or out of order|received every/,
    },
    {
        says: "a delivery with one wrong byte",
        kind: "broadcast",
        parameters: broadcast,
        spoil: nth(9, event, flipLast),
        expected: /differ at byte/,
    },
    {
        says: "a wrong accept key",
        kind: "connect",
        parameters: connect,
        spoil: nth(3, "Accept: ", replace(/Accept: .{4}/, "Accept: AAAA")),
        expected: /wrong Sec-WebSocket-Accept/,
    },
    {
        says: "no answer to CONNECT",
        kind: "connect",
        parameters: connect,
        spoil: nth(3, '40{"sid"', drop),
        expected: /the answer to its CONNECT/,
    },
    {
        says: "an ack with one wrong byte",
        kind: "polling",
        parameters: polling,
        spoil: nth(5, polledAck, flipLast),
        expected: /differ at byte/,
    },
    {
        says: "an ack twice",
        kind: "polling",
        parameters: polling,
        spoil: nth(5, polledAck, repeatBody),
        expected: /every event is answered/,
    },
    {
        says: "another status",
        kind: "polling",
        parameters: polling,
        spoil: nth(5, polledAck, replace("200 OK", "400 No")),
        expected: /status 400/,
    },
    // What only the official server speaks here.
    {
        says: "nothing spoilt, Engine.IO 3",
        kind: "polling",
        spoken: ["--revision", "3"],
        parameters: polling,
        spoil: same,
    },
    {
        says: "an ack of Engine.IO 3 with one wrong byte",
        kind: "polling",
        spoken: ["--revision", "3"],
        parameters: polling,
        spoil: nth(5, ":43", flipLast),
        expected: /differ at byte/,
    },
    { says: "nothing spoilt, msgpack", kind: "echo", spoken: msgpack, parameters: echo, spoil: same },
    {
        says: "an ack in msgpack with one wrong byte",
        kind: "echo",
        spoken: msgpack,
        parameters: echo,
        spoil: nth(7, "data", flipLast),
        expected: /differ at byte/,
    },
    {
        says: "nothing spoilt, compressed",
        kind: "broadcast",
        spoken: deflate,
        parameters: compressed,
        spoil: same,
    },
    {
        says: "a compressed delivery lost",
        kind: "broadcast",
        spoken: deflate,
        parameters: compressed,
        // Behind the head, the open packet and the answer to CONNECT of each of the five.
        spoil: nth(31, "", drop),
        expected: /lost, repeated or out of order|reached 4 of 5|cannot be inflated|differ at byte/,
    },
    {
        says: "nothing compressed",
        kind: "broadcast",
        parameters: [...deflate, ...compressed],
        spoil: same,
        expected: /did not agree to permessage-deflate/,
    },
    // The relay speaks TLS with the driver.
    { says: "nothing spoilt", kind: "echo", relayTls: true, parameters: echo, spoil: same },
    { says: "nothing spoilt", kind: "polling", relayTls: true, parameters: polling, spoil: same },
    {
        says: "an ack with one wrong byte",
        kind: "echo",
        relayTls: true,
        parameters: pipelined,
        spoil: nth(7, ack, flipLast),
        expected: /differ at byte/,
    },
    {
        says: "an ack twice",
        kind: "echo",
        relayTls: true,
        parameters: pipelined,
        spoil: nth(7, ack, repeat),
        expected: /lost, repeated or out of order/,
    },
    {
        says: "the last delivery lost",
        kind: "broadcast",
        relayTls: true,
        parameters: broadcast,
        spoil: nth(105, event, drop),
        expected: /reached 4 of 5/,
    },
    {
        says: "an ack with one wrong byte",
        kind: "polling",
        relayTls: true,
        parameters: polling,
        spoil: nth(5, polledAck, flipLast),
        expected: /differ at byte/,
    },
    {
        says: "resumption refused",
        kind: "connect",
        relayTls: true,
        forgetful: true,
        parameters: [...connect, "--handshake", "resumed"],
        spoil: same,
        expected: /resumed no TLS session/,
    },
    {
        says: "a sender elsewhere, who gets what it should not",
        kind: "broadcast",
        fromElsewhere: true,
        parameters: broadcast,
        spoil: same,
        expected: /^bench_driver: the sender got a packet: 42/,
    },
    // The server speaks TLS with the driver, and the relay carries records.
    { says: "nothing spoilt", kind: "echo", serverTls: true, parameters: echo, spoil: same },
    {
        says: "a record with one wrong byte",
        kind: "echo",
        serverTls: true,
        parameters: echo,
        spoil: nth(12, "", flipLast),
        expected: /TLS failed: /,
    },
    {
        says: "another certificate than the trusted one",
        kind: "echo",
        serverTls: true,
        trustsAnother: true,
        parameters: echo,
        spoil: same,
        expected: /TLS failed: self-signed certificate/,
    },
];

async function run(each, programs, floor) {
    const { says, kind, spoken, parameters, spoil, expected, relayTls, serverTls, forgetful } = each;
    const server = await startServer("honest", spoken ? official : floor, {
        certificate: serverTls ? certificate : undefined,
        spoken,
    });
    const relay = await startRelay(server.port, {
        polling: kind === "polling",
        raw: serverTls,
        certificate: relayTls ? certificate : undefined,
        forgetful,
        spoil,
    });
    const trusted = each.trustsAnother ? makeCertificate() : certificate;
    const target = {
        ...server,
        port: relay.port,
        certificate: relayTls || serverTls ? trusted : undefined,
    };
    let sentence = null;
    try {
        const driver = path.join(programs, "bench_driver");
        const from = each.fromElsewhere ? ["--from", String(server.port)] : [];
        await drive(driver, kind, [...(spoken ?? []), ...parameters, ...from], target, {
            limit: 30_000,
        });
    } catch (error) {
        sentence = error.message;
    } finally {
        relay.close();
        await stop(server.child);
    }
    const right =
        expected === undefined
            ? sentence === null
            : sentence !== null && expected.test(sentence) && !sentence.includes("\n");
    const over = relayTls || serverTls ? " over TLS" : "";
    console.log(`${right ? "ok   " : "WRONG"} ${kind}${over}, ${says}: ${sentence ?? "accepted"}`);
    return right;
}

const { values } = parseArgs({ options: { build: { type: "string" } } });
const programs = findPrograms(values.build);
const servers = findServers(programs);
const floor = servers.get("floor").command;
const official = servers.get("node").command;
const certificate = makeCertificate();
for (const each of cases) if (!(await run(each, programs, floor))) process.exitCode = 1;

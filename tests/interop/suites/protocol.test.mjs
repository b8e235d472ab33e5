// SPDX-License-Identifier: MIT
//
// The behaviours that the official compliance suites of both protocols ask for, in the
// configuration that they ask for, through raw HTTP and WebSocket.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, enginePath, exchange } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";
import { shards } from "../harness/server.mjs";
import { TcpClient } from "../harness/tcp.mjs";

const handshakeKeys = ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"];

describe("Engine.IO", () => {
    const server = useServer({
        pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1e6, corsOrigin: "*",
    });
    // The same, but nobody is dropped because the machine is busy.
    const patient = useServer({ pingInterval: 300, pingTimeout: 15_000, corsOrigin: "*" });
    const calm = useServer({ corsOrigin: "*" });

    describe("handshake", () => {
        test("over polling", async () => {
            const { handshake } = await PollingSession.open(server.current);
            assert.deepEqual(Object.keys(handshake).sort(), handshakeKeys);
            assert.equal(typeof handshake.sid, "string");
            assert.deepEqual(handshake.upgrades, ["websocket"]);
            assert.equal(handshake.pingInterval, 300);
            assert.equal(handshake.pingTimeout, 200);
            assert.equal(handshake.maxPayload, 1_000_000);
        });

        test("over WebSocket", async () => {
            const { handshake } = await RawWebSocket.open(server.current);
            assert.deepEqual(Object.keys(handshake).sort(), handshakeKeys);
            assert.deepEqual(handshake.upgrades, []);
            assert.equal(handshake.pingInterval, 300);
            assert.equal(handshake.pingTimeout, 200);
            assert.equal(handshake.maxPayload, 1_000_000);
        });

        const incomplete = {
            "no revision": { transport: "polling" },
            "a revision that does not exist": { EIO: "abc", transport: "polling" },
            "no transport": { EIO: 4 },
            "a transport that does not exist": { EIO: 4, transport: "abc" },
        };
        for (const [what, query] of Object.entries(incomplete)) {
            test(`over polling with ${what}`, async () => {
                assert.equal((await engineRequest(server.current, query)).status, 400);
            });
        }

        test("over polling by POST, PUT and DELETE", async () => {
            for (const method of ["POST", "PUT", "DELETE"]) {
                const answer = await engineRequest(
                    server.current, { EIO: 4, transport: "polling" }, { method });
                assert.equal(answer.status, 400, method);
            }
        });

        for (const query of [{ EIO: "abc", transport: "websocket" }, { EIO: 4 },
            { EIO: 4, transport: "abc" }, { transport: "websocket" }]) {
            test(`over WebSocket with ${JSON.stringify(query)} never gives a session`, async () => {
                let opened;
                try {
                    opened = await RawWebSocket.upgrade(server.current, query);
                } catch {
                    return;
                }
                await opened.whenClosed();
                assert.equal(opened.waiting, 0);
            });
        }
    });

    describe("packets", () => {
        test("several payloads by polling, there and back", async () => {
            const session = await PollingSession.open(calm.current);
            await session.join("/admin");
            await session.send('42/admin,["message","one"]');
            await session.send('42/admin,["message","two"]\x1e42/admin,["message","three"]');
            for (const text of ["one", "two", "three"]) {
                assert.equal(await session.next(), `42/admin,["message-back","${text}"]`);
            }
        });

        test("an unknown sid is refused for poll and post", async () => {
            const query = { EIO: 4, transport: "polling", sid: "abc" };
            for (const method of ["GET", "POST"]) {
                assert.equal((await engineRequest(calm.current, query, { method })).status, 400);
            }
        });

        test("an invalid payload closes the session", async () => {
            const session = await PollingSession.open(calm.current);
            await session.post("abc").catch(() => {});
            assert.equal((await session.poll()).status, 400);
        });

        test("a second poll, a second post: the session is closed", async () => {
            const session = await PollingSession.open(calm.current);
            await Promise.all([session.poll(), session.poll()]);
            assert.equal((await session.poll()).status, 400);
        });

        test("WebSocket carries text and binary", async () => {
            const session = await RawWebSocket.open(calm.current);
            await session.join("/admin");
            session.send('451-/admin,["message",{"_placeholder":true,"num":0}]');
            session.send(Buffer.from([0, 1, 2]));
            assert.match(await session.next(), /^451-\/admin,\["message-back"/);
            assert.deepEqual(await session.next(), Buffer.from([0, 1, 2]));
        });

        test("an invalid packet closes the WebSocket", async () => {
            const session = await RawWebSocket.open(calm.current);
            session.send("abc");
            await session.whenClosed();
        });
    });

    describe("heartbeat", () => {
        test("ping and pong by polling", async () => {
            const session = await PollingSession.open(patient.current);
            for (let i = 0; i < 3; i++) {
                assert.equal((await session.poll()).body, "2");
                assert.equal((await session.post("3")).status, 200);
            }
        });

        test("ping and pong by WebSocket", async () => {
            const session = await RawWebSocket.open(patient.current);
            for (let i = 0; i < 3; i++) {
                assert.equal(await session.next(), "2");
                session.send("3");
            }
        });

        test("without pong the session ends, by polling", async () => {
            const session = await PollingSession.open(server.current);
            const packets = await session.whenClosed();
            assert.equal(packets[0], "2");
        });

        test("without pong the session ends, by WebSocket", async () => {
            const session = await RawWebSocket.open(server.current);
            assert.equal(await session.next(), "2");
            await session.whenClosed();
        });
    });

    describe("close", () => {
        test("by polling", async () => {
            const session = await PollingSession.open(calm.current);
            const parked = session.poll();
            await session.post("1");
            const answer = await parked;
            // With several shards the poll, sent first on a connection of its own, may come second.
            if (shards === 1 || answer.status !== 400) {
                assert.equal(answer.status, 200);
                assert.equal(answer.body, "6");
            }
            assert.equal((await session.poll()).status, 400);
        });

        test("by WebSocket, at the latest by the heartbeat", async () => {
            // One that closes at once does not need a heartbeat for it.
            const { closes } = expected("closePacketOverWebSocket");
            const session = await RawWebSocket.open(closes ? calm.current : server.current);
            session.send("1");
            await session.whenClosed();
        });
    });

    describe("upgrade", () => {
        test("from polling to WebSocket", async () => {
            const session = await PollingSession.open(calm.current);
            const probe = await RawWebSocket.probe(calm.current, session.sid);
            probe.send("2probe");
            assert.equal(await probe.next(), "3probe");
            probe.send("5");
            await probe.join("/n3");
        });

        test("polling is refused afterwards", async () => {
            const session = await PollingSession.open(calm.current);
            const probe = await RawWebSocket.probe(calm.current, session.sid);
            probe.send("2probe");
            await probe.next();
            probe.send("5");
            await probe.join("/n3");
            assert.equal((await session.poll()).status, 400);
            await probe.roundTrip("/n3");
        });

        test("another WebSocket of the same session is ignored", async () => {
            const session = await PollingSession.open(calm.current);
            const probe = await RawWebSocket.probe(calm.current, session.sid);
            probe.send("2probe");
            await probe.next();
            probe.send("5");
            await probe.join("/n3");
            const another = await RawWebSocket.probe(calm.current, session.sid);
            await another.whenClosed();
            await probe.roundTrip("/n3");
        });
    });

    test("requests that carry cookies, agents and referrers are served", async () => {
        const answer = await exchange(calm.current, {
            path: enginePath({ EIO: 4, transport: "polling" }),
            headers: {
                "Cookie": "io=forged; a=b", "Referer": "http://a.example/", "Accept": "*/*",
                "User-Agent": "x".repeat(2000), "Accept-Language": "de, en;q=0.5",
            },
        });
        assert.equal(answer.status, 200);
    });

    test("header names in any case and empty values are understood", async () => {
        const raw = await TcpClient.open(calm.current);
        raw.write(`GET ${enginePath({ EIO: 4, transport: "polling" })} HTTP/1.1\r\n`
            + "hOsT: x\r\naCCept:\r\nx-padded:   \t value \t \r\n\r\n");
        assert.equal((await raw.readResponse()).status, 200);
        raw.destroy();
    });
});

describe("Socket.IO", () => {
    const server = useServer({
        pingInterval: 300, pingTimeout: 15_000, connectTimeout: 1000, corsOrigin: "*",
    });

    /** The next packet that is not a ping; pings are answered. */
    async function nextPacket(session) {
        for (;;) {
            const packet = await session.next();
            if (packet !== "2") return packet;
            session.send("3");
        }
    }

    async function connect(packet, greeting) {
        const session = await RawWebSocket.open(server.current);
        session.send(packet);
        const answer = await nextPacket(session);
        assert.equal(await nextPacket(session), greeting);
        return { session, answer };
    }

    describe("connect", () => {
        test("the root namespace", async () => {
            const { answer } = await connect("40", '42["auth",{}]');
            const handshake = JSON.parse(answer.slice(2));
            assert.deepEqual(Object.keys(handshake), ["sid"]);
            assert.equal(typeof handshake.sid, "string");
        });

        test("the root namespace with auth", async () => {
            await connect('40{"token":"123"}', '42["auth",{"token":"123"}]');
        });

        test("a custom namespace", async () => {
            const { answer } = await connect("40/custom,", '42/custom,["auth",{}]');
            assert.match(answer, /^40\/custom,\{"sid":"[^"]+"\}$/);
        });

        test("a custom namespace with auth", async () => {
            await connect('40/custom,{"token":"abc"}', '42/custom,["auth",{"token":"abc"}]');
        });

        test("an unknown namespace", async () => {
            const session = await RawWebSocket.open(server.current);
            session.send("40/random");
            assert.equal(await nextPacket(session), '44/random,{"message":"Invalid namespace"}');
        });

        test("with a malformed handshake", async () => {
            const session = await RawWebSocket.open(server.current);
            session.send("4abc");
            await session.whenClosed();
        });

        test("who never connects is closed", async () => {
            const session = await RawWebSocket.open(server.current);
            const pongs = (async () => {
                for (;;) {
                    await session.next();
                    session.send("3");
                }
            })().catch((error) => error.message);
            await session.whenClosed();
            assert.match(await pongs, /^the WebSocket was closed/);
        });
    });

    describe("disconnect", () => {
        test("from the root namespace: another may be joined", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send("41");
            session.send("40/custom");
            assert.match(await nextPacket(session), /^40\/custom,/);
        });

        test("from a custom namespace: the root goes on", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send("40/custom");
            assert.match(await nextPacket(session), /^40\/custom,/);
            assert.equal(await nextPacket(session), '42/custom,["auth",{}]');
            session.send("41/custom");
            session.send('42["message","still","here"]');
            assert.equal(await nextPacket(session), '42["message-back","still","here"]');
        });
    });

    describe("message", () => {
        test("plain text, there and back", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send('42["message",1,"2",{"3":[true]}]');
            assert.equal(await nextPacket(session), '42["message-back",1,"2",{"3":[true]}]');
        });

        test("binary, there and back", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send('452-["message",{"_placeholder":true,"num":0},'
                + '{"_placeholder":true,"num":1}]');
            session.send(Buffer.from([1, 2, 3]));
            session.send(Buffer.from([4, 5, 6]));
            assert.equal(await nextPacket(session), '452-["message-back",'
                + '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
            assert.deepEqual(await nextPacket(session), Buffer.from([1, 2, 3]));
            assert.deepEqual(await nextPacket(session), Buffer.from([4, 5, 6]));
        });

        test("plain text with ack", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send('42456["message-with-ack",1,"2",{"3":[false]}]');
            assert.equal(await nextPacket(session), '43456[1,"2",{"3":[false]}]');
        });

        test("binary with ack", async () => {
            const { session } = await connect("40", '42["auth",{}]');
            session.send('451-789["message-with-ack",{"_placeholder":true,"num":0}]');
            session.send(Buffer.from([7]));
            assert.equal(await nextPacket(session), '461-789[{"_placeholder":true,"num":0}]');
            assert.deepEqual(await nextPacket(session), Buffer.from([7]));
        });

        for (const packet of ["42{}", '42abc["message-with-ack"]', '4["message"]', "4"]) {
            test(`the malformed packet ${packet} closes the connection`, async () => {
                const { session } = await connect("40", '42["auth",{}]');
                session.send(packet);
                await session.whenClosed();
            });
        }
    });
});

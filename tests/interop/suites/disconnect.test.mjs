// SPDX-License-Identifier: MIT
//
// Why a socket left, as each side tells its application.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, connected, received, upgraded } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

const variants = {
    polling: { transports: ["polling"] },
    websocket: { transports: ["websocket"] },
    upgraded: {},
};

async function client(variant, rest = {}) {
    const socket = await connectClient(server.current, { ...variants[variant], ...rest });
    if (variant === "upgraded") await upgraded(socket);
    return socket;
}

/** Both disconnecting, with its rooms still there, and disconnect, without. */
async function leavesServer(nsp, id, reason) {
    const disconnecting = await server.current.event({ event: "disconnecting", nsp, id });
    assert.equal(disconnecting.reason, reason);
    assert.deepEqual(disconnecting.rooms, [id]);
    const disconnect = await server.current.event({ event: "disconnect", nsp, id });
    assert.equal(disconnect.reason, reason);
    assert.deepEqual(disconnect.rooms, []);
    const order = server.current.seen({ id }).map(({ event }) => event);
    assert.deepEqual(order, ["connection", "disconnecting", "disconnect"]);
}

for (const variant of Object.keys(variants)) {
    describe(variant, () => {
        test("client: socket.disconnect()", async () => {
            const socket = await client(variant);
            const { id } = socket;
            const left = received(socket, "disconnect");
            socket.disconnect();
            assert.equal((await left)[0], "io client disconnect");
            await leavesServer("/", id, "client namespace disconnect");
        });

        test("client: the engine is closed", async () => {
            const socket = await client(variant);
            const { id } = socket;
            const left = received(socket, "disconnect");
            socket.io.engine.close();
            assert.equal((await left)[0], "forced close");
            await leavesServer("/", id, "transport close");
        });

        test("server: socket.disconnect()", async () => {
            const socket = await client(variant);
            const { id } = socket;
            const left = received(socket, "disconnect");
            socket.emit("disconnect-me", false);
            assert.equal((await left)[0], "io server disconnect");
            assert.equal(socket.active, false);
            await leavesServer("/", id, "server namespace disconnect");
        });

        test("server: socket.disconnect(true) ends every namespace", async () => {
            const root = await client(variant);
            const admin = root.io.socket("/admin");
            await connected(admin);
            const ids = [root.id, admin.id];
            const left = [received(root, "disconnect"), received(admin, "disconnect")];
            admin.emit("disconnect-me", true);
            for (const one of left) assert.equal((await one)[0], "io server disconnect");
            await leavesServer("/", ids[0], "server namespace disconnect");
            await leavesServer("/admin", ids[1], "server namespace disconnect");
        });

        test("all namespaces of a lost connection leave", async () => {
            const root = await client(variant);
            const admin = root.io.socket("/admin");
            await connected(admin);
            const ids = [root.id, admin.id];
            root.io.engine.close();
            await leavesServer("/", ids[0], "transport close");
            await leavesServer("/admin", ids[1], "transport close");
        });

        test("the server ends with 0: transport close or error", async (t) => {
            const own = await ownServer(t);
            const socket = await connectClient(own, variants[variant]);
            if (variant === "upgraded") await upgraded(socket);
            await ask(socket, "message-with-ack");
            const { id } = socket;
            const left = received(socket, "disconnect");
            await own.stop();
            assert.match((await left)[0], /^transport (close|error)$/);
            await own.event({ event: "disconnect", id, reason: "server shutting down" });
        });

        test("the server is killed: transport close or error", async (t) => {
            const own = await ownServer(t);
            const socket = await connectClient(own, variants[variant]);
            if (variant === "upgraded") await upgraded(socket);
            const left = received(socket, "disconnect");
            await own.end("SIGKILL");
            assert.match((await left)[0], /^transport (close|error)$/);
        });
    });
}

test("events sent right before a disconnect arrive", async () => {
    const socket = await client("websocket");
    const events = [];
    socket.onAny((name) => events.push(name));
    const left = received(socket, "disconnect");
    socket.emit("message", 1);
    socket.emit("message", 2);
    socket.emit("disconnect-me", true);
    await left;
    assert.deepEqual(events.filter((name) => name !== "auth"), ["message-back", "message-back"]);
});

test("events behind a disconnect of the server are ignored", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/n1");
    const witness = await RawWebSocket.open(server.current);
    await witness.join("/n1");
    session.send('42/n1,["disconnect-me",false]');
    assert.equal(await session.next(), "41/n1,");
    session.send('42/n1,["broadcast",{"event":"news"}]');
    await session.whenClosed();
    await witness.roundTrip("/n1");
});

test("a WebSocket that is dropped without a close frame: transport close", async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/");
    session.terminate();
    await leavesServer("/", id, "transport close");
});

test("a WebSocket that is closed with a code: transport close", async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/");
    await session.close();
    await leavesServer("/", id, "transport close");
});

test("a server that closes a WebSocket sends no status code", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,["disconnect-me",true]');
    assert.equal(await session.next(), "41/admin,");
    assert.equal((await session.whenClosed()).code, 1005);
});

test("a packet that is none of Engine.IO over WebSocket: parse error", async () => {
    for (const packet of ["", "7", "x4", "[]", "\u20ac"]) {
        const session = await RawWebSocket.open(server.current);
        const id = await session.join("/");
        session.send(packet);
        await session.whenClosed();
        await leavesServer("/", id, "parse error");
    }
});

test("a packet that is none of Socket.IO: forced close", async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/");
    session.send("4x");
    await leavesServer("/", id, "forced close");
});

test("a ping of the client: transport error", async () => {
    for (const ping of ["2", "2probe"]) {
        const session = await RawWebSocket.open(server.current);
        const id = await session.join("/");
        session.send(ping);
        await session.whenClosed();
        await leavesServer("/", id, "transport error");
    }
});

test("a close packet on a WebSocket", async () => {
    const { closes, reason } = expected("closePacketOverWebSocket");
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/");
    session.send("1");
    if (closes) {
        await session.whenClosed();
        await leavesServer("/", id, reason);
    } else {
        await session.roundTrip("/");
    }
});

for (const packet of ["0", "5", "6", "3", "3probe", "5x"]) {
    test(`packet ${packet} of a client is ignored on an open WebSocket`, async () => {
        const session = await RawWebSocket.open(server.current);
        await session.join("/admin");
        session.send(packet);
        await session.roundTrip("/admin");
    });
}

test("a client that sends eleven attachments: forced close, seen as transport close", async () => {
    const socket = await client("websocket");
    const { id } = socket;
    const left = received(socket, "disconnect");
    socket.emit("message", ...Array.from({ length: 11 }, () => Buffer.from([1])));
    assert.equal((await left)[0], "transport close");
    await leavesServer("/", id, "forced close");
});

test("a disconnect happens once, whatever follows", async () => {
    const session = await PollingSession.open(server.current);
    const id = await session.join("/admin");
    await session.send("41/admin,");
    await session.send("1");
    await server.current.event({ event: "disconnect", id });
    await connectClient(server.current);
    assert.equal(server.current.seen({ event: "disconnect", id }).length, 1);
    assert.equal(server.current.seen({ event: "disconnect", id })[0].reason,
        "client namespace disconnect");
});

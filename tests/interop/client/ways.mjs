// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ownServer, test } from "../harness/fixture.mjs";
import { serverKind } from "../harness/server.mjs";
import { OurClient, bytes } from "./ours.mjs";

export const soon = { reconnectionDelay: 10, reconnectionDelayMax: 50 };

/** Whether a client with these options goes on with a WebSocket. */
export const upgrades = (options) => options.transports === undefined;

/**
 * What every client can do, whatever carries its packets. `ways` are options by names, `inCommon`
 * those of all servers and all clients; `more(options)` adds tests of one way.
 */
export function testWays(ways, fixture, inCommon, more) {
    for (const [name, way] of Object.entries(ways))
        describe(`by ${name}`, () => {
            const options = { ...inCommon.client, ...way };
            testWay(fixture, inCommon.server, options);
            more(options);
        });
}

function testWay(fixture, serverOptions, options) {
    const connect = (t) => OurClient.connected(t, fixture.current.url, options);

    test("events and answers go both ways", async (t) => {
        const client = await connect(t);
        if (upgrades(options)) await client.next({ is: "upgrade", transport: "websocket" });
        const args = [1, "zw\u00f6lf \ud83d\ude00", { a: [null, true, 1.5] }, bytes("0001ff"), ""];
        client.emit("message", ...args);
        const back = await client.next({ is: "event", name: "message-back" });
        assert.deepEqual(back.args, args);
        assert.deepEqual(await client.ask("message-with-ack", ...args), args);
    });

    test("much of it, in order", async (t) => {
        const client = await connect(t);
        for (let number = 0; number < 200; ++number)
            client.emit("message", number, "\u00f6".repeat(number * 10), bytes("ab".repeat(number % 7)));
        await client.ask("message-with-ack");
        const numbers = client.said({ is: "event", name: "message-back" }).map(({ args }) => args[0]);
        assert.deepEqual(numbers, [...Array(200).keys()]);
    });

    test("the server asks", async (t) => {
        const client = await connect(t);
        client.emit("emit-with-ack", 1, bytes("00"));
        const { args } = await client.next({ is: "event", name: "answer" });
        assert.deepEqual(args, [1, bytes("00")]);
    });

    test("a large one", async (t) => {
        const client = await connect(t);
        const large = "x".repeat(900_000);
        assert.deepEqual(await client.ask("message-with-ack", large), [large]);
    });

    test("the server disconnects it", async (t) => {
        const client = await connect(t);
        client.emit("disconnect-me", false);
        await client.next({ is: "disconnect", reason: "io server disconnect" });
        client.end();
        await client.left();
    });

    test("it disconnects, which the server hears", async (t) => {
        const client = await connect(t);
        client.do("disconnect");
        await client.next({ is: "disconnect", reason: "io client disconnect" });
        const told = serverKind === "python" ? {} : { reason: "client namespace disconnect" };
        await fixture.current.event({ event: "disconnect", id: client.id, ...told });
    });

    test("its program ends when it is closed", async (t) => {
        const client = await connect(t);
        client.do("close");
        await client.next({ is: "disconnect", reason: "io client disconnect" });
        client.end();
        await client.left();
        await fixture.current.event({ event: "disconnect", id: client.id });
    });

    test("it is destroyed, which the server notices", async (t) => {
        const client = await connect(t);
        client.do("destroy");
        await client.left();
        await fixture.current.event({ event: "disconnect", id: client.id });
        assert.equal(client.said({ is: "disconnect" }).length, 0, "nobody is there to hear it");
    });

    test("a killed server is connected to again, and nothing is lost meanwhile", async (t) => {
        const server = await ownServer(t, serverOptions);
        const client = await OurClient.connected(t, server.url, { ...options, ...soon });
        if (upgrades(options)) await client.next({ is: "upgrade" });
        await server.end("SIGKILL");
        await client.next({ is: "disconnect" });
        const mark = client.mark();
        client.emit("message", "kept");
        const asked = client.ask("message-with-ack", "asked");
        await client.next({ is: "connect_error", stage: "connect", active: true }, mark);
        await ownServer(t, { ...serverOptions, port: server.port });
        await client.next({ is: "connect" }, mark);
        assert.deepEqual((await client.next({ is: "event", name: "message-back" }, mark)).args, ["kept"]);
        assert.deepEqual(await asked, ["asked"]);
        assert.equal(client.said({ is: "reconnect" }, mark).length, 1);
    });
}

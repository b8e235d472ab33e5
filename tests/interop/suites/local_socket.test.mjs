// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";

import { ask, connectClient, upgraded } from "../harness/clients.mjs";
import { temporaryFolder } from "../harness/certificates.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";

const folder = temporaryFolder();
const local = join(folder, "socket");
const server = useServer({ local });
const agentFor = (socketPath) => new Agent({ socketPath, keepAlive: true });

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    test(`at a path over ${transports.join(" and ")}`, async () => {
        const client = await connectClient(server.current, { transports, agent: agentFor(local) });
        if (transports.length > 1) await upgraded(client);
        const [handshake] = await ask(client, "handshake");
        assert.equal(handshake.address ?? "", "");
        assert.equal(handshake.secure, false);
        const bytes = Buffer.alloc(300_000, 7);
        assert.deepEqual(await ask(client, "message-with-ack", "text", bytes), ["text", bytes]);
    });
}

test("a path at which somebody listens is an error, and free after the end", async (t) => {
    const path = join(folder, "second");
    const first = await ownServer(t, { local: path });
    await assert.rejects(ownServer(t, { local: path }), /the server left with 1/);
    await connectClient(first, { agent: agentFor(path) });
    await first.stop();
});

test("the file goes with the server", async (t) => {
    const path = join(folder, "third");
    const first = await ownServer(t, { local: path });
    assert.ok(existsSync(path));
    await connectClient(first, { agent: agentFor(path) }); // now it runs, and takes a signal
    await first.stop();
    assert.ok(!existsSync(path));
    const second = await ownServer(t, { local: path });
    await connectClient(second, { agent: agentFor(path) });
    await second.stop();
});

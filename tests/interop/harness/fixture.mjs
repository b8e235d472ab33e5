// SPDX-License-Identifier: MIT
import { after, afterEach, before, test as nodeTest } from "node:test";

import { closeClients } from "./clients.mjs";
import { isLeftOut } from "./left_out.mjs";
import { startServer } from "./server.mjs";

// The runner's own limit is for a whole file. A test that hangs in spite of all deadlines inside
// it ends here, and the rest of its file still runs.
const perTest = 30_000;

/** A test with a deadline of its own, unless it is left out. */
export function test(name, ...rest) {
    if (isLeftOut(name)) return;
    const body = rest.pop();
    nodeTest(name, { timeout: perTest, ...rest[0] }, body);
}

/**
 * A server for the tests of a file or of a describe block. Returns an object whose `current` is
 * the running server; leftover clients are closed after every test.
 */
export function useServer(options = {}) {
    const fixture = { current: undefined };
    before(async () => { fixture.current = await startServer(options); });
    afterEach(closeClients);
    after(async () => { await fixture.current?.stop(); });
    return fixture;
}

/** A server that one test starts, restarts or kills by itself; gone with the test in any case. */
export async function ownServer(t, options = {}) {
    const server = await startServer(options);
    t.after(async () => {
        closeClients();
        await server.end("SIGKILL");
    });
    return server;
}

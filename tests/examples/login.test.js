// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, test } = require("node:test");
const { io } = require("socket.io-client");
const { connect, serve } = require("./program.js");

async function open() {
    const program = await serve("login");
    const socket = await connect(program, program.url);
    const login = (...given) => socket.timeout(10000).emitWithAck("login", ...given);
    return { program, login };
}

/** Tries the vault; resolves to the socket that got in, or to the error that did not. */
async function vault({ url }, auth) {
    const client = io(`${url}/vault`, { auth, forceNew: true, reconnection: false });
    after(() => client.disconnect());
    return Promise.race([
        once(client, "connect").then(() => client),
        once(client, "connect_error").then(([error]) => error),
    ]);
}

test("a password buys a token, and the token opens the vault", async () => {
    const { program, login } = await open();
    const token = await login("ann", "tulip");
    assert.match(token, /^[0-9a-f-]{36}$/);
    const client = await vault(program, { name: "ann", token });
    assert.equal(await client.timeout(10000).emitWithAck("whoami"), "ann");

    const next = await login("ann", "tulip");
    assert.notEqual(next, token);
    assert.equal((await vault(program, { name: "ann", token })).message, "Log in first.");
    assert.ok((await vault(program, { name: "ann", token: next })).connected);
});

test("nobody else gets in", async () => {
    const { program, login } = await open();
    const token = await login("ann", "tulip");
    const wrong = [
        undefined,
        {},
        { name: "ann" },
        { name: "ann", token: "" },
        { name: "ann", token: token.slice(1) },
        { name: "ann", token: `${token}0` },
        { name: "ann", token: [token] },
        { name: "bob", token }, // it is hers
        { name: "bob", token: "" }, // he has none
        { name: "eve", token },
    ];
    for (const auth of wrong) {
        const refused = await vault(program, auth);
        assert.equal(refused.message, "Log in first.", JSON.stringify(auth));
        assert.deepEqual(refused.data, { code: 401 });
    }
});

test("a wrong password costs its name a second, whoever asks, and nobody else", async () => {
    const { program, login } = await open();
    for (const name of ["bob", "eve"]) {
        const order = [];
        const noted = (what) => (answer) => order.push([what, answer]);
        const other = await connect(program, program.url, { forceNew: true });
        await Promise.all([
            login(name, "tulip").then(noted("wrong")),
            login(name, "daisy").then(noted("too early")),
            login("ann", "tulip").then((token) => noted("other")(typeof token)),
        ]);
        assert.deepEqual(order, [["too early", null], ["other", "string"], ["wrong", null]]);
        other.disconnect();
    }
    assert.match(await login("bob", "daisy"), /^[0-9a-f-]{36}$/);
    assert.equal(await login("x".repeat(65), "daisy"), null);
    assert.equal(await program.stop(), 0);
});

// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, test } = require("node:test");
const { Socket } = require("engine.io-client");
const { shards, start } = require("./program.js");

/** The next `count` things that the session says. */
function hear(session, count) {
    return new Promise((resolve) => {
        const heard = [];
        session.on("message", function note(data) {
            heard.push(data);
            if (heard.length === count) {
                session.off("message", note);
                resolve(heard);
            }
        });
    });
}

/** A session that is open; tries until the program listens. */
async function open(options) {
    for (;;) {
        const session = new Socket("ws://localhost:3003", options);
        session.binaryType = "nodebuffer";
        after(() => session.close());
        const welcome = hear(session, 1);
        const opened = await new Promise((resolve) => {
            session.once("open", () => resolve(true));
            session.once("error", () => resolve(false));
        });
        if (opened) {
            assert.deepEqual(await welcome, ["welcome"]);
            return session;
        }
    }
}

test("the official client of Engine.IO gets back what it sends", async () => {
    const program = start("engine", shards);
    const transports = [["websocket"], ["polling"], ["polling", "websocket"]];
    for (const each of transports) {
        const session = await open({ transports: each });
        if (each.length === 2)
            await once(session, "upgrade");
        const heard = hear(session, 4);
        session.send("text \u20ac");
        session.send(Buffer.from([1, 2, 255]));
        session.send("between");
        session.send(Buffer.alloc(70000, 7));
        const [text, octets, between, many] = await heard;
        assert.equal(text, "text \u20ac");
        assert.deepEqual(octets, Buffer.from([1, 2, 255]));
        assert.equal(between, "between");
        assert.deepEqual(many, Buffer.alloc(70000, 7));
        assert.equal(session.transport.name, each.at(-1));
        const counted = hear(session, 4);
        session.send("count");
        assert.deepEqual(await counted, ["one", "two", "three", "that is all"]);
    }
    // What has not left when the transport changes leaves on the other, and is counted there.
    const moving = await open({});
    const counted = hear(moving, 4);
    moving.send("count");
    assert.deepEqual(await counted, ["one", "two", "three", "that is all"]);
    const last = await open({ transports: ["websocket"] });
    const closed = once(last, "close");
    assert.equal(await program.stop(), 0);
    assert.equal((await closed)[0], "transport close");
});

// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { Emitter } = require("@socket.io/component-emitter");
const { connect, serve } = require("./program.js");

/** The parser that stands on top of the example. */
class Encoder {
    encode(packet) {
        return [JSON.stringify(packet)];
    }
}
class Decoder extends Emitter {
    add(text) {
        this.emit("decoded", JSON.parse(text));
    }
    destroy() {}
}
const parser = { Encoder, Decoder };

for (const transport of ["websocket", "polling"])
    test(`custom_parser serves clients of the same parser over ${transport}`, async () => {
        const program = await serve("custom_parser");
        const options = { parser, transports: [transport], forceNew: true };
        const ann = await connect(program, program.url, options);
        const bo = await connect(program, program.url, options);
        assert.equal(await ann.timeout(20000).emitWithAck("add", 1, 2.5), 3.5);
        const answer = await ann.timeout(20000).emitWithAck("add", "one", 2);
        assert.match(answer.error, /argument 1 is a string/);
        const said = once(bo, "said");
        ann.emit("say", "h\u00e4llo");
        assert.deepEqual(await said, ["h\u00e4llo"]);

        const left = once(bo, "disconnect");
        bo.io.engine.write("no packet");
        assert.equal((await left)[0], "transport close");
        assert.equal(await ann.timeout(20000).emitWithAck("add", 2, 2), 4);
        assert.equal(await program.stop(), 0);
    });

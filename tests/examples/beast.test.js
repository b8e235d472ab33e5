// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const http = require("node:http");
const { test } = require("node:test");
const { connect, start } = require("./program.js");

const url = "http://localhost:3005";

/** GETs `path` through `agent`; resolves to the status, the body and the local port. */
function get(agent, path) {
    return new Promise((resolve, reject) => {
        http.get(url + path, { agent }, (response) => {
            const { localPort } = response.socket;
            let body = "";
            response.on("data", (data) => (body += data));
            response.on("end", () => resolve({ status: response.statusCode, body, localPort }));
        }).on("error", reject);
    });
}

test("beast shares its port between the program and Socket.IO", async () => {
    const beast = start("beast");
    for (const transports of [["polling", "websocket"], ["websocket"], ["polling"]]) {
        const socket = await connect(beast, url, { transports, forceNew: true });
        assert.equal(await socket.timeout(10000).emitWithAck("hello", "Ann"), "Hello, Ann!");
        socket.disconnect();
    }

    // One connection goes to and fro.
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const answers = [];
    for (const path of ["/time", "/socket.io/?EIO=4&transport=polling", "/time", "/nothing",
        "/socket.io/?EIO=3&transport=polling", "/time"])
        answers.push(await get(agent, path));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 404, 400, 200]);
    assert.match(answers[1].body, /^0\{"sid":/);
    assert.match(answers[2].body, /^\d+\n$/);
    assert.equal(new Set(answers.map(({ localPort }) => localPort)).size, 1);
    agent.destroy();

    const lost = once(await connect(beast, url, { forceNew: true }), "disconnect");
    assert.equal(await beast.stop("SIGINT"), 0);
    await lost;
});

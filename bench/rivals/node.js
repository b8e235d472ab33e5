// SPDX-License-Identifier: MIT
// The official implementation with its default engine (ws) and default options: the rival that
// everybody can run. Its version is pinned in the package.json of the repository.
"use strict";

const { createServer } = require("node:http");
const { parseArgs } = require("node:util");
const { Server } = require("socket.io");

const { values } = parseArgs({
    options: {
        port: { type: "string" },
        "ping-interval": { type: "string" },
    },
});

const options = {};
if (values["ping-interval"] !== undefined)
    options.pingInterval = Number(values["ping-interval"]);

const http = createServer();
const io = new Server(http, options);
io.on("connection", (socket) => {
    socket.on("echo", (payload, acknowledge) => acknowledge(payload));
    socket.on("b", (payload) => io.emit("b", payload));
});
http.listen(Number(values.port), "127.0.0.1");

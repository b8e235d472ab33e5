// SPDX-License-Identifier: MIT
//
// The official server of Socket.IO 2, with as much of the test application as the suite for such
// servers needs.
"use strict";

const http = require("node:http");
const { parseArgs } = require("node:util");
const makeServer = require("socket.io-2");

const { values: given } = parseArgs({
    options: {
        "port": { type: "string", default: "0" },
        "allow-eio3": { type: "boolean", default: false }, // it takes nobody else
        "ping-interval": { type: "string" },
        "ping-timeout": { type: "string" },
        "transports": { type: "string" },
        "parser": { type: "string" },
        "per-message-deflate": { type: "string" },
        "guarded-root": { type: "boolean", default: false },
        "trace": { type: "boolean", default: false },
    },
});

function trace(line) {
    if (given.trace) process.stdout.write(JSON.stringify(line) + "\n");
}

function serverOptions() {
    const options = { serveClient: false };
    if (given["ping-interval"]) options.pingInterval = Number(given["ping-interval"]);
    if (given["ping-timeout"]) options.pingTimeout = Number(given["ping-timeout"]);
    if (given.transports) options.transports = given.transports.split(",");
    if (given.parser === "msgpack") options.parser = require("socket.io-msgpack-parser-2");
    if (given["per-message-deflate"]) {
        options.perMessageDeflate = { threshold: Number(given["per-message-deflate"]) };
    }
    return options;
}

const isFunction = (argument) => typeof argument === "function";

function withAck(handler) {
    return (...args) => {
        const ack = isFunction(args[args.length - 1]) ? args.pop() : () => {};
        handler(args, ack);
    };
}

function addApplication(nsp) {
    nsp.on("connection", (socket) => {
        const about = (event, rest = {}) => ({ event, nsp: nsp.name, id: socket.id, ...rest });
        trace(about("connection"));
        socket.on("disconnect", (reason) => trace(about("disconnect", { reason })));
        socket.on("message", withAck((args) => socket.emit("message-back", ...args)));
        socket.on("message-with-ack", withAck((args, ack) => ack(...args)));
        socket.on("emit-with-ack", withAck((args) =>
            socket.emit("question", ...args, (...answers) => socket.emit("answer", ...answers))));
        socket.on("disconnect-me", withAck(([close]) => socket.disconnect(close === true)));
        socket.on("handshake", withAck((_args, ack) => {
            const { headers, query } = socket.handshake;
            ack({ headers, query });
        }));
        socket.use(([name], next) => next(name === "forbidden" ? new Error("forbidden event") : undefined));
    });
}

function guard(nsp) {
    nsp.use((socket, next) => {
        if (socket.handshake.query.token === "secret") return next();
        const error = new Error("not allowed");
        if (socket.handshake.query.detailed) error.data = [401, "bad token"];
        next(error);
    });
}

const server = http.createServer((_request, response) => { response.statusCode = 404; response.end(); });
const io = makeServer(server, serverOptions());
guard(io.of("/guarded"));
if (given["guarded-root"]) guard(io.of("/"));
for (const name of ["/", "/custom", "/guarded"]) addApplication(io.of(name));

server.listen(Number(given.port), "127.0.0.1", () => {
    process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
process.on("SIGTERM", () => { io.close(); process.exit(0); });

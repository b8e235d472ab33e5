// SPDX-License-Identifier: MIT
// The official implementation on Bun, with Bun's own HTTP and WebSocket server below it through
// @socket.io/bun-engine. Bun and the engine are pinned in the package.json of bench/, socket.io in
// that of the repository.

import { parseArgs } from "node:util";
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";

const { values } = parseArgs({
    options: {
        port: { type: "string" },
        "ping-interval": { type: "string" },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
    },
});

// The engine has no default path of its own that clients know.
const options = { path: "/socket.io/" };
if (values["ping-interval"] !== undefined)
    options.pingInterval = Number(values["ping-interval"]);

const io = new Server();
const engine = new Engine(options);
io.bind(engine);
io.on("connection", (socket) => {
    socket.on("echo", (payload, acknowledge) => acknowledge(payload));
    socket.on("b", (payload) => io.emit("b", payload));
});

const listening = { ...engine.handler(), port: Number(values.port), hostname: "127.0.0.1" };
if (values["tls-certificate"] !== undefined)
    listening.tls = {
        cert: Bun.file(values["tls-certificate"]),
        key: Bun.file(values["tls-key"]),
    };
Bun.serve(listening);

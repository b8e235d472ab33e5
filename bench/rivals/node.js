// SPDX-License-Identifier: MIT
// The official implementation with its default engine (ws) and default options: the rival that
// everybody can run. Its version is pinned in the package.json of the repository.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { parseArgs } = require("node:util");
const { Server } = require("socket.io");

const { values } = parseArgs({
    options: {
        port: { type: "string" },
        "ping-interval": { type: "string" },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
        revision: { type: "string" },
        parser: { type: "string" },
        deflate: { type: "string" },
        redis: { type: "string" },
        crowd: { type: "string" },
    },
});

const options = {};
if (values["ping-interval"] !== undefined)
    options.pingInterval = Number(values["ping-interval"]);

if (values.revision === "3") options.allowEIO3 = true;
if (values.parser === "msgpack") options.parser = require("socket.io-msgpack-parser");
if (values.deflate === "on") options.perMessageDeflate = true;

// What the scenarios of clusters need: a broadcast to a room, and a question to all servers.
async function joinCluster(io) {
    const { createClient } = require("redis");
    const { createAdapter } = require("@socket.io/redis-adapter");
    const [publishing, subscribing] = [0, 1].map(() => createClient({ url: values.redis }));
    for (const client of [publishing, subscribing]) client.on("error", () => {});
    await Promise.all([publishing.connect(), subscribing.connect()]);
    io.adapter(createAdapter(publishing, subscribing));
    io.on("connection", (socket) => {
        if (values.crowd === "members") socket.join("members");
        socket.on("to members", (payload) => io.to("members").emit("to members", payload));
        socket.on("fetch", async (payload, acknowledge) => {
            await io.fetchSockets();
            acknowledge(payload);
        });
        socket.on("servers", async (acknowledge) =>
            acknowledge(await io.of("/").adapter.serverCount()));
        socket.on("sockets", async (acknowledge) =>
            acknowledge((await io.fetchSockets().catch(() => [])).length)); // too late
    });
}

const listener =
    values["tls-certificate"] === undefined
        ? http.createServer()
        : https.createServer({
              cert: fs.readFileSync(values["tls-certificate"]),
              key: fs.readFileSync(values["tls-key"]),
          });
const io = new Server(listener, options);
io.on("connection", (socket) => {
    socket.on("echo", (payload, acknowledge) => acknowledge(payload));
    socket.on("b", (payload) => io.emit("b", payload));
});
const listen = () => listener.listen(Number(values.port), "127.0.0.1");
if (values.redis === undefined) listen();
else joinCluster(io).then(listen);

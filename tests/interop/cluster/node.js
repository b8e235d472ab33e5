// SPDX-License-Identifier: MIT
//
// One server of a cluster: node.cpp is the same in C++. It does what its clients say.
"use strict";

const { createServer } = require("node:http");
const { Server } = require("socket.io");

const options = Object.fromEntries(
    process.argv.slice(2).map((argument) => argument.replace(/^--/, "").split("=")));

function makePostgresAdapter() {
    const { Pool } = require("pg");
    const pool = new Pool({ connectionString: options.postgres });
    // Several connections send in no order.
    const query = pool.query.bind(pool);
    let last = Promise.resolve();
    pool.query = (...args) => (last = last.catch(() => {}).then(() => query(...args)));
    pool.on("error", () => {}); // it connects again by itself
    pool.on("connect", (client) => client.on("error", () => {})); // else that ends the process
    return require("@socket.io/postgres-adapter").createAdapter(pool);
}

async function makeAdapter() {
    if (options.adapter === "postgres") return makePostgresAdapter();
    const { createClient, createCluster } = require("redis");
    const client = options.deployment === "cluster"
        ? createCluster({ rootNodes: [{ url: options.redis }] })
        : createClient({ url: options.redis });
    client.on("error", () => {}); // it connects again by itself
    await client.connect();
    if (options.adapter.startsWith("streams")) {
        return require("@socket.io/redis-streams-adapter").createAdapter(client,
            options.adapter === "streams" ? {} : {
                streamName: "several", streamCount: 3, channelPrefix: "s",
                useShardedPubSub: true, readCount: 10, blockTimeInMs: 1000,
            });
    }
    const subscriber = client.duplicate();
    subscriber.on("error", () => {});
    await subscriber.connect();
    const { createAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
    if (options.adapter === "classic") return createAdapter(client, subscriber);
    return createShardedAdapter(client, subscriber, {
        subscriptionMode: options.adapter.replace("sharded-", ""),
    });
}

/** What an act of a client selects, with its flags. */
function selected(from, { to = [], except = [], flags = {} }) {
    let those = from;
    if (flags.volatile) those = those.volatile;
    if (flags.compress === false) those = those.compress(false);
    if (flags.local) those = those.local;
    if (flags.timeout) those = those.timeout(flags.timeout);
    if (to.length) those = those.to(to);
    if (except.length) those = those.except(except);
    return those;
}

const asked = (promise) => promise.then(
    (answers) => ({ answers, failed: false }),
    (failure) => ({ answers: failure.responses ?? [], failed: true }));

const acts = {
    emit: (those, { event, args = [] }) => { those.emit(event, ...args); },
    ask: (those, { event, args = [] }) => asked(those.emitWithAck(event, ...args)),
    fetch: async (those) => (await those.fetchSockets()).map(({ id, rooms, data, handshake }) => ({
        id, data, rooms: [...rooms].sort(), auth: handshake.auth, name: handshake.query.name,
        agent: handshake.headers["x-agent"], secure: handshake.secure,
    })),
    find: (those) => those.fetchSockets().then(
        (found) => ({ ids: found.map(({ id }) => id), failed: false }),
        () => ({ ids: [], failed: true })),
    join: (those, { rooms }) => { those.socketsJoin(rooms); },
    leave: (those, { rooms }) => { those.socketsLeave(rooms); },
    disconnect: (those, { close = false }) => { those.disconnectSockets(close); },
};

function addApplication(nsp) {
    nsp.on("connection", (socket) => {
        socket.on("disconnect", () => { nsp.emit("left", socket.id); });
        socket.on("join", (rooms, done) => { socket.join(rooms); done(); });
        socket.on("data", (data, done) => { Object.assign(socket.data, data); done(); });
        socket.on("act", async (what, done) => {
            const from = what.broadcast ? socket.broadcast : nsp;
            done(await acts[what.act](selected(from, what), what));
        });
        socket.on("tell servers", (event, args, done) => {
            nsp.serverSideEmit(event, ...args);
            done();
        });
        socket.on("ask servers", (event, args, done) => {
            nsp.serverSideEmit(event, ...args, (failure, answers) =>
                done({ answers, failed: Boolean(failure) }));
        });
        socket.on("count servers", async (done) => {
            done(await nsp.adapter.serverCount().catch(() => 0));
        });
    });
    nsp.on("told", (...args) => { nsp.local.emit("told", ...args); });
    nsp.on("who", (...args) => { args.pop()({ name: options.name, args }); });
    nsp.on("never", () => {});
}

// The adapter does not look at what becomes of what it publishes.
process.on("unhandledRejection", (failure) => { console.error(String(failure)); });

async function main() {
    const http = createServer();
    const io = new Server(http, {
        adapter: await makeAdapter(),
        ...(options.recovery
            ? { connectionStateRecovery: { maxDisconnectionDuration: Number(options.recovery) } }
            : {}),
    });
    io.of("/").use((socket, next) => next());
    for (const name of ["/", "/chat"]) addApplication(io.of(name));
    http.listen(0, "127.0.0.1", () => {
        console.log(`listening on http://127.0.0.1:${http.address().port}`);
    });
    process.on("SIGTERM", () => process.exit(0));
}

main();

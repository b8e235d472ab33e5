// SPDX-License-Identifier: MIT
import { Manager } from "socket.io-client";
import msgpack from "socket.io-msgpack-parser";

import { nextEvent, within } from "./deadline.mjs";

const open = new Set();

export { msgpack };

/**
 * Clients that say nothing about it speak JSON; with SOCKETIOTA_PARSERS=mixed every second speaks
 * msgpack, and the suites expect the same of all.
 */
const mixed = process.env.SOCKETIOTA_PARSERS === "mixed";
/** What the official msgpack parser sends for whole numbers from 2^64 on is another number. */
export const largestWhole = mixed ? 2 ** 63 : Infinity;
let made = 0;

function parserOfNext() {
    made += 1;
    return mixed && made % 2 === 0 ? { parser: msgpack } : {};
}

/**
 * An official client, not shared with any other; `auth` goes to the namespace, the rest to the
 * Manager. It does not reconnect unless the test says so.
 */
export function makeClient(server, { nsp = "/", auth, ...options } = {}) {
    const manager = new Manager(server.url, {
        reconnection: false, ...parserOfNext(), ...options,
    });
    const socket = manager.socket(nsp, { auth });
    open.add(socket);
    return socket;
}

/** The same, once it has joined its namespace. */
export async function connectClient(server, options = {}) {
    const socket = makeClient(server, options);
    await connected(socket);
    return socket;
}

/** Settles when the socket has joined its namespace, fails as soon as it was refused. */
export function connected(socket) {
    if (socket.connected) return Promise.resolve();
    let joined;
    let refused;
    const outcome = new Promise((resolve, reject) => {
        joined = () => resolve();
        refused = reject;
        socket.once("connect", joined);
        socket.once("connect_error", refused);
    });
    return within(outcome, "the client to join its namespace").finally(() => {
        socket.off("connect", joined);
        socket.off("connect_error", refused);
    });
}

/** The arguments of the next event of that name. */
export function received(socket, name) {
    return nextEvent(socket, name);
}

/** Emits with ack and resolves with all arguments of the answer. */
export function ask(socket, name, ...args) {
    return new Promise((resolve, reject) => {
        socket.timeout(10_000).emit(name, ...args, (error, ...answers) => {
            if (error) reject(new Error(`no ack of "${name}": ${error.message}`));
            else resolve(answers);
        });
    });
}

/** The name of the transport in use. */
export function transportOf(socket) {
    return socket.io.engine.transport.name;
}

/** Resolves once the connection of the client runs over WebSocket. */
export async function upgraded(socket) {
    if (transportOf(socket) !== "websocket") await nextEvent(socket.io.engine, "upgrade");
}

/** Closes every client that a test left open. */
export function closeClients() {
    for (const socket of open) {
        // An engine that is still connecting survives disconnect(); it is closed by itself.
        socket.disconnect();
        socket.io._close();
    }
    open.clear();
}

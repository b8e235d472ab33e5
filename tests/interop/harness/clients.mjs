// SPDX-License-Identifier: MIT
import { Manager as OfficialManager } from "socket.io-client";
import msgpack from "socket.io-msgpack-parser";

import { Manager as OurManager } from "../client/bridge.mjs";
import { nextEvent, within } from "./deadline.mjs";
import { isOurClient } from "./left_out.mjs";

const Manager = isOurClient ? OurManager : OfficialManager;
const open = new Set(); // managers

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

/** What sockets share: the official Manager, or ours in its place (left_out.mjs). */
export function makeManager(server, options) {
    const manager = new Manager(server.url, options);
    open.add(manager);
    return manager;
}

/**
 * An official client, not shared with any other; `auth`, `retries` and `ackTimeout` go to the namespace, the
 * rest to the Manager. It does not reconnect unless the test says so.
 */
export function makeClient(
    server, { nsp = "/", auth, retries, ackTimeout, ...options } = {}) {
    const manager = makeManager(server, { reconnection: false, ...parserOfNext(), ...options });
    return manager.socket(nsp, { auth, retries, ackTimeout });
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
    for (const manager of open) {
        // An engine that is still connecting survives disconnect(); it is closed by itself.
        for (const socket of Object.values(manager.nsps)) socket.disconnect();
        manager._close();
    }
    open.clear();
}

// SPDX-License-Identifier: MIT
//
// The official clients of former versions. They have no `timeout`, and what they call the events
// of a connection differs.
import { createRequire } from "node:module";

import { nextEvent, within } from "./deadline.mjs";

const require = createRequire(import.meta.url);

/** Each with the revision of Engine.IO that it speaks, and the event that tells of a refusal. */
export const oldClients = [
    ["socket.io-client-1", 3],
    ["socket.io-client-2.0", 3],
    ["socket.io-client-2", 3],
    ["socket.io-client-3.0", 4],
    ["socket.io-client-3", 4],
].map(([name, revision]) => ({
    version: require(`${name}/package.json`).version,
    revision,
    refusal: revision === 3 ? "error" : "connect_error",
    io: require(name),
}));

export const waysToConnect = [["polling"], ["websocket"], ["polling", "websocket"]];

const open = new Set();

/**
 * A socket of such a client on a connection of its own. `auth`, an object of texts, goes to the
 * namespace: as its query where there is no `auth` yet.
 */
export function makeOldClient(client, server, { nsp = "/", auth, ...options } = {}) {
    const manager = new client.io.Manager(server.url, { reconnection: false, ...options });
    open.add(manager);
    return socketOf(client, manager, nsp, auth);
}

/** One more namespace of the same connection. */
export function socketOf(client, manager, nsp, auth) {
    const given = client.revision === 4
        ? { auth }
        : { query: auth && new URLSearchParams(auth).toString() };
    return manager.socket(nsp, given);
}

/** Settles when the socket has joined its namespace. */
export async function joined(socket) {
    if (!socket.connected) await nextEvent(socket, "connect");
    return socket;
}

/** Emits with ack and resolves with all arguments of the answer. */
export function askOld(socket, name, ...args) {
    return within(
        new Promise((resolve) => socket.emit(name, ...args, (...answers) => resolve(answers))),
        `the ack of "${name}"`);
}

/** Closes every client that a test left open. */
export function closeOldClients() {
    for (const manager of open) {
        for (const socket of Object.values(manager.nsps)) socket.disconnect();
        manager.engine?.close();
    }
    open.clear();
}

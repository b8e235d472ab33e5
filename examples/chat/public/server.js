// SPDX-License-Identifier: MIT
// The connection to the server, and what this tab remembers.

/** crypto.randomUUID exists on https only, and a chat in the local network has none. */
export function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Survives a reload, but not the tab: who we are, where we are, and what is not sent yet.
// A duplicated tab gets a copy, which the server takes for one more device of the same person.
export const kept = { session: randomId(), name: "", room: "", queue: [], mine: [] };
try {
    kept.name = localStorage.getItem("chat-name") ?? "";
    Object.assign(kept, JSON.parse(sessionStorage.getItem("chat") ?? "{}"));
} catch {
    // Storage is forbidden or holds rubbish: the chat works, a reload begins anew.
}

/** Pictures are too large for the storage and wait in this tab only. */
export function keep() {
    kept.mine = kept.mine.slice(-200);
    try {
        const queue = kept.queue.filter((entry) => entry.type === "text/plain");
        sessionStorage.setItem("chat", JSON.stringify({ ...kept, queue }));
        localStorage.setItem("chat-name", kept.name);
    } catch {
        // See above.
    }
}

/** Whether the server has us in kept.room on the present connection. */
export const here = { joined: false };

const wanted = new URLSearchParams(location.search).get("transports")?.split(",") ?? [];
const transports = wanted.filter((name) => name === "websocket" || name === "polling");
export const socket = io({
    transports: transports.length ? transports : ["polling", "websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
});

const patience = 10000; // milliseconds to wait for an answer

/** Emits an event whose ack is {ok, error, ...}; done(error, reply) with error "" on success. */
export function ask(event, ...args) {
    const done = args.pop();
    if (!socket.connected) return done("There is no connection to the server yet.");
    socket.timeout(patience).emit(event, ...args, (lost, reply) => {
        if (lost) done("The server does not answer.");
        else done(reply?.ok ? "" : reply?.error || "The server refuses.", reply ?? {});
    });
}

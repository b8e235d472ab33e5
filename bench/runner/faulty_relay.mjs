// SPDX-License-Identifier: MIT
// A relay before an honest server that spoils one thing of what the server says.

import net from "node:net";
import { once } from "node:events";

// Splits a stream of unmasked WebSocket frames (after an HTTP head) into its pieces.
function splitPieces(state, bytes) {
    state.rest = Buffer.concat([state.rest, bytes]);
    const pieces = [];
    for (;;) {
        const size = state.open ? frameSize(state.rest) : headSize(state.rest);
        if (size === 0 || state.rest.length < size) return pieces;
        pieces.push(state.rest.subarray(0, size));
        state.rest = state.rest.subarray(size);
        state.open = true;
    }
}

function headSize(bytes) {
    const end = bytes.indexOf("\r\n\r\n");
    return end < 0 ? 0 : end + 4;
}

function frameSize(bytes) {
    if (bytes.length < 4) return bytes.length >= 2 && bytes[1] < 126 ? 2 + bytes[1] : 0;
    if (bytes[1] < 126) return 2 + bytes[1];
    if (bytes[1] === 126) return 4 + bytes.readUInt16BE(2);
    return bytes.length < 10 ? 0 : 10 + Number(bytes.readBigUInt64BE(2));
}

// Whole responses of a polling server.
function splitResponses(state, bytes) {
    state.rest = Buffer.concat([state.rest, bytes]);
    const pieces = [];
    for (;;) {
        const head = headSize(state.rest);
        if (head === 0) return pieces;
        const length = /content-length: *(\d+)/i.exec(state.rest.subarray(0, head).toString());
        const size = head + Number(length[1]);
        if (state.rest.length < size) return pieces;
        pieces.push(state.rest.subarray(0, size));
        state.rest = state.rest.subarray(size);
    }
}

// Relays to `port` and applies `spoil` to each piece; it returns the pieces to send instead.
export async function startRelay(port, { polling, spoil }) {
    const sockets = new Set();
    const relay = net.createServer((near) => {
        const far = net.connect(port, "127.0.0.1");
        const state = { rest: Buffer.alloc(0), open: false };
        const split = polling ? splitResponses : splitPieces;
        near.pipe(far);
        far.on("data", (bytes) => {
            for (const piece of split(state, bytes))
                for (const sent of spoil(piece)) near.write(sent);
        });
        far.on("end", () => near.end());
        for (const socket of [near, far]) {
            sockets.add(socket);
            socket.on("error", () => socket.destroy());
            socket.on("close", () => sockets.delete(socket));
        }
    });
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    return {
        port: relay.address().port,
        close() {
            relay.close();
            for (const socket of sockets) socket.destroy();
        },
    };
}

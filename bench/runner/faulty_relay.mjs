// SPDX-License-Identifier: MIT
// A relay before an honest server that spoils one thing of what the server says.

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import tls from "node:tls";
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

// TLS towards the driver.
function tlsServer({ file, keyFile }, onConnection) {
    const options = { cert: fs.readFileSync(file), key: fs.readFileSync(keyFile) };
    return tls.createServer(options, onConnection);
}

// Relays to `port` and applies `spoil` to each piece; it returns the pieces to send instead. With a
// certificate, the driver's side is TLS and the server's is not. With `raw`, pieces are whatever
// the socket yields: to spoil records themselves. A forgetful relay resumes no TLS session.
export async function startRelay(port, { polling, raw, certificate, forgetful, spoil }) {
    const sockets = new Set();
    const onConnection = (near) => {
        const far = net.connect(port, "127.0.0.1");
        const state = { rest: Buffer.alloc(0), open: false };
        const split = raw ? (_, bytes) => [bytes] : polling ? splitResponses : splitPieces;
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
        // Keys that nothing was encrypted with: no ticket opens from now on.
        if (forgetful) relay.setTicketKeys(randomBytes(48));
    };
    const relay = certificate
        ? tlsServer(certificate, onConnection)
        : net.createServer(onConnection);
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

// SPDX-License-Identifier: MIT
//
// Engine.IO sessions driven packet by packet, for what a well-behaved client never does.
import { WebSocket } from "ws";

import { Arrivals, within } from "./deadline.mjs";
import { engineRequest, refusalBody } from "./http.mjs";
import { shards } from "./server.mjs";

export const separator = "\x1e";

const greets = (nsp) => nsp === "/" || nsp === "/custom";
const prefix = (nsp) => (nsp === "/" ? "" : nsp + ",");

/**
 * What a polling session hears when the server ends it upon a post: a poll that waits is let go with
 * a noop first. With several shards it may come behind the post, and nothing waits.
 */
export const lastWords = (said) => (shards > 1 && said.length === 1 ? ["6", ...said] : said);

/** What both transports can do once packets can be sent and received. */
class RawSession {
    /** Joins a namespace; resolves with the id of the socket. */
    async join(nsp = "/", auth = undefined) {
        await this.send("40" + prefix(nsp) + (auth === undefined ? "" : JSON.stringify(auth)));
        const head = "40" + prefix(nsp);
        const answer = await this.#nextButPing();
        if (!String(answer).startsWith(head)) throw new Error(`not joined, but: ${answer}`);
        if (greets(nsp)) await this.#nextButPing();
        return JSON.parse(answer.slice(head.length)).sid;
    }

    /** On a busy machine a ping may come first; the test gets it afterwards. */
    async #nextButPing() {
        const packet = await this.next();
        if (packet !== "2") return packet;
        const behind = await this.#nextButPing();
        this.putBack("2");
        return behind;
    }

    /** One event with ack there and back, as a sign of life. */
    async roundTrip(nsp = "/") {
        await this.send(`42${prefix(nsp)}7777["message-with-ack","still here"]`);
        const answer = await this.#nextButPing();
        if (answer !== `43${prefix(nsp)}7777["still here"]`) {
            throw new Error(`expected the ack of the sign of life, not: ${answer}`);
        }
    }
}

/** A session whose polls and posts are made one by one. */
export class PollingSession extends RawSession {
    #packets = [];

    constructor(server, handshake) {
        super();
        this.server = server;
        this.handshake = handshake;
        this.sid = handshake.sid;
    }

    static async open(server, query = {}) {
        const answer = await engineRequest(server, { EIO: 4, transport: "polling", ...query });
        if (answer.status !== 200 || answer.body[0] !== "0") {
            throw new Error(`no session, but ${answer.status}: ${answer.body}`);
        }
        return new PollingSession(server, JSON.parse(answer.body.slice(1)));
    }

    get query() {
        return { EIO: 4, transport: "polling", sid: this.sid };
    }

    /** One poll; resolves with the whole answer. */
    poll(rest = {}) {
        return engineRequest(this.server, this.query, rest);
    }

    /** One POST; resolves with the whole answer. */
    post(body, rest = {}) {
        const headers = { "Content-Type": "text/plain;charset=UTF-8", ...rest.headers };
        return engineRequest(this.server, this.query, { method: "POST", body, ...rest, headers });
    }

    async send(packet) {
        const answer = await this.post(packet);
        if (answer.status !== 200 || answer.body !== "ok") {
            throw new Error(`POST refused: ${answer.status} ${answer.body}`);
        }
    }

    /** The next packet, by as many polls as it takes. */
    async next() {
        while (this.#packets.length === 0) {
            const answer = await this.poll();
            if (answer.status !== 200) {
                throw new Error(`poll refused: ${answer.status} ${answer.body}`);
            }
            this.#packets.push(...answer.body.split(separator));
        }
        return this.#packets.shift();
    }

    putBack(packet) {
        this.#packets.unshift(packet);
    }

    /**
     * Polls until the session is gone; resolves with the packets that still came. The last one of
     * an orderly end is the close packet, `1`.
     */
    async whenClosed() {
        const packets = this.#packets.splice(0);
        for (;;) {
            const answer = await this.poll();
            if (answer.status === 400 && answer.body === refusalBody(1, "Session ID unknown")) {
                return packets;
            }
            if (answer.status !== 200) {
                throw new Error(`poll refused: ${answer.status} ${answer.body}`);
            }
            packets.push(...answer.body.split(separator));
        }
    }
}

/** A WebSocket, message by message; with or without a session on top. */
export class RawWebSocket extends RawSession {
    #socket;
    #arrivals = new Arrivals("a WebSocket message");

    constructor(socket) {
        super();
        this.#socket = socket;
        socket.on("message", (data, isBinary) =>
            this.#arrivals.push(isBinary ? data : data.toString()));
        const closed = new Promise((resolve) => socket.on("close", (code, reason) => {
            this.#arrivals.end(`the WebSocket was closed with ${code}`);
            resolve({ code, reason: reason.toString() });
        }));
        this.closed = closed;
        // The close event follows and tells the rest.
        socket.on("error", () => {});
    }

    /** The HTTP upgrade alone: no packet is read. Fails if the server refuses it. */
    static upgrade(server, query, { path = "/socket.io/", protocols = [], ...options } = {}) {
        const url = `ws://127.0.0.1:${server.port}${path}?${new URLSearchParams(query)}`;
        const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
        // Created before the handshake ends, so that a message right behind the 101 is kept.
        const raw = new RawWebSocket(socket);
        const opened = new Promise((resolve, reject) => {
            socket.on("open", () => {
                raw.protocol = socket.protocol;
                raw.extensions = socket.extensions;
                resolve(raw);
            });
            socket.on("unexpected-response", (_request, response) => {
                reject(new Error(`upgrade refused with ${response.statusCode}`));
            });
            socket.on("error", reject);
        });
        return within(opened, "a WebSocket");
    }

    /** A session of its own over WebSocket. */
    static async open(server, query = {}, options = {}) {
        const raw = await RawWebSocket.upgrade(
            server, { EIO: 4, transport: "websocket", ...query }, options);
        const first = await raw.next();
        raw.handshake = JSON.parse(first.slice(1));
        raw.sid = raw.handshake.sid;
        return raw;
    }

    /** The WebSocket of a running polling session; the probe is up to the test. */
    static probe(server, sid) {
        return RawWebSocket.upgrade(server, { EIO: 4, transport: "websocket", sid });
    }

    send(message) {
        this.#socket.send(message);
    }

    /** One text message in several frames; the parts may be cut within a character. */
    sendFragments(parts) {
        parts.forEach((part, index) =>
            this.#socket.send(part, { binary: false, fin: index === parts.length - 1 }));
    }

    next(milliseconds) {
        return this.#arrivals.next(milliseconds);
    }

    putBack(message) {
        this.#arrivals.putBack(message);
    }

    get waiting() {
        return this.#arrivals.waiting;
    }

    /** How the server closed it: `{code, reason}`. */
    whenClosed() {
        return within(this.closed, "the WebSocket to be closed");
    }

    close() {
        this.#socket.close();
        return this.whenClosed();
    }

    /** Ends the TCP connection without a closing handshake. */
    terminate() {
        this.#socket.terminate();
    }

    /** Stops and resumes reading from the network. */
    pause() {
        this.#socket.pause();
    }

    resume() {
        this.#socket.resume();
    }

    ping(data) {
        this.#socket.ping(data);
    }

    /** The payload of the next WebSocket-level pong. */
    nextPong() {
        const arrived = new Promise((resolve) =>
            this.#socket.once("pong", (data) => resolve(data.toString())));
        return within(arrived, "a WebSocket pong");
    }
}

/** Polling or WebSocket, by name. */
export function openSession(server, transport) {
    return (transport === "polling" ? PollingSession : RawWebSocket).open(server);
}

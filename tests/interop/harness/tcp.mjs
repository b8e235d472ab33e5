// SPDX-License-Identifier: MIT
import { connect } from "node:net";
import { once } from "node:events";

import { patience, within } from "./deadline.mjs";

/** A bare TCP connection: what is written is what the test says, octet by octet. */
export class TcpClient {
    #socket;
    #received = Buffer.alloc(0);
    #wake = () => {};

    constructor(socket) {
        this.#socket = socket;
        this.ended = false;
        socket.on("data", (chunk) => {
            this.#received = Buffer.concat([this.#received, chunk]);
            this.#wake();
        });
        const end = () => { this.ended = true; this.#wake(); };
        socket.on("end", end);
        socket.on("close", end);
        // A reset is one of the ways for a peer to end a connection; `ended` tells.
        socket.on("error", end);
    }

    static async open(server) {
        const socket = connect({ host: "127.0.0.1", port: server.port, allowHalfOpen: true });
        await within(once(socket, "connect"), "a TCP connection");
        return new TcpClient(socket);
    }

    write(octets) {
        this.#socket.write(octets);
    }

    destroy() {
        this.#socket.destroy();
    }

    /** Sends a reset instead of an orderly end. */
    reset() {
        this.#socket.resetAndDestroy();
    }

    async #until(ready, what) {
        const arrival = async () => {
            for (;;) {
                const result = ready();
                if (result !== undefined) return result;
                if (this.ended) throw new Error(`the connection ended before ${what}`);
                await new Promise((resolve) => { this.#wake = resolve; });
            }
        };
        return within(arrival(), what, patience);
    }

    #take(length) {
        const taken = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return taken;
    }

    async #readLine(what) {
        const end = await this.#until(() => {
            const index = this.#received.indexOf("\r\n");
            return index < 0 ? undefined : index;
        }, what);
        return this.#take(end + 2).subarray(0, end).toString("latin1");
    }

    async #readExactly(length, what) {
        await this.#until(() => (this.#received.length >= length ? true : undefined), what);
        return this.#take(length);
    }

    async #readChunks() {
        const chunks = [];
        for (;;) {
            const size = parseInt(await this.#readLine("a chunk size"), 16);
            if (size === 0) break;
            chunks.push(Buffer.from(await this.#readExactly(size, "a chunk")));
            await this.#readLine("the end of a chunk");
        }
        await this.#readLine("the end of the chunked body");
        return Buffer.concat(chunks);
    }

    /** Reads one whole HTTP response. `raw` is its head, as it came. */
    async readResponse() {
        const statusLine = await this.#readLine("a status line");
        const [, status, reason] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine) ?? [];
        if (!status) throw new Error(`not a status line: ${statusLine}`);
        const headers = {};
        for (;;) {
            const line = await this.#readLine("a header line");
            if (line === "") break;
            const colon = line.indexOf(":");
            headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
        }
        const response = { status: Number(status), reason, headers, body: "" };
        if (response.status === 101 || response.status === 204 || response.status === 304) {
            return response;
        }
        if (headers["transfer-encoding"] === "chunked") {
            response.body = (await this.#readChunks()).toString();
        } else if (headers["content-length"] !== undefined) {
            const length = Number(headers["content-length"]);
            response.body = (await this.#readExactly(length, "the body")).toString();
        } else {
            response.body = (await this.readToEnd()).toString();
        }
        return response;
    }

    /** Everything that comes up to and with this text. */
    async readUntil(text) {
        const length = await this.#until(() => {
            const index = this.#received.indexOf(text);
            return index < 0 ? undefined : index + text.length;
        }, `"${text}"`);
        return this.#take(length);
    }

    /** Everything that comes until the peer ends the connection. */
    async readToEnd() {
        const ended = async () => {
            while (!this.ended) await new Promise((resolve) => { this.#wake = resolve; });
        };
        await within(ended(), "the peer to end the connection");
        return this.#take(this.#received.length);
    }
}

/** The octets of a request; a Host header and the length of the body are added. */
export function rawRequest(method, path, headers = {}, body) {
    const all = { Host: "127.0.0.1", ...headers };
    if (body !== undefined && all["Content-Length"] === undefined) {
        all["Content-Length"] = Buffer.byteLength(body);
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
}

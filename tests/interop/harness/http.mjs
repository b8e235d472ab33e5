// SPDX-License-Identifier: MIT
import { request as httpRequest } from "node:http";

import { within } from "./deadline.mjs";

/**
 * One HTTP exchange on a connection of its own. Resolves with status, headers (lower case) and
 * body (text, and as it came in `octets`); rejects if the connection ends without an answer.
 */
export function exchange(server, { method = "GET", path, headers = {}, body, signal } = {}) {
    const answer = new Promise((resolve, reject) => {
        const request = httpRequest(
            { host: "127.0.0.1", port: server.port, method, path, headers, signal, agent: false },
            (response) => {
                const chunks = [];
                response.on("data", (chunk) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () => {
                    const octets = Buffer.concat(chunks);
                    resolve({
                        status: response.statusCode,
                        headers: response.headers,
                        body: octets.toString(),
                        octets,
                    });
                });
            });
        request.on("error", reject);
        request.end(body);
    });
    return within(answer, `the answer to ${method} ${path}`);
}

/** The request path of the engine with these query parameters. */
export function enginePath(query, path = "/socket.io/") {
    return path + "?" + new URLSearchParams(query);
}

/** A handshake or poll of a new or running session. */
export function engineRequest(server, query, rest = {}) {
    return exchange(server, { path: enginePath(query), ...rest });
}

/** The body of a refusal as the engine writes it. */
export function refusalBody(code, message) {
    return JSON.stringify({ code, message });
}

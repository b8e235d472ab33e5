// SPDX-License-Identifier: MIT
//
// The exchanges that docs/protocol.md prints, one after the other as they stand there.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { WebSocket } from "ws";

import { blocks_of } from "../../docs/markdown.mjs";
import { Arrivals, within } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";

const server = useServer();
const notes = fileURLToPath(new URL("../../../docs/protocol.md", import.meta.url));
const exchanges = blocks_of(notes).filter(({ exchange }) => exchange !== undefined);
const separator = (text) => text.replaceAll("\\x1e", "\x1e");

/** Whether what came is what is printed, where `...` stands for anything. */
function assertPrinted(came, printed) {
    const pattern = printed.split("...")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join("[\\w-]+");
    assert.match(came, new RegExp(`^${pattern}$`));
}

/** `binary 01 ff` for octets, the text for text. */
const written = (data, isBinary) => isBinary
    ? `binary ${[...data].map((octet) => octet.toString(16).padStart(2, "0")).join(" ")}`
    : data.toString();

function sendPrinted(socket, printed) {
    const [kind, ...octets] = printed.split(" ");
    if (kind === "binary") socket.send(Buffer.from(octets.join(""), "hex"));
    else socket.send(printed);
}

async function replayWebSocket([request, ...lines]) {
    const socket = new WebSocket(server.current.url + request.slice("GET ".length));
    const frames = new Arrivals("a frame");
    socket.on("message", (data, isBinary) => frames.push(written(data, isBinary)));
    socket.on("close", () => frames.end("the WebSocket has closed"));
    try {
        await within(new Promise((resolve, reject) => {
            socket.on("open", resolve);
            socket.on("error", reject);
        }), "the WebSocket to open");
        for (const line of lines) {
            if (line.startsWith("> ")) sendPrinted(socket, line.slice(2));
            else assertPrinted(await frames.next(), line.slice(2));
        }
    } finally {
        socket.terminate();
    }
}

async function replayPolling(lines) {
    let sid;
    let answer;
    for (let index = 0; index < lines.length; index += 1) {
        const line = lines[index];
        if (line.startsWith("> ")) {
            const [method, target] = line.slice(2).split(" ");
            const body = method === "POST" ? separator(lines[index += 1]) : undefined;
            answer = await within(
                fetch(server.current.url + target.replace("sid=...", `sid=${sid}`), { method, body }),
                `the answer to ${line}`);
        } else {
            const came = await answer.text();
            assertPrinted(`${answer.status} ${came}`, separator(line.slice(2)));
            sid ??= /"sid":"([^"]+)"/.exec(came)[1];
        }
    }
}

const replay = { websocket: replayWebSocket, polling: replayPolling };

for (const { exchange, line, code } of exchanges) {
    const transport = exchange.trim();
    test(`${transport}, line ${line}`, () => replay[transport](code.trimEnd().split("\n")));
}

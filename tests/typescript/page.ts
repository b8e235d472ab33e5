// SPDX-License-Identifier: MIT
// A page that uses the declarations as they are meant: each line compiles.
import { io, Socket } from "socket.io-client";
import type {
    ClientToServerEvents, ServerToClientEvents, everything, events_other_tree, hidden, tree,
} from "events";

const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io();

const leaf: tree = { label: "leaf", branches: [] };
const all: everything = {
    flag: true,
    whole: 1,
    wide: 2,
    fraction: 0.5,
    number: 0,
    name: "red",
    text: "text",
    octets: new ArrayBuffer(3),
    copied: new Uint8Array([1, 2]),
    fixed: new Uint8Array(4),
    gaps: [1, null],
    choice: null,
    choices: [1, "two"],
    both: [1, "two"],
    pair: [{ label: "root", branches: [leaf] }, false],
    three: [1, 2, 3],
    names: ["a"],
    series: { a: [0.5] },
    null: null,
    any: { whatever: 1 },
    kept: [1],
};

socket.emit("all", all, true, (answer) => {
    const maybe: string | null | undefined = answer.maybe;
    const colour: "red" | "green" = answer.name;
    console.log(maybe, colour, answer.pair[0].branches.length);
});

async function ask(): Promise<void> {
    const answer: everything = await socket.emitWithAck("all", all, false);
    console.log(answer.series["a"]?.length);
}

const height: events_other_tree = { height: 3 };
socket.emit("two answers", height, (count, text) => console.log(count.toFixed(), text.length));
socket.emit("notice", "text");
socket.timeout(5000).emit("notice", "text");
socket.emit("rest", 1, "anything", { at: "all" });

socket.on("ask", (_nothing, ack) => {
    const answer: hidden = { "its-name": "Ann" };
    ack(answer);
});
socket.on("tell", (root, count) => console.log(root.label, count === null ? 0 : count.toFixed()));
socket.on("rest", (first, ...rest) => console.log(first.toFixed(), rest.length));
void ask();

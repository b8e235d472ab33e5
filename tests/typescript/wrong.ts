// SPDX-License-Identifier: MIT
// What the declarations are for: each line that says what to expect does not compile.
import { io, Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents, everything } from "events";

const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io();
declare const all: everything;

socket.emit("al", all, true, () => {}); // expect: not assignable to parameter of type
socket.emit("all", all, 1, () => {}); // expect: 'number' is not assignable to parameter of type 'boolean'
socket.emit("all", { ...all, name: "blue" }, true, () => {}); // expect: '"blue"' is not assignable
socket.emit("all", { flag: true }, true, () => {}); // expect: is missing the following properties
socket.emit("notice"); // expect: Expected 2 arguments
socket.emit("notice", "text", () => {}); // expect: Expected 2 arguments
socket.timeout(5000).emit("notice", "text", () => {}); // expect: Expected 2 arguments
void socket.emitWithAck("notice", 1, 2, 3); // expect: Expected 1 arguments
void socket.emitWithAck("notice", "text"); // expect: Expected 1 arguments
socket.emit("ask", {}); // expect: not assignable to parameter of type
socket.emit("two answers", { height: 1 }, (count: string) => count); // expect: 'number' is not assignable to type 'string'
socket.on("tell", (root) => root.labels); // expect: Property 'labels' does not exist
socket.on("tell", (_root, count) => count.toFixed()); // expect: 'count' is possibly 'null'
socket.on("tel", () => {}); // expect: not assignable to parameter of type
socket.on("ask", (_nothing, ack) => ack({ size: 1 })); // expect: Property '"its-name"' is missing

// SPDX-License-Identifier: MIT
// The chat server of examples/chat/README.md in JavaScript: the executable description of the
// contract, against which the page and these tests were written.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { parseArgs } = require("node:util");
const { Server } = require("socket.io");

const folder = path.join(__dirname, "../../examples/chat/public");
const types = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
};

const web = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : path.basename(pathname);
    fs.readFile(path.join(folder, name), (error, body) => {
        if (error) return response.writeHead(404).end();
        const type = `${types[path.extname(name)]}; charset=utf-8`;
        response
            .writeHead(200, { "content-type": type, "x-content-type-options": "nosniff" })
            .end(body);
    });
});
const io = new Server(web);

const limits = {
    name: 24,
    room: 24,
    alt: 200,
    text: 1000,
    picture: 700000,
    lines: 50,
    remembered: 200,
    pictures: 8,
    rooms: 32,
};

/** By name; people by folded name: {name, session, sockets}; pictures: bytes by id. */
const rooms = new Map();
const makeRoom = (name, fixed) =>
    rooms.set(name, { name, fixed, people: new Map(), lines: [], pictures: new Map() });
for (const name of ["lobby", "music", "garden"]) makeRoom(name, true);

const fold = (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const length = (text) => Array.from(text).length;
const isLabel = (text, most) =>
    text.length > 0 && length(text) <= most && !/[\0-\x1f\x7f]|^ | $/.test(text);
const isText = (text, most) => /[^ \t\r\n]/.test(text) && length(text) <= most;
const isId = (text) => text.length >= 16 && text.length <= 64;
const startsLike = {
    "image/png": (head) => head.startsWith("\x89PNG\r\n\x1a\n"),
    "image/jpeg": (head) => head.startsWith("\xff\xd8\xff"),
    "image/gif": (head) => head.startsWith("GIF87a") || head.startsWith("GIF89a"),
    "image/webp": (head) => head.startsWith("RIFF") && head.slice(8) === "WEBP",
};

const refuse = (error) => ({ ok: false, error });
const names = (room) => [...room.people.values()].map(({ name }) => name).sort();
const channel = (room) => `#${room.name}`;

function roomList() {
    const list = [...rooms.values()].map(({ name, fixed, people }) => ({
        name,
        fixed,
        people: people.size,
    }));
    const made = list.filter(({ fixed }) => !fixed).sort((a, b) => (a.name < b.name ? -1 : 1));
    return [...list.filter(({ fixed }) => fixed), ...made].map(({ name, people }) => ({
        name,
        people,
    }));
}

function tellPeople(room, what, name, was = "") {
    io.to(channel(room)).emit("people", { people: names(room), what, name, was });
    io.emit("rooms", roomList());
}

/** A token bucket: 40 events at once, 4 more each second; what is refused costs nothing. */
function isTooFast(state) {
    const now = Date.now();
    state.tokens = Math.min(40, state.tokens + ((now - state.since) / 1000) * 4);
    state.since = now;
    if (state.tokens < 1) return true;
    state.tokens -= 1;
    return false;
}

/** Somebody is in a room as long as one device is; says whether this one was the first. */
function addPerson(room, name, session) {
    const person = room.people.get(fold(name)) ?? { name, session, sockets: 0 };
    room.people.set(fold(name), person);
    return ++person.sockets === 1;
}

function removePerson(room, name) {
    const person = room.people.get(fold(name));
    return --person.sockets === 0 && room.people.delete(fold(name));
}

function isTaken(room, name, session) {
    const person = room?.people.get(fold(name));
    return person !== undefined && person.session !== session;
}

function addLine(socket, id, type, text, bytes) {
    const { room, name } = socket.data;
    const line = { id, name, type, text, at: Date.now() };
    room.lines.push(line);
    if (room.lines.length > limits.remembered) room.pictures.delete(room.lines.shift().id);
    if (bytes) room.pictures.set(id, bytes);
    if (room.pictures.size > limits.pictures)
        room.pictures.delete(room.pictures.keys().next().value);
    return line;
}

function leaveRoom(socket) {
    const { room, name } = socket.data;
    if (!room) return;
    socket.data.room = null;
    socket.leave(channel(room));
    const isGone = removePerson(room, name);
    if (room.people.size === 0 && !room.fixed) rooms.delete(room.name);
    if (isGone) tellPeople(room, "left", name);
}

const handlers = {
    join(socket, { room: roomName, name, session, create }) {
        if (!isId(session)) return refuse("This page is too old, load it again.");
        if (!isLabel(name, limits.name))
            return refuse(`A name has 1 to ${limits.name} characters.`);
        if (!isLabel(roomName, limits.room))
            return refuse(`The name of a room has 1 to ${limits.room} characters.`);
        if (!rooms.has(roomName) && !create) return refuse(`There is no room ${roomName}.`);
        if (!rooms.has(roomName) && rooms.size >= limits.rooms)
            return refuse("There are too many rooms already.");
        if (isTaken(rooms.get(roomName), name, session))
            return refuse(`The name ${name} is taken in ${roomName}.`);
        leaveRoom(socket);
        if (!rooms.has(roomName)) makeRoom(roomName, false);
        const room = rooms.get(roomName);
        if (addPerson(room, name, session)) tellPeople(room, "joined", name);
        socket.join(channel(room));
        Object.assign(socket.data, { room, name, session });
        return {
            ok: true,
            error: "",
            room: room.name,
            you: name,
            people: names(room),
            lines: room.lines.slice(-limits.lines),
        };
    },

    rename(socket, { name }) {
        const { room, name: was, session } = socket.data;
        if (!room) return refuse("Join a room first.");
        if (!isLabel(name, limits.name))
            return refuse(`A name has 1 to ${limits.name} characters.`);
        if (isTaken(room, name, session))
            return refuse(`The name ${name} is taken in ${room.name}.`);
        if (name !== was) {
            removePerson(room, was);
            addPerson(room, name, session);
            socket.data.name = name;
            tellPeople(room, "renamed", name, was);
        }
        return { ok: true, error: "", you: name };
    },

    say(socket, { id, text }) {
        const { room } = socket.data;
        if (!room) return refuse("Join a room first.");
        const again = room.lines.find((line) => line.id === id);
        if (again) return { ok: true, error: "", line: again };
        if (!isId(id)) return refuse("A line needs an id of 16 to 64 characters.");
        if (!isText(text, limits.text)) return refuse(`A line has 1 to ${limits.text} characters.`);
        const line = addLine(socket, id, "text/plain", text);
        socket.to(channel(room)).emit("line", line);
        return { ok: true, error: "", line };
    },

    picture(socket, { id, alt, type }, bytes) {
        const { room } = socket.data;
        if (!room) return refuse("Join a room first.");
        const again = room.lines.find((line) => line.id === id);
        if (again) return { ok: true, error: "", line: again };
        if (!isId(id)) return refuse("A line needs an id of 16 to 64 characters.");
        if (length(alt) > limits.alt)
            return refuse(`A description has at most ${limits.alt} characters.`);
        if (bytes.length > limits.picture) return refuse("A picture has at most 700 kB.");
        if (!startsLike[type]?.(bytes.toString("latin1", 0, 12)))
            return refuse("Only PNG, JPEG, GIF and WebP pictures can be sent.");
        const line = addLine(socket, id, type, alt, bytes);
        socket.to(channel(room)).emit("picture", line, bytes);
        return { ok: true, error: "", line };
    },

    fetch(socket, { id }) {
        const bytes = socket.data.room?.pictures.get(id);
        return bytes
            ? { ok: true, error: "", bytes }
            : refuse("This picture is not kept any more.");
    },

    typing(socket) {
        const { room, name } = socket.data;
        if (room) socket.volatile.to(channel(room)).emit("typing", { name });
    },
};

io.on("connection", (socket) => {
    Object.assign(socket.data, {
        room: null,
        name: "",
        session: "",
        tokens: 40,
        since: Date.now(),
    });
    socket.emit("rooms", roomList());
    for (const [event, handle] of Object.entries(handlers)) {
        socket.on(event, (...args) => {
            const ack = typeof args.at(-1) === "function" ? args.pop() : () => {};
            ack(
                isTooFast(socket.data)
                    ? refuse("Too fast, wait a moment.")
                    : handle(socket, ...args),
            );
        });
    }
    socket.on("disconnect", () => leaveRoom(socket));
});

const { port } = parseArgs({ options: { port: { type: "string", default: "3000" } } }).values;
web.listen(Number(port), () => console.log(`chat is on http://localhost:${web.address().port}`));

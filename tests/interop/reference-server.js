// SPDX-License-Identifier: MIT
//
// The official server with the test application. README.md is the contract; the C++ test server
// offers the same application, so that every suite runs against both.
"use strict";

const { readFileSync } = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { parseArgs } = require("node:util");
const { Server } = require("socket.io");

const { values: given } = parseArgs({
    options: {
        "port": { type: "string", default: "0" },
        "ping-interval": { type: "string" },
        "ping-timeout": { type: "string" },
        "upgrade-timeout": { type: "string" },
        "connect-timeout": { type: "string" },
        "dynamic-namespaces": { type: "boolean", default: false },
        "cleanup-empty-child-namespaces": { type: "boolean", default: false },
        "max-http-buffer-size": { type: "string" },
        "per-message-deflate": { type: "string" },
        "no-http-compression": { type: "boolean", default: false },
        "deflate-context": { type: "boolean", default: false },
        "transports": { type: "string" },
        "cors-origin": { type: "string" },
        "cors-credentials": { type: "boolean", default: false },
        "allow-request": { type: "string" },
        "cors-max-age": { type: "string" },
        "cors-by-request": { type: "boolean", default: false },
        "no-trailing-slash": { type: "boolean", default: false },
        "cookie": { type: "string" },
        "answer-headers": { type: "boolean", default: false },
        "allow-eio3": { type: "boolean", default: false },
        "connection-state-recovery": { type: "boolean", default: false },
        "max-disconnection-duration": { type: "string" },
        "keep-middlewares": { type: "boolean", default: false },
        "engine-middlewares": { type: "boolean", default: false },
        "allow-jsonp": { type: "boolean", default: false }, // always, at the official server
        "path": { type: "string" },
        "no-serve-client": { type: "boolean", default: false },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
        "local": { type: "string" },
        "parser": { type: "string" },
        "trace": { type: "boolean", default: false },
    },
});

function trace(line) {
    if (given.trace) process.stdout.write(JSON.stringify(line) + "\n");
}

// Only what was asked for is set: the defaults under test are the library's own.
function serverOptions() {
    const options = {};
    const number = (name, key) => {
        if (given[name] !== undefined) options[key] = Number(given[name]);
    };
    number("ping-interval", "pingInterval");
    number("ping-timeout", "pingTimeout");
    number("upgrade-timeout", "upgradeTimeout");
    number("connect-timeout", "connectTimeout");
    number("max-http-buffer-size", "maxHttpBufferSize");
    if (given["per-message-deflate"] !== undefined || given["deflate-context"]) {
        // What ours does by default is said here: Node leaves it to its clients.
        const none = !given["deflate-context"];
        options.perMessageDeflate = {
            threshold: Number(given["per-message-deflate"] ?? 1024),
            serverNoContextTakeover: none || undefined,
            clientNoContextTakeover: none || undefined,
        };
    }
    if (given["no-http-compression"]) options.httpCompression = false;
    if (given["cleanup-empty-child-namespaces"]) options.cleanupEmptyChildNamespaces = true;
    if (given.transports) options.transports = given.transports.split(",");
    if (given.path) options.path = given.path;
    if (given.parser === "msgpack") options.parser = require("socket.io-msgpack-parser");
    if (given["no-serve-client"]) options.serveClient = false;
    if (given["cors-origin"]) {
        const origins = given["cors-origin"].split(",").map(originOf);
        options.cors = { origin: origins.length === 1 ? origins[0] : origins };
        if (given["cors-credentials"]) options.cors.credentials = true;
    }
    if (given["cors-max-age"]) options.cors.maxAge = Number(given["cors-max-age"]);
    if (given["cors-by-request"]) options.cors = corsByRequest;
    if (given["no-trailing-slash"]) options.addTrailingSlash = false;
    if (given.cookie) options.cookie = cookies[given.cookie];
    if (given["allow-eio3"]) options.allowEIO3 = true;
    if (given["connection-state-recovery"]) {
        options.connectionStateRecovery = {};
        const duration = given["max-disconnection-duration"];
        if (duration !== undefined) {
            options.connectionStateRecovery.maxDisconnectionDuration = Number(duration);
        }
        if (given["keep-middlewares"]) options.connectionStateRecovery.skipMiddlewares = false;
    }
    if (given["allow-request"]) options.allowRequest = allowRequest(given["allow-request"]);
    return options;
}

/** A pattern such as `http://*.example` as the regular expression that it stands for. */
function originOf(text) {
    if (text === "*" || !text.includes("*")) return text;
    const escaped = text.replaceAll(".", "\\.").replaceAll("*", "[-a-z0-9.]+");
    return new RegExp(`^${escaped}$`);
}

function corsByRequest(request, decide) {
    if (request.headers["x-refuse"]) decide(null, { origin: false });
    else decide(null, { origin: true, credentials: request._query.credentials === "yes" });
}

const cookies = {
    default: true,
    full: {
        name: "session", path: "/socket.io/", domain: "example.com", httpOnly: false, secure: true,
        sameSite: "none", maxAge: 3600, expires: new Date(784111777e3), partitioned: true,
        priority: "high",
    },
};

function addAnswerHeaders(engine) {
    engine.on("initial_headers", (headers, request) => {
        headers["x-initial"] = request._query.transport;
    });
    engine.on("headers", (headers, request) => {
        headers["x-each"] = request._query.sid ? "later" : "first";
    });
}

function addEngineMiddlewares(engine) {
    const decide = (request, how, next) =>
        next(request._query.refuse === how ? new Error(how) : undefined);
    engine.use((request, response, next) => decide(request, "at-once", next));
    engine.use((request, response, next) => setImmediate(decide, request, "later", next));
}

function allowRequest(how) {
    return (request, decide) => {
        trace({ event: "allow_request", transport: request._query.transport });
        if (how === "accept") decide(null, true);
        else if (how === "reject") decide(null, false);
        else setImmediate(() => decide("not today", false));
    };
}

const isFunction = (argument) => typeof argument === "function";

/** Splits the trailing ack off the arguments of an event; without one, answering does nothing. */
function withAck(handler) {
    return (...args) => {
        const ack = isFunction(args.at(-1)) ? args.pop() : () => {};
        handler(args, ack);
    };
}

function addApplication(target) {
    target.on("connection", (socket) => {
        const { nsp } = socket; // of a parent one of its children
        const sortedRooms = () => [...socket.rooms].sort();
        const about = (event, rest = {}) => ({ event, nsp: nsp.name, id: socket.id, ...rest });

        trace(about("connection"));
        socket.on("disconnecting", (reason) =>
            trace(about("disconnecting", { reason, rooms: sortedRooms() })));
        socket.on("disconnect", (reason) =>
            trace(about("disconnect", { reason, rooms: sortedRooms() })));

        if (nsp.name === "/" || nsp.name === "/custom") {
            socket.emit("auth", socket.handshake.auth);
        }

        addEchoes(socket);
        addServerAcks(socket, about);
        addListenerChanges(socket);
        addRooms(socket, nsp, sortedRooms);
        addManySockets(socket, nsp);
        addNumbers(socket);
        addPayloads(socket);
        addState(socket);
    });
}

function addEchoes(socket) {
    socket.on("message", withAck((args) => socket.emit("message-back", ...args)));
    socket.on("message-with-ack", withAck((args, ack) => ack(...args)));
    socket.on("message-with-late-ack", withAck((args, ack) => setImmediate(() => ack(...args))));
    socket.on("ack-twice", withAck((_args, ack) => { ack("first"); ack("second"); }));
}

function addServerAcks(socket, about) {
    socket.on("emit-with-ack", withAck((args) => {
        // The C++ server settles an ack of a client that left with an error, and then traces
        // answer_lost. The official server never calls it (node-behaviour 8.2, 6).
        socket.emit("question", ...args, (...answers) => socket.emit("answer", ...answers));
        trace(about("question_sent"));
    }));
    socket.on("emit-with-ack-timeout", withAck(([milliseconds]) => {
        socket.timeout(milliseconds).emit("question", (error, ...answers) => {
            if (error) socket.emit("answer-error", error.message);
            else socket.emit("answer", ...answers);
        });
    }));
}

function addListenerChanges(socket) {
    socket.once("once", withAck((args) => socket.emit("once-back", ...args)));

    const removable = withAck((args) => socket.emit("removable-back", ...args));
    socket.on("removable", removable);
    socket.on("remove-removable", withAck((_args, ack) => {
        socket.off("removable", removable);
        ack();
    }));

    const echoAny = (name, ...args) => {
        socket.emit("any-back", name, ...args.filter((argument) => !isFunction(argument)));
    };
    socket.on("any-on", withAck((_args, ack) => { socket.onAny(echoAny); ack(); }));
    socket.on("any-off", withAck((_args, ack) => { socket.offAny(echoAny); ack(); }));

    const refusal = new Error("forbidden event");
    socket.use(([name], next) => next(name === "forbidden" ? refusal : undefined));
    socket.on("forbidden", () => socket.emit("forbidden-back"));
    socket.on("error", (error) => {
        if (error === refusal) socket.emit("refused", error.message);
    });
}

function selected(from, wanted) {
    let operator = from;
    if (wanted.to) operator = operator.to(wanted.to);
    if (wanted.except) operator = operator.except(wanted.except);
    if (wanted.volatile) operator = operator.volatile;
    return operator;
}

function addManySockets(socket, nsp) {
    const those = (wanted) => selected(nsp.to([]), wanted);

    socket.on("broadcast-with-ack", withAck(([wanted], ack) => {
        those(wanted).timeout(wanted.timeout)
            .emit(wanted.event, ...(wanted.args ?? []), (error, answers) => {
                ack(error ? error.message : null, answers);
            });
    }));

    socket.on("fetch-sockets", withAck(async ([wanted], ack) => {
        const found = await those(wanted).fetchSockets();
        ack(found.sort((left, right) => (left.id < right.id ? -1 : 1)).map((each) => ({
            id: each.id,
            rooms: [...each.rooms].sort(),
            data: each.data,
            auth: each.handshake.auth,
        })));
    }));
    socket.on("act-on-found", withAck(async ([wanted], ack) => {
        for (const each of await those(wanted).fetchSockets()) {
            each.emit("found", each.id);
            each.join(["found", "not for long"]);
            each.leave("not for long");
        }
        ack();
    }));

    socket.on("sockets-join", withAck(([wanted], ack) => {
        those(wanted).socketsJoin(wanted.rooms);
        ack();
    }));
    socket.on("sockets-leave", withAck(([wanted], ack) => {
        those(wanted).socketsLeave(wanted.rooms);
        ack();
    }));
    socket.on("disconnect-sockets", withAck(([wanted], ack) => {
        those(wanted).disconnectSockets(wanted.close === true);
        ack();
    }));

    socket.on("watch-rooms", withAck((_args, ack) => {
        for (const what of ["create-room", "delete-room", "join-room", "leave-room"]) {
            nsp.adapter.on(what, (...about) => socket.emit("room-event", what, ...about));
        }
        ack();
    }));
}

function addRooms(socket, nsp, sortedRooms) {
    socket.on("join", withAck(([rooms], ack) => { socket.join(rooms); ack(sortedRooms()); }));
    socket.on("leave", withAck(([room], ack) => { socket.leave(room); ack(sortedRooms()); }));
    socket.on("rooms", withAck((_args, ack) => ack(sortedRooms())));

    socket.on("broadcast", withAck(([wanted], ack) => {
        selected(wanted.from === "nsp" ? nsp.to([]) : socket.broadcast, wanted)
            .emit(wanted.event, ...(wanted.args ?? []));
        ack();
    }));

    socket.on("volatile-burst", withAck(([count]) => {
        for (let i = 0; i < count; i++) socket.volatile.emit("volatile", i);
        setImmediate(() => socket.emit("volatile-end", count));
    }));

    socket.on("disconnect-me", withAck(([close]) => socket.disconnect(close === true)));
}

function addNumbers(socket) {
    let received = 0;
    let inOrder = true;
    socket.on("number", withAck(([number]) => {
        if (number !== received) inOrder = false;
        received += 1;
    }));
    socket.on("numbers-seen", withAck((_args, ack) => ack({ received, in_order: inOrder })));

    socket.on("send-numbers", withAck(([from, count, perTurn], ack) => {
        const end = from + count;
        let next = from;
        const turn = () => {
            const stop = Math.min(end, next + perTurn);
            while (next < stop) socket.emit("number", next++);
            if (next === end) ack(count);
            else setImmediate(turn);
        };
        turn();
    }));
}

function addPayloads(socket) {
    socket.on("make-text", withAck(([length], ack) => ack("x".repeat(length))));
    socket.on("make-bytes", withAck(([length], ack) => {
        ack(Buffer.alloc(length).map((_byte, index) => index % 251));
    }));
    socket.on("make-attachments", withAck(([count]) => {
        const attachments = Array.from({ length: count }, (_unused, index) => Buffer.from([index]));
        socket.emit("attachments", ...attachments);
    }));
}

function addState(socket) {
    socket.on("data-set", withAck(([key, value], ack) => { socket.data[key] = value; ack(); }));
    socket.on("data-get", withAck(([key], ack) => ack(socket.data[key] ?? null)));
    socket.on("handshake", withAck((_args, ack) => {
        const { headers, query, auth, address, url, secure, xdomain, issued } = socket.handshake;
        ack({ headers, query, auth, address, url, secure, xdomain, issued });
    }));
}

function refusal(message, data) {
    const error = new Error(message);
    if (data !== undefined) error.data = data;
    return error;
}

function addGuards(nsp) {
    nsp.use((socket, next) => {
        const { auth } = socket.handshake;
        if (auth.token !== "secret") {
            next(refusal("not allowed", { code: 401, why: "bad token" }));
            return;
        }
        socket.data.guards = ["token"];
        next();
    });
    nsp.use((socket, next) => {
        const { auth } = socket.handshake;
        // The room shows that nothing of a refused socket stays behind.
        socket.join("waiting-room");
        const decide = () => {
            if (auth.late === "refuse") {
                next(refusal("refused later", { code: 403, why: "late refusal" }));
            } else if (auth.late === "refuse-plainly") {
                next(refusal("refused plainly"));
            } else {
                socket.leave("waiting-room");
                socket.data.guards.push("late");
                next();
            }
        };
        if (Number.isInteger(auth.delay)) setTimeout(decide, auth.delay);
        else setImmediate(decide);
    });
}

function refuse(_request, response) {
    response.writeHead(404);
    response.end();
}

const secure = given["tls-certificate"] !== undefined;
const httpServer = secure
    ? https.createServer({
        cert: readFileSync(given["tls-certificate"]),
        key: readFileSync(given["tls-key"]),
    }, refuse)
    : http.createServer(refuse);
const io = new Server(httpServer, serverOptions());

if (given["answer-headers"]) addAnswerHeaders(io.engine);
if (given["engine-middlewares"]) addEngineMiddlewares(io.engine);
io.engine.on("connection_error", ({ code, message, context }) => {
    trace({ event: "connection_error", code, message, context: context ?? {} });
});

const manyNames = Array.from({ length: 50 }, (_unused, index) => "/n" + index);
addGuards(io.of("/guarded"));
for (const name of ["/", "/custom", "/guarded", "/admin", ...manyNames]) {
    addApplication(io.of(name));
}

io.on("new_namespace", (nsp) => trace({ event: "new_namespace", nsp: nsp.name }));
if (given["dynamic-namespaces"]) addDynamicNamespaces();

function addDynamicNamespaces() {
    const byPattern = io.of(/^\/dynamic-[^/]+$/);
    byPattern.use((socket, next) => {
        if (socket.handshake.auth.token === "wrong") next(new Error("not in here"));
        else next();
    });
    addApplication(byPattern);
    byPattern.on("connection", (socket) => addParent(socket, byPattern));

    const byFunction = io.of((name, auth, next) => {
        setImmediate(() => {
            if (auth.token === "error") next(new Error("no"));
            else next(null, name.startsWith("/asked-") && auth.token === "secret");
        });
    });
    addApplication(byFunction);
}

function addParent(socket, parent) {
    socket.on("to-parent", withAck(([wanted], ack) => {
        let operator = wanted.to ? parent.to(wanted.to) : parent;
        if (wanted.except) operator = operator.except(wanted.except);
        operator.emit(wanted.event, ...(wanted.args ?? []));
        ack();
    }));
}

process.on("SIGTERM", () => {
    io.close();
    httpServer.closeAllConnections();
    // One turn later, so that the close frames have been handed to the kernel.
    setImmediate(() => process.exit(0));
});

httpServer.on("error", (error) => {
    process.stderr.write(error.message + "\n");
    process.exit(1);
});
if (given.local) {
    httpServer.listen(given.local, () => {
        process.stdout.write("listening on local " + given.local + "\n");
    });
} else {
    httpServer.listen(Number(given.port), "127.0.0.1", () => {
        const scheme = secure ? "https" : "http";
        const { port } = httpServer.address();
        process.stdout.write(`listening on ${scheme}://127.0.0.1:${port}\n`);
    });
}

// SPDX-License-Identifier: MIT
//
// Our client in the place of the official one: what the suites use of socket.io-client's Manager and
// Socket, done by a process of interop_client.
import { EventEmitter } from "node:events";

import msgpack from "socket.io-msgpack-parser";

import { ClientProcess } from "./client_process.mjs";

const same = (value) => value;
/** Options of socket.io-client: the name that options_of.cpp has for each, and how it is said. */
const known = {
    ackTimeout: ["ackTimeout", same],
    agent: ["localPath", ({ options }) => options.socketPath],
    autoConnect: ["autoConnect", same],
    ca: ["ca", String],
    extraHeaders: ["headers", same],
    forceBase64: ["forceBase64", same],
    parser: ["parser", (parser) => (parser === msgpack ? "msgpack" : "json")],
    path: ["path", same],
    perMessageDeflate: ["deflate", Boolean],
    query: ["query", same],
    randomizationFactor: ["randomizationFactor", same],
    reconnection: ["reconnection", same],
    reconnectionAttempts: ["reconnectionAttempts", same],
    reconnectionDelay: ["reconnectionDelay", same],
    reconnectionDelayMax: ["reconnectionDelayMax", same],
    rememberUpgrade: ["rememberUpgrade", same],
    retries: ["retries", same],
    timeout: ["timeout", same],
    transports: ["transports", same],
    tryAllTransports: ["tryAllTransports", same],
    upgrade: ["upgrade", same],
    withCredentials: ["withCredentials", same],
};

function translated(options) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([name, value]) => {
        if (!known[name]) throw new Error(`the bridge has no option ${name}`);
        const [ours, said] = known[name];
        return [ours, said(value)];
    }));
}

function withBytes(_key, value) {
    return typeof value?.$bytes === "string" ? Buffer.from(value.$bytes, "hex") : value;
}

/** Buffers become JSON by themselves before a replacer sees them, so it looks at who holds them. */
function withoutBytes(key, value) {
    const held = this[key];
    return Buffer.isBuffer(held) ? { $bytes: held.toString("hex") } : value;
}

class Emitter extends EventEmitter {
    constructor() {
        super();
        this.setMaxListeners(0);
    }

    /** Without a function: all of that name. */
    off(name, listener) {
        return listener ? super.off(name, listener) : this.removeAllListeners(name);
    }

    tell(name, ...args) { super.emit(name, ...args); }
}

export class Manager extends Emitter {
    #process;
    nsps = {};
    #transports;
    #asked = 0;
    #waiting = new Map(); // functions by the number of what they asked

    constructor(url, options = {}) {
        super();
        this.uri = url;
        this.opts = options;
        this.#transports = options.transports ?? ["polling", "websocket"];
        this.engine = Object.assign(new Emitter(), { transport: { name: this.#transports[0] } });
    }

    /** What is said for one namespace is for all that are made later: ours has one auth for each client. */
    socket(nsp = "/", { auth, ...more } = {}) {
        if (auth) this.auth = auth;
        this.#process ??= this.#start(more);
        if (!this.nsps[nsp]) {
            this.nsps[nsp] = new Socket(this, nsp, { ...this.opts, ...more });
            this.do("join", { nsp, answers: true });
        }
        return this.nsps[nsp];
    }

    #start(more) {
        const process = new ClientProcess(
            "INTEROP_CLIENT", this.uri, { ...translated({ ...this.opts, ...more }), asksForAuth: true }, {},
            (line) => this.#hear(JSON.parse(line, withBytes)));
        process.ended.then(() => {}); // a failure, which nobody handles, ends the suite
        return process;
    }

    /** Its process ends, which has to say that all went well. */
    _close() { this.#process?.end(); }

    do(act, more = {}) { this.#process.tell(JSON.stringify({ act, ...more }, withoutBytes)); }

    ask(wanted, whenAnswered) {
        const number = ++this.#asked;
        this.#waiting.set(number, whenAnswered);
        this.do("ask", { ...wanted, number });
    }

    #hear(said) {
        switch (said.is) {
        case "answer":
            this.#waiting.get(said.number)(said);
            this.#waiting.delete(said.number);
            return;
        case "auth":
            return this.#giveAuth();
        case "upgrade":
            this.engine.transport.name = said.transport;
            return this.engine.tell("upgrade", this.engine.transport);
        case "connect":
            if (said.transport) this.engine.transport.name = said.transport;
            return this.nsps[said.nsp].hear(said);
        case "connect_error":
            return this.nsps[said.nsp].hear({ ...said, by: this.#transports[0] });
        case "disconnect":
        case "event":
            return this.nsps[said.nsp].hear(said);
        case "reconnect":
        case "reconnect_attempt":
            return this.tell(said.is, said.attempt);
        case "error":
            throw new Error(`the client says: ${said.message}`);
        default:
            return this.tell(said.is);
        }
    }

    #giveAuth() {
        const give = (auth) => this.do("auth", { auth });
        if (typeof this.auth === "function") this.auth(give);
        else give(this.auth);
    }
}

export class Socket extends Emitter {
    #flags = {};
    #any = [];
    #leaving = false;
    connected = false;
    recovered = false;
    #saysFailure;

    constructor(io, nsp, { autoConnect = true, retries, ackTimeout }) {
        super();
        this.io = io;
        this.nsp = nsp;
        this.active = autoConnect;
        this.#saysFailure = Boolean(retries) || ackTimeout !== undefined;
    }

    get auth() { return this.io.auth; }
    set auth(auth) { this.io.auth = auth; }
    get disconnected() { return !this.connected; }

    get volatile() { return this.#with({ volatile: true }); }
    compress(compress) { return this.#with({ compress }); }
    timeout(timeout) { return this.#with({ timeout }); }

    #with(flags) {
        Object.assign(this.#flags, flags);
        return this;
    }

    emit(event, ...args) {
        const done = typeof args.at(-1) === "function" ? args.pop() : undefined;
        const saysFailure = this.#saysFailure || this.#flags.timeout !== undefined;
        this.#send(event, args, done && (({ ok, failed, args: answers }) => {
            if (saysFailure) done(ok ? null : new Error(failed), ...answers);
            else if (ok) done(...answers);
        }));
        return this;
    }

    emitWithAck(event, ...args) {
        return new Promise((resolve, reject) => {
            this.#send(event, args, ({ ok, failed, args: [first] }) => {
                if (ok) resolve(first);
                else reject(new Error(failed));
            });
        });
    }

    #send(event, args, whenAnswered) {
        const wanted = { nsp: this.nsp, event, args, ...this.#flags };
        this.#flags = {};
        if (whenAnswered) this.io.ask(wanted, whenAnswered);
        else this.io.do("emit", wanted);
    }

    connect() {
        this.active = true;
        this.io.do("connect", { nsp: this.nsp });
        return this;
    }

    disconnect() {
        // At once, as the official one does; the process has yet to hear of it.
        this.#leaving = this.connected;
        this.connected = false;
        this.active = false;
        this.io.do("disconnect", { nsp: this.nsp });
        return this;
    }

    onAny(listener) { this.#any.push(listener); }
    prependAny(listener) { this.#any.unshift(listener); }
    offAny(listener) { this.#any = listener ? this.#any.filter((each) => each !== listener) : []; }

    hear(said) {
        switch (said.is) {
        case "connect":
            if (this.#leaving) return; // it said so before it was told to leave
            this.connected = true;
            this.active = true;
            this.id = said.id;
            this.recovered = said.recovered;
            return this.tell("connect");
        case "disconnect":
            this.#leaving = false;
            this.connected = false;
            this.active = said.active;
            this.id = undefined;
            return this.tell("disconnect", said.reason);
        case "connect_error":
            this.active = said.active;
            return this.tell("connect_error", refusal(said));
        default:
            if (!this.#leaving) this.#hearEvent(said);
        }
    }

    #hearEvent({ name, args, wants_answer: wantsAnswer, number }) {
        const all = wantsAnswer
            ? [...args, (...answers) => this.io.do("answer", { number, args: answers })]
            : args;
        for (const listener of [...this.#any]) listener(name, ...all);
        this.tell(name, ...all);
    }
}

/** The official client says of all that happens on the way to the server only which transport failed. */
function refusal({ stage, status, message, data, by }) {
    if (stage === "nsp") return Object.assign(new Error(message), { data: data ?? undefined });
    const failed = by === "polling" ? "xhr poll error" : "websocket error";
    return Object.assign(new Error(failed), { description: status, context: { status } });
}

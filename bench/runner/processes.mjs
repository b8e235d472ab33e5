// SPDX-License-Identifier: MIT
// Starts and ends the processes of a run. Only processes that were started here are ever ended.

import { spawn } from "node:child_process";
import net from "node:net";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const startLimit = 15_000; // milliseconds until a server has to listen
const stopLimit = 3_000; // milliseconds from SIGTERM to SIGKILL

const running = new Set();

// Spawns a command with as many descriptors as the system allows, on one core if one is named, as
// SCHED_BATCH if it is to be. Each step of the chain replaces itself by the next, so the child's pid is
// the command's.
function start(command, { core, batch = false, output }) {
    const scheduled = batch ? ["chrt", "--batch", "0", ...command] : command;
    const pinned = core === undefined ? scheduled : ["taskset", "-c", String(core), ...scheduled];
    const child = spawn("sh", ["-c", 'ulimit -n "$(ulimit -Hn)"; exec "$@"', "sh", ...pinned], {
        stdio: ["ignore", output, "pipe"],
    });
    child.complaint = "";
    child.stderr.on("data", (bytes) => {
        child.complaint = (child.complaint + bytes).slice(-4000);
    });
    running.add(child);
    child.ended = once(child, "close").then(
        ([code, signal]) => {
            running.delete(child);
            return code ?? signal;
        },
        (error) => {
            running.delete(child);
            child.complaint += error.message;
            return "not started";
        },
    );
    return child;
}

export async function stop(child) {
    if (!running.has(child)) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopLimit);
    await child.ended;
    clearTimeout(timer);
}

export async function stopAll() {
    await Promise.all([...running].map(stop));
}

async function freePort() {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

function answers(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, "127.0.0.1");
        socket.once("connect", () => {
            socket.destroy();
            resolve(true);
        });
        socket.once("error", () => resolve(false));
    });
}

// Starts a server on a free port and waits until it listens; with TLS if there is a certificate, and
// with what lets clients speak as a scenario wants it.
export async function startServer(name, command, { core, batch, pingInterval, certificate, spoken = [] }) {
    const port = await freePort();
    const child = start(
        [
            ...command,
            "--port",
            String(port),
            ...(pingInterval === undefined ? [] : ["--ping-interval", String(pingInterval)]),
            ...(certificate === undefined
                ? []
                : ["--tls-certificate", certificate.file, "--tls-key", certificate.keyFile]),
            ...spoken,
        ],
        { core, batch, output: "ignore" },
    );
    await listens(name, child, port);
    return { name, port, child, certificate };
}

// Starts a Redis that keeps nothing, and ends no subscriber that lags on a busy machine.
export async function startRedis({ core }) {
    const port = await freePort();
    const child = start(
        [
            ...["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", ""],
            ...["--client-output-buffer-limit", "pubsub 0 0 0"],
        ],
        { core, output: "ignore" },
    );
    await listens("redis-server", child, port);
    return { url: `redis://127.0.0.1:${port}`, child };
}

async function listens(name, child, port) {
    const deadline = Date.now() + startLimit;
    while (!(await answers(port))) {
        if (!running.has(child))
            throw new Error(`${name} ended before it listened: ${child.complaint.trim()}`);
        if (Date.now() > deadline) {
            await stop(child);
            throw new Error(`${name} does not listen after ${startLimit / 1000} s`);
        }
        await delay(10);
    }
}

// Runs the driver against a server and returns its line as an object.
export function drive(driver, kind, scenarioArguments, server, limits) {
    return run("the driver", [
        driver,
        kind,
        ...["--port", String(server.port), "--pid", String(server.child.pid)],
        ...(server.certificate === undefined ? [] : ["--tls", server.certificate.file]),
        ...scenarioArguments,
    ], server, limits);
}

// The same with clients, which measure themselves.
export function runClients(command, kind, scenarioArguments, server, limits) {
    const port = String(server.port);
    return run("the process of the clients", [...command, kind, "--port", port, ...scenarioArguments], server, limits);
}

async function run(who, command, server, { core, limit }) {
    const child = start(command, { core, output: "pipe" });
    let text = "";
    child.stdout.on("data", (bytes) => {
        text += bytes;
    });
    let late = false;
    const timer = setTimeout(() => {
        late = true;
        child.kill("SIGKILL");
    }, limit);
    const code = await child.ended;
    clearTimeout(timer);
    if (late) throw new Error(`${who} was not done after ${limit / 1000} s`);
    if (code !== 0) throw new Error(child.complaint.trim() || `${who} ended with ${code}`);
    if (!running.has(server.child))
        throw new Error(`${server.name} died: ${server.child.complaint.trim()}`);
    return JSON.parse(text);
}

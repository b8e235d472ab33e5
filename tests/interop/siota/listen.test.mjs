// SPDX-License-Identifier: MIT
//
// siota listen, and servers of both languages. Who joins the namespace / is sent the event `auth`.
import assert from "node:assert/strict";

import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { Siota, siota } from "./siota.mjs";

const fixture = useServer();
const url = () => fixture.current.url;

test("events are lines, and what is about the connection is elsewhere", async (t) => {
    const one = new Siota(t, ["listen", url(), "--auth", '{"name":"Ann","n":[1,2]}']);
    await one.written(/\n/);
    assert.equal(one.output, 'auth {"name": "Ann", "n": [1, 2]}\n');
    assert.equal(one.errors, "siota: connected\n");
    one.kill("SIGINT");
    assert.equal(await one.ended, 0);
    assert.equal(one.errors, "siota: connected\n");
});

test("as JSON, binary too", async (t) => {
    const { status, output } = await siota(t, [
        "listen", url(), "--json", "--count", "1", "--auth", '{"a":"\\u001b[2J"}']);
    assert.equal(output, '{"event":"auth","args":[{"a":"\\u001b[2J"}]}\n');
    assert.equal(status, 0);
});

test("what comes does nothing to a terminal", async (t) => {
    const hidden = "\u001b]0;title\u0007\u007f\u009b2J\u202e";
    const { output } = await siota(t, [
        "listen", url(), "--count", "1", "--auth", JSON.stringify({ [hidden]: 1 })]);
    const shown = '"\\u001b]0;title\\u0007\\u007f\\u009b2J\\u202e"';
    assert.equal(output, `auth {${shown}: 1}\n`);
});

test("what is long has a line for each part", async (t) => {
    const long = "x".repeat(50);
    const { output } = await siota(t, [
        "listen", url(), "--count", "1", "--auth", JSON.stringify({ a: [long, long], b: [1, {}] })]);
    assert.equal(output, `auth {
  "a": [
    "${long}",
    "${long}"
  ],
  "b": [1, {}]
}
`);
});

test("only events of a name", async (t) => {
    const one = new Siota(t, ["listen", url(), "--event", "other"]);
    await one.written(/connected/, "errors");
    one.kill("SIGTERM");
    assert.equal(await one.ended, 0);
    assert.equal(one.output, "");
});

test("it connects again to a server that was gone", async (t) => {
    const first = await ownServer(t);
    const one = new Siota(t, ["listen", first.url, "--event", "other"]);
    await one.written(/connected\n/, "errors");
    await first.end("SIGKILL");
    await one.written(/transport/, "errors");
    await ownServer(t, { port: first.port });
    await one.written(/connected again\n/, "errors");
});

test("it ends if it cannot connect at first, unless it is told to try again", async (t) => {
    const { status, errors } = await siota(t, ["listen", "http://127.0.0.1:1"]);
    assert.match(errors, /^siota: .+ \(connect\)\n$/);
    assert.equal(status, 1);

    const server = await ownServer(t);
    await server.end("SIGKILL");
    const one = new Siota(t, ["listen", server.url, "--retry", "--count", "1"]);
    await one.written(/\(connect\)\n/, "errors");
    await ownServer(t, { port: server.port });
    assert.equal(await one.ended, 0);
    assert.equal(one.output, "auth {}\n");
});

test("a namespace that refuses", async (t) => {
    const { status, errors } = await siota(t, ["listen", `${url()}/guarded`, "--retry"]);
    assert.match(errors, /^siota: not allowed \(nsp\)/);
    assert.equal(status, 1);
});

test("nobody reads it any more", async (t) => {
    const server = await ownServer(t);
    const one = new Siota(t, ["listen", server.url]);
    await one.written(/auth/);
    one.closeOutput();
    await server.end("SIGKILL");
    await one.written(/transport/, "errors");
    await ownServer(t, { port: server.port }); // which sends auth again
    assert.equal(await one.ended, "SIGPIPE");
});

// SPDX-License-Identifier: MIT
//
// siota emit, and servers of both languages.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { makeCertificate, temporaryFolder } from "../harness/certificates.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { siota } from "./siota.mjs";

const fixture = useServer();
const url = () => fixture.current.url;

for (const transports of [[], ["polling"], ["websocket"]])
    test(`the answer is printed, by ${transports.join() || "an upgrade"}`, async (t) => {
        const ways = transports.flatMap((name) => ["--transport", name]);
        const { status, output, errors } = await siota(t, [
            "emit", url(), "message-with-ack", "1", "-2.5", "text", "[1,2]", '{"a":[null]}', "hex:00ff",
            '"5"', "zw\u00f6lf", "--ack", ...ways]);
        assert.equal(errors, "");
        assert.deepEqual(output.split("\n"), [
            "1", "-2.5", '"text"', "[1, 2]", '{"a": [null]}', "<00 ff>", '"5"', '"zw\u00f6lf"', ""]);
        assert.equal(status, 0);
    });

for (const [name, options, ways] of [
    ["of Socket.IO 2", { allowEio3: true }, ["--revision", "3", "--proxy", "none"]],
    ["with msgpack", { parser: "msgpack" }, ["--msgpack"]],
])
    test(`a server ${name}`, async (t) => {
        const server = await ownServer(t, options);
        const { status, output, errors } = await siota(t, [
            "emit", server.url, "message-with-ack", "1", "hex:00ff", "--ack", ...ways]);
        assert.deepEqual({ status, output, errors }, { status: 0, output: "1\n<00 ff>\n", errors: "" });
    });

test("a proxy that nobody has", async (t) => {
    const { status, errors } = await siota(t, ["emit", url(), "x", "--proxy", "http://127.0.0.1:1"]);
    assert.match(errors, /^siota: .*proxy.*\(proxy\)\n$/);
    assert.equal(status, 1);
});

test("the answer is one array of JSON", async (t) => {
    const { status, output } = await siota(t, [
        "emit", url(), "message-with-ack", "[1,2]", "hex:00ff", "--ack", "--json"]);
    assert.equal(output, '[[1,2],{"hex":"00ff"}]\n');
    assert.equal(status, 0);
});

for (const transport of ["polling", "websocket"]) test(`without --ack it says nothing, and the event has arrived, by ${transport}`, async (t) => {
    const server = await ownServer(t);
    const { status, output, errors } = await siota(t, [
        "emit", server.url, "disconnect-me", "false", "--transport", transport]);
    assert.deepEqual({ status, output, errors }, { status: 0, output: "", errors: "" });
    // Had it not come, the client would have left.
    await server.event({ event: "disconnect", reason: "server namespace disconnect" });
});

test("namespaces, of the url and of the option, and auth from a file", async (t) => {
    const file = join(temporaryFolder(), "auth.json");
    writeFileSync(file, '{"token": "secret"}');
    for (const where of [[`${url()}/guarded`], [url(), "--nsp", "/guarded"]])
        for (const auth of [`@${file}`, '{"token":"secret"}']) {
            const { status, output } = await siota(t, [
                "emit", ...where, "message-with-ack", "in", "--ack", "--auth", auth]);
            assert.deepEqual([status, output], [0, '"in"\n']);
        }
});

test("a namespace that refuses", async (t) => {
    const { status, output, errors } = await siota(t, ["emit", url(), "x", "--nsp", "guarded"]);
    assert.equal(errors, 'siota: not allowed (nsp) {"code":401,"why":"bad token"}\n');
    assert.deepEqual([status, output], [1, ""]);
});

test("nobody answers there", async (t) => {
    const { status, errors } = await siota(t, ["emit", "http://127.0.0.1:1", "x"]);
    assert.match(errors, /^siota: .+ \(connect\)\n$/);
    assert.equal(status, 1);
});

test("no answer comes", async (t) => {
    const { status, errors } = await siota(t, ["emit", url(), "nobody-hears", "--ack", "--timeout", "1"]);
    assert.match(errors, /^siota: .*time.*\n$/);
    assert.equal(status, 3);
});

test("an event that cannot be sent", async (t) => {
    const { status, errors } = await siota(t, ["emit", url(), "connect"]);
    assert.match(errors, /^siota: .*reserved.*\n$/);
    assert.equal(status, 3);
});

test("the server disconnects it before it answers", async (t) => {
    const { status, errors } = await siota(t, ["emit", url(), "disconnect-me", "false", "--ack"]);
    assert.match(errors, /^siota: .*\n$/);
    assert.equal(status, 1);
});

test("a certificate is verified, unless it is told not to", async (t) => {
    const { tlsCertificate, tlsKey } = makeCertificate();
    const server = await ownServer(t, { tlsCertificate, tlsKey });
    const asked = ["emit", server.url, "message-with-ack", "1", "--ack"];
    const stranger = await siota(t, asked);
    assert.match(stranger.errors, /^siota: .+ \(tls\)\n$/);
    assert.equal(stranger.status, 1);
    for (const trust of [["--ca", tlsCertificate], ["--insecure"]])
        assert.deepEqual(await siota(t, [...asked, ...trust]), { status: 0, output: "1\n", errors: "" });
});

test("what is wrong with the arguments", async (t) => {
    for (const [args, pattern] of [
        [[], /subcommand/],
        [["emit"], /URL is required/],
        [["emit", url()], /EVENT is required/],
        [["emit", "ftp://localhost", "x"], /^siota: the url .*\n$/],
        [["emit", url(), "x", "--akc"], /^siota: there is no option '--akc'/],
        [["emit", url(), "x", "hex:0"], /^siota: 'hex:0' is no binary/],
        [["emit", url(), "x", "--auth", "{"], /^siota: --auth: this is no JSON/],
        [["emit", url(), "x", "--auth", "@/nowhere"], /^siota: --auth: '\/nowhere' cannot be read/],
        [["emit", url(), "x", "--header", "name"], /^siota: --header: /],
        [["emit", url(), "x", "--timeout", "-1"], /^siota: --timeout /],
        [["emit", url(), "x", "--transport", "carrier-pigeon"], /neither polling nor websocket/],
    ]) {
        const { status, output, errors } = await siota(t, args);
        assert.match(errors, pattern);
        assert.deepEqual([status, output], [2, ""], args.join(" "));
    }
});

test("help and version are no failures", async (t) => {
    for (const [args, pattern] of [
        [["--help"], /siota COMMAND --help/],
        [["emit", "--help"], /Examples:\n/],
        [["listen", "--help"], /Examples:\n/],
        [["--version"], /^siota \d+\.\d+\.\d+\n$/],
    ]) {
        const { status, output, errors } = await siota(t, args);
        assert.match(output, pattern);
        assert.deepEqual([status, errors], [0, ""]);
    }
});

// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { once } = require("node:events");
const { mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { Agent } = require("node:http");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { after, test } = require("node:test");
const { connect, line, start } = require("./program.js");

const folder = mkdtempSync(join(tmpdir(), "tls-example-"));
after(() => rmSync(folder, { recursive: true }));
const certificate = join(folder, "cert.pem");
const key = join(folder, "key.pem");

function renew() {
    execFileSync("openssl", [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "1", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate,
    ], { stdio: "pipe" });
    return readFileSync(certificate, "utf8");
}

test("tls answers over https and at its path, and takes a renewed certificate", async () => {
    const first = renew();
    const path = join(folder, "socket");
    const tls = start("tls", certificate, key, path);
    assert.equal(await line(tls), "tls is on https://localhost:3443");
    const secure = await connect(tls, "https://localhost:3443", { ca: first });
    assert.match(await secure.timeout(10000).emitWithAck("whoami"), /^with TLS from [\d.:]+$/);
    const local = await connect(tls, "http://localhost", { agent: new Agent({ socketPath: path }) });
    const answer = await local.timeout(10000).emitWithAck("whoami");
    assert.equal(answer, "without TLS from this machine");

    const second = renew();
    tls.child.kill("SIGHUP");
    while (!tls.output.includes("read again")) await once(tls.child.stdout, "data");
    await connect(tls, "https://localhost:3443", { ca: second, forceNew: true });
    assert.ok(secure.connected);
    assert.equal(await tls.stop(), 0);
});

test("a certificate that is missing is one sentence", async () => {
    const missing = join(folder, "missing.pem");
    const tls = start("tls", missing, missing);
    assert.equal(await tls.ended, 1);
    assert.equal(tls.errors, "tls: cannot use the certificate file " + missing +
        ": No such file or directory [system:2]\n");
    const without = start("tls");
    assert.equal(await without.ended, 2);
    assert.match(without.errors, /^usage: tls /);
});

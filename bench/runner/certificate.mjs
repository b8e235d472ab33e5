// SPDX-License-Identifier: MIT
// The certificate of a run: ECDSA P-256, for 127.0.0.1, signed by itself, in files that go with the
// process.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export function makeCertificate() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bench-"));
    process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
    const made = {
        file: path.join(folder, "certificate.pem"),
        keyFile: path.join(folder, "key.pem"),
    };
    const parameters = [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
        ...["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        ...["-keyout", made.keyFile, "-out", made.file],
    ];
    try {
        execFileSync("openssl", parameters, { stdio: "pipe" });
    } catch (error) {
        const says = error.code === "ENOENT" ? "it is not installed" : `${error.stderr}`.trim();
        throw new Error(`the TLS scenarios need the program openssl: ${says}`);
    }
    return made;
}

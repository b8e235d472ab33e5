// SPDX-License-Identifier: MIT
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that goes with this test process. */
export function temporaryFolder() {
    const folder = mkdtempSync(join(tmpdir(), "interop-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/**
 * A certificate for 127.0.0.1 and localhost that signs itself, made anew for each run: the paths of
 * certificate and key, and the certificate as text, for clients to trust.
 */
export function makeCertificate() {
    const folder = temporaryFolder();
    const tlsCertificate = join(folder, "certificate.pem");
    const tlsKey = join(folder, "key.pem");
    execFileSync("openssl", [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "1", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", tlsKey, "-out", tlsCertificate,
    ], { stdio: "pipe" });
    return { tlsCertificate, tlsKey, ca: readFileSync(tlsCertificate, "utf8") };
}

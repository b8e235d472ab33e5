// SPDX-License-Identifier: MIT
//
// node run.mjs [suite file...]     runs the suites (default: all) one after the other against the
// server that SOCKETIOTA_SERVER names, prints what failed and the counts. Exits 1 if a test failed
// or if a file has no test that passed.
import { readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("suites/", import.meta.url));
const summary = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;
const perFile = 150_000;

function chosenFiles(names) {
    if (names.length > 0) return names.map((name) => resolve(name));
    return readdirSync(folder)
        .filter((name) => name.endsWith(".test.mjs"))
        .sort()
        .map((name) => folder + name);
}

/** The part of a failure that a reader needs: the cause, not the runner's wrapping. */
function explain(error) {
    const cause = error?.cause ?? error;
    return cause instanceof Error ? cause.stack : String(cause);
}

async function runFile(file) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const started = performance.now();
    const events = run({ files: [file], concurrency: 1, timeout: perFile });
    for await (const { type, data } of events) {
        const isSuite = data?.details?.type === "suite";
        if (type === "test:stderr") process.stderr.write(data.message);
        if (type === "test:diagnostic" && !summary.test(data.message)) {
            console.log(`  ${data.message}`);
        }
        if (type === "test:fail") {
            // A failing suite counts only through its tests, unless a hook of its own failed.
            if (isSuite && data.details.error?.failureType === "subtestsFailed") continue;
            count.failed += 1;
            console.log(`FAILED  ${data.name}\n${explain(data.details.error)}`);
        } else if (type === "test:pass" && !isSuite) {
            // Without any test in it, the file itself would be reported as one that passed.
            if (basename(data.name) === basename(file)) continue;
            if (data.skip !== undefined) count.skipped += 1;
            else count.passed += 1;
        }
    }
    if (count.passed === 0) {
        count.failed += 1;
        console.log("FAILED  no test has passed in this file");
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${relative(process.cwd(), file)}: ${count.passed} passed, `
        + `${count.failed} failed, ${count.skipped} skipped, ${seconds} s`);
    return count;
}

const files = chosenFiles(process.argv.slice(2));
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of files) {
    const count = await runFile(file);
    for (const key of Object.keys(total)) total[key] += count[key];
}
console.log(`${files.length} files: ${total.passed} passed, ${total.failed} failed, `
    + `${total.skipped} skipped (server: ${process.env.SOCKETIOTA_SERVER})`);
process.exitCode = total.failed === 0 ? 0 : 1;

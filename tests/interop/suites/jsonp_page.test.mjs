// SPDX-License-Identifier: MIT
//
// Official clients in a page of another origin, which long-polling reaches by script tags and forms alone:
// no server here allows the page anything by CORS.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, afterEach, before, describe } from "node:test";

import { startChromium } from "../harness/chromium.mjs";
import { patience } from "../harness/deadline.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { serverKind } from "../harness/server.mjs";

const require = createRequire(import.meta.url);

/** Those that know JSONP. 1.7 counts octets of what it sends, where all servers count characters. */
const clients = [
    { name: "socket.io-client-1", onlyAscii: true },
    { name: "socket.io-client-2.0" },
    { name: "socket.io-client-2" },
    { name: "socket.io-client-3" },
];

const bundleOf = (name) =>
    readFileSync(join(dirname(require.resolve(`${name}/package.json`)), "dist/socket.io.js"));

let browser;
let origin;
let page;
let requests; // that the page sent elsewhere, as the browser sees them

before(async () => {
    const pages = createServer((request, response) => {
        const [, name, file] = request.url.split("/");
        if (file) {
            response.setHeader("Content-Type", "text/javascript; charset=utf-8");
            response.end(bundleOf(name));
        } else {
            response.setHeader("Content-Type", "text/html; charset=utf-8");
            response.end(`<!doctype html><title>${name}</title><body>
                <script src="/${name}/socket.io.js"></script>`);
        }
    }).listen(0, "127.0.0.1");
    await once(pages, "listening");
    origin = { url: `http://127.0.0.1:${pages.address().port}`, pages };
    browser = await startChromium();
});
after(async () => {
    await browser?.close();
    origin?.pages.closeAllConnections();
    origin?.pages.close();
});
afterEach(() => page?.context().close());

async function openPage(name) {
    page = await browser.newPage();
    page.setDefaultTimeout(patience);
    requests = [];
    page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.origin !== origin.url && url.protocol === "http:")
            requests.push({ method: request.method(), type: request.resourceType(), j: url.searchParams.get("j") });
    });
    await page.goto(`${origin.url}/${name}`);
}

/** Connects in the page; resolves with `connect`, or with what the client says is wrong. */
function connectInPage(server, options) {
    return page.evaluate(
        ([url, given]) => new Promise((resolve) => {
            const socket = window.io(url, {
                transports: ["polling"], forceNew: true, reconnection: false, ...given,
            });
            window.socket = socket;
            socket.on("connect", () => resolve("connect"));
            for (const name of ["connect_error", "error"])
                socket.on(name, (error) => resolve(String(error.message ?? error)));
        }),
        [server.url, options]);
}

/** What the server makes of these arguments, as the page has it: octets as a list of numbers. */
function askInPage(...args) {
    return page.evaluate((given) => new Promise((resolve) => {
        const plain = (value) =>
            value instanceof ArrayBuffer ? { octets: [...new Uint8Array(value)] } : value;
        const made = given.map((value) =>
            value.octets ? new Uint8Array(value.octets).buffer : value);
        window.socket.emit("message-with-ack", ...made, (...answers) => resolve(answers.map(plain)));
    }), args);
}

const jsonp = { forceJSONP: true, jsonp: true };

describe("a page of another origin", () => {
    const server = useServer({ allowJsonp: true, allowEio3: true });

    for (const { name, onlyAscii } of clients)
        test(`${name} connects, emits and is answered`, async () => {
            await openPage(name);
            assert.equal(await connectInPage(server.current, jsonp), "connect");
            const texts = ["hello", "one\ntwo\\nthree\r\n\\", "</script>\"'&+%20 =;"];
            if (!onlyAscii) texts.push("\u20ac\u{1f600}\u2028\u2029\u0000");
            for (const text of texts) assert.deepEqual(await askInPage(text), [text]);
            const octets = { octets: [0, 1, 10, 13, 34, 92, 128, 254, 255] };
            assert.deepEqual(await askInPage(octets, "behind it"), [octets, "behind it"]);
            const large = "large \"text\" ".repeat(3000); // large enough to be compressed
            assert.deepEqual(await askInPage(large), [large]);
            await page.evaluate(() => window.socket.close());

            assert.deepEqual(
                [...new Set(requests.map(({ method, type }) => `${method} by ${type}`))].sort(),
                ["GET by script", "POST by document"]);
            for (const { j } of requests) assert.match(j, /^\d+$/);
        });

    test("hears of the end of its session", async () => {
        await openPage("socket.io-client-2");
        assert.equal(await connectInPage(server.current, jsonp), "connect");
        const why = page.evaluate(() => new Promise((resolve) => {
            window.socket.on("disconnect", resolve);
            window.socket.emit("disconnect-me");
        }));
        assert.equal(await why, "io server disconnect");
    });

    test("cannot read what is no script", async () => {
        await openPage("socket.io-client-2");
        assert.equal(
            await connectInPage(server.current, { forceJSONP: false, jsonp: false }), "xhr poll error");
    });
});

test("is not served unless the program says so", {
    skip: serverKind === "node" && "it always is there",
}, async (t) => {
    const server = await ownServer(t, { allowEio3: true });
    await openPage("socket.io-client-2");
    const loaded = page.waitForRequest((request) => request.url().startsWith(server.url));
    connectInPage(server, jsonp).catch(() => {}); // the page goes before it learns more
    const answer = await (await loaded).response();
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /^\d+:0\{"sid":/);
});

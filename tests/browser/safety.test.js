// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { landscape } = require("./images.js");
const { allLines, line, newId, say, screenshot, useChat } = require("./harness.js");

const chat = useChat();

const attacks = [
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "<a href='javascript:window.hacked=1'>click</a>",
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
];

const isHacked = (page) => page.evaluate(() => window.hacked !== undefined);

test("markup in a line is text", async () => {
    const ann = await chat.enter("Ann", "markup");
    const bo = await chat.enter("Bo", "markup");
    for (const attack of attacks) {
        await say(ann, attack);
        await line(bo, attack).waitFor();
    }
    assert.deepEqual(await allLines(bo), attacks);
    assert.equal(await bo.locator("#log :is(img, script, svg, a)").count(), 0);
    assert.equal(await isHacked(ann), false);
    assert.equal(await isHacked(bo), false);
    await screenshot(bo, "markup-is-text");
});

test("markup in names, rooms and descriptions is text", async () => {
    const name = "<img src=x onerror=a()>";
    const room = "<b>bold</b>";
    const bo = await chat.openPeer(name, room);
    const ann = await chat.enter("Ann", encodeURIComponent(room));
    await ann.getByRole("heading", { name: room }).waitFor();
    bo.emit("typing");
    await ann.locator("#typing", { hasText: `${name} is typing` }).waitFor();
    const alt = '"onload="window.hacked=1';
    await bo.ask("picture", { id: newId(), alt, type: "image/png" }, landscape(32, 24));
    await ann.getByAltText(alt, { exact: true }).waitFor();
    await bo.ask("rename", { name: "<i>Bo</i>" });
    await ann.locator(".note", { hasText: `${name} is now <i>Bo</i>` }).waitFor();
    assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), ["<i>Bo</i>", "Ann"]);
    assert.equal(await ann.locator(":is(b, i, img[src=x], [onload], [onerror])").count(), 0);
    assert.equal(await isHacked(ann), false);
});

test("web addresses become links that tell the other side nothing", async () => {
    const ann = await chat.enter("Ann", "links");
    await say(ann, "See (https://example.org/a?b=1&c=2), or http://example.com.");
    const links = ann.locator(".line:not(.pending) a");
    await links.nth(1).waitFor();
    assert.deepEqual(await links.evaluateAll((all) => all.map((a) => [a.href, a.rel, a.target])), [
        ["https://example.org/a?b=1&c=2", "noopener noreferrer", "_blank"],
        ["http://example.com/", "noopener noreferrer", "_blank"],
    ]);
});

test("the policy of the page lets no foreign script, style or string in", async () => {
    const blocked = /Content Security Policy|Trusted ?Type|TrustedHTML|TrustedScript/;
    const page = await chat.openTab({ expect: blocked });
    const results = await page.evaluate(async () => {
        const violated = (act) =>
            new Promise((resolve) => {
                document.addEventListener(
                    "securitypolicyviolation",
                    (event) => resolve(event.effectiveDirective),
                    { once: true },
                );
                try {
                    act();
                } catch {
                    // Said by the event.
                }
            });
        const add = (tag, properties) =>
            document.body.append(Object.assign(document.createElement(tag), properties));
        return [
            await violated(() => add("img", { src: "http://127.0.0.1:9/x.png" })),
            await violated(() => add("style", { textContent: "* { color: red }" })),
            await violated(() => (document.body.innerHTML = "<p>string</p>")),
            await violated(() => document.body.setAttribute("onclick", "1")),
            await violated(() => document.body.setAttribute("style", "color: red")),
        ];
    });
    assert.deepEqual(results, [
        "img-src",
        "style-src-elem",
        "require-trusted-types-for",
        "require-trusted-types-for",
        "style-src-attr",
    ]);
});

test("the page asks nobody but its own server", async () => {
    const hosts = new Set();
    const page = await chat.enter("Ann", "hosts", {
        prepare: (tab) => tab.on("request", (request) => hosts.add(new URL(request.url()).origin)),
    });
    await say(page, "https://example.org/picture.png");
    await line(page, "https://example.org/picture.png").waitFor();
    assert.deepEqual([...hosts], [chat.server.url]);
});

// SPDX-License-Identifier: MIT
// The page of examples/ticker in Chromium.
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { browse } = require("./browser.js");
const { serve } = require("./program.js");

/** Opens the page. */
async function open(browser, url) {
    const page = await browser.newPage();
    page.setDefaultTimeout(30000);
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (line) => line.type() === "error" && page.complaints.push(line.text()));
    await page.goto(url);
    const card = (share) => page.locator("section", { hasText: share });
    page.box = (share) => card(share).getByRole("checkbox");
    /** Resolves when at least `count` prices of the share have come, to how many have. */
    page.came = async (share, count = 0) => {
        for (;;) {
            const text = await card(share).locator("small", { hasText: "came" }).textContent();
            const came = Number(/^(\d+) came, \d+ skipped$/.exec(text)[1]);
            if (came >= count) return came;
        }
    };
    return page;
}

test("the page draws the prices, and stops when it is told", async () => {
    const ticker = await serve("ticker");
    const browser = await browse();
    const page = await open(browser, ticker.url);
    for (const share of ["IOTA", "EPSILON", "OMEGA"]) await page.came(share, 100);
    assert.match(await page.locator("output").first().textContent(), /^\d+\.\d{3}$/);
    assert.match(await page.locator("polyline").first().getAttribute("points"), /^0,\S+ 1,/);

    await page.box("IOTA").uncheck();
    // What was on its way still comes; then nothing does while others have hundreds.
    let before;
    do {
        before = await page.came("IOTA");
        await page.came("OMEGA", (await page.came("OMEGA")) + 300);
    } while ((await page.came("IOTA")) !== before);
    assert.deepEqual(page.complaints, []);

    await page.getByRole("link", { name: "Show me a slow one" }).click();
    await page.getByText("A slow client").waitFor();
    await page.came("EPSILON", 20);
    await page.getByRole("link", { name: "Show me a fast one" }).waitFor();
    assert.deepEqual(page.complaints, []);
    await browser.close();
    assert.equal(await ticker.stop(), 0);
});

// SPDX-License-Identifier: MIT
"use strict";

const { after } = require("node:test");
const { chromium } = require("playwright-core");

/** Chromium on this machine alone: pages meet on the loopback interface, by its address. */
async function browse() {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--allow-loopback-in-peer-connection",
            "--disable-features=WebRtcHideLocalIpsWithMdns",
        ],
    });
    after(() => browser.close());
    return browser;
}

module.exports = { browse };

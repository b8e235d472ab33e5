// SPDX-License-Identifier: MIT
"use strict";

const { chromium } = require("playwright-core");

/** Chromium without what it does beside the pages. `args` come on top; `options` are playwright's. */
function launchChromium({ args = [], ...options } = {}) {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            ...args,
        ],
        ...options,
    });
}

module.exports = { launchChromium };

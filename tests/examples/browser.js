// SPDX-License-Identifier: MIT
"use strict";

const { after } = require("node:test");

const { launchChromium } = require("../support/chromium.js");

/** Chromium on this machine alone: pages meet on the loopback interface, by its address. */
async function browse() {
    const browser = await launchChromium({
        args: [
            "--allow-loopback-in-peer-connection",
            "--disable-features=WebRtcHideLocalIpsWithMdns",
        ],
    });
    after(() => browser.close());
    return browser;
}

module.exports = { browse };

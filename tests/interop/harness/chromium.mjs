// SPDX-License-Identifier: MIT
import { chromium } from "playwright-core";

import { patience } from "./deadline.mjs";

/** Starts Chromium; its pages wait as long as everything else here does. */
export async function startChromium() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        timeout: 3 * patience,
        args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    });
}

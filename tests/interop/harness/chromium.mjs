// SPDX-License-Identifier: MIT
import chromium from "../../support/chromium.js";

import { patience } from "./deadline.mjs";

/** Starts Chromium; its pages wait as long as everything else here does. */
export const startChromium = () => chromium.launchChromium({ timeout: 3 * patience });

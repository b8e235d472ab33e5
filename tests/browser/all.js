// SPDX-License-Identifier: MIT
// All browser tests in one process with one Chromium, whose start costs more than most of them. Each file
// has its own chat server, and runs alone too: node --test look.test.js.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { describe } = require("node:test");
require("./harness.js"); // before the first file, so that the browser outlives it

for (const file of fs.readdirSync(__dirname).filter((name) => name.endsWith(".test.js")).sort())
    describe(path.basename(file, ".test.js"), () => require(`./${file}`));

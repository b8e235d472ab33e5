// SPDX-License-Identifier: MIT
// What README.md tells a user to do: its first program and page, and the commands of "Use it".
import fs from "node:fs";
import path from "node:path";

import { blocks_of } from "../docs/markdown.mjs";
import { client, cmake, release, repository, run, staticLibrary, work } from "./tools.mjs";

const file = path.join(repository, "README.md");
const heading = fs.readFileSync(file, "utf8").split("\n").indexOf("## Use it");
const blocks = blocks_of(file);
const code = (language, from = 0) =>
    blocks.filter((block) => block.language === language && block.line > from).map((block) => block.code);
const words = (line) => line.trim().split(" && ").map((command) => command.split(" "));
const [install, use] = code("sh", heading).map(words);

export const [program] = code("cpp");
export const [page] = code("js");
export const [project] = code("cmake", heading);
/** Commands that install the library, and those that build and start the program. */
export { install, use };

/** Where the library goes instead of /usr/local. */
export const prefix = path.join(work, "installed");

/** Runs one of the commands that install the library, without touching the checkout or the system. */
export function runHere(command) {
    const args = command.filter((word) => word !== "sudo").slice(1);
    const instead = { build: staticLibrary };
    const configuring = ["-S", release, "-G", "Ninja", "-D", `SOCKETIOTA_CLIENT_PACKAGE=${client}`];
    const more = { "-B": configuring, "--install": ["--prefix", prefix] };
    run(cmake, [...args.map((word) => instead[word] ?? word), ...(more[args[0]] ?? [])]);
}

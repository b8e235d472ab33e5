// SPDX-License-Identifier: MIT
import { Postgres } from "./postgres.mjs";
import { Redis } from "./redis.mjs";

/** What an adapter moves messages through, of one test's own. */
export async function startBroker(adapter) {
    return adapter === "postgres" ? Postgres.start() : Redis.start();
}

/** What nodes are told of it. */
export function optionsFor(adapter, { url }) {
    return { adapter, [adapter === "postgres" ? "postgres" : "redis"]: url };
}

// SPDX-License-Identifier: MIT
//
// Nothing is lost, doubled or reordered when the transport changes under events in both
// directions. The official client shows the real thing; a raw client, which never waits for
// polling to drain before it must, walks through many interleavings.
import assert from "node:assert/strict";

import { ask, connectClient, transportOf, upgraded } from "../harness/clients.mjs";
import { within } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { UpgradeProxy } from "../harness/proxy.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();
const total = 10_000;
const upTo = (count) => Array.from({ length: count }, (_unused, index) => index);

// How many events go each way over polling before the upgrade may begin, and at least after it.
const share = 2000;

for (const seed of [1, 2, 3, 4, 5]) {
    test(`official client, seed ${seed}: 10000 events each way`, async (t) => {
        const proxy = await UpgradeProxy.start(server.current, seed);
        t.after(() => proxy.stop());
        const client = await connectClient(proxy, { nsp: "/admin" });
        const received = [];
        client.on("number", (number) => received.push(number));

        let sent = 0;
        let before;
        const upgrade = upgraded(client);
        upgrade.then(() => { before = { sent, received: received.length }; });
        const enough = (count, since) => count >= total && before && count >= since() + share;

        // Both directions go on in small steps until enough has passed on both transports.
        const sending = (async () => {
            const inFlight = [];
            while (!enough(sent, () => before.sent)) {
                for (let i = 0; i < 100; i++) client.emit("number", sent++);
                inFlight.push(ask(client, "message-with-ack"));
                // Something is always under way, but never an unbounded pile of it.
                if (inFlight.length > 5) await inFlight.shift();
                if (sent >= share && received.length >= share) proxy.release();
            }
            await Promise.all(inFlight);
        })();
        const receiving = (async () => {
            let asked = 0;
            while (!enough(asked, () => before.received)) {
                await ask(client, "send-numbers", asked, 500, 10);
                asked += 500;
            }
            return asked;
        })();
        await within(upgrade, "the upgrade");
        await within(sending, "all events to be sent", 20_000);
        const asked = await within(receiving, "all events to be received", 20_000);

        assert.ok(before.sent >= share && before.received >= share, "polling carried its share");
        assert.equal(transportOf(client), "websocket");
        assert.deepEqual(await ask(client, "numbers-seen"), [{ received: sent, in_order: true }]);
        assert.deepEqual(received, upTo(asked));
        t.diagnostic(`upgraded after ${before.sent} of ${sent} sent `
            + `and ${before.received} of ${asked} received`);
    });
}

/** The numbers of the `number` events among these packets. */
function numbersIn(packets) {
    return packets.flatMap((packet) => {
        const match = /^42\/admin,\["number",(\d+)\]$/.exec(packet);
        return match ? [Number(match[1])] : [];
    });
}

// When the poll is parked and how many posts happen at each step of the upgrade.
const schedules = [];
for (const parkedBeforeProbe of [false, true]) {
    for (const postsBetween of [0, 1, 3]) {
        for (const drain of ["one poll", "until noop"]) {
            schedules.push({ parkedBeforeProbe, postsBetween, drain });
        }
    }
}

for (const schedule of schedules) {
    test(`raw client: ${JSON.stringify(schedule)}`, async () => {
        const session = await PollingSession.open(server.current);
        await session.join("/admin");
        const received = [];
        let sent = 0;
        let asked = 0;
        const numbers = (count) => upTo(count).map(() => `42/admin,["number",${sent++}]`);
        const more = () => {
            const from = asked;
            asked += 200;
            return `42/admin,["send-numbers",${from},200,20]`;
        };
        const post = async () => {
            await session.send([...numbers(40), more(), ...numbers(10)].join("\x1e"));
        };

        let parked = schedule.parkedBeforeProbe ? session.poll() : null;
        await post();
        const probe = await RawWebSocket.probe(server.current, session.sid);
        probe.send("2probe");
        for (let i = 0; i < schedule.postsBetween; i++) await post();
        assert.equal(await probe.next(), "3probe");
        await post();

        // As a client has to: polls end before the upgrade packet leaves.
        for (let last = ""; last !== "6";) {
            const answer = await (parked ?? session.poll());
            parked = null;
            assert.equal(answer.status, 200);
            const packets = answer.body.split("\x1e");
            received.push(...numbersIn(packets));
            last = schedule.drain === "one poll" ? "6" : packets.at(-1);
        }
        probe.send("5");
        for (const packet of numbers(300)) probe.send(packet);
        probe.send(more());
        probe.send(`42/admin,9["numbers-seen"]`);

        let seen;
        while (received.length < asked || !seen) {
            const packet = await probe.next();
            if (packet.startsWith("43/admin,9")) seen = JSON.parse(packet.slice(10));
            else received.push(...numbersIn([packet]));
        }
        await probe.roundTrip("/admin");
        assert.deepEqual(seen, [{ received: sent, in_order: true }]);
        // Two send-numbers may overlap in time, each is in order.
        assert.deepEqual([...received].sort((a, b) => a - b), upTo(asked));
        for (let from = 0; from < asked; from += 200) {
            const chunk = received.filter((number) => number >= from && number < from + 200);
            assert.deepEqual(chunk, upTo(200).map((index) => from + index));
        }
    });
}

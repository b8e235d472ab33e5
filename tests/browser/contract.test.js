// SPDX-License-Identifier: MIT
// The events of examples/chat/README.md, spoken by the official client without a page.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { landscape } = require("./images.js");
const { newId, useChat } = require("./harness.js");

const chat = useChat();

const wish = (room, name, more) => ({ room, name, session: newId(), create: true, ...more });

async function assertRefused(answer, error) {
    const reply = await answer;
    assert.equal(reply.ok, false);
    assert.equal(reply.error, error);
}

test("a connection is told the rooms, the fixed ones first", async () => {
    const peer = await chat.openPeer();
    const told = once(peer, "rooms");
    const other = await chat.openPeer("Ann", "attic");
    const [rooms] = await told;
    assert.deepEqual(rooms.slice(0, -1), peer.rooms);
    assert.deepEqual(rooms.slice(-1), [{ name: "attic", people: 1 }]);
    assert.deepEqual(
        rooms.slice(0, 3).map(({ name }) => name),
        ["lobby", "music", "garden"],
    );
    const gone = once(peer, "rooms");
    other.disconnect();
    assert.deepEqual((await gone)[0], rooms.slice(0, -1));
});

test("join answers with the room, the people and the lines", async () => {
    const ann = await chat.openPeer("Ann", "join");
    const { at, ...said } = (await ann.ask("say", { id: newId(), text: "Hello" })).line;
    const bo = await chat.openPeer();
    const joined = once(ann, "people");
    const reply = await bo.ask("join", wish("join", "Bo"));
    const lines = [{ ...said, at }];
    assert.deepEqual(reply, {
        ok: true,
        error: "",
        room: "join",
        you: "Bo",
        people: ["Ann", "Bo"],
        lines,
    });
    assert.deepEqual((await joined)[0], {
        people: ["Ann", "Bo"],
        what: "joined",
        name: "Bo",
        was: "",
    });
    assert.equal(said.name, "Ann");
    assert.equal(said.type, "text/plain");
    assert.ok(Number.isInteger(at) && at > 1.6e12);
});

test("join is refused with the reason", async () => {
    const peer = await chat.openPeer();
    await chat.openPeer("Ann", "refusals");
    const name = "A name has 1 to 24 characters.";
    const room = "The name of a room has 1 to 24 characters.";
    const refusals = [
        [wish("refusals", ""), name],
        [wish("refusals", "x".repeat(25)), name],
        [wish("refusals", " Bo"), name],
        [wish("refusals", "B\no"), name],
        [wish("", "Bo"), room],
        [wish("x".repeat(25), "Bo"), room],
        [wish("nowhere", "Bo", { create: false }), "There is no room nowhere."],
        [wish("refusals", "Ann"), "The name Ann is taken in refusals."],
        [wish("refusals", "aNN"), "The name aNN is taken in refusals."],
        [wish("refusals", "Bo", { session: "short" }), "This page is too old, load it again."],
    ];
    for (const [asked, error] of refusals) await assertRefused(peer.ask("join", asked), error);
    // 24 characters of any script are fine, whatever their bytes.
    const longest = "\u{1F33B}".repeat(24);
    const reply = await peer.ask("join", wish("refusals", longest));
    assert.equal(reply.you, longest);
});

test("whoever is in no room can do nothing there", async () => {
    const peer = await chat.openPeer();
    const error = "Join a room first.";
    await assertRefused(peer.ask("say", { id: newId(), text: "Hello" }), error);
    await assertRefused(peer.ask("rename", { name: "Bo" }), error);
    const told = { id: newId(), alt: "", type: "image/png" };
    await assertRefused(peer.ask("picture", told, landscape(8, 8)), error);
    await assertRefused(peer.ask("fetch", { id: newId() }), "This picture is not kept any more.");
});

test("a line reaches the others, and its sender by the ack", async () => {
    const ann = await chat.openPeer("Ann", "say");
    const bo = await chat.openPeer("Bo", "say");
    const outside = await chat.openPeer("Cy", "elsewhere");
    for (const peer of [ann, outside]) peer.on("line", () => assert.fail("not for this one"));
    const heard = once(bo, "line");
    const id = newId();
    const { ok, error, line } = await ann.ask("say", { id, text: "Hello" });
    assert.deepEqual([ok, error], [true, ""]);
    assert.deepEqual((await heard)[0], line);
    assert.deepEqual(
        { ...line, at: 0 },
        { id, name: "Ann", type: "text/plain", text: "Hello", at: 0 },
    );
    await outside.ask("rename", { name: "Cyd" }); // whatever was on its way has arrived
});

test("a line that comes again is answered again and told once", async () => {
    const ann = await chat.openPeer("Ann", "again");
    const bo = await chat.openPeer("Bo", "again");
    const heard = [];
    bo.on("line", ({ text }) => heard.push(text));
    const id = newId();
    const first = await ann.ask("say", { id, text: "Hello" });
    const second = await ann.ask("say", { id, text: "Hello" });
    assert.deepEqual(second, first);
    const last = once(bo, "line");
    await ann.ask("say", { id: newId(), text: "The end" });
    await last;
    if (heard.length < 2) await once(bo, "line");
    assert.deepEqual(heard, ["Hello", "The end"]);
});

test("lines are refused with the reason", async () => {
    const ann = await chat.openPeer("Ann", "lines");
    const error = "A line has 1 to 1000 characters.";
    await assertRefused(ann.ask("say", { id: newId(), text: "" }), error);
    await assertRefused(ann.ask("say", { id: newId(), text: " \n " }), error);
    await assertRefused(ann.ask("say", { id: newId(), text: "x".repeat(1001) }), error);
    const id = "A line needs an id of 16 to 64 characters.";
    await assertRefused(ann.ask("say", { id: "1", text: "Hello" }), id);
    await assertRefused(ann.ask("say", { id: "x".repeat(65), text: "Hello" }), id);
    const flowers = "\u{1F33B}".repeat(1000);
    assert.equal((await ann.ask("say", { id: newId(), text: flowers })).line.text, flowers);
});

test("a picture is relayed as binary and kept", async () => {
    const ann = await chat.openPeer("Ann", "picture");
    const bo = await chat.openPeer("Bo", "picture");
    const bytes = landscape(64, 48);
    const heard = once(bo, "picture");
    const told = { id: newId(), alt: "Hills", type: "image/png" };
    const { ok, line } = await ann.ask("picture", told, bytes);
    assert.equal(ok, true);
    assert.deepEqual(
        { ...line, at: 0 },
        { id: told.id, name: "Ann", type: "image/png", text: "Hills", at: 0 },
    );
    const [heardLine, heardBytes] = await heard;
    assert.deepEqual(heardLine, line);
    assert.ok(Buffer.isBuffer(heardBytes) && bytes.equals(heardBytes));

    const cy = await chat.openPeer("Cy", "picture");
    assert.deepEqual(cy.reply.lines, [line]);
    const fetched = await cy.ask("fetch", { id: told.id });
    assert.ok(fetched.ok && bytes.equals(fetched.bytes));
});

test("pictures are refused with the reason", async () => {
    const ann = await chat.openPeer("Ann", "pictures");
    const told = (more) => ({ id: newId(), alt: "", type: "image/png", ...more });
    const bytes = landscape(8, 8);
    const kind = "Only PNG, JPEG, GIF and WebP pictures can be sent.";
    await assertRefused(ann.ask("picture", told({ type: "image/svg+xml" }), bytes), kind);
    await assertRefused(ann.ask("picture", told({ type: "image/jpeg" }), bytes), kind);
    await assertRefused(ann.ask("picture", told(), Buffer.from("<script>")), kind);
    await assertRefused(ann.ask("picture", told(), Buffer.alloc(0)), kind);
    const large = Buffer.concat([bytes, Buffer.alloc(700001 - bytes.length)]);
    await assertRefused(ann.ask("picture", told(), large), "A picture has at most 700 kB.");
    assert.equal((await ann.ask("picture", told(), large.subarray(0, 700000))).error, "");
    const alt = "x".repeat(201);
    await assertRefused(
        ann.ask("picture", told({ alt }), bytes),
        "A description has at most 200 characters.",
    );
});

test("a room keeps eight pictures", async () => {
    const ann = await chat.openPeer("Ann", "eight");
    const ids = Array.from({ length: 9 }, newId);
    const bytes = landscape(8, 8);
    for (const id of ids) await ann.ask("picture", { id, alt: "", type: "image/png" }, bytes);
    await assertRefused(ann.ask("fetch", { id: ids[0] }), "This picture is not kept any more.");
    assert.equal((await ann.ask("fetch", { id: ids[1] })).ok, true);
});

test("a name is changed for all in the room", async () => {
    const ann = await chat.openPeer("Ann", "rename");
    const bo = await chat.openPeer("Bo", "rename");
    await assertRefused(ann.ask("rename", { name: "bo" }), "The name bo is taken in rename.");
    await assertRefused(ann.ask("rename", { name: "" }), "A name has 1 to 24 characters.");
    const heard = once(bo, "people");
    assert.deepEqual(await ann.ask("rename", { name: "Anna" }), {
        ok: true,
        error: "",
        you: "Anna",
    });
    const told = { people: ["Anna", "Bo"], what: "renamed", name: "Anna", was: "Ann" };
    assert.deepEqual((await heard)[0], told);
    const own = once(bo, "people");
    await ann.ask("rename", { name: "ANNA" }); // one's own name in other letters
    assert.equal((await own)[0].name, "ANNA");
});

test("joining another room leaves the one before", async () => {
    const ann = await chat.openPeer("Ann", "first");
    const bo = await chat.openPeer("Bo", "first");
    const left = once(bo, "people");
    await ann.ask("join", wish("second", "Ann"));
    assert.deepEqual((await left)[0], { people: ["Bo"], what: "left", name: "Ann", was: "" });
    const heard = once(ann, "line");
    const cy = await chat.openPeer("Cy", "second");
    await bo.ask("say", { id: newId(), text: "first" });
    await cy.ask("say", { id: newId(), text: "second" });
    assert.equal((await heard)[0].text, "second");
});

test("a refused join leaves everything as it was", async () => {
    const ann = await chat.openPeer("Ann", "stay");
    await chat.openPeer("Ann", "occupied");
    await assertRefused(
        ann.ask("join", wish("occupied", "Ann")),
        "The name Ann is taken in occupied.",
    );
    assert.equal((await ann.ask("say", { id: newId(), text: "Still here" })).ok, true);
});

test("a person leaves with the last device", async () => {
    const bo = await chat.openPeer("Bo", "device");
    const asked = wish("device", "Ann");
    const heard = [];
    bo.on("people", ({ what, name }) => heard.push(`${name} ${what}`));
    const first = await chat.openPeer();
    const second = await chat.openPeer();
    await first.ask("join", asked);
    assert.deepEqual((await second.ask("join", asked)).people, ["Ann", "Bo"]);
    first.disconnect();
    const left = new Promise((resolve) => {
        bo.on("people", ({ what }) => what === "left" && resolve());
    });
    await second.ask("say", { id: newId(), text: "Still here" });
    second.disconnect();
    await left;
    assert.deepEqual(heard, ["Ann joined", "Ann left"]);
});

test("whoever is too fast is told so and stays connected", async () => {
    const ann = await chat.openPeer("Ann", "fast");
    const tries = Array.from({ length: 60 }, () => ann.ask("say", { id: newId(), text: "x" }));
    const replies = await Promise.all(tries);
    const refused = replies.filter(({ ok }) => !ok);
    assert.ok(refused.length > 0 && refused.length < 30, `${refused.length} refused`);
    assert.equal(replies[0].ok, true);
    for (const { error } of refused) assert.equal(error, "Too fast, wait a moment.");
    assert.equal(ann.connected, true);
});

test("typing is told to the others by name", async () => {
    const ann = await chat.openPeer("Ann", "typing");
    const bo = await chat.openPeer("Bo", "typing");
    const heard = once(bo, "typing");
    ann.emit("typing");
    assert.deepEqual((await heard)[0], { name: "Ann" });
});

test("there are at most 32 rooms", async () => {
    const peer = await chat.openPeer();
    // Those of the other tests are on their way out.
    await new Promise((resolve) => {
        const check = (rooms) => rooms.length === 3 && resolve();
        peer.on("rooms", check);
        check(peer.rooms);
    });
    for (let n = 3; n < 32; n += 1) await chat.openPeer("Ann", `full-${n}`);
    await assertRefused(
        peer.ask("join", wish("one more", "Ann")),
        "There are too many rooms already.",
    );
    assert.equal((await peer.ask("join", wish("full-31", "Bo"))).ok, true);
});

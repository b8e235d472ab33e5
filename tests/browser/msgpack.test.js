// SPDX-License-Identifier: MIT
// The msgpack bundle that the server serves, in a page, beside people who speak JSON.
"use strict";

const assert = require("node:assert/strict");
const { describe, test } = require("node:test");
const { landscape } = require("./images.js");
const { newId, useChat } = require("./harness.js");

for (const shards of ["1", "4"])
    describe(`with ${shards} shards`, () => {
        const chat = useChat(["--shards", shards]);

        /** A page whose client speaks msgpack: it notes what came, and whether as binary. */
        async function openMsgpackPage(room, transports) {
            const page = await chat.openTab({ bypassCSP: true }); // the chat's own client is not this one
            await page.addScriptTag({ url: "/socket.io/socket.io.msgpack.min.js" });
            const reply = await page.evaluate(
                async ([wish, carriers]) => {
                    const socket = window.io({ forceNew: true, transports: carriers });
                    window.spoken = socket;
                    window.came = [];
                    socket.on("line", (line) => window.came.push([line.text]));
                    socket.on("picture", (line, content) =>
                        window.came.push([line.text, new Uint8Array(content).length]));
                    // Its engine has sent and got nothing but binary since it was opened.
                    window.texts = 0;
                    socket.io.engine.on("packetCreate", ({ type, data }) => {
                        if (type === "message" && typeof data === "string") window.texts += 1;
                    });
                    socket.io.engine.on("packet", ({ type, data }) => {
                        if (type === "message" && typeof data === "string") window.texts += 1;
                    });
                    return socket.timeout(20000).emitWithAck("join", wish);
                },
                [{ room, name: "Mia", session: newId(), create: true }, transports],
            );
            assert.equal(reply.error, "");
            return page;
        }

        for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]])
            test(`people talk over ${transports.join(" and ")}`, async () => {
                const room = `msgpack ${shards} ${transports.length} ${transports[0]}`;
                const mia = await openMsgpackPage(room, transports);
                const ann = await chat.openPeer("Ann", room);
                const heard = new Promise((resolve) => ann.once("line", resolve));
                const said = await mia.evaluate(
                    (line) => window.spoken.timeout(20000).emitWithAck("say", line),
                    { id: newId(), text: "packed" },
                );
                assert.equal(said.error, "");
                assert.equal((await heard).text, "packed");

                await ann.ask("say", { id: newId(), text: "in JSON" });
                const picture = landscape(32, 24);
                await ann.ask("picture", { id: newId(), alt: "a hill", type: "image/png" }, picture);
                await mia.waitForFunction(() => window.came.length === 2);
                assert.deepEqual(await mia.evaluate(() => window.came), [
                    ["in JSON"],
                    ["a hill", picture.length],
                ]);

                const seen = new Promise((resolve) => ann.once("picture", (...all) => resolve(all)));
                const sent = await mia.evaluate(
                    ([line, content]) =>
                        window.spoken
                            .timeout(20000)
                            .emitWithAck("picture", line, new Uint8Array(content).buffer),
                    [{ id: newId(), alt: "back", type: "image/png" }, [...picture]],
                );
                assert.equal(sent.error, "");
                assert.deepEqual(Buffer.from((await seen)[1]), picture);
                assert.equal(await mia.evaluate(() => window.texts), 0);
            });
    });

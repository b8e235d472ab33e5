// SPDX-License-Identifier: MIT
//
// Long-polling by script tags and forms, as pages did it before there was CORS.
import assert from "node:assert/strict";
import vm from "node:vm";
import { gunzipSync } from "node:zlib";

import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest } from "../harness/http.mjs";

const server = useServer({ allowJsonp: true, allowEio3: true });

const rEscapedNewline = /\\n/g;
const rNewline = /\n/g;

/** Runs the script of an answer as a page would; the payload that its function is handed. */
function run(script, number) {
    let payload;
    vm.runInNewContext(script, { ___eio: { [number]: (given) => { payload = given; } } });
    return payload;
}

class JsonpSession {
    static async open(query) {
        const session = new JsonpSession();
        session.query = { transport: "polling", j: "7", ...query };
        const opening = await session.poll();
        const end = opening.indexOf("}") + 1;
        session.query.sid = JSON.parse(opening.slice(opening.indexOf("{"), end)).sid;
        session.received = opening.slice(end);
        return session;
    }

    /** @param headers more of the request; an answer that is compressed is unpacked. */
    async poll(headers = {}) {
        const answer = await engineRequest(server.current, this.query, { headers });
        this.encoding = answer.headers["content-encoding"];
        if (this.encoding) answer.body = gunzipSync(answer.octets).toString();
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-type"], "text/plain; charset=UTF-8");
        assert.match(answer.body, /^___eio\[7\]\("/);
        return run(answer.body, 7);
    }

    /** With the escapes of the official client. */
    async post(payload) {
        const field = payload.replace(rEscapedNewline, "\\\n").replace(rNewline, "\\n");
        const answer = await engineRequest(server.current, this.query, {
            method: "POST",
            body: new URLSearchParams({ d: field }).toString(),
            headers: { "Content-Type": "application/x-www-form-urlencoded" },
        });
        assert.deepEqual([answer.status, answer.body], [200, "ok"]);
    }

    /** Polls until something comes that has this in it; resolves with all that came. */
    async until(begin, headers) {
        let all = this.received;
        this.received = "";
        while (!all.includes(begin)) all += await this.poll(headers);
        return all;
    }
}

test("an event and its answer", async () => {
    const session = await JsonpSession.open({ EIO: 4 });
    await session.post("40/admin,");
    await session.until("40/admin,");
    const text = 'a "quoted" \u2028\u2029 \u20ac\u{1f600} line';
    const event = `42/admin,1${JSON.stringify(["message-with-ack", text])}`;
    await session.post(event);
    assert.equal(await session.until("43/admin,1"), `43/admin,1${JSON.stringify([text])}`);
});

test("line ends and their escapes come through", async () => {
    const session = await JsonpSession.open({ EIO: 4 });
    await session.post("40/admin,");
    await session.until("40/admin,");
    const text = "one\ntwo\\nthree";
    await session.post(`42/admin,1${JSON.stringify(["message-with-ack", text])}`);
    assert.equal(await session.until("43/admin,1"), `43/admin,1${JSON.stringify([text])}`);
});

test("scripts are compressed for who takes that", async () => {
    const session = await JsonpSession.open({ EIO: 4 });
    await session.post("40/admin,");
    await session.until("40/admin,");
    await session.post('42/admin,1["make-text",2000]');
    const all = await session.until("43/admin,1", { "Accept-Encoding": "gzip" });
    assert.equal(session.encoding, "gzip");
    assert.equal(all, `43/admin,1["${"x".repeat(2000)}"]`);
});

test("revision 3, with binary as base64", async () => {
    const session = await JsonpSession.open({ EIO: 3, b64: 1 });
    await session.until('["auth",{}]');
    const event = '451-1["message-with-ack",{"_placeholder":true,"num":0}]';
    await session.post(`${event.length}:${event}6:b4AQID`);
    assert.match(await session.until("b4"), /36:461-1\[\{"_placeholder":true,"num":0\}\]6:b4AQID$/);
});

test("a form without the field delivers nothing", async () => {
    const session = await JsonpSession.open({ EIO: 4 });
    const answer = await engineRequest(server.current, session.query, {
        method: "POST", body: "e=1", headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    assert.deepEqual([answer.status, answer.body], [200, "ok"]);
    await session.post("40/admin,");
    await session.until("40/admin,");
});

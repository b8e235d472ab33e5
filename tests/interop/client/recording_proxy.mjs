// SPDX-License-Identifier: MIT
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A TCP proxy that keeps what clients have said. */
export class RecordingProxy {
    #said = "";

    static async start(t, target) {
        const proxy = new RecordingProxy();
        const server = createServer((client) => {
            const there = connect(target.port, "127.0.0.1");
            client.on("data", (data) => { proxy.#said += data.toString("latin1"); });
            for (const [from, to] of [[client, there], [there, client]]) {
                from.on("error", () => to.destroy());
                from.on("close", () => to.destroy());
                from.pipe(to);
            }
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        proxy.url = `http://127.0.0.1:${server.address().port}`;
        t.after(() => server.close());
        return proxy;
    }

    /** The heads of the requests since this was asked last. */
    requests() {
        const said = this.#said;
        this.#said = "";
        return said.match(/(GET|POST) [^]*?\r\n\r\n/g) ?? [];
    }
}

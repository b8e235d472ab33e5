// SPDX-License-Identifier: MIT
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** The way of one server to a port of this machine, which can be parted. */
export class Line {
    #server;
    #sockets = new Set();
    #isParted = false;

    static async start(port) {
        const line = new Line();
        line.#server = createServer((near) => line.#carry(near, port)).listen(0, "127.0.0.1");
        await once(line.#server, "listening");
        line.url = `redis://127.0.0.1:${line.#server.address().port}`;
        return line;
    }

    #carry(near, port) {
        const far = connect(port, "127.0.0.1");
        for (const [from, to] of [[near, far], [far, near]]) {
            this.#sockets.add(from);
            from.on("error", () => {});
            from.on("data", (chunk) => { if (!this.#isParted) to.write(chunk); });
            from.on("close", () => {
                this.#sockets.delete(from);
                if (!this.#isParted) to.destroy();
            });
        }
    }

    /** From now on nothing comes through, and nobody is told so. */
    part() {
        this.#isParted = true;
    }

    /** New connections come through. */
    heal() {
        this.#isParted = false;
        for (const each of this.#sockets) each.destroy();
    }

    end() {
        this.heal();
        this.#server.close();
    }
}

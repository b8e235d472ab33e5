// SPDX-License-Identifier: MIT

/** How long anything that must happen may take; far above what a busy machine needs. */
export const patience = 10_000;

/**
 * Settles as `promise` does, or fails with a sentence naming what did not happen in time.
 * The deadline only turns a hang into a readable failure; no test passes because of it.
 */
export async function within(promise, what, milliseconds = patience) {
    let timer;
    const expired = new Promise((_resolve, reject) => {
        timer = setTimeout(
            () => reject(new Error(`waited ${milliseconds} ms in vain for ${what}`)),
            milliseconds);
    });
    try {
        return await Promise.race([promise, expired]);
    } finally {
        clearTimeout(timer);
    }
}

/** The arguments of the next `name` event of an emitter. */
export function nextEvent(emitter, name, milliseconds = patience) {
    let listener;
    const happened = new Promise((resolve) => {
        listener = (...args) => resolve(args);
        emitter.once(name, listener);
    });
    return within(happened, `the event "${name}"`, milliseconds)
        .finally(() => emitter.off(name, listener));
}

/** A line of items that arrive by themselves and are taken one after the other. */
export class Arrivals {
    #what;
    #items = [];
    #takers = [];
    #ended = null;

    constructor(what) {
        this.#what = what;
    }

    push(item) {
        const taker = this.#takers.shift();
        if (taker) taker.resolve(item);
        else this.#items.push(item);
    }

    /** Makes an item that was taken the next one again. */
    putBack(item) {
        this.#items.unshift(item);
    }

    /** Nothing more will come: whoever waits, or takes from an empty line later, gets `why`. */
    end(why) {
        if (this.#ended) return;
        this.#ended = why;
        for (const taker of this.#takers.splice(0)) taker.reject(new Error(why));
    }

    get waiting() {
        return this.#items.length;
    }

    next(milliseconds = patience) {
        if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
        if (this.#ended) return Promise.reject(new Error(this.#ended));
        const arrival = new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
        return within(arrival, this.#what, milliseconds);
    }
}

// SPDX-License-Identifier: MIT
// PNG files made on the spot, so that the tests need no binary fixtures.
"use strict";

const zlib = require("node:zlib");

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc(body), body.length + 4);
    return whole;
}

function crc(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) {
        sum ^= byte;
        for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
}

/** A PNG; paint(x, y) returns [red, green, blue] of a pixel. */
function png(width, height, paint) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8); // 8 bits, red green blue
    const rows = Buffer.alloc(height * (1 + width * 3));
    for (let y = 0, at = 0; y < height; y += 1) {
        rows[at++] = 0; // no filter
        for (let x = 0; x < width; x += 1, at += 3) rows.set(paint(x, y), at);
    }
    return Buffer.concat([
        Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
        chunk("IHDR", header),
        chunk("IDAT", zlib.deflateSync(rows)),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

/** Hills in the evening: something pleasant to look at in the screenshots. */
function landscape(width, height) {
    const mix = (a, b, t) => a.map((value, index) => Math.round(value + (b[index] - value) * t));
    return png(width, height, (px, py) => {
        const x = px / width;
        const y = py / height;
        const sun = Math.hypot((x - 0.7) * (width / height), y - 0.38);
        if (y > 0.78 + 0.06 * Math.sin(x * 7 + 1)) return [38, 70, 66];
        if (y > 0.64 + 0.08 * Math.sin(x * 5 + 4)) return [64, 104, 92];
        if (y > 0.54 + 0.06 * Math.sin(x * 9)) return [112, 148, 128];
        if (sun < 0.1) return [255, 236, 196];
        return mix([126, 158, 188], [248, 204, 160], Math.min(1, y * 1.7));
    });
}

/** Pixels that no compression makes small: each run makes the same ones. */
function noise(width, height) {
    let state = 1;
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
    return png(width, height, () => [next(), next(), next()]);
}

module.exports = { landscape, noise };

// SPDX-License-Identifier: MIT
// Writes transfer_vectors.txt: what an official server sends to its clients of an event that came from
// another server. Run it with Node 20 in this folder; the file is committed, a test reads it.
//
// A line has, in hexadecimal, the array of the event as the classic and the sharded adapter of Redis
// have it in msgpack, the same as streams and Postgres have it, and what clients get: the texts of the
// default parser, and the packet of socket.io-msgpack-parser. Of the second there is none of the latter,
// because the official server breaks binary there: it sends the whole message for each part of it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const from_adapter = createRequire(require.resolve('@socket.io/redis-adapter'));
const notepack = from_adapter('notepack.io');
const msgpack = require('@msgpack/msgpack');
const { Encoder } = require('socket.io-parser');
const { Encoder: MsgpackEncoder } = require('socket.io-msgpack-parser');

// The same vectors on every run.
let state = 0x2545f491;
const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
};
const below = (count) => Math.floor(random() * count);
const pick = (list) => list[below(list.length)];

const texts = ['', 'a', '"', '\\', '\n', '\u00e9', '\u20ac', '\u{1f600}', '\u2028', 'x'.repeat(31), 'y'.repeat(32),
    '{"_placeholder":true}', '\u0000', 'z'.repeat(64)];
const numbers = [0, 1, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, 9007199254740991, -1, -32, -33, -128,
    -129, -32768, -32769, -2147483648, -2147483649, 1.5, 0.1, 1e-7, 1.5e-300, -0.5, NaN, Infinity];
const times = [0, 1700000000123, 4294967296000, 17179869184000, -1000, -1, 253402300800000];
const keys = ['k', 'key', '\u00e9', 'toString', '__x', 'K'.repeat(40)]; // not like numbers, which Node puts first

function value(depth) {
    switch (below(depth === 0 ? 7 : 9)) {
        case 0: return pick(texts);
        case 1: return pick(numbers);
        case 2: return new Date(pick(times));
        case 3: return Buffer.from(pick(texts));
        case 4: return pick([true, false, null]);
        case 5: return undefined;
        case 6: return below(1000);
        case 7: return Array.from({ length: below(20) === 0 ? 17 : below(4) }, () => value(depth - 1));
        default: return Object.fromEntries(keys.slice(0, below(keys.length)).map((key) => [key, value(depth - 1)]));
    }
}

const hex = (octets) => Buffer.from(octets).toString('hex');
const packet = (data) => ({ type: 2, data, nsp: '/' });
const text_of = (data) => hex(new Encoder().encode(packet(data))[0]);
const msgpack_of = (data) => hex(new MsgpackEncoder().encode(packet(data))[0]);

console.log('# event of notepack.io, of @msgpack/msgpack; text for a client of either; packet in msgpack of the first');
for (let count = 0; count !== 150; ++count) {
    const event = ['e', ...Array.from({ length: 1 + below(3) }, () => value(3))];
    const classic = notepack.encode(event);
    const streams = Buffer.from(msgpack.encode(event));
    const of_classic = notepack.decode(classic);
    const of_streams = msgpack.decode(streams);
    console.log([hex(classic), hex(streams), text_of(of_classic), text_of(of_streams), msgpack_of(of_classic)].join(' '));
}

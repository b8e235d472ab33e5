// SPDX-License-Identifier: MIT
// Makes golden.txt of what official servers sent to Redis and Postgres, recorded one JSON object a line:
//   node make_golden.mjs FOLDER_WITH_RECORDINGS > golden.txt
// A line of it is a kind of message, a tab, and its octets in hexadecimal; of an entry of a stream, its
// four fields in turn. What stands before them is the step of the recording, as a comment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const lines_of = (file) =>
    readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
const hex_of = (argument) => argument.hex ?? Buffer.from(argument).toString('hex');
const ascii = (text) => text.replace(/[^\x20-\x7e]/g, '?');

const seen = new Set();
let last_step = '';

function put(step, kind, ...parts) {
    const line = [kind, ...parts.map(hex_of)].join('\t');
    if (seen.has(line)) return;
    seen.add(line);
    if (step !== last_step) console.log(`# ${ascii(step)}`);
    last_step = step;
    console.log(line);
}

/** What the classic adapter has nothing to say to, and what another test knows: not to be written again. */
const is_special = (step) => /legacy|malformed|unknown|allRooms|msgpack-encoded request/.test(step);

for (const file of ['redis-classic.jsonl', 'redis-extra.jsonl'])
    for (const { step, cmd } of lines_of(file)) {
        if (cmd[0] === 'SPUBLISH') put(step, 'message', cmd[2]);
        if (cmd[0] !== 'PUBLISH' || is_special(step)) continue;
        const channel = typeof cmd[1] === 'string' ? cmd[1] : Buffer.from(cmd[1].hex, 'hex').toString();
        if (channel.startsWith('socket.io-request#')) put(step, 'classic_request', cmd[2]);
        else if (channel.startsWith('socket.io-response#')) put(step, 'classic_response', cmd[2]);
        else put(step, 'classic_broadcast', cmd[2]);
    }

for (const file of ['dynamic', 'static', 'dynamic-private'].map((mode) => `redis-sharded-${mode}.jsonl`))
    for (const { step, cmd } of lines_of(file)) if (cmd[0] === 'SPUBLISH') put(step, 'message', cmd[2]);

for (const file of ['redis-streams.jsonl', 'redis-streams-sharded.jsonl'])
    for (const { step, cmd } of lines_of(file)) {
        if (cmd[0] === 'PUBLISH' || cmd[0] === 'SPUBLISH') put(step, 'message_msgpack', cmd[2]);
        if (cmd[0] === 'SET' && cmd[1].startsWith('sio:session:')) put(step, 'session', cmd[2]);
        if (cmd[0] !== 'XADD') continue;
        const fields = {};
        for (let at = cmd.indexOf('*') + 1; at < cmd.length; at += 2) fields[cmd[at]] = cmd[at + 1];
        put(step, 'entry', fields.uid, fields.nsp, fields.type, fields.data ?? '');
    }

/** The emitter of Postgres leaves out what its own adapter wants; an attachment does as well. */
const is_of_emitter = (payload) => payload.includes('"uid":"emitter"') && !payload.includes('attachmentId');

for (const { step, payload } of lines_of('postgres.notifications.jsonl'))
    if (payload.endsWith('}')) put(step, is_of_emitter(payload) ? 'postgres_emitter' : 'postgres', payload);
for (const { id, payload_hex } of lines_of('postgres.attachments.jsonl')) {
    if (payload_hex.endsWith('...')) continue;
    const of_emitter = payload_hex.includes(Buffer.from('emitter').toString('hex'));
    put(`attachment ${id}`, of_emitter ? 'postgres_emitter' : 'message_msgpack', { hex: payload_hex });
}

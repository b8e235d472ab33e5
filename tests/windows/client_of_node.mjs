// SPDX-License-Identifier: MIT
// node client_of_node.mjs WINE CLIENT: a client built for Windows, in wine, and the official server.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

import { Server } from 'socket.io';

const [wine, client] = process.argv.slice(2);
const http = createServer();
const io = new Server(http);
let transport;
io.on('connection', (socket) => {
    // Answered when the upgrade is complete, so that it is part of what is tried.
    const upgraded = once(socket.conn, 'upgrade');
    socket.on('add', async (a, b, done) => {
        [{ name: transport }] = await upgraded;
        done(a + b);
    });
});
await once(http.listen(0, '127.0.0.1'), 'listening');
const url = `http://127.0.0.1:${http.address().port}`;
const { stdout } = await promisify(execFile)(wine, [client, url]);
io.close();
if (stdout.trim() !== '3' || transport !== 'websocket') {
    console.log(`the client prints '${stdout}' and came by ${transport}`);
    process.exitCode = 1;
}

# SPDX-License-Identifier: MIT
"""The server of python-socketio, with as much of the test application as python.test.mjs needs."""

import argparse
import asyncio
import json
import signal
import ssl

from aiohttp import web
from engineio.asyncio_socket import AsyncSocket
from engineio.payload import Payload
import socketio

# The official client, too, sends more than 16 packets in one payload.
Payload.max_decode_packets = 1000


class WholeBody:
    """It takes what has come of a POST for all of it, whoever sends it: so this waits for the rest."""

    def __init__(self, body):
        self.body = body

    async def read(self, length):
        return await self.body.readexactly(length)


async def take_whole_post(self, environ, take_post=AsyncSocket.handle_post_request):
    await take_post(self, {**environ, "wsgi.input": WholeBody(environ["wsgi.input"])})


AsyncSocket.handle_post_request = take_whole_post


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ping-interval", type=int, default=25000)
    parser.add_argument("--ping-timeout", type=int, default=20000)
    parser.add_argument("--max-http-buffer-size", type=int, default=1000000)
    parser.add_argument("--transports", default="polling,websocket")
    parser.add_argument("--tls-certificate")
    parser.add_argument("--tls-key")
    parser.add_argument("--trace", action="store_true")
    return parser.parse_args()


class Application(socketio.AsyncNamespace):
    """Names of events are those of the test application, which have dashes."""

    async def trigger_event(self, event, sid, *args):
        handler = getattr(self, "on_" + event.replace("-", "_"), None)
        return await handler(sid, *args) if handler else None

    async def on_connect(self, sid, environ, auth=None):
        self.let_in(auth or {})
        trace(event="connection", nsp=self.namespace, id=sid)
        # Once it has been told that it is connected.
        self.server.start_background_task(self.emit, "auth", auth or {}, to=sid)

    def let_in(self, auth):
        """Raises what refuses."""

    async def on_disconnect(self, sid):
        trace(event="disconnect", nsp=self.namespace, id=sid)

    async def on_message(self, sid, *args):
        await self.emit("message-back", args, to=sid)

    async def on_message_with_ack(self, _sid, *args):
        return args

    async def on_emit_with_ack(self, sid, *args):
        async def answered(*answers):
            await self.emit("answer", answers, to=sid)

        await self.emit("question", args, to=sid, callback=answered)

    async def on_join(self, sid, room):
        self.enter_room(sid, room)
        return sorted(self.rooms(sid))

    async def on_leave(self, sid, room):
        self.leave_room(sid, room)
        return sorted(self.rooms(sid))

    async def on_broadcast(self, sid, wanted):
        skipped = None if wanted.get("from") == "nsp" else sid
        await self.emit(wanted["event"], tuple(wanted["args"]), room=wanted.get("to"), skip_sid=skipped)
        return ()

    async def on_disconnect_me(self, sid, _close):
        await self.disconnect(sid)

    async def on_make_bytes(self, _sid, length):
        return bytes(index % 251 for index in range(length))

    async def on_handshake(self, sid):
        session = self.server.manager.eio_sid_from_sid(sid, self.namespace)
        request = self.server.environ[session]["aiohttp.request"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        return {"headers": headers, "query": dict(request.query)}


class Guarded(Application):
    def let_in(self, auth):
        if auth.get("token") != "secret":
            raise socketio.exceptions.ConnectionRefusedError("not allowed", {"code": 401, "why": "bad token"})


def trace(**line):
    if given.trace:
        print(json.dumps(line), flush=True)


async def serve():
    io = socketio.AsyncServer(
        async_mode="aiohttp", async_handlers=False, ping_interval=given.ping_interval / 1000,
        ping_timeout=given.ping_timeout / 1000, max_http_buffer_size=given.max_http_buffer_size,
        transports=given.transports.split(","))
    for nsp in ("/", "/custom"):
        io.register_namespace(Application(nsp))
    io.register_namespace(Guarded("/guarded"))
    application = web.Application()
    io.attach(application)
    runner = web.AppRunner(application)
    await runner.setup()
    secure = None
    if given.tls_certificate:
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(given.tls_certificate, given.tls_key)
    await web.TCPSite(runner, "127.0.0.1", given.port, ssl_context=secure).start()
    scheme = "https" if secure else "http"
    print(f"listening on {scheme}://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()


given = options()
asyncio.run(serve())

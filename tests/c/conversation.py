# SPDX-License-Identifier: MIT
"""Asks a server for an echo by ctypes: conversation.py LIBRARY URL"""
import ctypes
import json
import sys


class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.data, self.size).decode()


class Octets(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]


class Event(ctypes.Structure):
    _fields_ = [
        ("name", Text),
        ("arguments", Text),
        ("binary", ctypes.POINTER(Octets)),
        ("binary_count", ctypes.c_size_t),
        ("reply", ctypes.c_void_p),
    ]


ON_ANSWER = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))

sio = ctypes.CDLL(sys.argv[1])
sio.sio_client_new.restype = ctypes.c_void_p
sio.sio_client_new.argtypes = [Text, Text, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t]
sio.sio_client_socket.restype = ctypes.c_void_p
sio.sio_client_socket.argtypes = [ctypes.c_void_p, Text]
sio.sio_client_poll.argtypes = [ctypes.c_void_p, ctypes.c_int]
sio.sio_client_free.argtypes = [ctypes.c_void_p]
sio.sio_socket_free.argtypes = [ctypes.c_void_p]
sio.sio_socket_emit_with_ack.argtypes = [
    ctypes.c_void_p, Text, Text, ctypes.POINTER(Octets), ctypes.c_size_t, ctypes.c_int,
    ON_ANSWER, ctypes.c_void_p, ctypes.c_void_p,
]


def text(what):
    encoded = what.encode()
    return Text(encoded, len(encoded))


why = ctypes.create_string_buffer(256)
client = sio.sio_client_new(text(sys.argv[2]), text(json.dumps({"auth": {"token": "secret"}})), 1,
                            why, len(why))
assert client, why.value
socket = sio.sio_client_socket(client, text("/"))
answers = []


@ON_ANSWER
def on_answer(_, status, answer):
    answers.append((status, json.loads(str(answer.contents.arguments)) if answer else None))


status = sio.sio_socket_emit_with_ack(socket, text("echo"), text(json.dumps(["text", {"a": None}])),
                                      None, 0, 5000, on_answer, None, None)
assert status == 0, status
while not answers:
    assert sio.sio_client_poll(client, 10) >= 0
print(json.dumps(answers))
sio.sio_client_free(client)
sio.sio_socket_free(socket)

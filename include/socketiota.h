/* SPDX-License-Identifier: MIT
 *
 * The client of Socket.IO for C, and for languages that call C.
 *
 *     static void on_news(void* user, sio_event const* event) {
 *         fwrite(event->arguments.data, 1, event->arguments.size, stdout);
 *     }
 *
 *     char why[256];
 *     sio_client* client = sio_client_new(SIO_TEXT("http://localhost:3000"), SIO_NO_TEXT,
 * SIO_POLLED, why, sizeof why); sio_socket* socket = sio_client_socket(client, SIO_TEXT("/"));
 *     sio_socket_on(socket, SIO_TEXT("news"), on_news, NULL, NULL);
 *     sio_socket_emit(socket, SIO_TEXT("hello"), SIO_TEXT("[\"Ann\"]"), NULL, 0);
 *     for (;;) sio_client_poll(client, 10);
 *
 * Arguments are JSON arrays in UTF-8. Binary stands in them as {"_placeholder":true,"num":N}, as on
 * the wire: the Nth of the octets that come beside them.
 *
 * Texts have a length and need no end. What a function is given stays the caller's; what a callback
 * is given is valid until it returns. No function throws, and none ends the process.
 *
 * Threads: every function may be called from any thread, but for sio_client_poll and
 * sio_client_free of a polled client, which belong to one. Callbacks run on the client's own
 * thread, or inside of sio_client_poll.
 */
#ifndef SOCKETIOTA_H
#define SOCKETIOTA_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define SIO_API
#else
#define SIO_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define SIO_NOEXCEPT noexcept
extern "C" {
#else
#define SIO_NOEXCEPT
#endif

/* Raised when a function or a member of a struct is added; what is there stays as it is. */
#define SIO_C_VERSION 1

/* The SIO_C_VERSION that the library was built with. */
SIO_API int sio_c_version(void) SIO_NOEXCEPT;

typedef struct sio_text {
    char const* data; /* may be NULL if size is 0 */
    size_t size;
} sio_text;

typedef struct sio_octets {
    void const* data; /* may be NULL if size is 0 */
    size_t size;
} sio_octets;

#ifdef __cplusplus
#define SIO_TEXT(literal) (::sio_text{(literal), sizeof(literal) - 1})
#define SIO_NO_TEXT (::sio_text{nullptr, 0})
#else
#define SIO_TEXT(literal) ((sio_text){(literal), sizeof(literal) - 1})
#define SIO_NO_TEXT ((sio_text){NULL, 0})
#endif

/* How a call, or an answer, went. */
typedef enum sio_status {
    SIO_OK = 0,
    SIO_BAD_ARGUMENTS = 1, /* no JSON array, a placeholder without octets, a NULL that may not be */
    SIO_RESERVED_NAME = 2, /* such an event never comes: connect, disconnect, ... */
    SIO_NOT_CONNECTED = 3, /* the client has gone; or the connection ended before the answer */
    SIO_TOO_LARGE = 4,     /* for the server */
    SIO_TOO_MUCH_UNSENT = 5, /* more waits than max_buffered allows */
    SIO_TIMED_OUT = 6,       /* no answer in time */
    SIO_NO_MEMORY = 7,
    SIO_FAILED = 8 /* anything else */
} sio_status;

/* A sentence for a status; it needs not be freed. */
SIO_API char const* sio_status_text(sio_status status) SIO_NOEXCEPT;

typedef struct sio_client sio_client; /* one connection, made again when it breaks */
typedef struct sio_socket sio_socket; /* one namespace on it */
typedef struct sio_reply sio_reply;   /* the answer that an event wants */

/* What runs a client. */
typedef enum sio_run {
    SIO_OWN_THREAD = 0,
    SIO_POLLED = 1 /* sio_client_poll */
} sio_run;

/* ---- callbacks ---- */

/* Called when whatever holds `user` has been let go of; NULL: nothing is. On any thread. */
typedef void (*sio_free_function)(void* user);

typedef struct sio_event {
    sio_text name;
    sio_text arguments; /* JSON array */
    sio_octets const* binary;
    size_t binary_count;
    sio_reply* reply; /* NULL if no answer is wanted; else yours: sio_reply_send or _free */
} sio_event;

typedef void (*sio_event_function)(void* user, sio_event const* event);

/* `answer` is NULL unless status is SIO_OK; its name and reply are empty. Called exactly once. */
typedef void (*sio_answer_function)(void* user, sio_status status, sio_event const* answer);

typedef void (*sio_connect_function)(void* user);

/* As Node names it, for example "transport close". */
typedef void (*sio_disconnect_function)(void* user, sio_text reason);

typedef struct sio_connect_error {
    sio_text stage;   /* "resolve", "connect", "proxy", "tls", "http", "engine" or "nsp" */
    sio_text message; /* a sentence */
    sio_text data;    /* JSON that a middleware of the server gave; "null" if none */
    int http_status;  /* 0 if there was none */
    int tries_again;  /* whether the client does, by itself */
} sio_connect_error;

typedef void (*sio_connect_error_function)(void* user, sio_connect_error const* why);

/* ---- clients ---- */

/* Makes a client. It connects when its first socket is made, unless autoConnect is false.
 *
 * `options` is a JSON object, or empty, with these of socket.io-client, where times are
 * milliseconds: path, query, extraHeaders, transports, upgrade, tryAllTransports, rememberUpgrade,
 * forceBase64, auth, autoConnect, timeout, reconnection, reconnectionAttempts, reconnectionDelay,
 * reconnectionDelayMax, randomizationFactor, retries, ackTimeout, withCredentials. And: revision (3
 * for servers of Socket.IO 2), parser ("json" or "msgpack"), proxy, proxyFromEnvironment,
 * localPath, ca, verify, serverName, pins, maxMessageSize, maxBuffered.
 *
 * NULL if it cannot be made: then `why` gets a sentence, cut to `why_size` octets with its end.
 */
SIO_API sio_client* sio_client_new(sio_text url, sio_text options, sio_run run, char* why,
                                   size_t why_size) SIO_NOEXCEPT;

/* Ends the connection at once: no callback begins from then on but sio_answer_function, which says
 * SIO_NOT_CONNECTED. May be called in any callback. NULL is nothing. Sockets are freed by
 * themselves. */
SIO_API void sio_client_free(sio_client* client) SIO_NOEXCEPT;

/* Does what is ready for a polled client, and waits for it at most `wait` milliseconds. How much
 * that was; -1 if it is no polled client. */
SIO_API int64_t sio_client_poll(sio_client* client, int wait) SIO_NOEXCEPT;

/* Connects all sockets. */
SIO_API void sio_client_connect(sio_client* client) SIO_NOEXCEPT;

/* Disconnects all sockets, sends what is on its way and ends the connection. */
SIO_API void sio_client_close(sio_client* client) SIO_NOEXCEPT;

/* Whether a session with the server is open: 0 or 1. */
SIO_API int sio_client_connected(sio_client const* client) SIO_NOEXCEPT;

/* The socket of a namespace, "/chat"; empty: the one that the url names. To be freed; NULL if there
 * is no memory. */
SIO_API sio_socket* sio_client_socket(sio_client* client, sio_text nsp) SIO_NOEXCEPT;

/* ---- sockets ---- */

/* Frees a handle; the namespace stays joined, and what was registered registered. */
SIO_API void sio_socket_free(sio_socket* socket) SIO_NOEXCEPT;

/* Joins the namespace, or leaves it. */
SIO_API void sio_socket_connect(sio_socket* socket) SIO_NOEXCEPT;
SIO_API void sio_socket_disconnect(sio_socket* socket) SIO_NOEXCEPT;

/* 0 or 1. */
SIO_API int sio_socket_connected(sio_socket const* socket) SIO_NOEXCEPT;

/* Copies the id by which the server knows it, cut to `size` octets with its end; returns its whole
 * length, 0 while it is not connected. */
SIO_API size_t sio_socket_id(sio_socket const* socket, char* id, size_t size) SIO_NOEXCEPT;

/* Each registers a function and returns a number for sio_socket_off, or 0 if it cannot: a reserved
 * name, no memory. `release` is called with `user` when the function is not held any more, which
 * may be at once. */
SIO_API uint64_t sio_socket_on(sio_socket* socket, sio_text name, sio_event_function function,
                               void* user, sio_free_function release) SIO_NOEXCEPT;
SIO_API uint64_t sio_socket_on_any(sio_socket* socket, sio_event_function function, void* user,
                                   sio_free_function release) SIO_NOEXCEPT;
SIO_API uint64_t sio_socket_on_connect(sio_socket* socket, sio_connect_function function,
                                       void* user, sio_free_function release) SIO_NOEXCEPT;
SIO_API uint64_t sio_socket_on_disconnect(sio_socket* socket, sio_disconnect_function function,
                                          void* user, sio_free_function release) SIO_NOEXCEPT;
SIO_API uint64_t sio_socket_on_connect_error(sio_socket* socket,
                                             sio_connect_error_function function, void* user,
                                             sio_free_function release) SIO_NOEXCEPT;

/* Takes a function back; of any handle of the same client. */
SIO_API void sio_socket_off(sio_socket* socket, uint64_t which) SIO_NOEXCEPT;

/* Sends an event; before it is connected it waits. `binary` may be NULL if binary_count is 0. */
SIO_API sio_status sio_socket_emit(sio_socket* socket, sio_text name, sio_text arguments,
                                   sio_octets const* binary, size_t binary_count) SIO_NOEXCEPT;

/* The same, dropped if it cannot leave at once. */
SIO_API sio_status sio_socket_emit_volatile(sio_socket* socket, sio_text name, sio_text arguments,
                                            sio_octets const* binary,
                                            size_t binary_count) SIO_NOEXCEPT;

/* The same, and `function` hears the answer, or after `timeout` milliseconds that there is none; 0:
 * ackTimeout. If this returns another status than SIO_OK it is not called. `release` is called with
 * `user` in any case. */
SIO_API sio_status sio_socket_emit_with_ack(sio_socket* socket, sio_text name, sio_text arguments,
                                            sio_octets const* binary, size_t binary_count,
                                            int timeout, sio_answer_function function, void* user,
                                            sio_free_function release) SIO_NOEXCEPT;

/* ---- replies ---- */

/* Answers an event, now or later, and frees the reply, whatever comes of it. */
SIO_API sio_status sio_reply_send(sio_reply* reply, sio_text arguments, sio_octets const* binary,
                                  size_t binary_count) SIO_NOEXCEPT;

/* Frees it without an answer, of which the server hears nothing. */
SIO_API void sio_reply_free(sio_reply* reply) SIO_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* SOCKETIOTA_H */

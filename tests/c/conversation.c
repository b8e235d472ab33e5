/* SPDX-License-Identifier: MIT
 *
 * Everything of socketiota.h once, from C99: it says on standard output what it hears, a line each.
 *     conversation URL polled|thread
 */
#define _POSIX_C_SOURCE 200809L

#include <socketiota.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Callbacks of a client on its own thread and the program itself write. */
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;
static int steps_left = 5;
static int released = 0;

static void say(char const* what, sio_text text) {
    pthread_mutex_lock(&output);
    printf("%s %.*s\n", what, (int)text.size, text.data);
    fflush(stdout);
    pthread_mutex_unlock(&output);
}

static void step(void) {
    pthread_mutex_lock(&output);
    --steps_left;
    pthread_mutex_unlock(&output);
}

static int is_done(void) {
    pthread_mutex_lock(&output);
    int const done = steps_left == 0;
    pthread_mutex_unlock(&output);
    return done;
}

static void count_release(void* user) {
    (void)user;
    pthread_mutex_lock(&output);
    ++released;
    pthread_mutex_unlock(&output);
}

static void on_connect(void* user) {
    say(user, SIO_TEXT("connected"));
    step();
}

static void on_disconnect(void* user, sio_text reason) {
    say(user, reason);
    step();
}

static void on_connect_error(void* user, sio_connect_error const* why) {
    say(user, why->stage);
    say(user, why->message);
    say(user, why->data);
    if (!why->tries_again)
        step();
}

static void on_question(void* user, sio_event const* event) {
    say(user, event->arguments);
    if (event->reply == NULL)
        exit(3);
    sio_reply_send(event->reply, SIO_TEXT("[42]"), NULL, 0);
}

static void on_heard(void* user, sio_event const* event) {
    say(user, event->arguments);
    step();
}

static void on_any(void* user, sio_event const* event) { say(user, event->name); }

static void on_echo(void* user, sio_status status, sio_event const* answer) {
    if (status != SIO_OK) {
        fprintf(stderr, "echo: %s\n", sio_status_text(status));
        exit(4);
    }
    say(user, answer->arguments);
    if (answer->binary_count != 1 || answer->binary[0].size != 3 ||
        memcmp(answer->binary[0].data, "\0\1\xff", 3) != 0)
        exit(5);
    step();
}

static void on_silence(void* user, sio_status status, sio_event const* answer) {
    if (answer != NULL)
        exit(6);
    say(user, (sio_text){sio_status_text(status), strlen(sio_status_text(status))});
}

static void expect(int holds, char const* what) {
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void run_until_done(sio_client* client, int polled) {
    while (!is_done()) {
        if (polled)
            expect(sio_client_poll(client, 10) >= 0, "it can be polled");
        else
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void refuse_what_is_wrong(sio_client* client, sio_socket* socket, int polled) {
    char why[200];
    expect(sio_client_new(SIO_TEXT("gopher://x"), SIO_NO_TEXT, SIO_POLLED, why, sizeof why) == NULL,
           "a url that is none");
    say("why", (sio_text){why, strlen(why)});
    expect(sio_client_new(SIO_TEXT("http://x"), SIO_TEXT("{\"reconect\":true}"), SIO_POLLED, why,
                          sizeof why) == NULL,
           "an option that is none");
    say("why", (sio_text){why, strlen(why)});
    expect(sio_client_new(SIO_TEXT("gopher://x"), SIO_NO_TEXT, SIO_POLLED, NULL, 0) == NULL,
           "nobody asks why");
    expect(sio_socket_emit(socket, SIO_TEXT("connect"), SIO_NO_TEXT, NULL, 0) == SIO_RESERVED_NAME,
           "a reserved name");
    expect(sio_socket_on(socket, SIO_TEXT("connect"), on_heard, NULL, count_release) == 0,
           "a reserved name to listen to");
    expect(sio_socket_emit(socket, SIO_TEXT("x"), SIO_TEXT("{}"), NULL, 0) == SIO_BAD_ARGUMENTS,
           "arguments that are no array");
    expect(sio_socket_emit(socket, SIO_TEXT("x"), SIO_TEXT("[{\"_placeholder\":true,\"num\":1}]"),
                           &(sio_octets){"", 0}, 1) == SIO_BAD_ARGUMENTS,
           "a placeholder without octets");
    expect(sio_socket_emit_with_ack(socket, SIO_TEXT("x"), SIO_TEXT("["), NULL, 0, 0, on_silence,
                                    NULL, count_release) == SIO_BAD_ARGUMENTS,
           "a question that is no JSON");
    if (!polled)
        expect(sio_client_poll(client, 0) == -1, "what has a thread is not polled");
}

int main(int count, char** arguments) {
    if (count != 3)
        return 2;
    int const polled = strcmp(arguments[2], "polled") == 0;
    expect(sio_c_version() == SIO_C_VERSION, "library and header are of one version");

    char why[200] = "";
    sio_client* client = sio_client_new(
        (sio_text){arguments[1], strlen(arguments[1])},
        SIO_TEXT("{\"auth\":{\"token\":\"secret\"},\"extraHeaders\":{\"x-from\":\"C\"},"
                 "\"autoConnect\":false,\"transports\":[\"websocket\"],\"timeout\":5000}"),
        polled ? SIO_POLLED : SIO_OWN_THREAD, why, sizeof why);
    expect(client != NULL, why);
    sio_socket* socket = sio_client_socket(client, SIO_NO_TEXT);
    sio_socket* nowhere = sio_client_socket(client, SIO_TEXT("/private"));
    refuse_what_is_wrong(client, socket, polled);

    sio_socket_on_connect(socket, on_connect, "on_connect", count_release);
    sio_socket_on_disconnect(socket, on_disconnect, "on_disconnect", count_release);
    sio_socket_on_connect_error(nowhere, on_connect_error, "on_connect_error", count_release);
    sio_socket_on(socket, SIO_TEXT("question"), on_question, "question", count_release);
    sio_socket_on(socket, SIO_TEXT("heard"), on_heard, "heard", count_release);
    sio_socket_on_any(socket, on_any, "any", count_release);
    uint64_t const gone =
        sio_socket_on(socket, SIO_TEXT("heard"), on_heard, "never", count_release);
    expect(gone != 0, "a registration");
    sio_socket_off(socket, gone);
    sio_client_connect(client);

    expect(sio_socket_emit_with_ack(
               socket, SIO_TEXT("echo"),
               SIO_TEXT("[\"text\",{\"_placeholder\":true,\"num\":0},1.5]"),
               &(sio_octets){"\0\1\xff", 3}, 1, 0, on_echo, "echo", count_release) == SIO_OK,
           "a question with octets");
    expect(sio_socket_emit(socket, SIO_TEXT("ask me"), SIO_NO_TEXT, NULL, 0) == SIO_OK, "an event");
    expect(sio_socket_emit(socket, SIO_TEXT("leave me after that"), SIO_NO_TEXT, NULL, 0) == SIO_OK,
           "another");
    run_until_done(client, polled);

    char id[8];
    expect(sio_socket_id(socket, id, sizeof id) == 0, "it has no id once it is disconnected");
    expect(!sio_socket_connected(socket), "nor is it connected");
    expect(sio_socket_emit_with_ack(socket, SIO_TEXT("echo"), SIO_NO_TEXT, NULL, 0, 0, on_silence,
                                    "silence", count_release) == SIO_OK,
           "a question that waits for a connection");
    sio_client_free(client);
    expect(sio_socket_emit(socket, SIO_TEXT("x"), SIO_NO_TEXT, NULL, 0) == SIO_NOT_CONNECTED,
           "whose client has gone");
    sio_socket_free(socket);
    sio_socket_free(nowhere);
    expect(released == 11, "each user was released");
    return 0;
}

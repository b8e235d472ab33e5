// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client.hpp>
#include <socketiota/client_options.hpp>
#include <socketiota/export.hpp>
#include <socketiota/server.hpp>
#include <socketiota/test_client.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

namespace test_kit {
struct insides;
} // namespace test_kit

/// A real server without sockets, on a clock that stands still until the test lets time pass: for
/// unit tests of handlers, without ports, threads or sleeps.
///
///     sio::test_server net;
///     install_chat(net.io()); // what the program does with its sio::server
///
///     auto ann = net.connect();
///     auto bob = net.connect();
///     ann.emit("say", "hello");
///     EXPECT_EQ(bob.take().get<std::string>(), "hello");
///
/// Everything that the library times (heartbeats, ack timeouts, `connect_timeout`, `server::delay`)
/// follows `pass`. Timers of the program's own, such as a `steady_timer` in a coroutine handler,
/// follow the real clock and are run by `settle` when they are due.
///
/// Its clients have WebSockets and read at once. Long-polling, `server::http`, `server::websocket`,
/// files and slow readers need a server that listens: `listen(0)`.
///
/// Its end is the end of a server: handlers of `on_disconnect` run once more. So what handlers
/// refer to is declared before it.
///
/// Thread safety: none; a test runs on one thread.
class SOCKETIOTA_EXPORT test_server {
public:
    /// How a client arrives.
    struct arrival {
        /// The namespace that it joins.
        std::string nsp = "/";
        /// What the client gives as `auth`; null: nothing.
        value auth{};
        /// Headers of its request beside those of the WebSocket handshake.
        std::vector<std::pair<std::string, std::string>> headers{};
        /// Parameters for its query, such as `room=1&color=red`.
        std::string query{};
    };

    /// Throws as the constructor of `server`. No client files are served, whatever the options say.
    ///
    /// With several `server_options::shards` all of them run on the thread of the test, one handler
    /// after the other, and clients arrive on them in turn. `seed` chooses which of those that have
    /// something to do goes on, so that a test can try many orders, and one that failed again.
    explicit test_server(server_options options = {}, std::uint32_t seed = 1);

    test_server(test_server const&) = delete;
    test_server& operator=(test_server const&) = delete;
    ~test_server();

    /// The server. It listens nowhere and is run by `settle`, `pass` and what clients do.
    [[nodiscard]] server& io() noexcept;

    /// A new client on a connection of its own. `connected()` says whether it was accepted; a
    /// middleware that waits may accept it later.
    [[nodiscard]] test_client connect(arrival const& how);

    /// The same in the namespace `/`, without `auth`.
    [[nodiscard]] test_client connect() { return connect(arrival{}); }

    /// A client of the library, with all that it does: namespaces, reconnection, acks, recovery. It
    /// is at the test server, whatever happens on the network, and runs with it: in `settle`,
    /// `pass` and what other clients do. Declare it after the test server, which has to outlive it.
    ///
    ///     sio::test_server net;
    ///     sio::client ann = net.make_client();
    ///     ann.socket().on("said", [](std::string const& text) { EXPECT_EQ(text, "hello"); });
    ///     ann.socket().emit("say", "hello");
    ///     net.settle();
    ///
    /// @param options as of `client`; `tls`, `proxy` and the like have no meaning here.
    /// @param nsp of `client::socket()`.
    ///
    /// Throws as the constructor of `client`.
    [[nodiscard]] client make_client(client_options options = {}, std::string_view nsp = "/");

    /// Lets `time` pass, at least 0, with everything that is due on the way at its own moment.
    void pass(std::chrono::milliseconds time);

    /// Runs what can happen without time passing: to be called after the test did something to the
    /// server itself, such as `io().emit(...)`.
    void settle();

private:
    friend struct test_kit::insides;
    struct parts;

    std::unique_ptr<parts> parts_;
};

} // namespace socketiota

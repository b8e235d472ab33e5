// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/connection_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>
#include <socketiota/event_errors.hpp>
#include <socketiota/export.hpp>
#include <socketiota/http_routes.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/server_options.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/tcp_endpoint.hpp>
#include <socketiota/tls_options.hpp>
#include <socketiota/websocket_connection.hpp>
#include <socketiota/websocket_options.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// Whoever makes one includes it.
namespace boost::asio {
class io_context;
}

namespace socketiota {

/// A Socket.IO server.
///
///     sio::server io;
///     io.on_connection([](sio::socket socket) {
///         socket.on("add", [](int a, int b) { return a + b; });
///     });
///     io.listen(3000);
///     io.run();
///
/// Constructed without a context it owns its event loop: `run` runs it until SIGINT, SIGTERM or
/// `stop`. Constructed with one it lives on that `io_context`, which one thread runs, beside
/// whatever else the program does there.
///
/// What works on a namespace (`on`, `use`, `emit`, `to`, ...) is short for the namespace `/`.
///
/// Thread safety: `emit`, `emit_with_ack`, `to` and whatever else selects or acts on sockets, and
/// `stop` are safe from any thread. The rest belongs before `run()` or on the server's thread.
///
/// Lifetime: destroying it ends all connections and so all acks that are waited for. Handles that
/// outlive it do nothing any more; only a call of one of them must not be under way on another
/// thread meanwhile. Those who wait complete where their handler runs; if that is the event loop
/// that the server owns, which goes with it, they are destroyed without a call, unless `run` or
/// `async_close` has ended everything before.
///
/// Processes: fork only before `listen` and `run`. A forked copy shares the event queue of the
/// kernel and the connections with its parent, and Asio is not told of it
/// (`io_context::notify_fork` is not called), so a child that is forked later must not touch the
/// server, not even to destroy it: it ends with `exec` or `_exit`. No descriptor of the server
/// survives `exec`: all are opened with CLOEXEC.
class SOCKETIOTA_EXPORT server : public detail::emitter<server>,
                                 public detail::listening<server, socket> {
public:
    /// What it runs on.
    using executor_type = boost::asio::any_io_executor;

    /// With an event loop of its own. Throws if an option cannot be.
    explicit server(server_options options = {});

    /// On a context of the program, which must outlive it and which one thread runs.
    explicit server(boost::asio::io_context& context, server_options options = {});

    /// On the context behind `executor`, which must be that of an `io_context`.
    explicit server(executor_type executor, server_options options = {});

    server(server const&) = delete;
    server& operator=(server const&) = delete;
    ~server();

    /// Accepts connections on a port of all addresses, IPv6 and IPv4; port 0 takes a free one.
    ///
    /// Throws `boost::system::system_error` if the port is taken or not allowed; the sentence names
    /// it.
    void listen(std::uint16_t port);
    /// The same; what is wrong comes in `failure`.
    void listen(std::uint16_t port, error_code& failure);

    /// The same on one endpoint: `listen({net::ip::address_v4::loopback(), 3000})`.
    void listen(tcp_endpoint const& endpoint);
    /// The same; what is wrong comes in `failure`.
    void listen(tcp_endpoint const& endpoint, error_code& failure);

    /// The same with TLS (`https`, `wss`), beside ports without or alone:
    /// `listen(443, {.certificate = "fullchain.pem", .key = "privkey.pem"})`.
    ///
    /// Throws, before the port is taken, if a certificate or key cannot be used.
    void listen(std::uint16_t port, tls_options const& tls);
    /// The same; what is wrong comes in `failure`.
    void listen(std::uint16_t port, tls_options const& tls, error_code& failure);
    /// The same on one endpoint.
    void listen(tcp_endpoint const& endpoint, tls_options const& tls);
    /// The same; what is wrong comes in `failure`.
    void listen(tcp_endpoint const& endpoint, tls_options const& tls, error_code& failure);

    /// Reads the certificates of all ports with TLS from their files again, for connections from
    /// now on, so that a renewed certificate needs no restart. On the server's thread.
    ///
    /// Throws if one cannot be used; the port goes on with the one that it has.
    void reload_certificates();
    /// The same; what is wrong comes in `failure`.
    void reload_certificates(error_code& failure);

    /// Accepts connections of a Unix domain socket at `path`, from a proxy on the same machine for
    /// example; `handshake::address` is empty then.
    ///
    /// The file gets its mode from the umask of the process and is removed when the server closes.
    /// One that a dead process left is replaced; if somebody listens there, or if it is another
    /// kind of file, the address is in use. Throws as `listen` does.
    void listen_local(std::string const& path);
    /// The same; what is wrong comes in `failure`.
    void listen_local(std::string const& path, error_code& failure);

    /// The port of the last `listen`; 0 before.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Runs the event loop that it owns until SIGINT, SIGTERM or `stop`, then ends all connections.
    /// With a context of the program, that context is what to run: this throws `std::logic_error`.
    void run();

    /// Ends all connections and stops listening; `run` returns soon after. From any thread, any
    /// number of times.
    void stop();

    /// The same as an operation that completes with `void(error_code)` when everything has ended.
    /// Cancellation has no effect: closing cannot be taken back.
    template <boost::asio::completion_token_for<void(error_code)> Token = boost::asio::deferred_t>
    auto async_close(Token&& token = {}) {
        return boost::asio::async_initiate<Token, void(error_code)>(
            [this](auto handler) {
                start_close(
                    boost::asio::any_completion_handler<void(error_code)>(std::move(handler)));
            },
            token);
    }

    /// Completes after `time`, as an operation with `void(error_code)`, on the clock that
    /// heartbeats and ack timeouts follow too: `co_await io.delay(2s)`. A test moves it
    /// (`test_server::pass`), other than the time of a `steady_timer`.
    ///
    /// Up to 16 ms late, never early. Cancelled, and at the end of the server, it completes with
    /// `operation_aborted`. On the server's thread.
    template <boost::asio::completion_token_for<void(error_code)> Token = boost::asio::deferred_t>
    auto delay(std::chrono::milliseconds time, Token&& token = {}) {
        return boost::asio::async_initiate<Token, void(error_code)>(
            [this, time](auto handler) {
                start_delay(time, boost::asio::any_completion_handler<void(error_code)>(
                                      std::move(handler)));
            },
            token);
    }

    /// Where its handlers run.
    [[nodiscard]] executor_type get_executor() const noexcept;

    /// How many Engine.IO sessions there are (Node: `io.engine.clientsCount`). On the server's
    /// thread.
    [[nodiscard]] std::size_t connections() const noexcept;

    /// The namespace of that name, made on first use; the `/` in front may be left out.
    nsp of(std::string_view name);

    /// The program's own HTTP routes on the same port: `io.http().get("/users/:id", ...)`.
    [[nodiscard]] http_routes http() const;

    /// Calls `handler(websocket_connection)` for each plain WebSocket whose path has this pattern
    /// (see `http_routes`), beside Socket.IO on the same port. `allowed_origins` binds it too. A
    /// request that is no upgrade is answered with 426.
    ///
    /// Throws `invalid_option` for a pattern or an option that cannot be. Before `run()` or on the
    /// server's thread.
    void websocket(std::string_view pattern, websocket_handler handler,
                   websocket_options options = {});

    /// Serves the files below `folder` under `prefix`, `index.html` for a folder, as
    /// `server_options::static_folder` does under `/`. May be called several times; the first that
    /// has a file serves it.
    ///
    /// Files may have any name in UTF-8 that does not begin with a dot. Each is read as a whole,
    /// once for all who are being sent it; one larger than 64 MiB is refused with 403.
    ///
    /// Throws `invalid_option` if `prefix` is no plain path. Before `run()` or on the server's
    /// thread.
    void serve_static(std::string_view prefix, std::string folder);

    /// Calls `function(socket, exception_ptr)` when an exception leaves a handler, when arguments
    /// do not fit (`bad_arguments`) or a middleware rejects an event (`event_rejected`). Unless
    /// set, a line goes to the log.
    void on_error(detail::callback<void(socket const&, std::exception_ptr)> function);

    /// Calls `function(connection_error const&)` for each request that was refused.
    void on_connection_error(detail::callback<void(connection_error const&)> function);

    /// Calls `function(metric)` for each thing that is counted: what ended, was refused or dropped.
    void on_metric(detail::callback<void(metric)> function);

    /// As `nsp::use`, for the namespace `/`.
    template <class F>
    void use(F&& function) {
        root().use(std::forward<F>(function));
    }

    /// As `nsp::on_connection`, for the namespace `/`.
    template <class F>
    void on_connection(F&& function) {
        root().on_connection(std::forward<F>(function));
    }

    /// As `nsp::off`, for the namespace `/`.
    void off(std::string_view name) { root().off(name); }

    /// As `nsp::on_any`, for the namespace `/`.
    template <class F>
    void on_any(F&& function) {
        root().on_any(std::forward<F>(function));
    }

    /// As `nsp::on_disconnecting`, for the namespace `/`.
    template <class F>
    void on_disconnecting(F&& function) {
        root().on_disconnecting(std::forward<F>(function));
    }

    /// As `nsp::on_disconnect`, for the namespace `/`.
    template <class F>
    void on_disconnect(F&& function) {
        root().on_disconnect(std::forward<F>(function));
    }

    /// The sockets of `/` in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator to(Room const&... rooms) const {
        return root().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator in(Room const&... rooms) const {
        return root().to(rooms...);
    }

    /// The sockets of `/` but those in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator except(Room const&... rooms) const {
        return root().except(rooms...);
    }

    /// All sockets of `/`: see `broadcast_operator::volatile_`.
    [[nodiscard]] broadcast_operator volatile_() const { return root().volatile_(); }

    /// All sockets of `/`: see `broadcast_operator::compress`.
    [[nodiscard]] broadcast_operator compress(bool allowed) const {
        return root().compress(allowed);
    }

    /// All sockets of `/` on this node: see `broadcast_operator::local`.
    [[nodiscard]] broadcast_operator local() const { return root().local(); }

    /// All sockets of `/`: see `broadcast_operator::timeout`.
    [[nodiscard]] broadcast_operator timeout(std::chrono::milliseconds limit) const {
        return root().timeout(limit);
    }

    /// Asks all sockets of `/`, as `nsp::emit_with_ack`.
    template <class Answer, class... Argument>
    [[nodiscard]] auto emit_with_ack(std::string_view name, Argument&&... arguments) const {
        return root().template emit_with_ack<Answer>(name, std::forward<Argument>(arguments)...);
    }

    /// The same with a typed event.
    template <fixed_string Name, class Signature, class... Argument>
    [[nodiscard]] auto emit_with_ack(event<Name, Signature> what, Argument&&... arguments) const {
        return root().emit_with_ack(what, std::forward<Argument>(arguments)...);
    }

    template <boost::asio::completion_token_for<broadcast_operator::fetch_signature> Token =
                  boost::asio::deferred_t>
    /// All sockets of `/`: see `broadcast_operator::fetch_sockets`.
    [[nodiscard]] auto fetch_sockets(Token&& token = {}) const {
        return root().fetch_sockets(std::forward<Token>(token));
    }

    /// Puts all sockets of `/` into rooms.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        root().sockets_join(rooms...);
    }

    /// Takes all sockets of `/` out of rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        root().sockets_leave(rooms...);
    }

    /// Disconnects all sockets of `/`; with `close`, ends their connections.
    void disconnect_sockets(bool close = false) const { root().disconnect_sockets(close); }

private:
    friend class detail::emitter<server>;
    friend class detail::listening<server, socket>;
    friend class test_server;
    class core;

    explicit server(std::shared_ptr<core> parts) noexcept;

    [[nodiscard]] nsp root() const;
    void start_close(boost::asio::any_completion_handler<void(error_code)> handler);
    void start_delay(std::chrono::milliseconds time,
                     boost::asio::any_completion_handler<void(error_code)> handler);
    void listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::shared_ptr<core> core_;
};

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/connection_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/completes_at_last.hpp>
#include <socketiota/detail/foreign_stream.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/pending_outcome.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/parse_port.hpp>
#include <socketiota/tcp_endpoint.hpp>
#include <socketiota/tls_options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace socketiota {

class server_foundation;

/// What `server`, `engine_server` and `web_server` have in common: where they listen, how they run
/// and how they end.
///
/// Thread safety: `stop`, `async_close`, `drain` and `spawn` are safe from any thread; the rest
/// belongs before `run()` or on the server's thread, with several shards on that of any of them.
/// What registers something (`on_...`, routes) belongs before `run()` then, and throws
/// `std::logic_error` later.
///
/// Lifetime: a server may be destroyed while `run` runs, which ends it as `stop` does. On another
/// thread the destructor waits until all has ended. Inside a handler it does not, because `run`
/// waits for that handler: what handlers of other clients use must be there until `run` returns.
class SOCKETIOTA_EXPORT server_base {
public:
    /// What it runs on.
    using executor_type = boost::asio::any_io_executor;

    server_base(server_base const&) = delete;
    server_base& operator=(server_base const&) = delete;

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

    /// The same on one address, as text: `listen("127.0.0.1", 3000)`, `listen("::1", 3000)`. The
    /// addresses `0.0.0.0` and `::` are all of their kind; `localhost` is `127.0.0.1`. No other
    /// name is looked up: it is `invalid_option`, as is what is no address.
    void listen(std::string_view address, std::uint16_t port);
    /// The same; what is wrong comes in `failure`.
    void listen(std::string_view address, std::uint16_t port, error_code& failure);
    /// The same with TLS, as below.
    void listen(std::string_view address, std::uint16_t port, tls_options const& tls);
    /// The same; what is wrong comes in `failure`.
    void listen(std::string_view address, std::uint16_t port, tls_options const& tls,
                error_code& failure);

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

    /// Serves a connection that the program has accepted itself, for example with Boost.Beast on a
    /// port where it serves other things too. `stream` is anything that has `async_read_some`,
    /// `async_write_some` and `close`, itself or in its innermost layer: `tcp::socket`,
    /// `ssl::stream<tcp::socket>` after its handshake, `beast::tcp_stream`. `octets` is what came
    /// and is not answered, from the first octet of a request on; `beast::unread` of
    /// `<socketiota/interop/beast.hpp>` puts it together.
    ///
    /// The server keeps the connection until it ends, with its own limits and deadlines, and
    /// answers what it does not know with 404. On the thread of the server, which must be one on
    /// the `io_context` of the program, that runs the stream too: throws `std::logic_error` if the
    /// server owns its loop. Once it has closed, the connection is closed.
    ///
    ///     io.serve_connection(std::move(stream), sio::beast::unread(request, buffer));
    template <class Stream>
    void serve_connection(Stream stream, std::string_view octets = {}) {
        serve(std::make_unique<detail::stream_model<Stream, detail::keeps_all>>(
                  std::move(stream), detail::keeps_all()),
              octets);
    }

    /// The same; a request that the server has no answer for goes back to the program, with its
    /// connection: `take_back(Stream stream, std::string octets)`, on the thread of the server.
    /// Clients reuse connections, so the next request of one may be for the program. If the octets
    /// of an answer are still on their way, which only a client that does not wait for it brings
    /// about, the request is answered with 421 instead.
    ///
    /// An exception that leaves it goes to `on_error`.
    template <class Stream, std::invocable<Stream, std::string> Back>
    void serve_connection(Stream stream, std::string_view octets, Back take_back) {
        auto contained = [function = std::move(take_back), which = std::weak_ptr(foundation_)](
                             Stream back, std::string came) mutable {
            try {
                function(std::move(back), std::move(came));
            } catch (...) {
                tell_failure(which, std::current_exception());
            }
        };
        serve(std::make_unique<detail::stream_model<Stream, decltype(contained)>>(
                  std::move(stream), std::move(contained)),
              octets);
    }

    /// The port of the last `listen`; 0 before.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Runs the event loop that it owns until SIGINT, SIGTERM or `stop`, then ends all connections.
    /// With a context of the program, that context is what to run: this throws `std::logic_error`.
    ///
    /// With several shards it runs shard 0 and the others on threads of their own, `sio-shard-1`
    /// and so on, which have ended when it returns. Throws `std::system_error` if there is none to
    /// have.
    ///
    /// After a signal nobody new is let in, and coroutine handlers that run get
    /// `server_options::stop_timeout` to end; SIGTERM drains before that for
    /// `server_options::drain_time`. A further signal does not wait for what the one before waits
    /// for.
    void run();

    /// Ends all connections and stops listening; `run` returns soon after. From any thread, any
    /// number of times.
    void stop();

    /// Ends all connections and stops listening, as an operation that completes with
    /// `void(error_code)`, never an error, when everything has ended. From any thread, any number
    /// of times; `run` goes on as long as the program has work there.
    ///
    /// Completes once, by posting, through the handler's associated executor; whoever has none
    /// completes on the thread of the server, with several shards where it was called, from
    /// elsewhere on that of shard 0, which has to run for that. A deferred operation may outlive
    /// the server, and completes then as well. Cancellation has no effect: closing cannot be taken
    /// back.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_close(Token&& token = {}) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<server_foundation> const& which) {
                start_close(which, std::make_shared<detail::completes_at_last<decltype(handler)>>(
                                       std::move(handler), executor_for(which)));
            },
            token, std::weak_ptr<server_foundation>(foundation_));
    }

    /// Takes the server out of service within `time`, as an operation that completes with
    /// `void(error_code)`, never an error, when everything has ended:
    ///
    ///     co_await io.drain(20s);
    ///
    /// From now on new sessions and plain WebSockets get 503 with `Retry-After`, and a
    /// `readiness_route` says no. Those that are there are served on until their turn: they are
    /// closed one by one, spread evenly over `time`, so that not all come back elsewhere in one
    /// moment. Each is sent first what waits for it, then told: WebSockets with close code 1001,
    /// long-polling with a close packet; sockets hear `server_shutting_down`. Routes and files are
    /// served until the end. When `time` is over, which is waited for even if nobody is left, the
    /// server closes as with `async_close`.
    ///
    /// From any thread, any number of times: a further call can only shorten it, as `async_close`
    /// and `stop` do. `time`: not more than 0 closes after all were told. It completes as
    /// `async_close` does; cancellation has no effect.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto drain(std::chrono::milliseconds time, Token&& token = {}) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<server_foundation> const& which,
               std::chrono::milliseconds limit) {
                start_drain(which, limit,
                            std::make_shared<detail::completes_at_last<decltype(handler)>>(
                                std::move(handler), executor_for(which)));
            },
            token, std::weak_ptr<server_foundation>(foundation_), time);
    }

    /// Answers GET of `path` with 200 and `ready`, or with 503 and `draining` from `drain` or the
    /// first signal on: for load balancers that ask whom to send new clients to.
    ///
    /// It comes before all other routes. Throws `invalid_option` if `path` is no plain path, is
    /// that of the other such route or lies where Engine.IO is served. Before `run()` or on the
    /// server's thread.
    void readiness_route(std::string_view path);

    /// Answers GET of `path` with the counters (`metric`) and with what there is at that moment, as
    /// Prometheus' text format 0.0.4: sessions by transport, sockets by namespace, outboxes, how
    /// late the loop is, and more. Until it is called there is no such route. It answers for all
    /// shards; what there is on another than the one that is asked is up to a second old.
    ///
    /// Not for everybody: it tells how much the server has to do, and its names. Have a proxy keep
    /// it from the public, or listen for it on a port of its own. Errors as `readiness_route`.
    void metrics_route(std::string_view path);

    /// Completes after `time`, as an operation with `void(error_code)`, on the clock that
    /// heartbeats and ack timeouts follow too: `co_await io.delay(2s)`. A test moves it
    /// (`test_server::pass`), other than the time of a `steady_timer`.
    ///
    /// Up to 16 ms late, never early. Cancelled, and at the end of the server or after it, it
    /// completes with `operation_aborted`. Completes by posting, where the handler runs or else on
    /// the thread of the server. Begins on that thread; with several shards on the calling one,
    /// from elsewhere on shard 0.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto delay(std::chrono::milliseconds time, Token&& token = {}) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<server_foundation> const& which,
               std::chrono::milliseconds limit) {
                start_delay(which, limit,
                            detail::make_outcome<detail::no_value>(std::move(handler),
                                                                   executor_for(which)));
            },
            token, std::weak_ptr<server_foundation>(foundation_), time);
    }

    /// Runs a coroutine on the server's thread (with several shards on the calling one, from
    /// elsewhere on shard 0), beside its handlers: `work` is one
    /// (`awaitable<void>`), or a function without parameters that returns one, which is kept as
    /// long as it runs.
    ///
    ///     io.spawn([&io]() -> net::awaitable<void> {
    ///         for (;;) {
    ///             co_await io.delay(1s);
    ///             io.emit("time", std::time(nullptr));
    ///         }
    ///     });
    ///
    /// Begins soon, never inside of the call. An exception that leaves it goes to `on_error`. Once
    /// the server has closed, `operation_aborted` is its usual end, what `delay` throws then, and
    /// is not reported. With an event loop of its own, the server destroys what still waits with
    /// itself. From any thread.
    template <class Work>
    void spawn(Work work) {
        if constexpr (std::is_same_v<Work, boost::asio::awaitable<void>>)
            start_work(std::move(work));
        else
            start_work(call_and_keep(std::move(work)));
    }

    /// Calls `function(exception_ptr)` when an exception leaves a function of the program that no
    /// socket or session has to do with: what `spawn` runs; and for the others too, if the
    /// `on_error` that takes them is not set. Unless set, a line goes to the log. Several shards
    /// call it at the same time.
    void on_error(detail::callback<void(std::exception_ptr)> function);

    /// Where its handlers run: with several shards the calling one, from elsewhere shard 0.
    [[nodiscard]] executor_type get_executor() const noexcept;

    /// How many Engine.IO sessions there are (Node: `io.engine.clientsCount`), of a `web_server`
    /// how many plain WebSockets. On the server's thread, with several shards on any.
    [[nodiscard]] std::size_t connections() const noexcept;

    /// Calls `function(connection_error const&)` for each request that was refused. Several shards
    /// call it at the same time.
    void on_connection_error(detail::callback<void(connection_error const&)> function);

    /// Calls `function(metric)` for each thing that is counted: what ended, was refused or dropped.
    /// Several shards call it at the same time.
    void on_metric(detail::callback<void(metric)> function);

protected:
    /// Made by the classes that are based on it.
    explicit server_base(std::shared_ptr<server_foundation> foundation) noexcept;
    ~server_base();

private:
    void serve(std::unique_ptr<detail::foreign_stream> stream, std::string_view octets);
    static void tell_failure(std::weak_ptr<server_foundation> const& which,
                             std::exception_ptr failure);

    void start_work(boost::asio::awaitable<void> work);

    template <class F>
    static boost::asio::awaitable<void> call_and_keep(F function) {
        co_await function();
    }

    /// Closes and forgets `waiting` when everything has ended.
    static void start_close(std::weak_ptr<server_foundation> const& which,
                            std::shared_ptr<void> waiting);
    static void start_drain(std::weak_ptr<server_foundation> const& which,
                            std::chrono::milliseconds time, std::shared_ptr<void> waiting);
    static void start_delay(std::weak_ptr<server_foundation> const& which,
                            std::chrono::milliseconds time,
                            std::shared_ptr<detail::pending_delay> waiting);
    static executor_type executor_for(std::weak_ptr<server_foundation> const& which);

    std::shared_ptr<server_foundation> foundation_;
};

} // namespace socketiota

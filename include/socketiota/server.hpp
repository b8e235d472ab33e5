// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/nsp_predicate.hpp>
#include <socketiota/detail/whole_nsp.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/event_errors.hpp>
#include <socketiota/export.hpp>
#include <socketiota/http_routes.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/nsp_pattern.hpp>
#include <socketiota/parent_nsp.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/server_base.hpp>
#include <socketiota/server_options.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/websocket_connection.hpp>
#include <socketiota/websocket_options.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Whoever makes one includes it.
namespace boost::asio {
class io_context;
}

/// Socket.IO for C++20.
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
/// Thread safety: `emit`, `emit_with_ack`, `to` and whatever else selects or acts on sockets,
/// `stop`, `async_close` and `drain` are safe from any thread. The rest belongs before `run()` or
/// on the server's thread; with several `server_options::shards` as `nsp` and `server_base` say.
///
/// Lifetime: destroying it ends all connections and so all acks that are waited for. Handles that
/// outlive it do nothing any more; only a call of one of them must not be under way on another
/// thread meanwhile. Those who wait complete where their handler runs; if that is the event loop
/// that the server owns, which goes with it, they are destroyed without a call, unless `run` or
/// `async_close` has ended everything before.
///
/// Processes: fork before a server, or the `io_context` that it gets, is constructed. That opens
/// the event queue of the kernel, which a copy that is forked later shares with its parent, like
/// the connections, and Asio is not told of it (`io_context::notify_fork` is not called). So such a
/// child must not touch the server, not even to destroy it: it ends with `exec` or `_exit`. No
/// descriptor of the server survives `exec`: all are opened with CLOEXEC.
class SOCKETIOTA_EXPORT server : public server_base,
                                 public detail::emitter<server>,
                                 public detail::whole_nsp<server>,
                                 public detail::listening<server, socket> {
public:
    /// With an event loop of its own. Throws if an option cannot be.
    explicit server(server_options const& options = {});

    /// On a context of the program, which must outlive it and which one thread runs.
    explicit server(boost::asio::io_context& context, server_options const& options = {});

    /// On the context behind `executor`, which must be that of an `io_context`.
    explicit server(executor_type executor, server_options const& options = {});

    ~server();

    using server_base::listen;
    using server_base::on_error;

    /// The namespace of that name, made on first use; the `/` in front may be left out. With
    /// several shards from any thread.
    nsp of(std::string_view name);

    /// The parent of namespaces that are made when a client asks for one that is not there and
    /// `predicate` says that it may be made: a function of its name, and after that of `auth` (a
    /// `value`) and the `handshake` if it wants these, which returns `bool`, or a coroutine that
    /// does.
    ///
    ///     auto orders = io.of([](std::string_view name, sio::value const& auth) {
    ///         return name.starts_with("/orders/") && auth["token"] == "secret";
    ///     });
    ///
    /// Several are asked in the order in which they came here, until one says yes; if none does,
    /// the client is told "Invalid namespace". An exception counts as no, and `on_error` hears of
    /// it. What it takes is valid until it returns, or until its coroutine has ended. A coroutine
    /// has `server_options::connect_timeout` for its answer; after that, and when its client
    /// leaves, it is cancelled. `server_options::max_dynamic_namespaces` and its siblings bound
    /// what clients can cause to be made.
    ///
    /// It is called on the shard of the client, with several shards at the same time. Throws
    /// `invalid_option` then if it is a mutable function. With several shards from any thread.
    template <class F>
        requires(!std::convertible_to<F const&, std::string_view> &&
                 !std::same_as<std::remove_cvref_t<F>, nsp_pattern>)

    parent_nsp of(F&& predicate) {
        return add_parent(detail::make_nsp_predicate<std::decay_t<F>>(std::forward<F>(predicate)));
    }

    /// The same for namespaces whose name has a pattern, which `of(name)` makes as its children
    /// too.
    parent_nsp of(nsp_pattern pattern);

    /// Calls `function(nsp)` for each namespace that is made from now on, by a client or by
    /// `of(name)`, before anybody has joined it: what it registers holds for the first socket
    /// too.
    ///
    ///     io.on_new_namespace([](sio::nsp made) { made.on("ping", [] { return "pong"; }); });
    ///
    /// On the thread that makes it, which with several shards is that of any. Throws
    /// `invalid_option` then if it is a mutable function. With several shards from any thread.
    void on_new_namespace(detail::callback<void(nsp const&)> function);

    /// The program's own HTTP routes on the same port: `io.http().get("/users/:id", ...)`.
    [[nodiscard]] http_routes http() const;

    /// Calls `handler(websocket_connection)` for each plain WebSocket whose path has this pattern
    /// (see `http_routes`), beside Socket.IO on the same port. `allowed_origins` binds it too. A
    /// request that is no upgrade is answered with 426.
    ///
    /// Throws `invalid_option` for a pattern or an option that cannot be. Before `run()` or on the
    /// server's thread; with several shards before `run()`.
    void websocket(std::string_view pattern, websocket_handler handler,
                   websocket_options options = {});

    /// Serves the files below `folder` under `prefix`, `index.html` for a folder, as
    /// `server_options::static_folder` does under `/`. May be called several times; the first that
    /// has a file serves it.
    ///
    /// Files may have any name in UTF-8 that does not begin with a dot. Each is read in
    /// pieces as its peer takes them; one that changes meanwhile ends that connection.
    ///
    /// Throws `invalid_option` if `prefix` is no plain path. Before `run()` or on the server's
    /// thread; with several shards before `run()`.
    void serve_static(std::string_view prefix, std::string folder);

    /// Calls `function(socket, exception_ptr)` when an exception leaves a handler, when arguments
    /// do not fit (`bad_arguments`) or a middleware rejects an event (`event_rejected`). Unless
    /// set, the `on_error` that takes an exception alone hears of it, or else the log. It is called
    /// on the shard of the socket, with several of them at the same time.
    void on_error(detail::callback<void(socket const&, std::exception_ptr)> function);

private:
    friend class detail::emitter<server>;
    friend class detail::registering<server>;
    friend class detail::whole_nsp<server>;
    friend class detail::listening<server, socket>;
    friend class test_server;
    class core;

    explicit server(std::shared_ptr<core> parts) noexcept;

    [[nodiscard]] nsp whole() const;
    parent_nsp add_parent(detail::nsp_predicate predicate);
    registration listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                        bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::shared_ptr<core> core_;
};

} // namespace socketiota

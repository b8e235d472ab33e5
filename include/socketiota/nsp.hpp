// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/socket.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

/// A namespace: `namespace` is a keyword, and the protocol itself says nsp.
///
/// A handle: cheap to copy. Handlers that it registers with `on` are shared by all its sockets: one
/// registration instead of one for each connection. It is inert once its server is gone: functions
/// registered then are dropped.
///
///     auto chat = io.of("/chat");
///     chat.on("say", [](sio::socket me, std::string text) { me.broadcast().emit("say", text); });
///
/// Thread safety: `emit`, `emit_with_ack`, `size`, `name`, and whatever selects or acts on all its
/// sockets are safe from any thread. What registers functions belongs before `server::run()` or on
/// the server's thread.
/// Source: Node's Namespace.
class SOCKETIOTA_EXPORT nsp : public detail::emitter<nsp>,
                              public detail::requester<nsp, detail::answer_count::many>,
                              public detail::listening<nsp, socket> {
public:
    /// Begins with `/`.
    [[nodiscard]] std::string const& name() const noexcept;

    /// How many sockets are connected to it now.
    [[nodiscard]] std::size_t size() const noexcept;

    /// Adds a middleware: a function `verdict(socket&)` or a coroutine. They run one after the
    /// other before a socket is connected; the first that rejects ends it, and the client hears
    /// why. The rest of its connection is not affected.
    template <class F>
    void use(F&& function) const {
        add_guard(detail::make_connection_guard(std::forward<F>(function)));
    }

    /// Calls `function(socket)` for each socket that has connected. A coroutine is run.
    template <class F>
    void on_connection(F&& function) const {
        add_connection(detail::make_connection_handler(std::forward<F>(function)));
    }

    /// Removes the handlers of `name` that were registered here.
    void off(std::string_view name) const;

    /// For all its sockets: what `socket::on_any` and the others do for one.
    template <class F>
    void on_any(F&& function) const {
        add_any(detail::make_any_handler(std::forward<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets is about to disconnect and still
    /// in its rooms.
    template <class F>
    void on_disconnecting(F&& function) const {
        add_disconnecting(detail::make_disconnect_handler(std::forward<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets has disconnected.
    template <class F>
    void on_disconnect(F&& function) const {
        add_disconnect(detail::make_disconnect_handler(std::forward<F>(function)));
    }

    /// Calls `function(room)` when a room is made, which the first socket to join it does, and when
    /// its last socket has left it. On the server's thread; the text is valid during the call.
    ///
    /// Each socket has a room of its own, named after its id. What happens to rooms is told in the
    /// order in which it happens: what a handler itself does to them, when all have heard of this.
    void on_room_created(detail::room_handler function) const;
    /// The same when the last socket has left a room.
    void on_room_removed(detail::room_handler function) const;

    /// Calls `function(room, socket_id)` when a socket has joined a room (after the room was made),
    /// and when it has left it (before the room is removed); also for what it leaves because it
    /// disconnects.
    void on_room_joined(detail::membership_handler function) const;
    /// The same when a socket has left a room.
    void on_room_left(detail::membership_handler function) const;

    /// All its sockets, to be narrowed down.
    [[nodiscard]] broadcast_operator all() const;

    /// Its sockets in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator to(Room const&... rooms) const {
        return all().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator in(Room const&... rooms) const {
        return all().to(rooms...);
    }

    /// Its sockets but those in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator except(Room const&... rooms) const {
        return all().except(rooms...);
    }

    /// All its sockets: see `broadcast_operator::volatile_`.
    [[nodiscard]] broadcast_operator volatile_() const { return all().volatile_(); }

    /// All its sockets: see `broadcast_operator::compress`.
    [[nodiscard]] broadcast_operator compress(bool allowed) const {
        return all().compress(allowed);
    }

    /// All its sockets on this node: see `broadcast_operator::local`.
    [[nodiscard]] broadcast_operator local() const { return all().local(); }

    /// For all its sockets: what `broadcast_operator` does for those selected.
    [[nodiscard]] broadcast_operator timeout(std::chrono::milliseconds limit) const {
        return all().timeout(limit);
    }

    template <
        detail::token_for<broadcast_operator::fetch_signature> Token = boost::asio::deferred_t>
    /// All its sockets: see `broadcast_operator::fetch_sockets`.
    [[nodiscard]] auto fetch_sockets(Token&& token = {}) const {
        return all().fetch_sockets(std::forward<Token>(token));
    }

    template <
        detail::token_for<broadcast_operator::count_signature> Token = boost::asio::deferred_t>
    /// All its sockets, wherever they live: see `broadcast_operator::count_sockets`.
    [[nodiscard]] auto count_sockets(Token&& token = {}) const {
        return all().count_sockets(std::forward<Token>(token));
    }

    /// Puts all its sockets into rooms.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        all().sockets_join(rooms...);
    }

    /// Takes all its sockets out of rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        all().sockets_leave(rooms...);
    }

    /// Disconnects all its sockets; with `close`, ends their connections.
    void disconnect_sockets(bool close = false) const { all().disconnect_sockets(close); }

private:
    friend class detail::emitter<nsp>;
    friend class detail::requester<nsp, detail::answer_count::many>;
    friend class detail::listening<nsp, socket>;
    friend class hub::nsp_core;
    friend class server;

    explicit nsp(std::shared_ptr<hub::nsp_core> core) noexcept : core_(std::move(core)) {}

    void add_guard(detail::connection_guard guard) const;
    void add_connection(detail::connection_handler handler) const;
    void add_any(detail::any_handler handler) const;
    void add_disconnecting(detail::disconnect_handler handler) const;
    void add_disconnect(detail::disconnect_handler handler) const;
    void listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    std::shared_ptr<hub::nsp_core> core_;
};

} // namespace socketiota

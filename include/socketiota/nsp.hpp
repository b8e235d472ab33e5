// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/other_servers.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/detail/whole_nsp.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/expired_session.hpp>
#include <socketiota/export.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/socket.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

class parent_nsp;

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
/// the server's thread; with several shards it may come from any thread, and holds on each shard
/// from when that has heard of it.
/// Source: Node's Namespace.
class SOCKETIOTA_EXPORT nsp : public detail::emitter<nsp>,
                              public detail::whole_nsp<nsp>,
                              public detail::listening<nsp, socket> {
public:
    /// Begins with `/`.
    [[nodiscard]] std::string const& name() const noexcept;

    /// How many sockets are connected to it now.
    [[nodiscard]] std::size_t size() const noexcept;

    /// Calls `function(room)` when a room is made, which the first socket to join it does, and when
    /// its last socket has left it. On the server's thread; the text is valid during the call.
    /// With several shards, shortly afterwards, on the thread of one of them, always the same for a
    /// room, which is made once and removed once: what each thread does to it, in that order.
    ///
    /// Each socket has a room of its own, named after its id. What happens to rooms is told in the
    /// order in which it happens: what a handler itself does to them, when all have heard of this.
    registration on_room_created(detail::room_handler function) const;
    /// The same when the last socket has left a room.
    registration on_room_removed(detail::room_handler function) const;

    /// Calls `function(room, socket_id)` when a socket has joined a room (after the room was made),
    /// and when it has left it (before the room is removed); also for what it leaves because it
    /// disconnects.
    registration on_room_joined(detail::membership_handler function) const;
    /// The same when a socket has left a room.
    registration on_room_left(detail::membership_handler function) const;

    /// Calls `function(session)` with an `expired_session` that was kept for a client and is not
    /// any more, whatever the reason; not for those that end with the server. On the thread of the
    /// shard where the client was last.
    ///
    ///     io.of("/").on_session_expired([](sio::expired_session const& lost) {
    ///         std::cout << lost.id << " will not come back\n";
    ///     });
    registration on_session_expired(detail::expiry_handler function) const;

    /// All its sockets, to be narrowed down.
    [[nodiscard]] broadcast_operator all() const;

private:
    friend class detail::emitter<nsp>;
    template <class Derived>
    friend class detail::whole_nsp;
    template <class Derived>
    friend class detail::registering;
    friend class detail::listening<nsp, socket>;
    friend class hub::nsp_core;
    friend class socketiota::parent_nsp;
    friend class server;

    explicit nsp(std::shared_ptr<hub::nsp_core> core) noexcept : core_(std::move(core)) {}

    [[nodiscard]] nsp const& whole() const noexcept { return *this; }

    [[nodiscard]] detail::other_servers servers() const;
    void start_count_servers(std::shared_ptr<detail::pending_count> waiting) const;
    [[nodiscard]] boost::asio::any_io_executor executor_of_cluster() const noexcept;
    registration listen_server_side(std::string_view name,
                                    std::shared_ptr<detail::handler<nsp>> handler) const;

    registration add_guard(detail::connection_guard guard) const;
    registration add_connection(detail::connection_handler handler) const;
    registration add_any(detail::any_handler handler, bool first) const;
    registration add_upgrade(detail::upgrade_handler handler) const;
    registration add_disconnecting(detail::disconnect_handler handler) const;
    registration add_disconnect(detail::disconnect_handler handler) const;
    void remove(std::string_view name) const;
    void remove(registration const& which) const;
    registration listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                        bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::shared_ptr<hub::nsp_core> core_;
};

} // namespace socketiota

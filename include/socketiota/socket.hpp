// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/recovery_outcome.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <any>
#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace socketiota {

class nsp;

namespace hub {
class socket_core;
}

/// One client in one namespace. A handle: cheap to copy, compares by identity, keeps no connection
/// open. After the client has gone it stays valid and does nothing any more; functions registered
/// then are dropped.
///
/// Thread safety: a socket lives on one thread of its server, where its handlers run, and is used
/// there; `get_executor()` is the way back to it. `emit`, `emit_with_ack`, `join`, `leave`,
/// `disconnect`, `to` and what follows from it, `id`, `nsp`, `connected` and `get_executor` are
/// safe from any thread: they post, and happen in the order in which one thread called them.
/// Copying and destroying handles is safe anywhere. A debug build of the library logs one sentence
/// when it notices that this rule is broken. Source: Node's server-side Socket.
class SOCKETIOTA_EXPORT socket : public detail::emitter<socket>,
                                 public detail::requester<socket, detail::answer_count::one>,
                                 public detail::listening<socket> {
public:
    /// 20 characters, unguessable, different from anything the client could know of another's. From
    /// any thread.
    [[nodiscard]] std::string const& id() const noexcept;

    /// False before its middlewares have accepted it and after it has disconnected. From any
    /// thread; on another than its own it may be about to change.
    [[nodiscard]] bool connected() const noexcept;

    /// Whether its client has come back and goes on: its id, rooms and data are those it had, and
    /// what it missed is on its way to it. See `recovery_options`; known before its middlewares
    /// run, and once it has gone. On the thread of its shard.
    [[nodiscard]] bool recovered() const noexcept {
        return recovery() == recovery_outcome::recovered;
    }

    /// The same, with the reason why a client that asked for it does not go on:
    ///
    ///     if (socket.recovery() == sio::recovery_outcome::packets_dropped)
    ///         socket.emit("reload");
    [[nodiscard]] recovery_outcome recovery() const noexcept;

    /// The request of its connection, and its `auth`. From any thread.
    [[nodiscard]] class handshake const& handshake() const noexcept;

    /// Its namespace, to emit to everybody there or to ask for its name:
    /// `socket.nsp().emit("news", text)`, `socket.nsp().name()`. Needs `<socketiota/nsp.hpp>`,
    /// which
    /// `<socketiota/server.hpp>` includes. Inert once the server is gone, except for its name. From
    /// any thread.
    [[nodiscard]] class nsp nsp() const;

    /// What carries its connection now: it begins with polling, unless a client does not want that,
    /// and may be upgraded to WebSocket. After it has disconnected, what carried it last. On its
    /// own thread.
    [[nodiscard]] socketiota::transport transport() const noexcept;

    /// Whatever the program wants to keep with it; meant to travel to other nodes one day, so a
    /// value. On its own thread.
    [[nodiscard]] value& data() const;

    /// The program's own object of type `T` for this socket, made on first use. Never leaves the
    /// process. On the socket's thread.
    ///
    /// One type for each socket, for several things a struct of them: another one throws
    /// `std::logic_error`, which names both.
    template <class T>
    [[nodiscard]] T& state() const {
        std::any& held = any_state();
        if (auto* const found = std::any_cast<T>(&held))
            return *found;
        if (held.has_value())
            refuse_state(held.type(), typeid(T));
        return held.emplace<T>();
    }

    /// Names of the rooms it is in, its own id among them. On its own thread; `fetch_sockets` finds
    /// those of others.
    [[nodiscard]] std::vector<std::string> rooms() const;

    /// Where its handlers run: the way to its own thread. From any thread.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// Puts it into rooms; a room is made by who joins it first. From any thread: at once on its
    /// own, elsewhere soon; from another shard before what that sends to the room afterwards.
    template <room_like... Room>
    void join(Room const&... rooms) const {
        join_rooms(room_names(rooms...));
    }

    /// The same with a list: `socket.join({"lobby", "news"})`.
    void join(std::initializer_list<std::string_view> rooms) const {
        join_rooms(room_names(rooms));
    }

    /// Takes it out of rooms, from any thread. It leaves all by itself when it disconnects.
    template <room_like... Room>
    void leave(Room const&... rooms) const {
        leave_rooms(room_names(rooms...));
    }

    /// The same with a list: `socket.leave({"lobby", "news"})`.
    void leave(std::initializer_list<std::string_view> rooms) const {
        leave_rooms(room_names(rooms));
    }

    /// Removes its handlers of `name`; those registered on the namespace stay. As all that
    /// registers or removes functions of one socket, on its own thread.
    void off(std::string_view name) const;

    /// Removes one function that was registered on this socket, by whatever returned its
    /// `registration`.
    void off(registration const& which) const;

    /// Does not compile: functions cannot be compared, see above.
    template <class F>
    void off(std::string_view, F const&) const {
        static_assert(detail::never<F>, "functions of C++ cannot be compared: off takes the "
                                        "registration that on returned");
    }

    /// Its own handlers of `name`, in the order in which they are called; not those of the
    /// namespace. On its own thread, as its siblings below.
    [[nodiscard]] std::vector<registration> listeners(std::string_view name) const;

    /// Calls `function(socket, incoming)` for each event that comes, before middlewares and
    /// handlers.
    template <class F>
    registration on_any(F&& function) const {
        return add_any(detail::make_any_handler<std::decay_t<F>>(detail::given<F>(function)),
                       false);
    }

    /// The same before those that were registered on this socket before.
    template <class F>
    registration prepend_any(F&& function) const {
        return add_any(detail::make_any_handler<std::decay_t<F>>(detail::given<F>(function)), true);
    }

    /// The same as `on_any` for each event that is sent to this socket.
    template <class F>
    registration on_any_outgoing(F&& function) const {
        return add_any_outgoing(
            detail::make_any_handler<std::decay_t<F>>(detail::given<F>(function)), false);
    }

    /// The same before those that were registered before.
    template <class F>
    registration prepend_any_outgoing(F&& function) const {
        return add_any_outgoing(
            detail::make_any_handler<std::decay_t<F>>(detail::given<F>(function)), true);
    }

    /// Removes what `on_any` and `prepend_any` registered.
    void off_any() const;
    /// Removes what `on_any_outgoing` and `prepend_any_outgoing` registered.
    void off_any_outgoing() const;

    /// What `on_any` and `prepend_any` registered, in the order in which it is called.
    [[nodiscard]] std::vector<registration> listeners_any() const;
    /// The same of `on_any_outgoing` and `prepend_any_outgoing`.
    [[nodiscard]] std::vector<registration> listeners_any_outgoing() const;

    /// Calls `function(socket, transport)` when its connection was upgraded and is carried by
    /// `transport` from now on, if it is connected then.
    template <class F>
    registration on_upgrade(F&& function) const {
        return add_upgrade(
            detail::make_upgrade_handler<std::decay_t<F>>(detail::given<F>(function)));
    }

    /// Calls `function(socket, reason)` when it is about to disconnect and still in its rooms.
    template <class F>
    registration on_disconnecting(F&& function) const {
        return add_disconnecting(
            detail::make_disconnect_handler<std::decay_t<F>>(detail::given<F>(function)));
    }

    /// Calls `function(socket, reason)` when it has disconnected; the last thing that happens to
    /// it.
    template <class F>
    registration on_disconnect(F&& function) const {
        return add_disconnect(
            detail::make_disconnect_handler<std::decay_t<F>>(detail::given<F>(function)));
    }

    /// Adds a middleware for events: `verdict(incoming const&)` or `verdict(socket&, incoming
    /// const&)`. A rejected event reaches no handler; it is reported to `on_error` as an
    /// `event_rejected`, and an answer that was asked for says why.
    template <class F>
    registration use(F&& function) const {
        return add_event_guard(
            detail::make_event_guard<std::decay_t<F>>(detail::given<F>(function)));
    }

    /// This socket; what is emitted through the result is dropped if it cannot be sent at once.
    /// Node changes the socket instead, until the next emit.
    [[nodiscard]] socket volatile_() const;
    /// The same; transports that compress may or may not compress it.
    [[nodiscard]] socket compress(bool allowed) const;
    /// The same; `emit_with_ack` waits for the answer at most that long: see
    /// `broadcast_operator::timeout`.
    [[nodiscard]] socket timeout(std::chrono::milliseconds limit) const;

    /// Everybody in the namespace but this socket.
    [[nodiscard]] broadcast_operator broadcast() const;

    /// Everybody in one of the rooms but this socket.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator to(Room const&... rooms) const {
        return broadcast().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator in(Room const&... rooms) const {
        return broadcast().to(rooms...);
    }

    /// Everybody in the namespace but this socket and those in any of the rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator except(Room const&... rooms) const {
        return broadcast().except(rooms...);
    }

    /// Everybody on this node but this socket: see `broadcast_operator::local`.
    [[nodiscard]] broadcast_operator local() const;

    /// Takes it out of its namespace; with `close`, ends the connection and so all its namespaces.
    void disconnect(bool close = false) const;

    /// Whether both are the same socket.
    friend bool operator==(socket const& left, socket const& right) noexcept {
        return left.core_ == right.core_;
    }

private:
    friend class detail::emitter<socket>;
    friend class detail::requester<socket, detail::answer_count::one>;
    friend class detail::listening<socket>;
    friend class hub::socket_core;
    friend void detail::spawn(socket const& owner, boost::asio::awaitable<void> work,
                              detail::when_disconnected then);

    explicit socket(std::shared_ptr<hub::socket_core> core) noexcept : core_(std::move(core)) {}

    [[nodiscard]] std::any& any_state() const;
    [[noreturn]] static void refuse_state(std::type_info const& held, std::type_info const& asked);
    void join_rooms(std::vector<std::string> rooms) const;
    void leave_rooms(std::vector<std::string> rooms) const;
    registration add_any(detail::any_handler handler, bool first) const;
    registration add_any_outgoing(detail::any_handler handler, bool first) const;
    registration add_upgrade(detail::upgrade_handler handler) const;
    registration add_disconnecting(detail::disconnect_handler handler) const;
    registration add_disconnect(detail::disconnect_handler handler) const;
    registration add_event_guard(detail::event_guard guard) const;
    registration listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                        bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor completion_executor() const noexcept;

    std::shared_ptr<hub::socket_core> core_;
    detail::emit_flags flags_;
};

} // namespace socketiota

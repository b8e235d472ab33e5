// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>
#include <socketiota/event.hpp>
#include <socketiota/export.hpp>
#include <socketiota/redis_options.hpp>
#include <socketiota/rooms.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

class emitter;

namespace cluster {
class emitter_core;
struct message;
enum class message_type : std::uint8_t;
} // namespace cluster

namespace detail {

/// The servers of a cluster, as an emitter reaches their programs.
///
/// Thread safety: everything is safe from any thread.
class SOCKETIOTA_EXPORT emitter_to_servers : public emitter<emitter_to_servers> {
private:
    friend class emitter<emitter_to_servers>;
    friend class socketiota::emitter;

    emitter_to_servers(std::shared_ptr<cluster::emitter_core> core, std::string nsp) noexcept
        : core_(std::move(core)), nsp_(std::move(nsp)) {}

    emit_result start_emit(std::string_view name, argument_list const& arguments) const;

    std::shared_ptr<cluster::emitter_core> core_;
    std::string nsp_;
};

} // namespace detail

/// How an emitter through `redis_adapter` behaves.
struct redis_emitter_options {
    /// Where Redis is, and how much waits for it: what an emit would have to wait for beyond
    /// `max_queued_bytes` and `max_queued_commands`, which count until Redis has answered, is
    /// refused; what has waited for `queue_timeout` is lost.
    redis_options redis{};

    /// What the names of all channels begin with: the same as that of the servers.
    std::string key = "socket.io";

    /// How long `close`, and the end of the last handle, wait for Redis to answer what was emitted;
    /// 0: not at all. Less is `invalid_option`.
    std::chrono::milliseconds close_timeout{2'000};

    /// Is called for each message that Redis did not take, with the reason and what Redis, TLS or
    /// the system said about that, which may be empty. One whose connection broke may have arrived
    /// all the same.
    ///
    /// It runs on the emitter's thread and must not wait for anybody; it may emit. What it throws
    /// is dropped.
    detail::callback<void(error_code, std::string_view)> on_lost{};
};

/// Selects sockets of a namespace on all servers of a cluster, then acts on all of them.
///
/// A value: it can be kept, copied and used again, and no call changes it. It keeps its emitter.
///
///     sio::emitter out;
///     out.to("lobby", "annex").except("muted").emit("news", text);
///
/// Thread safety: everything is safe from any thread.
/// Source: BroadcastOperator of `@socket.io/redis-emitter`.
class SOCKETIOTA_EXPORT emitter_operator : public detail::emitter<emitter_operator> {
public:
    /// Adds rooms to the selection: a socket is selected if it is in any of them. Without rooms,
    /// the whole namespace is selected. The id of a socket is a room.
    template <room_like... Room>
    [[nodiscard]] emitter_operator to(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] emitter_operator in(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// Leaves out who is in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] emitter_operator except(Room const&... rooms) const {
        return without(room_names(rooms...));
    }

    /// What is emitted is dropped for those to whom it could not be sent at once.
    [[nodiscard]] emitter_operator volatile_() const;

    /// Whether transports that compress may compress it; true unless said otherwise.
    [[nodiscard]] emitter_operator compress(bool allowed) const;

    /// Makes everybody selected join these rooms.
    template <room_like... Room>
    emit_result sockets_join(Room const&... rooms) const {
        return join_rooms(room_names(rooms...));
    }

    /// Makes everybody selected leave these rooms.
    template <room_like... Room>
    emit_result sockets_leave(Room const&... rooms) const {
        return leave_rooms(room_names(rooms...));
    }

    /// Disconnects everybody selected from the namespace; with `close`, ends their connections and
    /// so all their namespaces.
    emit_result disconnect_sockets(bool close = false) const;

private:
    friend class detail::emitter<emitter_operator>;
    friend class socketiota::emitter;

    emitter_operator(std::shared_ptr<cluster::emitter_core> core, std::string nsp) noexcept
        : core_(std::move(core)), nsp_(std::move(nsp)) {}

    [[nodiscard]] emitter_operator with(std::vector<std::string> rooms) const;
    [[nodiscard]] emitter_operator without(std::vector<std::string> rooms) const;
    emit_result join_rooms(std::vector<std::string> rooms) const;
    emit_result leave_rooms(std::vector<std::string> rooms) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    [[nodiscard]] cluster::message message_of(cluster::message_type type) const;
    emit_result send(cluster::message const& what) const;

    std::shared_ptr<cluster::emitter_core> core_;
    std::string nsp_;
    std::vector<std::string> rooms_;
    std::vector<std::string> except_;
    detail::emit_flags flags_;
};

/// Reaches the clients of a cluster from a program that is no server of it: a worker, a scheduled
/// job, a tool. The servers may be of this library and of Node.
///
///     sio::emitter out({.redis = {.url = "redis://10.0.0.7"}});
///     out.emit("news", "hello");
///     out.of("chat").to("lobby").emit("line", "the lobby closes in five minutes");
///     out.in("guests").disconnect_sockets();
///
/// A handle of one namespace, cheap to copy; all copies, and operators, share a connection and a
/// thread that sends, in the order of the calls of each thread. Nothing waits but the end: the last
/// handle that goes waits as `close` does. One that was moved from is inert.
///
/// What is emitted reaches who is connected then; nobody answers, so that there is no
/// `emit_with_ack` and no `fetch_sockets`. The result of each call says `queued`, or `refused` with
/// the reason: a name that is reserved, arguments that cannot be encoded, `redis_queue_full`. What
/// is lost later is told to `redis_emitter_options::on_lost`.
///
/// Thread safety: everything is safe from any thread; assigning to a handle that others use is not.
/// Source: `@socket.io/redis-emitter`.
class SOCKETIOTA_EXPORT emitter : public detail::emitter<emitter> {
public:
    /// One of the namespace `/`, for servers with `redis_adapter` or with `createAdapter` of
    /// `@socket.io/redis-adapter`. It connects by itself, and again whenever a connection is lost.
    ///
    /// Throws `boost::system::system_error` with a sentence that names the option that cannot be
    /// (`invalid_option`) or the file of TLS; `std::system_error` if there can be no thread more.
    explicit emitter(redis_emitter_options options = {});

    /// Made by the library.
    explicit emitter(std::shared_ptr<cluster::emitter_core> core) noexcept;

    /// The same of the namespace `nsp`, in front of whose name `/` is put if it is missing.
    [[nodiscard]] emitter of(std::string_view nsp) const;

    /// Selects who is in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] emitter_operator to(Room const&... rooms) const {
        return all().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] emitter_operator in(Room const&... rooms) const {
        return all().in(rooms...);
    }

    /// Selects who is in none of these rooms.
    template <room_like... Room>
    [[nodiscard]] emitter_operator except(Room const&... rooms) const {
        return all().except(rooms...);
    }

    /// Everybody, as `emitter_operator::volatile_` says.
    [[nodiscard]] emitter_operator volatile_() const { return all().volatile_(); }

    /// Everybody, as `emitter_operator::compress` says.
    [[nodiscard]] emitter_operator compress(bool allowed) const { return all().compress(allowed); }

    /// Makes all sockets of the namespace join these rooms.
    template <room_like... Room>
    emit_result sockets_join(Room const&... rooms) const {
        return all().sockets_join(rooms...);
    }

    /// Makes all sockets of the namespace leave these rooms.
    template <room_like... Room>
    emit_result sockets_leave(Room const&... rooms) const {
        return all().sockets_leave(rooms...);
    }

    /// Disconnects all sockets of the namespace; with `close`, ends their connections.
    emit_result disconnect_sockets(bool close = false) const {
        return all().disconnect_sockets(close);
    }

    /// Sends an event to the programs of all servers, which hear it with `on_server_side`, and to
    /// no socket.
    ///
    /// `name`: any but those that `emit` refuses, `connection` and `new_namespace`.
    template <class... Argument>
    emit_result server_side_emit(std::string_view name, Argument const&... arguments) const {
        return servers().emit(name, arguments...);
    }

    /// The same with a typed event.
    template <fixed_string Name, class Signature, class... Argument>
    emit_result server_side_emit(event<Name, Signature> what, Argument const&... arguments) const {
        return servers().emit(what, arguments...);
    }

    /// Waits until Redis has answered what was emitted, at most `close_timeout`; what has no answer
    /// then is told to `on_lost`. From then on all handles are inert: emits say `not_connected`.
    /// Inside of `on_lost` it waits for nothing.
    void close() const noexcept;

private:
    friend class detail::emitter<emitter>;

    [[nodiscard]] emitter_operator all() const { return {core_, nsp_}; }

    [[nodiscard]] detail::emitter_to_servers servers() const { return {core_, nsp_}; }

    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::shared_ptr<cluster::emitter_core> core_;
    std::string nsp_ = "/";
};

} // namespace socketiota

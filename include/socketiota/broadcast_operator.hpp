// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/gathered.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/rooms.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

namespace hub {
class nsp_core;
}

namespace detail {
template <class Derived>
class whole_nsp;
}

/// Selects sockets of a namespace, then acts on all of them.
///
/// A value: it can be kept, copied and used again, and no call changes it. It is inert once its
/// server is gone.
///
///     io.to("lobby", "annex").except("muted").emit("news", text);
///     auto votes = co_await io.to("jury").timeout(10s).emit_with_ack<int>("vote");
///
/// Thread safety: everything is safe from any thread. Off the server's thread it is posted, in
/// order: what one thread asks for happens in the order in which it asked. With several shards that
/// order holds at each recipient, and there is none between threads.
/// Source: Node's BroadcastOperator.
class SOCKETIOTA_EXPORT broadcast_operator
    : public detail::emitter<broadcast_operator>,
      public detail::requester<broadcast_operator, detail::answer_count::many> {
public:
    /// How `fetch_sockets` completes.
    using fetch_signature = void(error_code, gathered<remote_socket>);

    /// How `count_sockets` completes.
    using count_signature = void(error_code, std::size_t);

    /// Adds rooms to the selection: a socket is selected if it is in any of them. Without rooms,
    /// the whole namespace is selected. The id of a socket is a room.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator to(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator in(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// Leaves out who is in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator except(Room const&... rooms) const {
        return without(room_names(rooms...));
    }

    /// What is emitted is dropped for those to whom it could not be sent at once; their answer is
    /// not waited for.
    [[nodiscard]] broadcast_operator volatile_() const;

    /// Whether transports that compress may compress it; true unless said otherwise.
    [[nodiscard]] broadcast_operator compress(bool allowed) const;

    /// Only sockets of this server, when it is one of a cluster.
    [[nodiscard]] broadcast_operator local() const;

    /// How long `emit_with_ack` waits for answers; unless set, until everybody who was asked has
    /// answered or disconnected. 0 or less: every answer comes too late, as in Node. More than a
    /// hundred years counts as a hundred; Node makes nothing of what is more than 24 days.
    [[nodiscard]] broadcast_operator timeout(std::chrono::milliseconds limit) const;

    /// Finds who is selected.
    ///
    ///     for (auto const& each : co_await io.in("lobby").fetch_sockets())
    ///         each.emit("hello", each.data());
    ///
    /// An operation that completes with `void(error_code, gathered<remote_socket>)`, a vector,
    /// because sockets may live elsewhere; a deferred one, unless `token` says how. In no order.
    /// When the server has gone, nobody is found. Cancellation has no effect.
    ///
    /// Errors, in a cluster: `operation_has_timed_out`, with what came; `silent` of it says which
    /// servers did not answer within `timeout`, or else `cluster_options::requests_timeout`.
    template <detail::token_for<fetch_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto fetch_sockets(Token&& token = {}) const {
        return detail::begin_operation<fetch_signature, Token>(
            [](auto handler, broadcast_operator const& from) {
                from.start_fetch(detail::make_result<std::vector<remote_socket>>(
                    std::move(handler), from.get_executor()));
            },
            token, *this);
    }

    /// Counts who is selected: `io.in("lobby").count_sockets()` is the size of a room.
    ///
    ///     std::size_t const players = co_await io.in("game").count_sockets();
    ///
    /// An operation that completes with `void(error_code, std::size_t)`, because sockets may live
    /// elsewhere; a deferred one, unless `token` says how. Who is in several of the rooms counts
    /// once. When the server has gone: 0. Cancellation has no effect. In a cluster it takes what
    /// `fetch_sockets` takes, and fails as that does.
    template <detail::token_for<count_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto count_sockets(Token&& token = {}) const {
        return detail::begin_operation<count_signature, Token>(
            [](auto handler, broadcast_operator const& from) {
                from.start_count(
                    detail::make_result<std::size_t>(std::move(handler), from.get_executor()));
            },
            token, *this);
    }

    /// Makes everybody selected join these rooms.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        join_rooms(room_names(rooms...));
    }

    /// Makes everybody selected leave these rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        leave_rooms(room_names(rooms...));
    }

    /// Disconnects everybody selected from the namespace; with `close`, ends their connections and
    /// so all their namespaces.
    void disconnect_sockets(bool close = false) const;

private:
    friend class detail::emitter<broadcast_operator>;
    friend class detail::requester<broadcast_operator, detail::answer_count::many>;
    template <class Derived>
    friend class detail::whole_nsp;
    friend class nsp;
    friend class socket;

    explicit broadcast_operator(std::weak_ptr<hub::nsp_core> nsp) noexcept;

    [[nodiscard]] broadcast_operator with(std::vector<std::string> rooms) const;
    [[nodiscard]] broadcast_operator without(std::vector<std::string> rooms) const;
    void join_rooms(std::vector<std::string> rooms) const;
    void leave_rooms(std::vector<std::string> rooms) const;
    void start_fetch(std::shared_ptr<detail::pending_fetch> waiting) const;
    void start_count(std::shared_ptr<detail::pending_count> waiting) const;
    void start_rooms(std::shared_ptr<detail::pending_rooms> waiting) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    [[nodiscard]] boost::asio::any_io_executor completion_executor() const noexcept {
        return get_executor();
    }

    std::weak_ptr<hub::nsp_core> nsp_;
    std::vector<std::string> rooms_;
    std::vector<std::string> except_;
    detail::emit_flags flags_;
    bool local_ = false;
};

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/detail/registering.hpp>
#include <socketiota/detail/typed_handler.hpp>
#include <socketiota/error.hpp>
#include <socketiota/event.hpp>
#include <socketiota/rooms.hpp>

#include <boost/asio/deferred.hpp>

#include <chrono>
#include <string_view>
#include <utility>

namespace socketiota {

class nsp;

namespace detail {

/// What works on a whole namespace: that of an `nsp`, and `/` of a `server`.
///
/// `Derived` has, visible to this class:
///
///     nsp whole() const;
template <class Derived>
class whole_nsp : public registering<Derived> {
public:
    /// Its sockets in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator to(Room const&... rooms) const {
        return self().whole().all().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator in(Room const&... rooms) const {
        return self().whole().all().to(rooms...);
    }

    /// Its sockets but those in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] broadcast_operator except(Room const&... rooms) const {
        return self().whole().all().except(rooms...);
    }

    /// All its sockets: see `broadcast_operator::volatile_`.
    [[nodiscard]] broadcast_operator volatile_() const { return self().whole().all().volatile_(); }

    /// All its sockets: see `broadcast_operator::compress`.
    [[nodiscard]] broadcast_operator compress(bool allowed) const {
        return self().whole().all().compress(allowed);
    }

    /// All its sockets on this node: see `broadcast_operator::local`.
    [[nodiscard]] broadcast_operator local() const { return self().whole().all().local(); }

    /// All its sockets: see `broadcast_operator::timeout`.
    [[nodiscard]] broadcast_operator timeout(std::chrono::milliseconds limit) const {
        return self().whole().all().timeout(limit);
    }

    /// Sends an event to all its sockets and waits for their answers: see
    /// `broadcast_operator::emit_with_ack`.
    template <class Answer = unsaid, class... Argument>
    [[nodiscard]] auto emit_with_ack(std::string_view name, Argument&&... arguments) const {
        return self().whole().all().template emit_with_ack<Answer>(
            name, std::forward<Argument>(arguments)...);
    }

    /// The same with a typed event.
    template <fixed_string Name, class Signature, class... Argument>
    [[nodiscard]] auto emit_with_ack(event<Name, Signature> what, Argument&&... arguments) const {
        return self().whole().all().emit_with_ack(what, std::forward<Argument>(arguments)...);
    }

    /// All its sockets: see `broadcast_operator::fetch_sockets`.
    template <token_for<broadcast_operator::fetch_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto fetch_sockets(Token&& token = {}) const {
        return self().whole().all().fetch_sockets(std::forward<Token>(token));
    }

    /// All its sockets, wherever they live: see `broadcast_operator::count_sockets`.
    template <token_for<broadcast_operator::count_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto count_sockets(Token&& token = {}) const {
        return self().whole().all().count_sockets(std::forward<Token>(token));
    }

    /// How `fetch_rooms` completes.
    using rooms_signature = void(error_code, room_sizes);

    /// Finds its rooms, on all shards, each with how many sockets are in it. That each socket is in
    /// a room of its own id counts for nothing here: there is such a room only if others have
    /// joined it, and they are counted.
    ///
    ///     for (auto const& [room, sockets] : co_await io.fetch_rooms())
    ///         std::cout << room << ": " << sockets << '\n';
    ///
    /// An operation that completes with `void(error_code, room_sizes)`; a deferred one, unless
    /// `token` says how. It copies all names: to ask for one room there is `count_sockets`. When
    /// the server has gone, none is found. Cancellation has no effect: nothing is waited for.
    template <token_for<rooms_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto fetch_rooms(Token&& token = {}) const {
        return begin_operation<rooms_signature, Token>(
            [](auto handler, broadcast_operator const& from) {
                from.start_rooms(make_result<room_sizes>(std::move(handler), from.get_executor()));
            },
            token, self().whole().all());
    }

    /// Puts all its sockets into rooms.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        self().whole().all().sockets_join(rooms...);
    }

    /// Takes all its sockets out of rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        self().whole().all().sockets_leave(rooms...);
    }

    /// Disconnects all its sockets; with `close`, ends their connections.
    void disconnect_sockets(bool close = false) const {
        self().whole().all().disconnect_sockets(close);
    }

    /// Sends an event to the other servers of a cluster, whose programs hear of it (see
    /// `on_server_side`) and no socket. The shards of this server are none of them, so without a
    /// cluster it reaches nobody.
    ///
    /// Errors, in the result: as `emit`.
    template <class... Argument>
    emit_result server_side_emit(std::string_view name, Argument const&... arguments) const {
        return self().whole().servers().emit(name, arguments...);
    }

    /// The same with a typed event.
    template <fixed_string Name, class Signature, class... Argument>
    emit_result server_side_emit(event<Name, Signature> what, Argument const&... arguments) const {
        return self().whole().servers().emit(what, arguments...);
    }

    /// Sends an event to the other servers and waits for the answer of each.
    ///
    ///     auto const loads = co_await io.server_side_emit_with_ack<double>("load");
    ///
    /// An operation that completes with `void(error_code, gathered<Answer>)` as `emit_with_ack`
    /// of a broadcast does; the first value of each answer. Without other servers it is empty.
    /// The answers that came are there also if there is an error, and `silent` says who is missing.
    ///
    /// Errors: `operation_has_timed_out` (a server is silent), and those of `emit_with_ack`.
    template <class Answer = unsaid, class... Argument>
    [[nodiscard]] auto server_side_emit_with_ack(std::string_view name,
                                                 Argument&&... arguments) const {
        return self().whole().servers().template emit_with_ack<Answer>(
            name, std::forward<Argument>(arguments)...);
    }

    /// The same with a typed event, whose answer has the type that it tells.
    template <fixed_string Name, class Signature, class... Argument>
    [[nodiscard]] auto server_side_emit_with_ack(event<Name, Signature> what,
                                                 Argument&&... arguments) const {
        return self().whole().servers().emit_with_ack(what, std::forward<Argument>(arguments)...);
    }

    /// Calls `function` for each event `name` that the program of another server emits with
    /// `server_side_emit`.
    ///
    ///     io.on_server_side("load", [] { return current_load(); });
    ///
    /// `function`, what it takes and what it returns: as a handler of `on`, with the namespace in
    /// place of the socket. It runs on the thread of shard 0.
    ///
    /// Throws `std::invalid_argument` if `name` is reserved. What it returns is for `off`.
    template <class F>
    registration on_server_side(std::string_view name, F&& function) const {
        return self().whole().listen_server_side(
            name, make_handler<nsp, std::decay_t<F>>(given<F>(function)));
    }

    /// The same for a typed event; a handler that does not fit does not compile.
    template <fixed_string Name, class Result, class... Parameter, class F>
    registration on_server_side(event<Name, Result(Parameter...)>, F&& function) const {
        using declared = event<Name, Result(Parameter...)>;
        return self().whole().listen_server_side(
            Name.view(), make_typed_handler<nsp, declared, std::decay_t<F>>(given<F>(function)));
    }

    /// Counts the servers of the cluster that have the namespace, this one among them.
    ///
    ///     std::size_t const servers = co_await io.count_servers();
    ///
    /// An operation that completes with `void(error_code, std::size_t)`, because others may have to
    /// be asked; a deferred one, unless `token` says how. 1 without a cluster; 0 when the server
    /// has gone. Cancellation has no effect.
    ///
    /// Errors: what the way to them says, such as `redis_unreachable`.
    template <token_for<broadcast_operator::count_signature> Token = boost::asio::deferred_t>
    [[nodiscard]] auto count_servers(Token&& token = {}) const {
        return begin_operation<broadcast_operator::count_signature, Token>(
            [](auto handler, auto const& of) {
                of.start_count_servers(
                    make_result<std::size_t>(std::move(handler), of.executor_of_cluster()));
            },
            token, self().whole());
    }

protected:
    ~whole_nsp() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }
};

} // namespace detail
} // namespace socketiota

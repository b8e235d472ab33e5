// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/detail/registering.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/parent_operator.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/socket.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace socketiota {

/// The parent of namespaces that are made when the first client asks for them: what `server::of`
/// returns for a function or a pattern.
///
/// What is registered with it holds for all sockets of all its namespaces, whether they are there
/// yet or not, and comes before what is registered with one of them.
///
///     auto rooms = io.of(sio::nsp_pattern("/room-*"));
///     rooms.use([](sio::socket&) { return sio::verdict::accept(); });
///     rooms.on("say", [](sio::socket me, std::string text) {
///         me.nsp().emit("said", text); // to "/room-101", if that is where it came from
///     });
///     rooms.emit("maintenance", "in 5 minutes"); // to everybody in all of them
///
/// A handle: cheap to copy. It is inert once its server is gone.
///
/// Thread safety: as `nsp`.
/// Source: Node's ParentNamespace.
class SOCKETIOTA_EXPORT parent_nsp : public detail::emitter<parent_nsp>,
                                     public detail::registering<parent_nsp>,
                                     public detail::listening<parent_nsp, socket> {
public:
    /// The sockets of its namespaces that are in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] parent_operator to(Room const&... rooms) const {
        return all().to(rooms...);
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] parent_operator in(Room const&... rooms) const {
        return all().to(rooms...);
    }

    /// The sockets of its namespaces but those in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] parent_operator except(Room const&... rooms) const {
        return all().except(rooms...);
    }

    /// All sockets of its namespaces: see `parent_operator::volatile_`.
    [[nodiscard]] parent_operator volatile_() const { return all().volatile_(); }

    /// All sockets of its namespaces: see `parent_operator::compress`.
    [[nodiscard]] parent_operator compress(bool allowed) const { return all().compress(allowed); }

    /// All sockets of its namespaces on this node: see `parent_operator::local`.
    [[nodiscard]] parent_operator local() const { return all().local(); }

    /// Puts all sockets of its namespaces into rooms.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        all().sockets_join(rooms...);
    }

    /// Takes all sockets of its namespaces out of rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        all().sockets_leave(rooms...);
    }

    /// Disconnects all sockets of its namespaces; with `close`, ends their connections.
    void disconnect_sockets(bool close = false) const { all().disconnect_sockets(close); }

    /// Does not compile: see `parent_operator`.
    template <class... Token>
    void fetch_sockets(Token&&... token) const {
        all().fetch_sockets(std::forward<Token>(token)...);
    }

    /// Does not compile: see `parent_operator`.
    template <class... Token>
    void count_sockets(Token&&... token) const {
        all().count_sockets(std::forward<Token>(token)...);
    }

    /// Does not compile: rooms belong to one namespace.
    template <class... Token>
    void fetch_rooms(Token&&...) const {
        static_assert(
            detail::never<Token...>,
            "rooms of all namespaces of a parent cannot be fetched: ask one of the namespaces, "
            "io.of(\"/its-name\").fetch_rooms()");
    }

    /// Does not compile: see `parent_operator`.
    template <class Answer = detail::unsaid, class... Argument>
    void emit_with_ack(Argument&&... arguments) const {
        all().template emit_with_ack<Answer>(std::forward<Argument>(arguments)...);
    }

    /// All sockets of its namespaces, to be narrowed down.
    [[nodiscard]] parent_operator all() const;

private:
    friend class detail::emitter<parent_nsp>;
    friend class detail::registering<parent_nsp>;
    friend class detail::listening<parent_nsp, socket>;
    friend class server;

    /// `registered`: the namespace that nobody can join and which its namespaces inherit from.
    explicit parent_nsp(nsp registered) noexcept : registered_(std::move(registered)) {}

    [[nodiscard]] nsp const& whole() const noexcept { return registered_; }

    registration listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                        bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    nsp registered_;
};

} // namespace socketiota

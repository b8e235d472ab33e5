// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/rooms.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

class parent_nsp;

namespace hub {
class nsp_core;
}

/// Selects sockets of all namespaces of a parent, then acts on all of them.
///
/// A value: it can be kept, copied and used again, and no call changes it. It is inert once its
/// server is gone.
///
///     io.of(sio::nsp_pattern("/game-*")).to("players").except("muted").emit("news", text);
///
/// It acts on one namespace after the other, those that are there when it is called. Sockets are
/// not found and not asked, as in Node: in a cluster a namespace may be on another node alone,
/// which only that node can tell. Whoever needs it asks a namespace:
/// `io.of("/game-1").fetch_sockets()`.
///
/// Thread safety: as `broadcast_operator`.
/// Source: Node's BroadcastOperator of a ParentNamespace.
class SOCKETIOTA_EXPORT parent_operator : public detail::emitter<parent_operator> {
public:
    /// Adds rooms to the selection: a socket is selected if it is in any of them. Without rooms,
    /// the whole of each namespace is selected.
    template <room_like... Room>
    [[nodiscard]] parent_operator to(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// The same as `to`.
    template <room_like... Room>
    [[nodiscard]] parent_operator in(Room const&... rooms) const {
        return with(room_names(rooms...));
    }

    /// Leaves out who is in any of these rooms.
    template <room_like... Room>
    [[nodiscard]] parent_operator except(Room const&... rooms) const {
        return without(room_names(rooms...));
    }

    /// What is emitted is dropped for those to whom it could not be sent at once.
    [[nodiscard]] parent_operator volatile_() const;

    /// Whether transports that compress may compress it; true unless said otherwise.
    [[nodiscard]] parent_operator compress(bool allowed) const;

    /// Only sockets of this node, when the server is part of a cluster.
    [[nodiscard]] parent_operator local() const;

    /// Makes everybody selected join these rooms, each those of its namespace.
    template <room_like... Room>
    void sockets_join(Room const&... rooms) const {
        join_rooms(room_names(rooms...));
    }

    /// Makes everybody selected leave these rooms.
    template <room_like... Room>
    void sockets_leave(Room const&... rooms) const {
        leave_rooms(room_names(rooms...));
    }

    /// Disconnects everybody selected from their namespaces; with `close`, ends their connections.
    void disconnect_sockets(bool close = false) const;

    /// Does not compile: see above.
    template <class... Token>
    void fetch_sockets(Token&&...) const {
        static_assert(
            detail::never<Token...>,
            "sockets of all namespaces of a parent cannot be fetched, as in Node: ask one "
            "of the namespaces, io.of(\"/its-name\").fetch_sockets()");
    }

    /// Does not compile: see above.
    template <class... Token>
    void count_sockets(Token&&...) const {
        static_assert(
            detail::never<Token...>,
            "sockets of all namespaces of a parent cannot be counted: ask one of the namespaces, "
            "io.of(\"/its-name\").count_sockets()");
    }

    /// Does not compile: see above.
    template <class Answer = detail::unsaid, class... Argument>
    void emit_with_ack(Argument&&...) const {
        static_assert(
            detail::never<Answer>,
            "sockets of all namespaces of a parent cannot be asked for answers: ask those "
            "of one namespace, io.of(\"/its-name\").emit_with_ack<...>(...)");
    }

private:
    friend class detail::emitter<parent_operator>;
    friend class socketiota::parent_nsp;

    explicit parent_operator(std::weak_ptr<hub::nsp_core> parent) noexcept;

    [[nodiscard]] parent_operator with(std::vector<std::string> rooms) const;
    [[nodiscard]] parent_operator without(std::vector<std::string> rooms) const;
    void join_rooms(std::vector<std::string> rooms) const;
    void leave_rooms(std::vector<std::string> rooms) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::weak_ptr<hub::nsp_core> parent_;
    std::vector<std::string> rooms_;
    std::vector<std::string> except_;
    detail::emit_flags flags_;
};

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/rooms.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

namespace hub {
class nsp_core;
}

/// Selects sockets of a namespace, then sends to all of them.
///
/// A value: it can be kept, copied and used again, and no call changes it. It is inert once its
/// server is gone.
///
///     io.to("lobby", "annex").except("muted").emit("news", text);
///
/// Thread safety: `emit` is safe from any thread: off the server's thread the event is encoded and
/// posted.
/// Source: Node's BroadcastOperator.
class SOCKETIOTA_EXPORT broadcast_operator : public detail::emitter<broadcast_operator> {
public:
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

    /// What is emitted is dropped for those to whom it could not be sent at once.
    [[nodiscard]] broadcast_operator volatile_() const;

    /// Whether transports that compress may compress it; true unless said otherwise.
    [[nodiscard]] broadcast_operator compress(bool allowed) const;

    /// Only sockets of this node, when the server is part of a cluster.
    [[nodiscard]] broadcast_operator local() const;

private:
    friend class detail::emitter<broadcast_operator>;
    friend class nsp;
    friend class socket;

    explicit broadcast_operator(std::weak_ptr<hub::nsp_core> nsp) noexcept;

    [[nodiscard]] broadcast_operator with(std::vector<std::string> rooms) const;
    [[nodiscard]] broadcast_operator without(std::vector<std::string> rooms) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;

    std::weak_ptr<hub::nsp_core> nsp_;
    std::vector<std::string> rooms_;
    std::vector<std::string> except_;
    detail::emit_flags flags_;
};

} // namespace socketiota

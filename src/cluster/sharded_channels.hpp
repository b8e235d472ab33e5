// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <cluster/message.hpp>
#include <cluster/sharded_options.hpp>

namespace socketiota::cluster {

/// The channels of a namespace, as the sharded adapter of Redis names them, and what goes where.
class sharded_channels {
public:
    sharded_channels(sharded_options const& options, std::string_view nsp);

    /// Of the namespace.
    [[nodiscard]] std::string const& main() const noexcept { return main_; }

    /// Of a room, or of the server with that uid.
    [[nodiscard]] std::string of(std::string_view room_or_uid) const;

    /// Whether a room that has sockets here has a channel of its own.
    [[nodiscard]] bool has_own(std::string_view room) const noexcept;

    /// Where `what` goes.
    [[nodiscard]] std::string where(message const& what) const;

private:
    room_channels const rooms_;
    std::string const main_;
};

} // namespace socketiota::cluster

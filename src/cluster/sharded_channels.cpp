// SPDX-License-Identifier: MIT
#include <cstddef>

#include <base/utf16.hpp>
#include <cluster/sharded_channels.hpp>

namespace socketiota::cluster {
namespace {

/// In UTF-16, as JavaScript counts: official servers take a room with so long a name for that of a
/// socket.
constexpr std::size_t size_of_socket_id = 20;

} // namespace

sharded_channels::sharded_channels(sharded_options const& options, std::string_view nsp)
    : rooms_(options.rooms), main_(options.channel_prefix + "#" + std::string(nsp) + "#") {}

std::string sharded_channels::of(std::string_view room_or_uid) const {
    std::string name;
    name.reserve(main_.size() + room_or_uid.size() + 1);
    return name.append(main_).append(room_or_uid).append("#");
}

bool sharded_channels::has_own(std::string_view room) const noexcept {
    return rooms_ == room_channels::every ||
           (rooms_ == room_channels::shared && base::utf16_length(room) != size_of_socket_id);
}

std::string sharded_channels::where(message const& what) const {
    if (!what.recipient.empty())
        return of(what.recipient);
    bool const is_for_a_room = what.type == message_type::broadcast && what.request_id.empty() &&
                               what.to.rooms.size() == 1;
    return is_for_a_room && has_own(what.to.rooms.front()) ? of(what.to.rooms.front()) : main_;
}

} // namespace socketiota::cluster

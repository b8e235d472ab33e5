// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <adapter/packet_offset.hpp>
#include <adapter/room_index.hpp>
#include <hub/sessions.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

std::optional<adapter::wanted_session> wanted_session_of(handshake const& request,
                                                         packet::parser_kind parser) {
    value const auth = request.auth();
    value const* const id = auth.find("pid");
    if (id == nullptr || !id->is_string())
        return std::nullopt;
    adapter::wanted_session wanted{id->value_or(""), std::nullopt, parser};
    if (value const* const offset = auth.find("offset"); offset != nullptr && offset->is_string())
        wanted.offset = offset->value_or("");
    // It may be as long as `auth`, and goes from shard to shard.
    if (wanted.offset && wanted.offset->size() > adapter::offset_text::longest)
        wanted.offset.emplace();
    return wanted;
}

bool may_come_back(disconnect_reason after) noexcept {
    switch (after) {
    case disconnect_reason::transport_error:
    case disconnect_reason::transport_close:
    case disconnect_reason::forced_close:
    case disconnect_reason::ping_timeout:
    case disconnect_reason::forced_server_close:
        return true;
    case disconnect_reason::parse_error:
    case disconnect_reason::server_shutting_down:
    case disconnect_reason::client_namespace_disconnect:
    case disconnect_reason::server_namespace_disconnect:
    case disconnect_reason::io_server_disconnect:
    case disconnect_reason::io_client_disconnect:
        break;
    }
    return false;
}

void count_recovery(surroundings const& around, recovery_outcome outcome) noexcept {
    switch (outcome) {
    case recovery_outcome::not_asked:
    case recovery_outcome::recovered:
        return;
    case recovery_outcome::unknown_session:
        return around.count(metric::recovery_of_unknown_session);
    case recovery_outcome::invalid_offset:
        return around.count(metric::recovery_with_invalid_offset);
    case recovery_outcome::packets_dropped:
        return around.count(metric::recovery_packets_dropped);
    case recovery_outcome::parser_changed:
        return around.count(metric::recovery_parser_changed);
    }
}

void put_away(adapter::room_index& away, adapter::member& who,
              std::vector<std::string> const& rooms) {
    for (std::string const& room : rooms)
        if (room != who.id())
            away.join(who, room);
    away.add(who);
    if (std::find(rooms.begin(), rooms.end(), who.id()) == rooms.end())
        away.leave(who, who.id());
}

base::outgoing_ptr unit_for(surroundings& around, packet::event_units const& units,
                            packet::parser_kind parser) {
    base::outgoing_ptr const& unit = units.in(parser);
    if (unit || !units.in(packet::default_parser))
        return unit;
    return around.encoders.translate(*units.in(packet::default_parser), parser);
}

} // namespace socketiota::hub

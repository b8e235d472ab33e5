// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// What a packet of a client asks for.
enum class request_kind { join, echo, broadcast, close, nothing };

/// The parts of a packet that its answer is made of, views into it.
struct packet_request {
    request_kind kind = request_kind::nothing;
    std::string_view ack_id;    // echo: its digits
    std::string_view arguments; // echo: `"payload"]`
};

/// Reads an Engine.IO packet: `40`, `42<id>["echo",<argument>]`, `42["b",<argument>]`, `1`. All
/// else, heartbeats among it, wants no answer.
packet_request read_packet(std::string_view packet);

/// Bytes of the ack `43<id>[<arguments>`.
inline std::size_t ack_size(const packet_request& request) {
    return 3 + request.ack_id.size() + request.arguments.size();
}

/// Writes the ack, ack_size() bytes.
void write_ack(char* target, const packet_request& request);

/// A session id as the official server makes them: 20 characters, here a number at their end.
std::string make_sid(std::uint32_t number);

/// The number in a session id, or 0xffffffff.
std::uint32_t number_of_sid(std::string_view sid);

} // namespace socketiota::bench

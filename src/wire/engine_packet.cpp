// SPDX-License-Identifier: MIT
#include <socketiota/engine_packet.hpp>

namespace socketiota {

std::string_view to_string(engine_packet_type type) noexcept {
    switch (type) {
    case engine_packet_type::open:
        return "open";
    case engine_packet_type::close:
        return "close";
    case engine_packet_type::ping:
        return "ping";
    case engine_packet_type::pong:
        return "pong";
    case engine_packet_type::message:
        return "message";
    case engine_packet_type::upgrade:
        return "upgrade";
    case engine_packet_type::noop:
        return "noop";
    }
    return {};
}

} // namespace socketiota

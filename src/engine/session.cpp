// SPDX-License-Identifier: MIT
#include <engine/session.hpp>

namespace socketiota::engine {

std::string_view to_string(close_reason reason) noexcept {
    switch (reason) {
    case close_reason::transport_error:
        return "transport error";
    case close_reason::transport_close:
        return "transport close";
    case close_reason::forced_close:
        return "forced close";
    case close_reason::ping_timeout:
        return "ping timeout";
    case close_reason::parse_error:
        return "parse error";
    }
    return {};
}

std::string_view to_string(transport_kind kind) noexcept {
    switch (kind) {
    case transport_kind::polling:
        return "polling";
    case transport_kind::websocket:
        return "websocket";
    }
    return {};
}

} // namespace socketiota::engine

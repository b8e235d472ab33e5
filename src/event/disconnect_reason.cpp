// SPDX-License-Identifier: MIT
#include <socketiota/disconnect_reason.hpp>

namespace socketiota {

std::string_view to_string(disconnect_reason reason) noexcept {
    switch (reason) {
    case disconnect_reason::transport_error:
        return "transport error";
    case disconnect_reason::transport_close:
        return "transport close";
    case disconnect_reason::forced_close:
        return "forced close";
    case disconnect_reason::ping_timeout:
        return "ping timeout";
    case disconnect_reason::parse_error:
        return "parse error";
    case disconnect_reason::server_shutting_down:
        return "server shutting down";
    case disconnect_reason::forced_server_close:
        return "forced server close";
    case disconnect_reason::client_namespace_disconnect:
        return "client namespace disconnect";
    case disconnect_reason::server_namespace_disconnect:
        return "server namespace disconnect";
    case disconnect_reason::io_server_disconnect:
        return "io server disconnect";
    case disconnect_reason::io_client_disconnect:
        return "io client disconnect";
    }
    return "unknown reason";
}

} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <socketiota/recovery_outcome.hpp>

namespace socketiota {

std::string_view to_string(recovery_outcome outcome) noexcept {
    switch (outcome) {
    case recovery_outcome::not_asked:
        return "not asked";
    case recovery_outcome::recovered:
        return "recovered";
    case recovery_outcome::unknown_session:
        return "unknown session";
    case recovery_outcome::invalid_offset:
        return "invalid offset";
    case recovery_outcome::packets_dropped:
        return "packets dropped";
    case recovery_outcome::parser_changed:
        return "parser changed";
    }
    return "unknown outcome";
}

} // namespace socketiota

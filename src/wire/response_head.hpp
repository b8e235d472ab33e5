// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <wire/http_head.hpp>

namespace socketiota::wire {

/// The answer to a request that becomes something else, for example a WebSocket.
inline constexpr std::uint16_t switching_protocols = 101;

/// The parsed head of a response.
class response_head : public http_head {
public:
    /// 100 to 999.
    std::uint16_t status = 0;
    /// The words behind the status, which mean nothing to a program; may be empty.
    std::string_view reason;

    /// Whether another answer to the same request follows (RFC 9110 15.2).
    [[nodiscard]] bool is_interim() const noexcept {
        return status < 200 && status != switching_protocols;
    }

    /// Forgets everything.
    void clear() noexcept {
        clear_headers();
        status = 0;
        reason = {};
    }
};

} // namespace socketiota::wire

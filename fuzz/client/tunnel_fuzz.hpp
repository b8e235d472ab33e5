// SPDX-License-Identifier: MIT
#pragma once

#include "../fuzz_check.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <client/proxy/tunnel.hpp>

namespace socketiota::clients {

/// Has a proxy say `octets`, cut into pieces of `piece` or, with 0, all at once, and says how it
/// ended; nothing if more was needed. What is never known is a refusal without a reason and a
/// sentence, and anything to send where it is over.
inline std::optional<tunnel_step::kind> end_of(tunnel& tried, std::string_view octets,
                                               std::size_t piece) {
    using kind = tunnel_step::kind;
    fuzz_check(!tried.begin().empty());
    while (!octets.empty()) {
        std::string_view const now = piece == 0 ? octets : octets.substr(0, piece);
        octets.remove_prefix(now.size());
        tunnel_step const step = tried.step(now);
        fuzz_check((step.type == kind::send) == !step.octets.empty());
        fuzz_check((step.type == kind::refused) == step.reason.failed());
        fuzz_check((step.type == kind::refused) == !step.sentence.empty());
        if (step.type == kind::open || step.type == kind::refused)
            return step.type;
    }
    return std::nullopt;
}

} // namespace socketiota::clients

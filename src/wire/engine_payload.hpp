// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <wire/engine_packet.hpp>

namespace socketiota::wire {

/// What the reader of a payload found next.
struct payload_event {
    enum class kind : std::uint8_t {
        packet,
        /// All packets were read.
        end,
        /// What comes is not a packet: the session ends with "parse error". Packets before it
        /// count.
        error,
    };

    kind type = kind::end;
    engine_packet packet{};
};

} // namespace socketiota::wire

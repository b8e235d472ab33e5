// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <redis/address.hpp>
#include <redis/key_slot.hpp>
#include <redis/reply.hpp>

namespace socketiota::redis {

/// Which server of a Redis Cluster has which slots.
struct slot_table {
    static constexpr std::uint16_t nobody = UINT16_MAX;

    std::vector<address> masters;
    std::vector<std::uint16_t> owners; // of each slot the number of its master, or `nobody`
};

/// Reads the answer to CLUSTER SLOTS; none if it is something else.
///
/// @param asked who answered: where a server does not know its own host it is that one, and TLS is
/// as with it.
[[nodiscard]] std::optional<slot_table> read_slots(reply answer, address const& asked);

/// Where a command is to be sent that was sent elsewhere.
struct redirection {
    std::uint16_t slot = 0;
    address to;
    bool once = false; // ASK: the slot is on its way there
};

/// Reads `MOVED 3999 127.0.0.1:6381` or ASK; none if it is something else.
[[nodiscard]] std::optional<redirection> read_redirection(std::string_view text,
                                                          address const& asked);

} // namespace socketiota::redis

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace socketiota::cluster {

/// The channels of a namespace, as the classic adapter of Redis names them.
struct classic_channels {
    std::string broadcasts; // of the namespace; followed by a room and '#', of that room
    std::string pattern;    // of those two
    std::string requests;
    std::string responses;
    std::string own_responses; // for this server alone
};

[[nodiscard]] classic_channels channels_of(std::string_view key, std::string_view nsp,
                                           std::string_view uid);

/// Where answers to the server `uid` go that are for it alone.
[[nodiscard]] std::string own_responses_of(classic_channels const& channels, std::string_view uid);

} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cluster/stream_options.hpp>

namespace socketiota::cluster {

/// The stream in which messages to a namespace stand, as servers of Node name it.
[[nodiscard]] std::string stream_of(std::string_view nsp, stream_options const& options);

/// All streams in which anything may stand.
[[nodiscard]] std::vector<std::string> all_streams(stream_options const& options);

} // namespace socketiota::cluster

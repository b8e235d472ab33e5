// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_options.hpp>

#include <optional>
#include <string_view>

#include <engine/engine_options.hpp>
#include <hub/hub_options.hpp>

namespace socketiota {

/// What each part of the house makes of the public options.
[[nodiscard]] engine::engine_options to_engine_options(server_options const& options);
[[nodiscard]] hub::hub_options to_hub_options(server_options const& options);

/// The sentence that says which option is wrong, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(server_options const& options,
                                                       engine::engine_options const& translated);
[[nodiscard]] std::optional<std::string_view> validate(http_limits const& limits);

} // namespace socketiota

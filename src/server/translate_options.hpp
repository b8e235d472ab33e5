// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_server.hpp>
#include <socketiota/server_options.hpp>

#include <memory>
#include <optional>
#include <string_view>

#include <base/work_limit.hpp>
#include <engine/engine_options.hpp>
#include <hub/hub_options.hpp>

namespace socketiota {

/// What each part of the house makes of the public options.
[[nodiscard]] engine::engine_options to_engine_options(server_options const& options);
[[nodiscard]] engine::engine_options to_engine_options(engine_server_options const& options);
[[nodiscard]] hub::hub_options to_hub_options(server_options const& options,
                                              std::shared_ptr<base::work_limit> work);

/// The sentence that says which option of Socket.IO is wrong, or nothing. Those of others are
/// judged where they go.
[[nodiscard]] std::optional<std::string_view> validate(server_options const& options,
                                                       engine::engine_options const& translated);

} // namespace socketiota

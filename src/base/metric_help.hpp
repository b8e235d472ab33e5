// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

namespace socketiota::base {

/// What is counted, in one sentence for those who look at it.
[[nodiscard]] std::string_view help_of(metric what) noexcept;

} // namespace socketiota::base

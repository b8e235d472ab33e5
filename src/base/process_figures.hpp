// SPDX-License-Identifier: MIT
#pragma once

#include <base/metric_text.hpp>

namespace socketiota::base {

/// Writes what the kernel knows of this process, under the names that all Prometheus libraries use.
/// What it does not tell is left out.
void write_process_figures(metric_text& to);

} // namespace socketiota::base

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_revision.hpp>

namespace socketiota::wire {

using socketiota::engine_revision;

} // namespace socketiota::wire

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace socketiota::loop {

/// Names the calling thread, for who looks at the process: 15 octets at most, or it keeps its name.
void name_this_thread(std::string const& name) noexcept;

} // namespace socketiota::loop

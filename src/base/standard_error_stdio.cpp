// SPDX-License-Identifier: MIT
#include <cstdio>

#include <base/standard_error.hpp>

namespace socketiota::base {

void write_to_standard_error(std::string const& line) noexcept {
    // What cannot be written is lost: there is no better place to say so.
    [[maybe_unused]] std::size_t const written = std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace socketiota::base

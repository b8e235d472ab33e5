// SPDX-License-Identifier: MIT
#include <socketiota/log.hpp>

#include <array>

namespace socketiota {
namespace {

// In the order of the enumerators; the array's size makes the compiler miss one that is missing.
constexpr std::array<std::string_view, log_category_count> categories{
    "listening", "configuration", "bad_arguments", "refusals", "handlers", "routes",
    "hooks",     "threads",       "resources",     "shards",   "cluster",
};
static_assert(!categories.back().empty(), "a category has no name");

constexpr std::array<std::string_view, 3> levels{"notice", "warning", "error"};

} // namespace

std::string_view to_string(log_level level) noexcept {
    return levels[static_cast<std::size_t>(level)];
}

std::string_view to_string(log_category category) noexcept {
    return categories[static_cast<std::size_t>(category)];
}

} // namespace socketiota

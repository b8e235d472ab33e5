// SPDX-License-Identifier: MIT
#include <engine/jsonp_function.hpp>

namespace socketiota::engine {

std::uint32_t jsonp_function(std::string_view given) noexcept {
    constexpr std::uint32_t most = 1'000'000'000; // nine digits
    std::uint32_t number = 0;
    for (char const each : given)
        if (each >= '0' && each <= '9' && number < most / 10)
            number = number * 10 + static_cast<std::uint32_t>(each - '0');
    return number;
}

} // namespace socketiota::engine

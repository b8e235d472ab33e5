// SPDX-License-Identifier: MIT
#include <string>

#include <engine/jsonp_function.hpp>
#include <wire/query.hpp>
#include <wire/target.hpp>

namespace socketiota::engine {

std::optional<std::uint32_t> jsonp_function(std::string_view target) {
    std::string scratch;
    auto const given = wire::find_query_parameter(wire::split_target(target).query, "j", scratch);
    if (!given)
        return std::nullopt;
    constexpr std::uint32_t most = 1'000'000'000; // nine digits
    std::uint32_t number = 0;
    for (char const each : *given)
        if (each >= '0' && each <= '9' && number < most / 10)
            number = number * 10 + static_cast<std::uint32_t>(each - '0');
    return number;
}

} // namespace socketiota::engine

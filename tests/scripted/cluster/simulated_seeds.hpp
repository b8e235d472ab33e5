// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

namespace socketiota::test {

[[nodiscard]] inline std::uint32_t number_of_environment(char const* name,
                                                         std::uint32_t otherwise) {
    char const* const text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return text != nullptr ? static_cast<std::uint32_t>(std::stoul(text)) : otherwise;
}

/// Runs a simulation with one seed after the other, until one fails: says how to run that again.
///
/// SOCKETIOTA_SIMULATIONS says how many to run instead of `usual`, SOCKETIOTA_SEED the first.
template <class Run>
void for_each_seed(std::uint32_t usual, Run const& run) {
    auto const count = number_of_environment("SOCKETIOTA_SIMULATIONS", usual);
    auto seed = number_of_environment("SOCKETIOTA_SEED", 1);
    for (std::uint32_t each = 0; each != count; ++each, ++seed) {
        run(seed);
        if (!testing::Test::HasFailure())
            continue;
        auto const* const test = testing::UnitTest::GetInstance()->current_test_info();
        std::cerr << "again: SOCKETIOTA_SIMULATIONS=1 SOCKETIOTA_SEED=" << seed << ' '
                  << testing::internal::GetArgvs().front()
                  << " --gtest_filter=" << test->test_suite_name() << '.' << test->name() << '\n';
        return;
    }
}

} // namespace socketiota::test

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

/// Runs a plan with one seed after the other, until one fails: says how to run that again.
///
/// SOCKETIOTA_SIMULATIONS says how many to run instead of `usual`, SOCKETIOTA_SEED the first.
template <class Plan>
void run_with_seeds(std::uint32_t usual, Plan plan, void (*run)(Plan const&)) {
    auto const count = number_of_environment("SOCKETIOTA_SIMULATIONS", usual);
    auto seed = number_of_environment("SOCKETIOTA_SEED", 1);
    for (std::uint32_t each = 0; each != count; ++each, ++seed) {
        plan.seed = seed;
        run(plan);
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

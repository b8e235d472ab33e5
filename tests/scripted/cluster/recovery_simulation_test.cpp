// SPDX-License-Identifier: MIT
#include "recovery_simulation.hpp"
#include "simulated_seeds.hpp"

#include <gtest/gtest.h>

#include <string>

namespace socketiota::test {
namespace {

void run(recovery_plan const& plan) {
    SCOPED_TRACE("seed " + std::to_string(plan.seed));
    recovery_simulation one(plan);
    one.run();
    EXPECT_GT(one.recoveries(), 10U);
    EXPECT_GT(one.heard(), 1000U);
}

TEST(recovery_simulation, goes_on_anywhere_while_servers_are_killed) {
    for_each_seed([](std::uint32_t seed) { run({.seed = seed}); });
}

TEST(recovery_simulation, goes_on_anywhere_on_several_shards) {
    for_each_seed([](std::uint32_t seed) { run({.seed = seed, .shards = 3}); });
}

TEST(recovery_simulation, heals_after_faults_of_redis) {
    for_each_seed([](std::uint32_t seed) { run({.seed = seed, .has_faults = true}); });
}

TEST(recovery_simulation, heals_after_faults_of_redis_on_several_shards) {
    for_each_seed([](std::uint32_t seed) { run({.seed = seed, .shards = 3, .has_faults = true}); });
}

} // namespace
} // namespace socketiota::test

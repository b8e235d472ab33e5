// SPDX-License-Identifier: MIT
#include "recovery_simulation.hpp"
#include "simulated_seeds.hpp"

#include <gtest/gtest.h>

#include <cstdint>
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

void run_many(recovery_plan const& plan) { run_with_seeds(2, plan, run); }

TEST(recovery_simulation, goes_on_anywhere_while_servers_are_killed) { run_many({}); }

TEST(recovery_simulation, goes_on_anywhere_on_several_shards) { run_many({.shards = 3}); }

TEST(recovery_simulation, heals_after_faults_of_redis) { run_many({.has_faults = true}); }

TEST(recovery_simulation, heals_after_faults_of_redis_on_several_shards) {
    run_many({.shards = 3, .has_faults = true});
}

/// Those that once failed, and what was wrong then.
TEST(recovery_simulation, goes_well_where_it_once_did_not) {
    // What a server had sent itself came before what others had, whose place is in front of that.
    run({.seed = 1});
    // The first that was kept of a session was on its way when the connection to Redis broke.
    run({.seed = 7, .has_faults = true});
}

} // namespace
} // namespace socketiota::test

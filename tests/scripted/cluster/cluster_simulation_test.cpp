// SPDX-License-Identifier: MIT
#include "simulated_seeds.hpp"
#include "simulation.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace socketiota::test {
namespace {

using membership = simulated_network::membership;

void run(simulation_plan const& plan) {
    SCOPED_TRACE("seed " + std::to_string(plan.seed));
    simulation one(plan);
    one.run();
    EXPECT_GT(one.questions(), 100U);
    EXPECT_GT(one.moved(), 1000U);
}

void run_many(simulation_plan const& plan) { run_with_seeds(8, plan, run); }

TEST(cluster_simulation, loses_nothing_while_servers_come_and_go) {
    run_many({.known_by = membership::heartbeats, .has_faults = false});
}

TEST(cluster_simulation, loses_nothing_where_servers_are_counted) {
    run_many({.known_by = membership::counted, .has_faults = false});
}

TEST(cluster_simulation, heals_after_faults) {
    run_many({.known_by = membership::heartbeats, .has_faults = true});
}

TEST(cluster_simulation, heals_after_faults_where_servers_are_counted) {
    run_many({.known_by = membership::counted, .has_faults = true});
}

TEST(cluster_simulation, heals_after_servers_had_one_id) {
    run_many({.known_by = membership::heartbeats, .has_faults = true, .has_twins = true});
}

TEST(cluster_simulation, heals_after_servers_had_one_id_where_they_are_counted) {
    run_many({.known_by = membership::counted, .has_faults = true, .has_twins = true});
}

/// Those that once failed, and what was wrong then.
TEST(cluster_simulation, goes_well_where_it_once_did_not) {
    // Who had asked how many servers there are was forgotten when the link ended meanwhile.
    run({.seed = 11, .known_by = membership::counted, .has_faults = true});
    // Servers in memory that were stalled for less than the time to their next deadline missed it.
    run({.seed = 21, .known_by = membership::heartbeats, .has_faults = true});
}

} // namespace
} // namespace socketiota::test

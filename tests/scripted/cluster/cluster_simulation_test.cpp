// SPDX-License-Identifier: MIT
#include "simulation.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace socketiota::test {
namespace {

using membership = simulated_network::membership;

std::uint32_t number_of_environment(char const* name, std::uint32_t otherwise) {
    char const* const text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return text != nullptr ? static_cast<std::uint32_t>(std::stoul(text)) : otherwise;
}

void run(simulation_plan const& plan) {
    SCOPED_TRACE("seed " + std::to_string(plan.seed));
    simulation one(plan);
    one.run();
    EXPECT_GT(one.questions(), 100U);
    EXPECT_GT(one.moved(), 1000U);
}

/// SOCKETIOTA_SIMULATIONS says how many to run in each test, SOCKETIOTA_SEED the first.
void run_many(simulation_plan plan) {
    auto const count = number_of_environment("SOCKETIOTA_SIMULATIONS", 8);
    plan.seed = number_of_environment("SOCKETIOTA_SEED", 1);
    for (std::uint32_t each = 0; each != count && !testing::Test::HasFailure(); ++each) {
        run(plan);
        ++plan.seed;
    }
}

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

/// Those that once failed, and what was wrong then.
TEST(cluster_simulation, goes_well_where_it_once_did_not) {
    // Who had asked how many servers there are was forgotten when the link ended meanwhile.
    run({.seed = 9, .known_by = membership::counted, .has_faults = false});
    run({.seed = 2, .known_by = membership::counted, .has_faults = true});
    // Servers in memory that were stalled for less than the time to their next deadline missed it.
    run({.seed = 21, .known_by = membership::heartbeats, .has_faults = true});
}

} // namespace
} // namespace socketiota::test

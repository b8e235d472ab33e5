// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include <engine/lifecycle_machine.hpp>
#include <engine/polling_machine.hpp>
#include <engine/upgrade_machine.hpp>
#include <wire/heartbeat_machine.hpp>

namespace socketiota::engine {
namespace {

/// The states from which `on` has an arrow.
template <class Definition>
std::vector<bool> covered_by(typename Definition::input on) {
    std::vector<bool> covered(Definition::states);
    for (auto const& each : Definition::arrows)
        if (each.on == on)
            covered[static_cast<std::size_t>(each.from)] = true;
    return covered;
}

template <class Definition>
void expect_all_but(typename Definition::state exempt, typename Definition::input on) {
    std::vector<bool> const covered = covered_by<Definition>(on);
    for (std::size_t state = 0; state < covered.size(); ++state)
        EXPECT_EQ(covered[state], state != static_cast<std::size_t>(exempt)) << state;
}

TEST(polling_machine, can_be_closed_in_every_state) {
    expect_all_but<polling_definition>(polling_definition::state::closed,
                                       polling_definition::input::close_at_once);
}

TEST(polling_machine, answers_every_request_in_every_state) {
    for (auto const request :
         {polling_definition::input::poll, polling_definition::input::delivery,
          polling_definition::input::binary_delivery, polling_definition::input::other_method})
        expect_all_but<polling_definition>(polling_definition::state::closed, request);
}

TEST(heartbeat_machine, stops_in_every_state) {
    expect_all_but<wire::heartbeat_definition>(wire::heartbeat_definition::state::stopped,
                                               wire::heartbeat_definition::input::stop);
}

TEST(heartbeat_machine, has_a_deadline_in_every_state) {
    expect_all_but<wire::heartbeat_definition>(wire::heartbeat_definition::state::stopped,
                                               wire::heartbeat_definition::input::deadline);
}

TEST(lifecycle_machine, can_be_closed_in_every_state) {
    expect_all_but<lifecycle_definition>(lifecycle_definition::state::closed,
                                         lifecycle_definition::input::close_at_once);
}

TEST(upgrade_machine, answers_every_websocket) {
    for (bool const covered :
         covered_by<upgrade_definition>(upgrade_definition::input::another_transport))
        EXPECT_TRUE(covered);
}

} // namespace
} // namespace socketiota::engine

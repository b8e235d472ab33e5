// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <http/connection_machine.hpp>

namespace socketiota::http {
namespace {

using definition = connection_definition;
using state = definition::state;
using input = definition::input;
using action = definition::action;

std::set<state> states_with(input on) {
    std::set<state> found;
    for (auto const& each : definition::arrows)
        if (each.on == on)
            found.insert(each.from);
    return found;
}

TEST(connection_machine, can_be_ended_in_every_state) {
    EXPECT_EQ(states_with(input::end).size(), definition::states - 1);
    EXPECT_FALSE(states_with(input::end).contains(state::gone));
}

TEST(connection_machine, has_a_deadline_wherever_nobody_else_has_one) {
    std::set<state> covered = states_with(input::deadline);
    covered.merge(states_with(input::output_deadline));
    // `serving` is within one call.
    EXPECT_EQ(covered.size(), definition::states - 2);
    EXPECT_FALSE(covered.contains(state::serving));
    EXPECT_FALSE(covered.contains(state::gone));
}

TEST(connection_machine, is_gone_when_it_has_finished_and_only_then) {
    for (auto const& each : definition::arrows) {
        auto const end = each.actions.begin() + each.action_count;
        EXPECT_EQ(std::find(each.actions.begin(), end, action::finish) != end,
                  each.to == state::gone);
        if (each.to == state::gone) {
            EXPECT_EQ(*(end - 1), action::finish); // nothing may follow it
        }
    }
}

TEST(connection_machine, drops_what_comes_behind_the_last_answer) {
    for (auto const& each : definition::arrows)
        if (each.on == input::last_answered) {
            EXPECT_EQ(each.to, state::answering_last);
            EXPECT_EQ(each.actions[0], action::drop_input);
        }
}

TEST(connection_machine, serves_one_exchange_after_the_other) {
    connection_machine machine(state::idle);
    for (auto const& [in, then] :
         {std::pair(input::part_of_head, state::head), std::pair(input::request, state::serving),
          std::pair(input::body_wanted, state::body), std::pair(input::whole_body, state::waiting),
          std::pair(input::answered, state::answering), std::pair(input::sent, state::idle),
          std::pair(input::request, state::serving),
          std::pair(input::last_answered, state::answering_last),
          std::pair(input::sent, state::lingering), std::pair(input::peer_ended, state::gone)}) {
        static_cast<void>(machine.step(in));
        EXPECT_EQ(machine.state(), then);
    }
}

} // namespace
} // namespace socketiota::http

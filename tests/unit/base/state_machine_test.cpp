// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include <base/state_machine.hpp>

namespace socketiota::base {
namespace {

struct door_definition {
    enum class state : std::uint8_t { shut, ajar };
    static constexpr std::size_t states = 2;
    static constexpr state first = state::shut;

    enum class input : std::uint8_t { push, pull };
    static constexpr std::size_t inputs = 2;

    enum class action : std::uint8_t { creak, bang };

    using arrow_type = arrow<state, input, action>;
    static constexpr std::array arrows{
        arrow_type{state::shut, input::push, state::ajar, {action::creak}},
        arrow_type{state::ajar, input::pull, state::shut, {action::creak, action::bang}},
    };
};

using door = state_machine<door_definition>;

TEST(state_machine, goes_along_its_arrows_and_says_what_to_do) {
    door subject(door_definition::first);
    EXPECT_THAT(subject.step(door::input_type::push),
                testing::ElementsAre(door::action_type::creak));
    EXPECT_EQ(subject.state(), door::state_type::ajar);
    EXPECT_THAT(subject.step(door::input_type::pull),
                testing::ElementsAre(door::action_type::creak, door::action_type::bang));
    EXPECT_EQ(subject.state(), door::state_type::shut);
}

TEST(state_machine, ignores_what_has_no_arrow) {
    door subject(door_definition::first);
    EXPECT_TRUE(subject.step(door::input_type::pull).empty());
    EXPECT_EQ(subject.state(), door::state_type::shut);
}

TEST(state_machine, is_one_octet) { EXPECT_EQ(sizeof(door), 1U); }

} // namespace
} // namespace socketiota::base

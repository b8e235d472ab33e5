// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#ifdef SOCKETIOTA_LOG_ARROWS
#include <base/arrow_log.hpp>
#endif

namespace socketiota::base {

/// One arrow of a machine: in state `from`, `on` this input, go to `to` and do `actions` in order.
template <class State, class Input, class Action>
struct arrow {
    static constexpr std::size_t most_actions = 4;

    State from;
    Input on;
    State to;
    std::array<Action, most_actions> actions{};
    std::size_t action_count = 0;

    constexpr arrow(State from_state, Input input, State to_state,
                    std::initializer_list<Action> todo = {})
        : from(from_state), on(input), to(to_state) {
        // More than `most_actions` writes past the array, which no constant expression may.
        for (Action const action : todo)
            actions[action_count++] = action;
    }
};

/// A machine whose behaviour is a list of arrows, known when it is compiled.
///
/// It touches no socket and no clock: the caller tells it what happened and does what it answers.
/// An input that has no arrow in the present state is ignored: that is said by leaving it out.
///
/// @tparam Definition has the enums `state`, `input` and `action`, their sizes `states` and
/// `inputs`, the list `arrows` and a `name`. The list is checked while compiling: no two arrows for
/// one state and input, no state that nothing leads to.
template <class Definition>
class state_machine {
public:
    using state_type = typename Definition::state;
    using input_type = typename Definition::input;
    using action_type = typename Definition::action;

    explicit constexpr state_machine(state_type first) noexcept : state_(first) {}

    [[nodiscard]] constexpr state_type state() const noexcept { return state_; }

    /// Goes along the arrow for `in` and says what to do; nothing if there is none. What it returns
    /// is a constant, so the caller may step again while it still works through it.
    [[nodiscard]] std::span<action_type const> step(input_type in) {
        std::uint8_t const found = dense[index(state_)][index(in)];
        if (found == none)
            return {};
        auto const& taken = Definition::arrows[found];
#ifdef SOCKETIOTA_LOG_ARROWS
        arrow_log::note(Definition::name, found, Definition::arrows.size());
#endif
        state_ = taken.to;
        return {taken.actions.data(), taken.action_count};
    }

private:
    static constexpr std::uint8_t none = 255;
    using dense_table =
        std::array<std::array<std::uint8_t, Definition::inputs>, Definition::states>;

    template <class Enum>
    static constexpr std::size_t index(Enum value) noexcept {
        return static_cast<std::size_t>(value);
    }

    // Each failure is a throw, which makes the compiler refuse the table and show the line.
    static constexpr dense_table expand() {
        static_assert(Definition::arrows.size() < none);
        dense_table table{};
        for (auto& row : table)
            row.fill(none);
        std::array<bool, Definition::states> reached{};
        reached[index(Definition::first)] = true;
        for (std::size_t number = 0; number < Definition::arrows.size(); ++number) {
            auto const& each = Definition::arrows[number];
            std::uint8_t& cell = table[index(each.from)][index(each.on)];
            if (cell != none)
                throw "two arrows for one state and input";
            cell = static_cast<std::uint8_t>(number);
            reached[index(each.to)] = true;
        }
        for (bool const can_be_reached : reached)
            if (!can_be_reached)
                throw "a state that no arrow leads to";
        return table;
    }

    static constexpr dense_table dense = expand();

    state_type state_;
};

} // namespace socketiota::base

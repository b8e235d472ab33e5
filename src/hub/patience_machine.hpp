// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::hub {

/// What one client is to do in time: join a namespace, and send the attachments that it announced.
/// At most one deadline runs, that of the present state.
struct patience_definition {
    static constexpr std::string_view name = "patience";

    enum class state : std::uint8_t {
        /// It has joined no namespace yet.
        unjoined,
        /// The same, and attachments are missing: only those are waited for.
        unjoined_incomplete,
        /// It owes nothing.
        patient,
        /// Attachments of an event are missing.
        incomplete,
        /// Reading has paused, so nothing can be late.
        paused,
        /// The same while attachments are missing.
        paused_incomplete,
        over,
    };
    static constexpr std::size_t states = 7;
    static constexpr state first = state::unjoined;

    enum class input : std::uint8_t {
        joined,
        /// An event came whose attachments are still to come.
        announced,
        /// The last of them is there.
        completed,
        pause,
        resume,
        deadline,
        end,
    };
    static constexpr std::size_t inputs = 7;

    enum class action : std::uint8_t {
        expect_attachments,
        expect_nothing,
        end_unjoined,
        end_incomplete,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{unjoined, input::joined, patient, {action::expect_nothing}},
        arrow_type{unjoined, input::announced, unjoined_incomplete, {action::expect_attachments}},
        arrow_type{unjoined, input::deadline, over, {action::end_unjoined}},
        arrow_type{unjoined, input::end, over, {action::expect_nothing}},

        // Once they are there it is judged: an event for a namespace that it has not joined, or
        // with a parser of the program's own how it asks for one. It has no more time than it had.
        arrow_type{unjoined_incomplete, input::completed, unjoined},
        arrow_type{unjoined_incomplete, input::joined, incomplete},
        arrow_type{unjoined_incomplete, input::deadline, over, {action::end_incomplete}},
        arrow_type{unjoined_incomplete, input::end, over, {action::expect_nothing}},

        arrow_type{patient, input::announced, incomplete, {action::expect_attachments}},
        arrow_type{patient, input::pause, paused},
        arrow_type{patient, input::end, over},

        arrow_type{incomplete, input::completed, patient, {action::expect_nothing}},
        arrow_type{incomplete, input::deadline, over, {action::end_incomplete}},
        arrow_type{incomplete, input::end, over, {action::expect_nothing}},

        // What was read before the pause goes on to come.
        arrow_type{paused, input::announced, paused_incomplete},
        arrow_type{paused, input::resume, patient},
        arrow_type{paused, input::end, over},

        arrow_type{paused_incomplete, input::completed, paused},
        arrow_type{paused_incomplete, input::resume, incomplete, {action::expect_attachments}},
        arrow_type{paused_incomplete, input::end, over},
    };
};

using patience_machine = base::state_machine<patience_definition>;

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::hub {

/// Whether the events of one client start at once, wait in its inbox until fewer handlers run, or
/// are not even read.
///
/// `start` comes with the end of the turn in which a handler ends: it may end inside the call that
/// started it.
struct intake_definition {
    static constexpr std::string_view name = "intake";

    enum class state : std::uint8_t {
        /// Events start at once; there is no inbox.
        flowing,
        /// Events wait.
        holding,
        /// Too many octets wait, so reading has paused.
        paused,
        over,
    };
    static constexpr std::size_t states = 4;
    static constexpr state first = state::flowing;

    enum class input : std::uint8_t {
        /// As many handlers run as may.
        busy,
        handler_ended,
        start,
        /// More octets wait than may.
        full,
        /// No more than half of that waits.
        half,
        /// Nothing waits, and another handler may run.
        drained,
        end,
    };
    static constexpr std::size_t inputs = 7;

    enum class action : std::uint8_t {
        post_start,
        /// Starts as many as may run, and says `drained` or `half` where that is so.
        start_held,
        close_inbox,
        pause_reading,
        /// May bring the next packets at once, so it comes last.
        resume_reading,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{flowing, input::busy, holding},
        arrow_type{flowing, input::end, over},

        arrow_type{holding, input::handler_ended, holding, {action::post_start}},
        arrow_type{holding, input::start, holding, {action::start_held}},
        arrow_type{holding, input::full, paused, {action::pause_reading}},
        arrow_type{holding, input::drained, flowing, {action::close_inbox}},
        arrow_type{holding, input::end, over, {action::close_inbox}},

        arrow_type{paused, input::handler_ended, paused, {action::post_start}},
        arrow_type{paused, input::start, paused, {action::start_held}},
        arrow_type{paused, input::half, holding, {action::resume_reading}},
        arrow_type{paused, input::drained, flowing, {action::close_inbox, action::resume_reading}},
        arrow_type{paused, input::end, over, {action::close_inbox}},
    };
};

using intake_machine = base::state_machine<intake_definition>;

} // namespace socketiota::hub

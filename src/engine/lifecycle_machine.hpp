// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::engine {

/// The life of one session. `opening` lasts while the host is told; every other state has a
/// deadline: the heartbeat while `open`, `closing_limit` while `closing`.
struct lifecycle_definition {
    static constexpr std::string_view name = "lifecycle";

    enum class state : std::uint8_t {
        opening,
        open,
        /// Ends when everything is sent; takes nothing more.
        closing,
        closed,
    };
    static constexpr std::size_t states = 4;
    static constexpr state first = state::opening;

    enum class input : std::uint8_t {
        /// The host has taken the session.
        taken,
        close_after_sending,
        close_at_once,
        /// While closing: the transport has sent all and said farewell.
        sent,
        /// The transport or the heartbeat failed, or the client closed.
        failed,
        /// `closing_limit` passed.
        deadline,
    };
    static constexpr std::size_t inputs = 6;

    enum class action : std::uint8_t {
        start_heartbeat,
        /// Stops the heartbeat, sets the deadline and asks the transport for the rest.
        begin_closing,
        end,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{opening, input::taken, open, {action::start_heartbeat}},
        arrow_type{opening, input::close_after_sending, closing, {action::begin_closing}},
        arrow_type{opening, input::close_at_once, closed, {action::end}},

        arrow_type{open, input::close_after_sending, closing, {action::begin_closing}},
        arrow_type{open, input::close_at_once, closed, {action::end}},
        arrow_type{open, input::failed, closed, {action::end}},

        arrow_type{closing, input::close_at_once, closed, {action::end}},
        arrow_type{closing, input::sent, closed, {action::end}},
        arrow_type{closing, input::failed, closed, {action::end}},
        arrow_type{closing, input::deadline, closed, {action::end}},
    };
};

using lifecycle_machine = base::state_machine<lifecycle_definition>;

} // namespace socketiota::engine

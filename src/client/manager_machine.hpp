// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::clients {

/// How a client comes to a session, and what it does when it has none any more.
struct manager_definition {
    static constexpr std::string_view name = "manager";

    enum class state : std::uint8_t {
        idle,
        /// A session is being opened, for as long as `client_options::timeout`.
        opening,
        open,
        /// Until the next attempt.
        waiting,
    };
    static constexpr std::size_t states = 4;
    static constexpr state first = state::idle;

    enum class input : std::uint8_t {
        connect,
        session_open,
        /// Also if it never was open.
        session_ended,
        /// The same, and there is to be no other.
        ended_for_good,
        deadline,
        close,
    };
    static constexpr std::size_t inputs = 6;

    enum class action : std::uint8_t {
        begin,
        /// The sockets join their namespaces.
        greet,
        /// Sets the deadline of the next attempt.
        schedule,
        /// The sockets hear that it could not connect.
        tell_failed,
        /// The sockets hear that they are disconnected.
        tell_lost,
        tell_attempt,
        give_up,
        abort_session,
        close_session,
        disarm,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{idle, input::connect, opening, {action::begin}},

        arrow_type{opening, input::session_open, open, {action::disarm, action::greet}},
        arrow_type{opening, input::session_ended, waiting, {action::schedule, action::tell_failed}},
        arrow_type{opening,
                   input::ended_for_good,
                   idle,
                   {action::disarm, action::tell_failed, action::give_up}},
        // Ends the session, of which it hears.
        arrow_type{opening, input::deadline, opening, {action::abort_session}},
        arrow_type{opening, input::close, idle, {action::disarm, action::abort_session}},

        arrow_type{open, input::session_ended, waiting, {action::schedule, action::tell_lost}},
        arrow_type{open, input::ended_for_good, idle, {action::tell_lost, action::give_up}},
        arrow_type{open, input::close, idle, {action::close_session}},

        arrow_type{waiting, input::deadline, opening, {action::tell_attempt, action::begin}},
        arrow_type{waiting, input::connect, opening, {action::disarm, action::begin}},
        arrow_type{waiting, input::close, idle, {action::disarm}},
    };
};

using manager_machine = base::state_machine<manager_definition>;

} // namespace socketiota::clients

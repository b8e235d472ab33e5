// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::clients {

/// The life of a client's session, and its way from polling to WebSocket. Each state but `opening`
/// has a deadline of its own: the heartbeat, or `closing_limit` from when it is to close; whoever
/// opens a session limits that.
struct session_definition {
    static constexpr std::string_view name = "client_session";

    enum class state : std::uint8_t {
        opening,
        open,
        /// A WebSocket is being tried.
        probing,
        /// The server has answered on it: polling ends what is under way.
        pausing,
        /// The same, of a session that is to close then: until the server knows what carries the
        /// session, it could not be told the rest.
        pausing_to_close,
        /// Ends when everything is sent; takes nothing more.
        closing,
        closed,
    };
    static constexpr std::size_t states = 7;
    static constexpr state first = state::opening;

    enum class input : std::uint8_t {
        /// The server has opened it.
        handshake,
        /// It can be carried by what it is not.
        upgrade_possible,
        probe_answered,
        /// The WebSocket cannot be had, or has broken before it carried anything.
        probe_failed,
        /// Polling has ended what was under way.
        paused,
        close,
        /// Everything given was sent.
        sent,
        /// What carries it cannot go on, or the server is silent.
        failed,
        deadline,
    };
    static constexpr std::size_t inputs = 9;

    enum class action : std::uint8_t {
        announce,
        begin_probe,
        drop_probe,
        pause_polling,
        resume_polling,
        switch_carrier,
        /// From now on it has so much time; whether the server lives does not matter any more.
        limit_closing,
        begin_closing,
        end,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{opening, input::handshake, open, {action::announce}},
        arrow_type{opening, input::failed, closed, {action::end}},
        arrow_type{opening, input::close, closed, {action::end}},

        arrow_type{open, input::upgrade_possible, probing, {action::begin_probe}},
        arrow_type{open, input::close, closing, {action::limit_closing, action::begin_closing}},
        arrow_type{open, input::failed, closed, {action::end}},

        arrow_type{probing, input::probe_answered, pausing, {action::pause_polling}},
        arrow_type{probing, input::probe_failed, open, {action::drop_probe}},
        arrow_type{probing,
                   input::close,
                   closing,
                   {action::drop_probe, action::limit_closing, action::begin_closing}},
        arrow_type{probing, input::failed, closed, {action::drop_probe, action::end}},

        arrow_type{pausing, input::paused, open, {action::switch_carrier}},
        arrow_type{
            pausing, input::probe_failed, open, {action::drop_probe, action::resume_polling}},
        arrow_type{pausing, input::close, pausing_to_close, {action::limit_closing}},
        arrow_type{pausing, input::failed, closed, {action::drop_probe, action::end}},

        arrow_type{pausing_to_close,
                   input::paused,
                   closing,
                   {action::switch_carrier, action::begin_closing}},
        arrow_type{pausing_to_close,
                   input::probe_failed,
                   closing,
                   {action::drop_probe, action::resume_polling, action::begin_closing}},
        arrow_type{pausing_to_close, input::failed, closed, {action::drop_probe, action::end}},
        arrow_type{pausing_to_close, input::deadline, closed, {action::drop_probe, action::end}},

        arrow_type{closing, input::sent, closed, {action::end}},
        arrow_type{closing, input::failed, closed, {action::end}},
        arrow_type{closing, input::deadline, closed, {action::end}},
    };
};

using session_machine = base::state_machine<session_definition>;

} // namespace socketiota::clients

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::engine {

/// The way of one session from one transport to another.
struct upgrade_definition {
    static constexpr std::string_view name = "upgrade";

    enum class state : std::uint8_t {
        none,
        /// Another transport for the session is connected and has not said `2probe` yet.
        probing,
        probed,
        /// Done, or begun with one that is not upgraded.
        upgraded,
    };
    static constexpr std::size_t states = 4;
    static constexpr state first = state::none;

    enum class input : std::uint8_t {
        /// A request for another transport with the id of this session.
        another_transport,
        /// `2probe` on it.
        probe,
        /// `5` on it.
        upgrade,
        /// Anything else on it.
        other_packet,
        /// It closed or broke.
        lost,
        /// It took longer than `upgrade_timeout`.
        deadline,
        /// A tenth of a second passed since the probe or the last poke.
        poke_due,
        session_ended,
    };
    static constexpr std::size_t inputs = 8;

    enum class action : std::uint8_t {
        take_probe,
        /// It is completed and closed; what is there stays.
        refuse_transport,
        answer_probe,
        /// Answers a pending poll with a noop: the client waits for it before it says `5`.
        poke_poll,
        arm_poke,
        switch_transport,
        close_probe,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{none, input::another_transport, probing, {action::take_probe}},

        arrow_type{probing, input::another_transport, probing, {action::refuse_transport}},
        arrow_type{probing,
                   input::probe,
                   probed,
                   {action::answer_probe, action::poke_poll, action::arm_poke}},
        // Without a probe before: the official server does not insist on it.
        arrow_type{probing, input::upgrade, upgraded, {action::switch_transport}},
        arrow_type{probing, input::other_packet, none, {action::close_probe}},
        arrow_type{probing, input::lost, none, {action::close_probe}},
        arrow_type{probing, input::deadline, none, {action::close_probe}},
        arrow_type{probing, input::session_ended, none, {action::close_probe}},

        arrow_type{probed, input::another_transport, probed, {action::refuse_transport}},
        arrow_type{probed,
                   input::probe,
                   probed,
                   {action::answer_probe, action::poke_poll, action::arm_poke}},
        arrow_type{probed, input::upgrade, upgraded, {action::switch_transport}},
        arrow_type{probed, input::other_packet, none, {action::close_probe}},
        arrow_type{probed, input::lost, none, {action::close_probe}},
        arrow_type{probed, input::deadline, none, {action::close_probe}},
        arrow_type{probed, input::poke_due, probed, {action::poke_poll, action::arm_poke}},
        arrow_type{probed, input::session_ended, none, {action::close_probe}},

        arrow_type{upgraded, input::another_transport, upgraded, {action::refuse_transport}},
    };
};

using upgrade_machine = base::state_machine<upgrade_definition>;

} // namespace socketiota::engine

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::wire {

/// Heartbeat of both revisions of Engine.IO: in 4 the server pings and the client answers, in 3 the
/// client pings and the server answers. Which end this is, is said when it starts. What is said
/// below is of a server; a client of 3 is as a server of 4, and one of 4 as a server of 3.
struct heartbeat_definition {
    static constexpr std::string_view name = "heartbeat";

    enum class state : std::uint8_t {
        stopped,
        waiting_for_interval,
        waiting_for_pong,
        /// As `waiting_for_pong`, but the one extension for other traffic is used up.
        waiting_for_pong_extended,
        /// Nothing is read from the client, so no pong can come; pings go on, because the client
        /// ends a connection on which none comes. That they leave is all that shows its life.
        paused,
        /// As `paused`, but the last ping waited for a whole interval; it gets the time of a pong.
        paused_with_ping_unsent,
        /// The client pings, and has the time of an interval and a timeout for each. An upgrade
        /// changes nothing of that.
        waiting_for_ping,
        /// Nothing is read from a client that pings: pongs go on without pings, because the client
        /// ends a connection on which nothing comes. That they leave is all that shows its life.
        paused_without_pings,
        /// As `paused_without_pings`, but the last pong waited for a whole interval.
        paused_with_pong_unsent,
    };
    static constexpr std::size_t states = 9;
    static constexpr state first = state::stopped;

    enum class input : std::uint8_t {
        start,
        /// As `start`, of a session whose client pings.
        start_listening,
        deadline,
        /// As `deadline`, while paused, with a ping or pong that has not left yet.
        deadline_with_beat_unsent,
        pong,
        /// Any other packet than ping and pong.
        other_packet,
        /// A ping from the client, which only clients of revision 3 send.
        ping,
        upgraded,
        pause,
        resume,
        stop,
    };
    static constexpr std::size_t inputs = 11;

    enum class action : std::uint8_t {
        send_ping,
        send_pong,
        arm_interval,
        arm_timeout,
        /// Both together.
        arm_interval_and_timeout,
        disarm,
        end_ping_timeout,
        end_wrong_direction,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{stopped, input::start, waiting_for_interval, {action::arm_interval}},

        arrow_type{waiting_for_interval,
                   input::deadline,
                   waiting_for_pong,
                   {action::send_ping, action::arm_timeout}},
        arrow_type{waiting_for_interval, input::pause, paused},
        arrow_type{waiting_for_interval, input::ping, stopped, {action::end_wrong_direction}},
        arrow_type{waiting_for_interval, input::stop, stopped, {action::disarm}},

        arrow_type{waiting_for_pong, input::pong, waiting_for_interval, {action::arm_interval}},
        // A large upload may hold up the pong behind it: any packet proves life, once per ping.
        arrow_type{waiting_for_pong,
                   input::other_packet,
                   waiting_for_pong_extended,
                   {action::arm_timeout}},
        arrow_type{waiting_for_pong, input::deadline, stopped, {action::end_ping_timeout}},
        // The pong may have got lost with the old transport. Without a new round the session would
        // go on without heartbeats for ever.
        arrow_type{waiting_for_pong, input::upgraded, waiting_for_interval, {action::arm_interval}},
        arrow_type{waiting_for_pong, input::pause, paused, {action::arm_interval}},
        arrow_type{waiting_for_pong, input::ping, stopped, {action::end_wrong_direction}},
        arrow_type{waiting_for_pong, input::stop, stopped, {action::disarm}},

        arrow_type{
            waiting_for_pong_extended, input::pong, waiting_for_interval, {action::arm_interval}},
        arrow_type{waiting_for_pong_extended, input::deadline, stopped, {action::end_ping_timeout}},
        arrow_type{waiting_for_pong_extended,
                   input::upgraded,
                   waiting_for_interval,
                   {action::arm_interval}},
        arrow_type{waiting_for_pong_extended, input::pause, paused, {action::arm_interval}},
        arrow_type{waiting_for_pong_extended, input::ping, stopped, {action::end_wrong_direction}},
        arrow_type{waiting_for_pong_extended, input::stop, stopped, {action::disarm}},

        arrow_type{paused, input::deadline, paused, {action::send_ping, action::arm_interval}},
        arrow_type{paused,
                   input::deadline_with_beat_unsent,
                   paused_with_ping_unsent,
                   {action::arm_timeout}},
        // The interval runs on: the client counts from the last ping it got, not from the resume.
        arrow_type{paused, input::resume, waiting_for_interval},
        arrow_type{paused, input::ping, stopped, {action::end_wrong_direction}},
        arrow_type{paused, input::stop, stopped, {action::disarm}},

        arrow_type{paused_with_ping_unsent,
                   input::deadline,
                   paused,
                   {action::send_ping, action::arm_interval}},
        arrow_type{paused_with_ping_unsent,
                   input::deadline_with_beat_unsent,
                   stopped,
                   {action::end_ping_timeout}},
        // Its time to take the ping is its time to answer it.
        arrow_type{paused_with_ping_unsent, input::resume, waiting_for_pong},
        arrow_type{paused_with_ping_unsent, input::ping, stopped, {action::end_wrong_direction}},
        arrow_type{paused_with_ping_unsent, input::stop, stopped, {action::disarm}},

        arrow_type{
            stopped, input::start_listening, waiting_for_ping, {action::arm_interval_and_timeout}},
        arrow_type{waiting_for_ping,
                   input::ping,
                   waiting_for_ping,
                   {action::send_pong, action::arm_interval_and_timeout}},
        arrow_type{waiting_for_ping, input::deadline, stopped, {action::end_ping_timeout}},
        arrow_type{waiting_for_ping, input::pong, stopped, {action::end_wrong_direction}},
        arrow_type{waiting_for_ping, input::pause, paused_without_pings, {action::arm_interval}},
        arrow_type{waiting_for_ping, input::stop, stopped, {action::disarm}},

        arrow_type{paused_without_pings,
                   input::deadline,
                   paused_without_pings,
                   {action::send_pong, action::arm_interval}},
        arrow_type{paused_without_pings,
                   input::deadline_with_beat_unsent,
                   paused_with_pong_unsent,
                   {action::arm_timeout}},
        // Behind the packet that paused.
        arrow_type{paused_without_pings, input::ping, paused_without_pings, {action::send_pong}},
        arrow_type{paused_without_pings, input::pong, stopped, {action::end_wrong_direction}},
        arrow_type{paused_without_pings,
                   input::resume,
                   waiting_for_ping,
                   {action::arm_interval_and_timeout}},
        arrow_type{paused_without_pings, input::stop, stopped, {action::disarm}},

        arrow_type{paused_with_pong_unsent,
                   input::deadline,
                   paused_without_pings,
                   {action::send_pong, action::arm_interval}},
        arrow_type{paused_with_pong_unsent,
                   input::deadline_with_beat_unsent,
                   stopped,
                   {action::end_ping_timeout}},
        // With a delivery.
        arrow_type{
            paused_with_pong_unsent, input::ping, paused_with_pong_unsent, {action::send_pong}},
        arrow_type{paused_with_pong_unsent, input::pong, stopped, {action::end_wrong_direction}},
        arrow_type{paused_with_pong_unsent,
                   input::resume,
                   waiting_for_ping,
                   {action::arm_interval_and_timeout}},
        arrow_type{paused_with_pong_unsent, input::stop, stopped, {action::disarm}},
    };
};

using heartbeat_machine = base::state_machine<heartbeat_definition>;

} // namespace socketiota::wire

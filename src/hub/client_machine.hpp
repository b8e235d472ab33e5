// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::hub {

/// The life of one client.
struct client_definition {
    static constexpr std::string_view name = "client";

    enum class state : std::uint8_t {
        open,
        /// An invalid packet came. Nothing more is taken, and the session ends when what was sent
        /// has left; the sockets hear of it then, as in Node.
        broken,
        closed,
    };
    static constexpr std::size_t states = 3;
    static constexpr state first = state::open;

    enum class input : std::uint8_t {
        /// Octets came that are no packet.
        invalid_packet,
        /// A packet came that may not come now, or one that had to come did not.
        violation,
        /// The program disconnects it with all its sockets.
        disconnect,
        /// The session has ended, or the server ends.
        end,
    };
    static constexpr std::size_t inputs = 4;

    enum class action : std::uint8_t {
        /// Nothing has to come in time any more: the closing session has a deadline of its own.
        stop_waiting,
        send_disconnects,
        /// Once everything is sent.
        close_session,
        end_sockets,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;

    static constexpr std::array arrows{
        arrow_type{
            open, input::invalid_packet, broken, {action::stop_waiting, action::close_session}},
        arrow_type{open, input::violation, closed, {action::close_session, action::end_sockets}},
        arrow_type{open,
                   input::disconnect,
                   closed,
                   {action::send_disconnects, action::close_session, action::end_sockets}},
        arrow_type{open, input::end, closed, {action::end_sockets}},

        // The session is closing already, and takes nothing more.
        arrow_type{broken, input::disconnect, closed, {action::end_sockets}},
        arrow_type{broken, input::end, closed, {action::end_sockets}},
    };
};

using client_machine = base::state_machine<client_definition>;

} // namespace socketiota::hub

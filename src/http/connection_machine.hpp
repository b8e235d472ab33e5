// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::http {

/// One TCP connection as long as it speaks HTTP/1: one exchange after the other, and how it ends.
///
/// Each state but `waiting` has a deadline while nothing waits to be sent: whoever keeps an
/// exchange unanswered has one of its own. Output that the peer does not take has its own in every
/// state.
struct connection_definition {
    static constexpr std::string_view name = "connection";

    enum class state : std::uint8_t {
        /// Nothing of the next request has come.
        idle,
        /// Some octets of its head have.
        head,
        /// Inside `service::serve`.
        serving,
        /// The body is wanted and comes in.
        body,
        /// Somebody keeps the exchange unanswered; the body, if there was one, has been read.
        waiting,
        /// Answered, and not all of the answer has been sent.
        answering,
        /// The same, and nothing comes behind this answer.
        answering_last,
        /// The peer has been told that nothing follows; what still comes is thrown away until it
        /// closes too.
        lingering,
        /// Detached or closed; about to be destroyed.
        gone,
    };
    static constexpr std::size_t states = 9;
    static constexpr state first = state::idle;

    enum class input : std::uint8_t {
        part_of_head,
        request,
        body_wanted,
        wait,
        /// The request is to be served again, as if it had just come.
        put_back,
        whole_body,
        body_too_large,
        /// An answer has been given to the connection, not yet to the peer.
        answered,
        last_answered,
        /// Nothing is left to send.
        sent,
        /// The peer sends no more, and all that it had sent has been looked at.
        peer_ended,
        deadline,
        /// The peer does not take what waits for it.
        output_deadline,
        /// Detached, closed or broken.
        end,
    };
    static constexpr std::size_t inputs = 14;

    enum class action : std::uint8_t {
        set_head_deadline,
        set_body_deadline,
        set_keep_alive_deadline,
        set_linger_deadline,
        cancel_deadline,
        /// Reads again what was left unread; at the end of the turn what was kept is served, or the
        /// end that the peer has said is heard.
        go_on_reading,
        /// Throws away what came and will never be served.
        drop_input,
        shut_down_output,
        /// 408, and tells whoever waits for the body.
        refuse_slow_request,
        count_slow_reader,
        /// Ends, and tells whoever waits for the exchange, if somebody still does. Last: the
        /// connection may be gone then.
        finish,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;
    using enum action;

    static constexpr std::array arrows{
        arrow_type{idle, input::part_of_head, head, {set_head_deadline}},
        arrow_type{idle, input::request, serving, {cancel_deadline}},
        // What is no request is refused without one.
        arrow_type{idle, input::last_answered, answering_last, {drop_input, go_on_reading}},
        arrow_type{idle, input::peer_ended, gone, {finish}},
        arrow_type{idle, input::deadline, gone, {finish}},
        arrow_type{idle, input::end, gone, {finish}},

        arrow_type{head, input::request, serving, {cancel_deadline}},
        arrow_type{head, input::last_answered, answering_last, {drop_input, go_on_reading}},
        arrow_type{head, input::peer_ended, gone, {finish}},
        arrow_type{head, input::deadline, head, {refuse_slow_request}},
        arrow_type{head, input::end, gone, {finish}},

        arrow_type{serving, input::body_wanted, body, {set_body_deadline}},
        arrow_type{serving, input::wait, waiting},
        arrow_type{serving, input::answered, answering},
        arrow_type{serving, input::last_answered, answering_last, {drop_input, go_on_reading}},
        arrow_type{serving, input::end, gone, {finish}},

        arrow_type{body, input::whole_body, waiting, {cancel_deadline}},
        arrow_type{body, input::body_too_large, waiting, {cancel_deadline}},
        arrow_type{body, input::answered, answering},
        arrow_type{body, input::last_answered, answering_last, {drop_input, go_on_reading}},
        // It was the 100 Continue.
        arrow_type{body, input::sent, body, {set_body_deadline}},
        // Nobody waits for an answer yet to be made, as in Node.
        arrow_type{body, input::peer_ended, gone, {finish}},
        arrow_type{body, input::deadline, body, {refuse_slow_request}},
        arrow_type{body, input::output_deadline, gone, {count_slow_reader, finish}},
        arrow_type{body, input::end, gone, {finish}},

        // Without a deadline: it is served in this turn.
        arrow_type{waiting, input::put_back, idle},
        arrow_type{waiting, input::answered, answering},
        arrow_type{waiting, input::last_answered, answering_last, {drop_input, go_on_reading}},
        arrow_type{waiting, input::sent, waiting, {cancel_deadline}},
        arrow_type{waiting, input::peer_ended, gone, {finish}},
        arrow_type{waiting, input::output_deadline, gone, {count_slow_reader, finish}},
        arrow_type{waiting, input::end, gone, {finish}},

        // The answer on its way may still be read by a peer that has ended.
        arrow_type{answering, input::sent, idle, {set_keep_alive_deadline, go_on_reading}},
        arrow_type{answering, input::output_deadline, gone, {count_slow_reader, finish}},
        arrow_type{answering, input::end, gone, {finish}},

        arrow_type{answering_last,
                   input::sent,
                   lingering,
                   {shut_down_output, set_linger_deadline, go_on_reading}},
        arrow_type{answering_last, input::output_deadline, gone, {count_slow_reader, finish}},
        arrow_type{answering_last, input::end, gone, {finish}},

        arrow_type{lingering, input::peer_ended, gone, {finish}},
        arrow_type{lingering, input::deadline, gone, {finish}},
        arrow_type{lingering, input::end, gone, {finish}},
    };
};

using connection_machine = base::state_machine<connection_definition>;

} // namespace socketiota::http

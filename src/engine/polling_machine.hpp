// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/state_machine.hpp>

namespace socketiota::engine {

/// HTTP long-polling of one session: at most one poll (GET) waits, at most one delivery (POST) is
/// in progress.
struct polling_definition {
    static constexpr std::string_view name = "polling";

    enum class state : std::uint8_t {
        /// Neither poll nor delivery.
        idle,
        polled,
        delivering,
        polled_delivering,
        /// The session closes after sending and waits for a poll to say so.
        closing,
        closing_delivering,
        closed,
    };
    static constexpr std::size_t states = 7;
    static constexpr state first = state::idle;

    enum class input : std::uint8_t {
        poll,
        delivery,
        /// A delivery with `Content-Type: application/octet-stream`, which revision 4 has not.
        binary_delivery,
        other_method,
        /// The turn ends and there is something to send.
        output,
        /// An upgrade waits for the end of the pending poll.
        poke,
        delivered,
        /// The delivery held a close packet.
        delivered_close,
        delivered_garbage,
        delivered_too_much,
        poll_aborted,
        delivery_aborted,
        close_after_sending,
        /// A poll that came while closing has been answered with a close packet.
        close_told,
        /// The session ended or got another transport.
        close_at_once,
    };
    static constexpr std::size_t inputs = 15;

    enum class action : std::uint8_t {
        hold_poll,
        read_delivery,
        /// 500 for a method that is neither GET nor POST.
        refuse_method,
        /// 400 for a second poll or delivery.
        refuse_overlap,
        /// 400 for a binary delivery.
        refuse_binary,
        /// The poll is answered with what is to be sent.
        answer_output,
        /// The poll is answered with a close packet.
        answer_close,
        /// The poll is answered with a noop.
        answer_noop,
        /// The poll is answered with what was sent before the end, of which the client learns with
        /// its next request; with a close packet if nothing was.
        offer_or_close,
        /// The same, with a noop.
        offer_or_noop,
        /// `ok`
        accept_delivery,
        /// 400 for a delivery that is no payload.
        refuse_garbage,
        /// 413
        refuse_too_much,
        destroy_delivery,
        /// The poll is answered with what is left to send, or if nothing is, with a close packet:
        /// then it steps on with `close_told`.
        answer_rest_or_close,
        // What the session hears. Last in each list: it may bring the machine to another state.
        end_sent,
        end_client_closed,
        end_poll_overlap,
        end_delivery_overlap,
        end_binary,
        end_garbage,
        end_too_much,
        end_poll_aborted,
        end_delivery_aborted,
    };

    using arrow_type = base::arrow<state, input, action>;
    using enum state;
    using enum action;

    static constexpr std::array arrows{
        arrow_type{idle, input::poll, polled, {hold_poll}},
        arrow_type{idle, input::delivery, delivering, {read_delivery}},
        arrow_type{idle, input::binary_delivery, closed, {refuse_binary, end_binary}},
        arrow_type{idle, input::other_method, idle, {refuse_method}},
        arrow_type{idle, input::close_after_sending, closing},
        arrow_type{idle, input::close_at_once, closed},

        arrow_type{polled, input::poll, closed, {offer_or_close, refuse_overlap, end_poll_overlap}},
        arrow_type{polled, input::delivery, polled_delivering, {read_delivery}},
        arrow_type{
            polled, input::binary_delivery, closed, {offer_or_close, refuse_binary, end_binary}},
        arrow_type{polled, input::other_method, polled, {refuse_method}},
        arrow_type{polled, input::output, idle, {answer_output}},
        arrow_type{polled, input::poke, idle, {answer_noop}},
        arrow_type{polled, input::poll_aborted, closed, {end_poll_aborted}},
        arrow_type{polled, input::close_after_sending, closed, {answer_close, end_sent}},
        arrow_type{polled, input::close_at_once, closed, {answer_close}},

        arrow_type{delivering, input::poll, polled_delivering, {hold_poll}},
        arrow_type{delivering,
                   input::delivery,
                   closed,
                   {destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{delivering,
                   input::binary_delivery,
                   closed,
                   {destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{delivering, input::other_method, delivering, {refuse_method}},
        arrow_type{delivering, input::delivered, idle, {accept_delivery}},
        arrow_type{
            delivering, input::delivered_close, closed, {accept_delivery, end_client_closed}},
        arrow_type{delivering, input::delivered_garbage, closed, {refuse_garbage, end_garbage}},
        arrow_type{delivering, input::delivered_too_much, closed, {refuse_too_much, end_too_much}},
        arrow_type{delivering, input::delivery_aborted, closed, {end_delivery_aborted}},
        // The delivery in which a handler closed is still answered.
        arrow_type{delivering, input::close_after_sending, closing_delivering},
        arrow_type{delivering, input::close_at_once, closed, {destroy_delivery}},

        arrow_type{polled_delivering,
                   input::poll,
                   closed,
                   {offer_or_close, destroy_delivery, refuse_overlap, end_poll_overlap}},
        arrow_type{polled_delivering,
                   input::delivery,
                   closed,
                   {offer_or_close, destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{polled_delivering,
                   input::binary_delivery,
                   closed,
                   {offer_or_close, destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{polled_delivering, input::other_method, polled_delivering, {refuse_method}},
        arrow_type{polled_delivering, input::output, delivering, {answer_output}},
        arrow_type{polled_delivering, input::poke, delivering, {answer_noop}},
        arrow_type{polled_delivering, input::delivered, polled, {accept_delivery}},
        arrow_type{polled_delivering,
                   input::delivered_close,
                   closed,
                   {offer_or_noop, accept_delivery, end_client_closed}},
        arrow_type{polled_delivering,
                   input::delivered_garbage,
                   closed,
                   {offer_or_close, refuse_garbage, end_garbage}},
        // Official clients act on a close packet at once and on the status of a delivery a tick
        // later: with a close packet their program would never learn that it had sent too much.
        arrow_type{polled_delivering,
                   input::delivered_too_much,
                   closed,
                   {refuse_too_much, offer_or_noop, end_too_much}},
        arrow_type{
            polled_delivering, input::poll_aborted, closed, {destroy_delivery, end_poll_aborted}},
        arrow_type{polled_delivering,
                   input::delivery_aborted,
                   closed,
                   {offer_or_close, end_delivery_aborted}},
        arrow_type{polled_delivering,
                   input::close_after_sending,
                   closed,
                   {answer_close, destroy_delivery, end_sent}},
        arrow_type{
            polled_delivering, input::close_at_once, closed, {answer_close, destroy_delivery}},

        arrow_type{closing, input::poll, closing, {hold_poll, answer_rest_or_close}},
        arrow_type{closing, input::close_told, closed, {end_sent}},
        arrow_type{closing, input::delivery, closing_delivering, {read_delivery}},
        arrow_type{closing, input::binary_delivery, closed, {refuse_binary, end_binary}},
        arrow_type{closing, input::other_method, closing, {refuse_method}},
        arrow_type{closing, input::close_at_once, closed},

        arrow_type{
            closing_delivering, input::poll, closing_delivering, {hold_poll, answer_rest_or_close}},
        arrow_type{closing_delivering, input::close_told, closed, {destroy_delivery, end_sent}},
        arrow_type{closing_delivering,
                   input::delivery,
                   closed,
                   {destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{closing_delivering,
                   input::binary_delivery,
                   closed,
                   {destroy_delivery, refuse_overlap, end_delivery_overlap}},
        arrow_type{closing_delivering, input::other_method, closing_delivering, {refuse_method}},
        arrow_type{closing_delivering, input::delivered, closing, {accept_delivery}},
        arrow_type{closing_delivering,
                   input::delivered_close,
                   closed,
                   {accept_delivery, end_client_closed}},
        arrow_type{
            closing_delivering, input::delivered_garbage, closed, {refuse_garbage, end_garbage}},
        arrow_type{
            closing_delivering, input::delivered_too_much, closed, {refuse_too_much, end_too_much}},
        arrow_type{closing_delivering, input::delivery_aborted, closed, {end_delivery_aborted}},
        arrow_type{closing_delivering, input::close_at_once, closed, {destroy_delivery}},
    };
};

using polling_machine = base::state_machine<polling_definition>;

} // namespace socketiota::engine

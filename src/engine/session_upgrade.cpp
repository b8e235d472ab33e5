// SPDX-License-Identifier: MIT
// How a session goes from long-polling to a WebSocket.
#include <utility>

#include <engine/live_session.hpp>

namespace socketiota::engine {
namespace {

using beat = heartbeat_machine::input_type;
using way = upgrade_machine::input_type;

} // namespace

void live_session::on_probe_text(std::string_view text) {
    if (text == "2probe") {
        step(way::probe);
    } else if (text.starts_with('5')) {
        step(way::upgrade);
    } else {
        around_.metrics.count(metric::upgrade_broken_off);
        step(way::other_packet);
    }
}

void live_session::on_probe_binary() {
    around_.metrics.count(metric::upgrade_broken_off);
    step(way::other_packet);
}

void live_session::on_probe_lost() noexcept {
    contain([&] {
        around_.metrics.count(metric::upgrade_lost);
        step(way::lost);
    });
}

void live_session::on_upgrade_deadline() {
    contain([&] {
        around_.metrics.count(metric::upgrade_timeout);
        step(way::deadline);
    });
}

void live_session::on_poke_due() {
    contain([&] { step(way::poke_due); });
}

void live_session::take_probe(websocket_arrival& arrival) {
    attempt_ =
        std::make_shared<upgrade_attempt>(home_, static_cast<upgrade_owner&>(*this),
                                          make_websocket(arrival), around_.options.upgrade_timeout);
    attempt_->start(arrival.connection.already_read);
}

void live_session::switch_to_websocket() {
    around_.metrics.count(metric::session_upgraded);
    polling_->close_at_once();
    // Both may be on the stack: the attempt surely is, it told of the packet.
    home_.dispose(std::move(polling_));
    websocket_ = attempt_->release();
    home_.dispose(std::move(attempt_));
    delivery_held_ = false;
    websocket_->set_owner(*this, outbox_);
    if (paused_)
        websocket_->pause_reading();
    step(beat::upgraded);
    output_ready();
}

void live_session::close_probe() noexcept {
    if (!attempt_)
        return; // there was no memory for it
    attempt_->close(around_.closing);
    home_.dispose(std::move(attempt_));
}

void live_session::step(upgrade_machine::input_type what, websocket_arrival* arrival) {
    for (auto const todo : upgrade_.step(what))
        perform(todo, arrival);
}

void live_session::perform(upgrade_machine::action_type what, websocket_arrival* arrival) {
    using action = upgrade_machine::action_type;
    switch (what) {
    case action::take_probe:
        take_probe(*arrival);
        return;
    case action::refuse_websocket:
        around_.metrics.count(metric::upgrade_refused);
        make_websocket(*arrival)->close(around_.closing);
        return;
    case action::answer_probe:
        attempt_->answer_probe();
        return;
    case action::poke_poll:
        // With something to send the poll is answered with that at the end of the turn.
        if (outbox_.empty())
            polling_->poke();
        return;
    case action::arm_poke:
        if (attempt_) // else the session has ended, for want of memory to answer the poll
            attempt_->arm_poke();
        return;
    case action::switch_transport:
        switch_to_websocket();
        return;
    case action::close_probe:
        close_probe();
        return;
    }
}

} // namespace socketiota::engine

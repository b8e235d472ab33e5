// SPDX-License-Identifier: MIT
// How a session goes from one transport to another.
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

void live_session::take_probe(transport_opening& with) {
    attempt_ = std::make_shared<upgrade_attempt>(home_, static_cast<upgrade_owner&>(*this),
                                                 around_.options.upgrade_timeout);
    std::shared_ptr<upgrade_attempt> const keep = attempt_; // it may be done in this
    keep->start(with);
}

void live_session::switch_transport() {
    around_.metrics.count(metric::session_upgraded);
    carrier_->close(false);
    if (ended()) { // there was no memory to answer the poll
        close_probe();
        return;
    }
    // Both may be on the stack: the attempt surely is, it told of the packet.
    home_.dispose(std::exchange(carrier_, attempt_->release()));
    home_.dispose(std::move(attempt_));
    carrier_->set_owner(static_cast<transport_owner&>(*this), outbox_);
    if (paused_)
        carrier_->pause_reading();
    step(beat::upgraded);
    carrier_->output_ready();
    listener_->on_upgraded();
}

void live_session::close_probe() noexcept {
    if (!attempt_)
        return; // there was no memory for it
    attempt_->close();
    home_.dispose(std::move(attempt_));
}

void live_session::step(upgrade_machine::input_type what, transport_opening* with) {
    for (auto const todo : upgrade_.step(what))
        perform(todo, with);
}

void live_session::perform(upgrade_machine::action_type what, transport_opening* with) {
    using action = upgrade_machine::action_type;
    switch (what) {
    case action::take_probe:
        take_probe(*with);
        return;
    case action::refuse_transport:
        around_.metrics.count(metric::upgrade_refused);
        with->refuse();
        return;
    case action::answer_probe:
        attempt_->answer_probe();
        return;
    case action::poke_poll:
        carrier_->poke();
        return;
    case action::arm_poke:
        if (attempt_) // else the session has ended, for want of memory to answer the poll
            attempt_->arm_poke();
        return;
    case action::switch_transport:
        switch_transport();
        return;
    case action::close_probe:
        close_probe();
        return;
    }
}

} // namespace socketiota::engine

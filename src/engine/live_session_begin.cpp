// SPDX-License-Identifier: MIT
#include <string>
#include <utility>

#include <engine/live_session.hpp>
#include <engine/session_ends.hpp>

// How a session begins.

namespace socketiota::engine {
namespace {

using life = lifecycle_machine::input_type;

} // namespace

void live_session::begin(engine_listener& host, transport_opening& with) {
    try {
        carrier_ = with.make(static_cast<transport_owner&>(*this), &outbox_);
        if (!carrier_->may_be_upgraded())
            upgrade_ = upgrade_machine(upgrade_machine::state_type::upgraded);
        // Made before the host is told, which may close; read after, because packets need a
        // listener.
        announce(host);
        if (!ended())
            with.read_early(*carrier_);
    } catch (...) {
        end_for_want_of_memory();
        throw;
    }
}

void live_session::end_for_want_of_memory() noexcept {
    step(life::close_at_once, session_ends::out_of_memory);
}

void live_session::announce(engine_listener& host) {
    around_.metrics.count(metric::session_opened);
    say_open();
    listener_ = host.on_session(*this);
    if (ended()) {
        listener_->on_closed(session_ends::forced.reason, session_ends::forced.description);
        return;
    }
    step(life::taken, session_ends::forced);
}

void live_session::append_upgrades(base::output_buffer& text) const {
    engine_options const& options = around_.options;
    if (!carrier_->may_be_upgraded() || !options.allow_upgrades)
        return;
    bool first = true;
    for (transport_kind const each : options.transports) {
        if (each == carrier_->kind())
            continue;
        text.append(std::exchange(first, false) ? "\"" : ",\"");
        text.append(to_string(each));
        text.append('"');
    }
}

void live_session::say_open() {
    engine_options const& options = around_.options;
    base::output_buffer& text = home_.scratch();
    text.clear();
    text.append("0{\"sid\":\"");
    text.append(id_);
    text.append("\",\"upgrades\":[");
    append_upgrades(text);
    text.append("],\"pingInterval\":");
    text.append_number(static_cast<std::uint64_t>(options.ping_interval.count()));
    text.append(",\"pingTimeout\":");
    text.append_number(static_cast<std::uint64_t>(options.ping_timeout.count()));
    text.append(",\"maxPayload\":");
    text.append_number(options.max_http_buffer_size);
    text.append('}');
    outbox_.push(home_.units().make(text.view()));
    if (!options.initial_packet.empty())
        outbox_.push(home_.units().make(wire::to_digit(wire::engine_packet_type::message) +
                                        options.initial_packet));
    carrier_->output_ready();
}

} // namespace socketiota::engine

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

void live_session::begin(engine_listener& host, http::exchange& request, http::header_list headers,
                         bool wants_base64) {
    try {
        polling_ = std::make_shared<polling_transport>(
            static_cast<polling_owner&>(*this), around_.options.max_http_buffer_size,
            polling_transport::dialect{protocol_, wants_base64});
        polling_->open(request, std::move(headers));
        announce(host);
    } catch (...) {
        end_for_want_of_memory();
        throw;
    }
}

void live_session::begin(engine_listener& host, websocket_arrival arrival) {
    try {
        upgrade_ = upgrade_machine(upgrade_machine::state_type::upgraded);
        websocket_ = make_websocket(arrival);
        // Set before the host is told, which may close; read after, because packets need a
        // listener.
        websocket_->start(*this, &outbox_, {});
        announce(host);
        if (!ended())
            websocket_->on_data(arrival.connection.already_read);
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

void live_session::say_open() {
    engine_options const& options = around_.options;
    base::output_buffer& text = home_.scratch();
    text.clear();
    text.append("0{\"sid\":\"");
    text.append(id_);
    text.append("\",\"upgrades\":[");
    if (polling_ && options.allow_upgrades && offers(options, transport_kind::websocket))
        text.append("\"websocket\"");
    text.append("],\"pingInterval\":");
    text.append_number(static_cast<std::uint64_t>(options.ping_interval.count()));
    text.append(",\"pingTimeout\":");
    text.append_number(static_cast<std::uint64_t>(options.ping_timeout.count()));
    text.append(",\"maxPayload\":");
    text.append_number(options.max_http_buffer_size);
    text.append('}');
    outbox_.push(home_.units().make(text.view()));
    if (!options.initial_packet.empty())
        outbox_.push(home_.units().make('4' + options.initial_packet));
    output_ready();
}

std::shared_ptr<websocket::connection> live_session::make_websocket(websocket_arrival& arrival) {
    wire::frame_limits const limits{around_.options.max_http_buffer_size,
                                    around_.options.max_fragments};
    return std::make_shared<websocket::connection>(
        home_, std::move(arrival.connection.channel), std::move(arrival.opening), limits,
        codec_of(protocol_).frames(arrival.wants_base64));
}

} // namespace socketiota::engine

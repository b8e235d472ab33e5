// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <engine/live_session.hpp>
#include <engine/session_ends.hpp>
#include <wire/base64.hpp>

namespace socketiota::engine {
namespace {

using beat = heartbeat_machine::input_type;
using life = lifecycle_machine::input_type;
using way = upgrade_machine::input_type;

using namespace session_ends;

constexpr std::string_view ping_packet = "2";
constexpr std::string_view pong_packet = "3";

std::string_view as_view(std::span<char> text) noexcept { return {text.data(), text.size()}; }

/// The part of `whole` that `part`, a view of it, shows.
std::span<char> writable(std::span<char> whole, std::string_view part) noexcept {
    if (part.empty())
        return {};
    return whole.subspan(static_cast<std::size_t>(part.data() - whole.data()), part.size());
}

} // namespace

live_session::live_session(session_surroundings const& around, session_owner& owner, std::string id,
                           std::shared_ptr<handshake_record const> handshake,
                           wire::engine_revision protocol)
    : home_(around.shard),
      around_(around),
      owner_(owner),
      id_(std::move(id)),
      handshake_(std::move(handshake)),
      outbox_(around.options.max_outbox_bytes),
      protocol_(protocol) {}

// ---- requests ----

bool live_session::serve(http::exchange& request, http::header_list headers) {
    return carrier_->serve(request, std::move(headers));
}

void live_session::upgrade(transport_opening& with) {
    contain([&] { step(way::another_transport, &with); });
}

// ---- what the hub asks ----

transport_kind live_session::transport() const noexcept { return carrier_->kind(); }

bool live_session::send(base::outgoing_ptr unit) {
    if (!open())
        return false;
    outbox_.push(std::move(unit));
    carrier_->output_ready();
    return true;
}

bool live_session::accepts_volatile() const noexcept { return open() && carrier_->sends_at_once(); }

bool live_session::open() const noexcept {
    return lifecycle_.state() == lifecycle_machine::state_type::opening ||
           lifecycle_.state() == lifecycle_machine::state_type::open;
}

bool live_session::ended() const noexcept {
    return lifecycle_.state() == lifecycle_machine::state_type::closed;
}

void live_session::close(close_mode mode) {
    step(mode == close_mode::at_once ? life::close_at_once : life::close_after_sending, forced);
}

void live_session::send_away() {
    if (!open())
        return;
    sent_away_ = true;
    if (listener_)
        listener_->on_going_away();
    close(close_mode::after_sending);
}

std::size_t live_session::observe() {
    observed_ = true;
    return outbox_.units().size();
}

void live_session::pause_reading() {
    if (paused_ || !open())
        return;
    paused_ = true;
    step(beat::pause);
    carrier_->pause_reading();
}

void live_session::resume_reading() {
    if (!paused_)
        return;
    paused_ = false;
    step(beat::resume);
    carrier_->resume_reading();
}

// ---- the end of a turn, and deadlines ----

void live_session::on_output_offered() {
    contain([&] {
        tell_left();
        if (!outbox_.accepts())
            fail(slow_consumer);
    });
}

void live_session::on_deadline() {
    contain([&] {
        // The heartbeat comes often enough; a peer may answer it and take nothing of what waits.
        if (open() && !outbox_.moves(home_.now(), carrier_->sent_of_first()))
            fail(slow_consumer);
        else if (open())
            step(paused_ && beat_is_unsent() ? beat::deadline_with_beat_unsent : beat::deadline);
        else
            step(life::deadline, not_taken_in_time);
    });
}

bool live_session::beat_is_unsent() const noexcept {
    std::string_view const beat =
        protocol_ == wire::engine_revision::three ? pong_packet : ping_packet;
    auto const units = outbox_.units();
    return std::any_of(units.begin(), units.end(), [beat](base::outgoing_ptr const& each) {
        return each->text() == beat; // packets of the program begin with another digit
    });
}

// ---- what the transports tell ----

void live_session::on_text_packet(std::span<char> text) {
    if (!open())
        return;
    if (!text.empty() && text.front() == wire::to_digit(wire::engine_packet_type::message))
        [[likely]] {
        step(beat::other_packet);
        take_text(text.subspan(1));
        return;
    }
    auto const packet = wire::codec_of(protocol_).read_text(as_view(text));
    if (!packet) {
        fail(undecodable);
    } else if (packet->type == wire::engine_packet_type::close) {
        if (tell_packet(*packet))
            fail(closed_by_client);
    } else {
        receive(*packet, text);
    }
}

void live_session::on_binary_packet(std::span<std::byte const> octets) {
    if (!open())
        return;
    auto const packet = wire::codec_of(protocol_).read_binary(octets);
    if (!packet) {
        fail(undecodable);
        return;
    }
    step(beat::other_packet);
    take_binary(std::as_bytes(std::span(packet->data)));
}

void live_session::on_all_sent() {
    tell_left(); // which may send, and close behind it
    if (!open() && outbox_.empty())
        step(life::sent, forced);
}

void live_session::on_some_sent() { tell_left(); }

void live_session::on_transport_failed(session_end const& how) noexcept { fail(how); }

transport_owner::delivery live_session::on_delivery(std::span<std::byte> body,
                                                    wire::body_form form) {
    delivery became = delivery::ended; // as it is if there was no memory
    contain([&] { became = take_delivery(body, form); });
    return became;
}

transport_owner::delivery live_session::take_delivery(std::span<std::byte> body,
                                                      wire::body_form form) {
    std::span<char> const text(reinterpret_cast<char*>(body.data()), body.size());
    auto reader = wire::codec_of(protocol_).read_payload(body, form);
    if (!reader)
        return delivery::garbage;
    for (;;) {
        wire::payload_event const found = reader->next();
        if (found.type == wire::payload_event::kind::error)
            return delivery::garbage;
        if (found.type == wire::payload_event::kind::end)
            break;
        if (found.packet.type == wire::engine_packet_type::close) {
            if (open())
                static_cast<void>(tell_packet(found.packet));
            return ended() ? delivery::ended : delivery::closed;
        }
        if (open())
            receive(found.packet, text);
        if (ended())
            return delivery::ended;
    }
    return paused_ ? delivery::held : delivery::accepted;
}

void live_session::on_no_memory() noexcept { end_for_want_of_memory(); }

void live_session::on_request_refused(metric counts) { around_.metrics.count(counts); }

void live_session::receive(wire::engine_packet const& packet, std::span<char> text) {
    if (packet.type != wire::engine_packet_type::message && !tell_packet(packet))
        return;
    switch (packet.type) {
    case wire::engine_packet_type::message:
        step(beat::other_packet);
        receive_message(packet, writable(text, packet.data));
        return;
    case wire::engine_packet_type::pong:
        step(beat::pong);
        return;
    case wire::engine_packet_type::ping:
        step(beat::ping);
        return;
    case wire::engine_packet_type::open:
    case wire::engine_packet_type::close:
    case wire::engine_packet_type::upgrade:
    case wire::engine_packet_type::noop:
        // Without meaning from a client here; the official server ignores them too.
        step(beat::other_packet);
        return;
    }
}

void live_session::receive_message(wire::engine_packet const& packet, std::span<char> text) {
    auto* const octets = reinterpret_cast<std::byte*>(text.data());
    switch (packet.form) {
    case wire::packet_form::text:
        take_text(text);
        return;
    case wire::packet_form::base64:
        take_binary({octets, wire::decode_base64(as_view(text), octets)});
        return;
    case wire::packet_form::octets:
        take_binary({octets, text.size()});
        return;
    }
}

// ---- what its listener hears once it is observed ----

void live_session::take_text(std::span<char> text) {
    if (!observed_ || tell_packet({engine_packet_type::message, false, as_view(text)})) [[likely]]
        listener_->on_text(text);
}

void live_session::take_binary(std::span<std::byte const> octets) {
    std::string_view const data(reinterpret_cast<char const*>(octets.data()), octets.size());
    if (!observed_ || tell_packet({engine_packet_type::message, true, data})) [[likely]]
        listener_->on_binary(octets);
}

/// False if the session is not to take it any more.
bool live_session::tell_packet(engine_packet const& came) {
    listener_->on_engine_packet(came);
    return open();
}

bool live_session::tell_packet(wire::engine_packet const& came) {
    return !observed_ || tell_packet(engine_packet{came.type, false, came.data});
}

void live_session::tell_of_units() {
    if (listener_)
        listener_->on_units_left(outbox_.units().size());
}

/// Queues a packet that its host does not know of.
void live_session::push_own(std::string_view packet) {
    if (observed_)
        listener_->on_own_unit({static_cast<engine_packet_type>(packet.front() - '0')});
    if (!open())
        return; // who was told has closed it
    outbox_.push(home_.units().make(packet));
    carrier_->output_ready();
}

// ---- steps ----

void live_session::arm(std::chrono::milliseconds delay, heartbeat_machine::input_type because) {
    if (!open())
        return; // who was told of a ping has closed it, and there is another deadline
    if (because == beat::deadline || because == beat::deadline_with_beat_unsent)
        home_.set_next_deadline(*this, delay);
    else
        home_.set_deadline(*this, delay);
}

void live_session::perform(heartbeat_machine::action_type what,
                           heartbeat_machine::input_type because) {
    using action = heartbeat_machine::action_type;
    switch (what) {
    case action::send_ping:
        push_own(ping_packet);
        return;
    case action::send_pong:
        push_own(pong_packet);
        return;
    case action::arm_interval:
        arm(around_.options.ping_interval, because);
        return;
    case action::arm_timeout:
        arm(around_.options.ping_timeout, because);
        return;
    case action::arm_interval_and_timeout:
        arm(around_.options.ping_interval + around_.options.ping_timeout, because);
        return;
    case action::disarm:
        cancel();
        return;
    case action::end_ping_timeout:
        fail(no_pong);
        return;
    case action::end_wrong_direction:
        fail(wrong_direction);
        return;
    }
}

void live_session::step(lifecycle_machine::input_type what, session_end const& how) {
    using action = lifecycle_machine::action_type;
    for (auto const todo : lifecycle_.step(what)) {
        switch (todo) {
        case action::start_heartbeat:
            step(protocol_ == wire::engine_revision::three ? beat::start_listening : beat::start);
            if (paused_) // by its host, when it was announced
                step(beat::pause);
            break;
        case action::begin_closing:
            begin_closing();
            break;
        case action::end:
            end(how);
            break;
        }
    }
}

void live_session::fail(session_end const& how) noexcept {
    contain([&] { step(life::failed, how); });
}

void live_session::begin_closing() {
    step(beat::stop);
    home_.set_deadline(*this, closing_limit);
    carrier_->close_after_sending();
}

void live_session::end(session_end const& how) noexcept {
    around_.metrics.count(how.counts);
    step(beat::stop);
    cancel();
    step(way::session_ended);
    tell_left();
    // What the server itself drops; everything else is offered to the peer once more.
    bool const dropped = how.reason == close_reason::forced_close;
    if (dropped)
        outbox_.clear();
    if (carrier_) // else there was no memory for it
        carrier_->close(sent_away_);
    if (!dropped)
        tell_left();
    outbox_.clear();
    owner_.on_session_ended(*this);
    if (listener_)
        listener_->on_closed(how.reason, how.description);
}

} // namespace socketiota::engine

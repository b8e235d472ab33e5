// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <string>
#include <utility>
#include <vector>

#include <client/engine/polling_carrier.hpp>
#include <client/engine/session.hpp>
#include <client/engine/session_probe.hpp>
#include <client/engine/websocket_carrier.hpp>
#include <wire/base64.hpp>

namespace socketiota::clients {

namespace {

using beat = wire::heartbeat_machine::input_type;
using life = session_machine::input_type;
using state = session_machine::state_type;

/// How long what closes waits for the server to take the rest; as the server does.
using websocket::closing_limit;

/// What an end is that was asked for here; and for what ends nothing.
session_end closed_here() noexcept {
    return {disconnect_reason::forced_close, {connection_stage::engine, {}, 0, {}}};
}

session_end end_of(disconnect_reason reason, boost::system::errc::errc_t code,
                   std::string_view words) {
    return {reason, {connection_stage::engine, make_error_code(code), 0, std::string(words)}};
}

} // namespace

session::session(session_surroundings const& around, session_owner& owner, std::size_t first)
    : around_(around), owner_(&owner), place_(first), outbox_(around.settings.max_outbox_bytes) {}

session::~session() = default;

void session::start() {
    contain([this] { begin_with(around_.settings.transports[place_]); });
}

void session::begin_with(transport which) {
    auto& [shard, dialler, settings, closing] = around_;
    carrier_owner& owner = *this;
    if (which == transport::polling)
        carrier_ = std::make_shared<polling_carrier>(shard, dialler, settings, owner);
    else
        carrier_ = std::make_shared<websocket_carrier>(shard, dialler, settings, closing,
                                                       std::string(), owner);
    carrier_->start();
}

// ---- what its owner asks ----

bool session::open() const noexcept {
    switch (machine_.state()) {
    case state::open:
    case state::probing:
    case state::pausing:
        return true;
    default:
        return false;
    }
}

bool session::closes() const noexcept {
    return machine_.state() == state::closing || machine_.state() == state::pausing_to_close;
}

bool session::send(base::outgoing_ptr unit) {
    if (!open() || outbox_.over_limit())
        return false;
    push(std::move(unit));
    return true;
}

bool session::sends_at_once() const noexcept { return open() && carrier_->sends_at_once(); }

bool session::takes(base::outgoing const& unit) const noexcept {
    return handshake_.max_payload == 0 ||
           carrier_->largest_delivery(unit) <= handshake_.max_payload;
}

void session::close() {
    contain([this] { step(life::close, closed_here()); });
}

void session::abort() noexcept {
    outbox_.clear();
    session_end how = closed_here();
    if (carrier_)
        how.why.stage = carrier_->stage();
    step(life::failed, how);
}

void session::refuse(disconnect_reason reason, std::string_view why) noexcept {
    contain([&] { fail(end_of(reason, boost::system::errc::protocol_error, why)); });
}

// ---- what the carrier tells ----

void session::on_packet(wire::engine_packet const& packet) {
    contain([&] { receive(packet); });
}

void session::receive(wire::engine_packet const& packet) {
    using type = wire::engine_packet_type;
    if (packet.type == type::open)
        return take_handshake(packet.data);
    if (packet.type == type::close)
        return fail(end_of(disconnect_reason::transport_close,
                           boost::system::errc::connection_reset, "the server closed the session"));
    if (machine_.state() == state::opening)
        return fail(end_of(disconnect_reason::parse_error, boost::system::errc::protocol_error,
                           "the first packet of the server is no handshake"));
    switch (packet.type) {
    case type::message:
        step(beat::other_packet);
        return take_message(packet);
    case type::ping:
        step(beat::ping);
        if (open())
            owner_->on_ping();
        return;
    case type::pong:
        return step(beat::pong);
    default:
        return; // noop, or what servers do not say
    }
}

void session::take_handshake(std::string_view json) {
    if (machine_.state() != state::opening)
        return; // another says nothing
    auto read = read_handshake(json);
    if (!read)
        return fail(end_of(disconnect_reason::parse_error, boost::system::errc::protocol_error,
                           "the handshake of the server is none of Engine.IO"));
    handshake_ = *std::move(read);
    step(life::handshake, closed_here());
}

void session::take_message(wire::engine_packet const& packet) {
    if (!open())
        return; // what comes while it closes is nobody's
    auto const octets = std::as_bytes(std::span(packet.data));
    if (packet.form == wire::packet_form::text)
        return owner_->on_text(packet.data);
    if (packet.form == wire::packet_form::octets)
        return owner_->on_binary(octets);
    std::vector<std::byte> decoded(wire::base64_decoded_size(packet.data));
    wire::decode_base64(packet.data, decoded.data());
    owner_->on_binary(decoded);
}

void session::on_all_sent() {
    contain([this] {
        if (machine_.state() == state::closing)
            step(life::sent, closed_here());
        else if (open())
            owner_->on_all_sent();
    });
}

void session::on_paused() {
    contain([this] { step(life::paused, closed_here()); });
}

bool session::tries_next() const noexcept {
    return around_.settings.tries_all && machine_.state() == state::opening &&
           place_ + 1 < around_.settings.transports.size();
}

void session::on_transport_failed(session_end const& how) noexcept {
    contain([&] {
        if (!tries_next())
            return fail(how);
        let_go(std::move(carrier_));
        begin_with(around_.settings.transports[++place_]);
    });
}

void session::on_deadline() {
    contain([this] {
        if (closes())
            step(life::deadline,
                 end_of(disconnect_reason::forced_close, boost::system::errc::timed_out,
                        "the server did not take the rest"));
        else
            step(beat::deadline);
    });
}

void session::on_probe(session_machine::input_type what) noexcept {
    contain([&] { step(what, closed_here()); });
}

// ---- steps ----

void session::step(session_machine::input_type what, session_end const& how) {
    for (auto const todo : machine_.step(what))
        perform(todo, how);
}

void session::perform(session_machine::action_type what, session_end const& how) {
    using action = session_machine::action_type;
    switch (what) {
    case action::announce:
        return announce();
    case action::begin_probe:
        return begin_probe();
    case action::drop_probe:
        return drop_probe();
    case action::pause_polling:
        return carrier_->pause();
    case action::resume_polling:
        return carrier_->resume();
    case action::switch_carrier:
        return switch_carrier();
    case action::limit_closing:
        return limit_closing();
    case action::begin_closing:
        return begin_closing();
    case action::end:
        return end(how);
    }
}

void session::announce() {
    carrier_->send_from(outbox_, handshake_.sid, handshake_.max_payload);
    step(around_.settings.revision == wire::engine_revision::three ? beat::start
                                                                   : beat::start_listening);
    owner_->on_session_open();
    bool const upgrades = kind() == transport::polling && around_.settings.upgrades &&
                          handshake_.offers_websocket && around_.settings.knows_websocket();
    if (upgrades)
        step(life::upgrade_possible, closed_here()); // nothing if it was closed meanwhile
}

void session::begin_probe() {
    probe_ = std::make_unique<probe>(*this);
    probe_->start();
}

void session::drop_probe() noexcept {
    if (auto const dropped = std::exchange(probe_, nullptr)) // null: there was no memory for it
        let_go(dropped->release());
}

void session::switch_carrier() {
    let_go(std::move(carrier_));
    carrier_ = std::exchange(probe_, nullptr)->release();
    carrier_->send_aside("5");
    carrier_->send_from(outbox_, handshake_.sid, handshake_.max_payload);
    carrier_->output_ready();
    if (open())
        owner_->on_upgraded();
}

void session::limit_closing() {
    step(beat::stop);
    around_.shard.set_deadline(*this, closing_limit);
}

void session::begin_closing() {
    if (machine_.state() != state::closing)
        return; // polling could not be resumed
    carrier_->finish();
}

/// What ends while it closes ends as its owner has asked, though it may not have sent the rest.
void session::fail(session_end const& how) {
    step(life::failed, closes() ? session_end{disconnect_reason::forced_close, how.why} : how);
}

void session::end_for_want_of_memory() noexcept {
    step(life::failed,
         {disconnect_reason::transport_error, out_of_memory(connection_stage::engine)});
}

void session::end(session_end const& how) noexcept {
    step(beat::stop);
    cancel();
    let_go(carrier_);
    outbox_.clear();
    owner_->on_session_ended(how);
}

/// It may be inside a call of it.
void session::let_go(std::shared_ptr<carrier> of) noexcept {
    if (!of)
        return;
    of->close();
    around_.shard.dispose(std::move(of));
}

void session::push(base::outgoing_ptr unit) {
    outbox_.push(std::move(unit));
    carrier_->output_ready(); // which waits if it is pausing
}

/// The server may ask for any number of answers and take none.
void session::push_beat(std::string_view packet) {
    push(around_.shard.units().make(packet));
    if (!outbox_.accepts(carrier_->sent_of_first()))
        fail(end_of(disconnect_reason::transport_error, boost::system::errc::no_buffer_space,
                    "the server does not take what is sent"));
}

void session::step(wire::heartbeat_machine::input_type what) {
    for (auto const todo : heartbeat_.step(what))
        perform(todo, what);
}

void session::perform(wire::heartbeat_machine::action_type what,
                      wire::heartbeat_machine::input_type because) {
    using action = wire::heartbeat_machine::action_type;
    switch (what) {
    case action::send_ping:
        return push_beat("2");
    case action::send_pong:
        return push_beat("3");
    case action::arm_interval:
        return arm(handshake_.ping_interval, because);
    case action::arm_timeout:
        return arm(handshake_.ping_timeout, because);
    case action::arm_interval_and_timeout:
        return arm(handshake_.ping_interval + handshake_.ping_timeout, because);
    case action::disarm:
        return cancel();
    case action::end_ping_timeout:
        return fail(end_of(disconnect_reason::ping_timeout, boost::system::errc::timed_out,
                           "the server was silent for longer than it said that it would be"));
    case action::end_wrong_direction:
        return fail(end_of(disconnect_reason::transport_error, boost::system::errc::protocol_error,
                           "the heartbeat of the server is that of another revision"));
    }
}

void session::arm(std::chrono::milliseconds delay, wire::heartbeat_machine::input_type because) {
    if (because == beat::deadline)
        around_.shard.set_next_deadline(*this, delay);
    else
        around_.shard.set_deadline(*this, delay);
}

} // namespace socketiota::clients

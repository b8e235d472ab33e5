// SPDX-License-Identifier: MIT
#include <cstdint>
#include <utility>

#include <client/engine/refusal_words.hpp>
#include <client/engine/websocket_carrier.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::clients {

namespace {

loop::error_code protocol_error() { return code_of(websocket::failure::kind::rule_broken); }

} // namespace

websocket_carrier::websocket_carrier(loop::shard& home, loop::dialler& with,
                                     engine_settings const& settings,
                                     websocket::closing_connections& closing, std::string sid,
                                     carrier_owner& owner)
    : home_(home),
      settings_(settings),
      closing_(closing),
      owner_(&owner),
      opening_(std::make_shared<websocket_opening>(
          with, settings, target_of(settings, transport::websocket, sid, {}), cookies_for(settings),
          static_cast<opening_owner&>(*this))) {}

void websocket_carrier::start() { opening_->start(); }

connection_stage websocket_carrier::stage() const noexcept {
    return opening_ ? opening_->stage() : connection_stage::engine;
}

void websocket_carrier::on_answer_head(wire::response_head const& head) {
    keep_cookies(settings_, head);
}

void websocket_carrier::on_opened(std::unique_ptr<loop::channel> made,
                                  wire::websocket_agreement const& agreed,
                                  std::span<std::byte> rest) {
    auto kind = kind_of(settings_, agreed);
    kind.form = wire::codec_of(settings_.revision).frames(settings_.base64);
    home_.dispose(std::move(opening_));
    connection_.emplace(home_, std::move(made), std::string(), kind);
    connection_->start(*this, nullptr, {});
    owner_->on_opened();
    if (!closed_ && !rest.empty())
        connection_->on_data(rest);
}

/// What the server says of it counts if it comes with the head, as nearly always.
void websocket_carrier::on_refused(wire::response_head const& head, std::string_view sentence,
                                   std::span<std::byte const> body) {
    std::string said = refusal_words(body);
    if (said.empty())
        said = sentence;
    on_not_opened({connection_stage::http, protocol_error(), head.status, std::move(said)});
}

void websocket_carrier::on_not_opened(connection_failure why) noexcept {
    fail(disconnect_reason::transport_error, std::move(why));
}

void websocket_carrier::send_from(base::outbox& source, std::string_view, std::size_t) {
    connection_->set_owner(*this, source);
}

std::size_t websocket_carrier::largest_delivery(base::outgoing const& unit) const noexcept {
    return wire::codec_of(settings_.revision).largest_message(unit, settings_.base64);
}

void websocket_carrier::output_ready() {
    if (connection_ && !closed_)
        connection_->output_ready();
}

void websocket_carrier::on_websocket_text(std::span<char> text) {
    take(wire::codec_of(settings_.revision).read_text({text.data(), text.size()}));
}

void websocket_carrier::on_websocket_binary(std::span<std::byte const> octets) {
    take(wire::codec_of(settings_.revision).read_binary(octets));
}

void websocket_carrier::take(std::optional<wire::engine_packet> const& packet) {
    has_heard_ = true;
    if (packet)
        owner_->on_packet(*packet);
    else
        fail(disconnect_reason::parse_error, {connection_stage::engine, protocol_error(), 0,
                                              "the server sent what is no packet of Engine.IO"});
}

void websocket_carrier::on_websocket_failed(websocket::failure const& how) noexcept {
    using kind = websocket::failure::kind;
    bool const is_closed = how.what == kind::closed_by_peer || how.what == kind::lost;
    contain([&] {
        std::string words(how.reason);
        if (how.what == kind::rule_broken && !has_heard_ &&
            settings_.revision == wire::engine_revision::three)
            words += ", as where Node's server lets nobody of revision 3 in (allowEIO3)";
        fail(is_closed ? disconnect_reason::transport_close : disconnect_reason::transport_error,
             {connection_stage::http, code_of(how.what), 0, std::move(words),
              how.what == kind::closed_by_peer ? how.code : std::uint16_t{0}});
    });
}

void websocket_carrier::close() noexcept {
    if (std::exchange(closed_, true))
        return;
    if (opening_) {
        opening_->close();
        home_.dispose(std::move(opening_)); // it may be on the stack
    }
    if (connection_)
        connection_->close(closing_);
}

void websocket_carrier::fail(disconnect_reason reason, connection_failure why) noexcept {
    if (!closed_)
        owner_->on_transport_failed({reason, std::move(why)});
}

} // namespace socketiota::clients

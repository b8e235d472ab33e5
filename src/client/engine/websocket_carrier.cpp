// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <utility>

#include <base/output_buffer.hpp>
#include <client/engine/refusal_words.hpp>
#include <client/engine/websocket_carrier.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::clients {

namespace {

constexpr std::size_t max_fragments = 100'000;

loop::error_code protocol_error() { return make_error_code(boost::system::errc::protocol_error); }

loop::error_code code_of(websocket::failure::kind what) {
    using kind = websocket::failure::kind;
    namespace errc = boost::system::errc;
    switch (what) {
    case kind::closed_by_peer:
    case kind::lost:
        return boost::asio::error::eof;
    case kind::write_failed:
        return make_error_code(errc::broken_pipe);
    case kind::slow_consumer:
        return make_error_code(errc::no_buffer_space);
    case kind::out_of_memory:
        return make_error_code(errc::not_enough_memory);
    case kind::rule_broken:
        break;
    }
    return protocol_error();
}

} // namespace

websocket_carrier::websocket_carrier(loop::shard& home, loop::dialler& with,
                                     engine_settings const& settings,
                                     websocket::closing_connections& closing, std::string sid,
                                     carrier_owner& owner)
    : home_(home),
      dialler_(with),
      settings_(settings),
      closing_(closing),
      owner_(&owner),
      opening_(std::make_unique<opening>()) {
    opening_->target = target_of(settings, transport::websocket, sid, {});
}

void websocket_carrier::start() {
    opening_->cookies = cookies_for(settings_);
    if (!opening_->cookies.empty())
        opening_->headers.push_back({"Cookie", opening_->cookies});
    for (auto const& [name, value] : settings_.headers)
        opening_->headers.push_back({name, value});
    base::output_buffer octets;
    static_cast<void>(append_websocket_request(octets, request())); // checked when it was given
    opening_->octets = octets.view();
    opening_->attempt = dialler_.dial(settings_.where, *this);
}

connection_stage websocket_carrier::stage() const noexcept {
    if (!opening_)
        return connection_stage::engine;
    return opening_->attempt ? stage_of(opening_->attempt->stage()) : connection_stage::http;
}

wire::websocket_request websocket_carrier::request() const {
    return {.authority = settings_.authority,
            .target = opening_->target,
            .key = opening_->key,
            .subprotocols = settings_.subprotocols,
            .deflate = settings_.deflate ? &settings_.deflate->wanted() : nullptr,
            .headers = opening_->headers};
}

void websocket_carrier::on_dialled(std::unique_ptr<loop::channel> made) {
    contain([&] {
        opening_->attempt.reset();
        opening_->channel = std::move(made);
        opening_->channel->set_owner(*this);
        write();
    });
}

void websocket_carrier::on_dial_failed(loop::dial_failure const& why) {
    contain([&] { fail(disconnect_reason::transport_error, failure_of(why)); });
}

void websocket_carrier::write() {
    opening& now = *opening_;
    if (now.sent == now.octets.size())
        return;
    boost::asio::const_buffer const rest = boost::asio::buffer(now.octets) + now.sent;
    loop::error_code failure;
    now.sent += now.channel->write({&rest, 1}, failure);
    if (failure)
        fail(disconnect_reason::transport_error,
             {connection_stage::http, failure, 0, failure.message()});
}

void websocket_carrier::on_data(std::span<std::byte> data) {
    contain([&] { read_answer(data); });
}

void websocket_carrier::read_answer(std::span<std::byte> data) {
    std::string_view octets(reinterpret_cast<char const*>(data.data()), data.size());
    wire::response_head head;
    auto const found = opening_->head_reader.read(octets, head);
    if (found.type == wire::response_result::kind::need_more)
        return;
    if (found.type == wire::response_result::kind::error)
        return fail(disconnect_reason::transport_error,
                    {connection_stage::http, protocol_error(), 0, std::string(found.sentence)});
    keep_cookies(settings_, head);
    auto const agreed = judge_websocket_answer(head, request());
    if (agreed.accepted)
        open(agreed, data.last(octets.size()));
    else
        refuse(head, agreed.sentence, data.last(octets.size()));
}

void websocket_carrier::open(wire::websocket_agreement const& agreed, std::span<std::byte> rest) {
    websocket::connection_kind kind{.limits = {settings_.max_message_size, max_fragments},
                                    .form =
                                        wire::codec_of(settings_.revision).frames(settings_.base64),
                                    .role = wire::websocket_role::client};
    if (agreed.deflate)
        kind.deflate = websocket::agreed_deflate{*agreed.deflate, settings_.deflate};
    auto channel = std::move(opening_->channel);
    opening_.reset();
    connection_.emplace(home_, std::move(channel), std::string(), kind);
    connection_->start(*this, nullptr, {});
    owner_->on_opened();
    if (!closed_ && !rest.empty())
        connection_->on_data(rest);
}

/// What the server says of it counts if it comes with the head, as nearly always.
void websocket_carrier::refuse(wire::response_head const& head, std::string_view sentence,
                               std::span<std::byte const> body) {
    std::string said = refusal_words(body);
    if (said.empty())
        said = sentence;
    fail(disconnect_reason::transport_error,
         {connection_stage::http, protocol_error(), head.status, std::move(said)});
}

void websocket_carrier::on_end() {
    contain([this] {
        fail(disconnect_reason::transport_error,
             {connection_stage::http, boost::asio::error::eof, 0,
              "the server closed the connection before it had answered"});
    });
}

void websocket_carrier::on_broken(loop::error_code reason) {
    contain([&] {
        fail(disconnect_reason::transport_error,
             {connection_stage::http, reason, 0, reason.message()});
    });
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
             {connection_stage::http, code_of(how.what), how.code, std::move(words)});
    });
}

void websocket_carrier::close() noexcept {
    if (std::exchange(closed_, true))
        return;
    opening_.reset();
    if (connection_)
        connection_->close(closing_);
}

void websocket_carrier::fail(disconnect_reason reason, connection_failure why) noexcept {
    if (!closed_)
        owner_->on_transport_failed({reason, std::move(why)});
}

} // namespace socketiota::clients

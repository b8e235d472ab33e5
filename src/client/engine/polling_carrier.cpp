// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>
#include <utility>

#include <base/output_buffer.hpp>
#include <base/random.hpp>
#include <client/engine/polling_carrier.hpp>
#include <client/engine/refusal_words.hpp>
#include <wire/engine_codec.hpp>
#include <wire/http_head_writer.hpp>

namespace socketiota::clients {

namespace {

constexpr std::uint16_t ok = 200;
constexpr std::string_view octet_stream = "application/octet-stream";

/// What a server says about a refusal: Engine.IO's sentence, or the beginning of what it sent.
std::string words_of(std::span<std::byte const> body) {
    std::string said = refusal_words(body);
    if (!said.empty())
        return said;
    return std::string(reinterpret_cast<char const*>(body.data()),
                       std::min(body.size(), longest_refusal));
}

bool begins_with_handshake(std::span<std::byte const> body, wire::engine_revision which) {
    auto reader = wire::codec_of(which).read_payload(body, wire::body_form::text);
    auto const first = reader ? reader->next() : wire::payload_event{};
    return first.type == wire::payload_event::kind::packet &&
           first.packet.type == wire::engine_packet_type::open;
}

/// What is to be done about the first answer of a server that speaks another revision, as none says
/// so by itself; empty if it does not.
std::string_view remedy_of(std::span<std::byte const> body, wire::engine_revision spoken) {
    bool const is_3 = spoken == wire::engine_revision::three;
    auto const other = is_3 ? wire::engine_revision::four : wire::engine_revision::three;
    if (begins_with_handshake(body, spoken) || !begins_with_handshake(body, other))
        return {};
    return is_3 ? "the server speaks revision 4 of Engine.IO, and client_options.revision says 3"
                : "the server speaks revision 3 of Engine.IO, as those of Socket.IO 2 do: say so "
                  "in client_options.revision";
}

wire::body_form form_of(wire::response_head const& head) {
    auto const type = head.find("content-type");
    return type && type->starts_with(octet_stream) ? wire::body_form::octets
                                                   : wire::body_form::text;
}

} // namespace

polling_carrier::polling_carrier(loop::shard& home, loop::dialler& with,
                                 engine_settings const& settings, carrier_owner& owner)
    : home_(home),
      settings_(settings),
      owner_(owner),
      polls_(home, with, settings.where, settings.max_message_size, poll_side_),
      deliveries_(home, with, settings.where, settings.max_message_size, delivery_side_) {}

void polling_carrier::send_from(base::outbox& source, std::string_view sid, std::size_t most) {
    source_ = &source;
    sid_ = sid;
    max_delivery_ = most;
}

std::size_t polling_carrier::largest_delivery(base::outgoing const& unit) const noexcept {
    return wire::codec_of(settings_.revision).payload_size(unit, settings_.base64);
}

void polling_carrier::output_ready() {
    if (!closed_ && !paused_ && !deliveries_.busy() && source_ != nullptr)
        home_.mark(*this);
}

void polling_carrier::flush() {
    if (closed_ || paused_ || deliveries_.busy() || source_->empty())
        return;
    try {
        deliver(units_that_fit());
    } catch (...) {
        fail({disconnect_reason::transport_error, out_of_memory(connection_stage::http)});
    }
}

void polling_carrier::deliver(std::size_t count) {
    base::output_buffer payload;
    auto const form = wire::codec_of(settings_.revision)
                          .write_payload(source_->units().first(count), settings_.base64, payload);
    under_way_ = count;
    deliveries_.send(request("POST", form, payload.view()));
}

std::size_t polling_carrier::units_that_fit() const {
    auto const units = source_->units();
    if (max_delivery_ == 0)
        return units.size();
    std::size_t size = largest_delivery(*units.front());
    std::size_t count = 1; // one that is too large is the server's to refuse
    for (; count != units.size(); ++count) {
        size += 1 + largest_delivery(*units[count]);
        if (size > max_delivery_)
            break;
    }
    return count;
}

std::string polling_carrier::request(std::string_view method, wire::body_form form,
                                     std::string_view body) {
    constexpr std::size_t stamp = 8;
    std::string const timestamp =
        settings_.timestamp.empty() ? std::string() : base::random_text(stamp);
    base::output_buffer head;
    wire::request_head_writer to(head, method,
                                 target_of(settings_, transport::polling, sid_, timestamp),
                                 settings_.authority);
    to.header("Accept", "*/*");
    if (std::string const cookies = cookies_for(settings_); !cookies.empty())
        to.header("Cookie", cookies);
    for (auto const& [name, value] : settings_.headers)
        to.header(name, value);
    if (method == "POST") {
        to.header("Content-Type",
                  form == wire::body_form::octets ? octet_stream : "text/plain;charset=UTF-8");
        to.content_length(body.size());
    }
    static_cast<void>(to.finish()); // the headers of the program were checked when it gave them
    head.append(body);
    return std::string(head.view());
}

void polling_carrier::poll() { polls_.send(request("GET", wire::body_form::text, {})); }

void polling_carrier::on_polled(wire::response_head const& head, std::span<std::byte> body) {
    if (!is_granted(head, body))
        return;
    read_payload(head, body);
    if (closed_)
        return;
    if (paused_)
        tell_paused();
    else if (!finishing_)
        poll();
}

void polling_carrier::read_payload(wire::response_head const& head, std::span<std::byte> body) {
    if (sid_.empty())
        if (auto const remedy = remedy_of(body, settings_.revision); !remedy.empty())
            return fail_to_parse(head, remedy);
    auto reader = wire::codec_of(settings_.revision).read_payload(body, form_of(head));
    for (auto found = reader ? reader->next()
                             : wire::payload_event{.type = wire::payload_event::kind::error};
         found.type != wire::payload_event::kind::end; found = reader->next()) {
        if (found.type == wire::payload_event::kind::error)
            return fail_to_parse(head, "the server answered with what is no payload of Engine.IO");
        owner_.on_packet(found.packet);
        if (closed_)
            return;
    }
}

void polling_carrier::on_delivered(wire::response_head const& head, std::span<std::byte> body) {
    if (!is_granted(head, body))
        return;
    source_->pop(std::exchange(under_way_, 0));
    if (source_->empty() && finishing_ && !farewell_sent_)
        return say_farewell();
    if (source_->empty())
        owner_.on_all_sent();
    if (closed_)
        return;
    if (paused_)
        tell_paused();
    else if (!source_->empty())
        output_ready();
}

bool polling_carrier::is_granted(wire::response_head const& head, std::span<std::byte> body) {
    if (closed_)
        return false;
    keep_cookies(settings_, head);
    if (head.status == ok)
        return true;
    fail({disconnect_reason::transport_error,
          {connection_stage::http, make_error_code(boost::system::errc::protocol_error),
           head.status, words_of(body)}});
    return false;
}

void polling_carrier::pause() {
    paused_ = true;
    home_.unmark(*this);
    tell_paused();
}

void polling_carrier::resume() {
    paused_ = false;
    if (!polls_.busy())
        poll();
    output_ready();
}

void polling_carrier::finish() {
    finishing_ = true;
    if (!deliveries_.busy() && source_->empty())
        say_farewell();
    else
        output_ready();
}

/// Alone: what comes with it in one delivery Node takes for lost, as it ends the session first.
void polling_carrier::say_farewell() {
    farewell_sent_ = true;
    deliveries_.send(
        request("POST", wire::body_form::text,
                wire::codec_of(settings_.revision).payload_of(wire::last_word::close)));
}

void polling_carrier::tell_paused() {
    if (!polls_.busy() && !deliveries_.busy())
        owner_.on_paused();
}

void polling_carrier::close() noexcept {
    closed_ = true;
    polls_.close();
    deliveries_.close();
    home_.unmark(*this);
}

void polling_carrier::fail_to_parse(wire::response_head const& head, std::string_view words) {
    fail({disconnect_reason::parse_error,
          {connection_stage::engine, make_error_code(boost::system::errc::protocol_error),
           head.status, std::string(words)}});
}

void polling_carrier::fail(session_end const& how) noexcept {
    if (!closed_)
        owner_.on_transport_failed(how);
}

} // namespace socketiota::clients

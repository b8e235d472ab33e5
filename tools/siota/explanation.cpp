// SPDX-License-Identifier: MIT
#include "explanation.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/engine_packet.hpp>
#include <socketiota/engine_payload.hpp>
#include <socketiota/json_parser.hpp>
#include <socketiota/msgpack_parser.hpp>
#include <socketiota/packet_parser.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sio = socketiota;

namespace siota {
namespace {

explanation no_packet(std::string why, sio::value data) {
    explanation made{.sentence = "no packet: " + why, .values = {data}, .is_packet = false};
    made.fields.set("error", std::move(why));
    made.fields.set("data", std::move(data));
    return made;
}

std::string_view purpose_of(sio::engine_payload::packet const& packet, unsigned revision) {
    bool const is_probe = packet.data == "probe";
    switch (packet.type) {
    case sio::engine_packet_type::open:
        return "the server begins a session";
    case sio::engine_packet_type::close:
        return "the session ends";
    case sio::engine_packet_type::ping:
        if (is_probe)
            return "the client tries another transport";
        return revision == 3 ? "the client asks whether the server is there"
                             : "the server asks whether the client is there";
    case sio::engine_packet_type::pong:
        if (is_probe)
            return "the server says that the other transport works";
        return revision == 3 ? "the server is there" : "the client is there";
    case sio::engine_packet_type::upgrade:
        return "the client goes on with the other transport";
    case sio::engine_packet_type::noop:
        return "ends a poll that has nothing";
    case sio::engine_packet_type::message:
        break;
    }
    return {};
}

sio::value value_of_data(std::string_view data, bool is_binary) {
    return is_binary ? sio::value(sio::bytes(data)) : sio::value(data);
}

/// What stands behind the name of its type.
std::string circumstances_of(sio::parsed_packet const& packet) {
    std::string said;
    auto const id = packet.id ? std::to_string(*packet.id) : std::string();
    if (packet.kind == sio::packet_kind::ack)
        said += " to event " + id;
    said += packet.kind == sio::packet_kind::connect      ? " to "
            : packet.kind == sio::packet_kind::disconnect ? " from "
                                                          : " in ";
    said += packet.nsp;
    if (packet.kind == sio::packet_kind::event && packet.id)
        said += ", which wants answer " + id;
    if (packet.kind == sio::packet_kind::connect && packet.data.contains("sid"))
        said += ", which the server allows";
    return said;
}

} // namespace

std::string_view explainer::name_of(sio::packet_kind kind) const noexcept {
    switch (kind) {
    case sio::packet_kind::connect:
        return "connect";
    case sio::packet_kind::disconnect:
        return "disconnect";
    case sio::packet_kind::event:
        return "event";
    case sio::packet_kind::ack:
        return "ack";
    case sio::packet_kind::connect_error:
        return revision_ == 3U ? "error" : "connect_error";
    }
    return {};
}

std::vector<explanation> explainer::on_text(std::string_view text) {
    if (!revision_)
        return {message(text, false)};
    auto made = explain(sio::read_engine_text(text, *revision_));
    if (!made.empty() && !made.back().is_packet && made.back().values.empty())
        made.back().values.emplace_back(text);
    return made;
}

std::vector<explanation> explainer::on_binary(std::span<std::byte const> octets) {
    if (!revision_)
        return {message(sio::bytes(octets).as_text(), true)};
    return explain(sio::read_engine_octets(octets, *revision_));
}

std::vector<explanation> explainer::explain(sio::engine_payload const& payload) {
    std::vector<explanation> made;
    for (auto const& packet : payload.packets)
        made.push_back(explain(packet));
    if (!payload.is_whole)
        made.push_back({.sentence = "no packet of Engine.IO " + std::to_string(*revision_),
                        .fields = sio::object("error", "no packet of Engine.IO"),
                        .is_packet = false});
    return made;
}

explanation explainer::explain(sio::engine_payload::packet const& packet) {
    if (packet.type == sio::engine_packet_type::message) {
        explanation made = message(packet.data, packet.is_binary);
        made.sentence = "message: " + made.sentence;
        return made;
    }
    explanation made{.fields = sio::object("engine", to_string(packet.type))};
    made.sentence = std::string(to_string(packet.type)) +
                    (packet.data == "probe" ? " probe: " : ": ") +
                    std::string(purpose_of(packet, *revision_));
    if (packet.data.empty())
        return made;
    auto const json = sio::value::parse(packet.data);
    sio::value const data = json ? *json : sio::value(packet.data);
    made.fields.set("data", data);
    if (packet.data != "probe")
        made.values.push_back(data);
    return made;
}

/// The first message tells the parser, as for servers: octets that nothing announced are msgpack.
explainer::read_packet explainer::read(std::string_view data, bool is_binary) {
    if (!waits_)
        decoder_ = (is_binary ? sio::msgpack_parser() : sio::json_parser())->make_decoder();
    auto read =
        is_binary ? decoder_->on_binary(std::as_bytes(std::span(data))) : decoder_->on_text(data);
    waits_ = read.has_value() && !read->has_value();
    return read;
}

explanation explainer::message(std::string_view data, bool is_binary) {
    bool const is_attachment = waits_ && is_binary;
    auto const outcome = read(data, is_binary);
    if (!outcome)
        return no_packet(outcome.error().message(), value_of_data(data, is_binary));
    if (!*outcome) {
        explanation made{.sentence = is_attachment ? "an attachment, and more belong to it"
                                                   : "with attachments, which follow"};
        made.fields.set("engine", "message");
        made.fields.set("waits", true);
        return made;
    }
    sio::parsed_packet const& packet = **outcome;
    explanation made{.sentence = std::string(name_of(packet.kind)) + circumstances_of(packet)};
    if (is_attachment)
        made.sentence = "the last attachment of: " + made.sentence;
    made.fields = sio::object("engine", "message", "type", name_of(packet.kind), "nsp", packet.nsp);
    if (packet.id)
        made.fields.set("id", *packet.id);
    if (packet.data.is_null())
        return made;
    made.fields.set("data", packet.data);
    // Of an event and an answer each argument by itself.
    if (packet.data.is_array())
        made.values.assign(packet.data.elements().begin(), packet.data.elements().end());
    else
        made.values.push_back(packet.data);
    return made;
}

} // namespace siota

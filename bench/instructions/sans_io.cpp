// SPDX-License-Identifier: MIT
#include "paths.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <base/outgoing_pool.hpp>
#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/json_encoder.hpp>
#include <value/json_validate.hpp>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>
#include <wire/request_head.hpp>
#include <wire/request_parser.hpp>

namespace socketiota::bench {
namespace {

constexpr std::string_view event = R"(212["echo","0123456789abcdef0123456789abcdef"])";

constexpr std::string_view object =
    R"({"id":4711,"name":"Ann \"the\" first","tags":["red","green"],"at":{"x":1.5,"y":-2},"ok":true})";

// A client's frame around "4" and the event, masked; unmasking in place twice gives the same
// octets.
std::string masked_frame() {
    std::string const content = '4' + std::string(event);
    base::output_buffer frame;
    wire::append_masked_frame(frame, wire::opcode::text, content,
                              {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}});
    return std::string(frame.view());
}

void frame(long count) {
    std::string const received = masked_frame();
    wire::frame_reader reader(wire::websocket_role::server, {});
    std::string buffer;
    for (long index = 0; index < count; ++index) {
        buffer = received;
        std::span<std::byte> input = std::as_writable_bytes(std::span(buffer));
        static_cast<void>(reader.next(input));
    }
}

void packet_in(long count) {
    packet::decoder_limits const limits;
    packet::decoder decoder(limits);
    for (long index = 0; index < count; ++index) {
        packet::incoming_packet packet;
        static_cast<void>(decoder.on_text(event, packet));
        packet::arguments_reader opened;
        reader& from = opened.open(packet);
        std::string_view text;
        static_cast<void>(from.next_element() && decode(from, text));
    }
}

void ack_out(long count) {
    base::outgoing_pool pool;
    packet::json_encoder encoder(pool);
    constexpr std::string_view result = "0123456789abcdef0123456789abcdef";
    for (long index = 0; index < count; ++index)
        static_cast<void>(
            encoder.ack("/", 12, detail::argument_list{detail::argument_ref(result)}));
}

void request(long count) {
    constexpr std::string_view head =
        "GET /socket.io/?EIO=4&transport=polling&t=abc&sid=0123456789ab "
        "HTTP/1.1\r\nHost: localhost:3000\r\nAccept: */*\r\n"
        "User-Agent: Mozilla/5.0\r\nConnection: keep-alive\r\n\r\n";
    wire::request_parser parser;
    wire::request_head parsed;
    for (long index = 0; index < count; ++index)
        static_cast<void>(parser.parse(head, parsed));
}

void value_in(long count) {
    for (long index = 0; index < count; ++index)
        static_cast<void>(value::parse(object).value().size());
}

void value_out(long count) {
    value const written = value::parse(object).value();
    for (long index = 0; index < count; ++index)
        static_cast<void>(written.to_json());
}

template <void (*Run)(long)>
std::function<void(long)> nothing_else() {
    return Run;
}

} // namespace

std::vector<path> sans_io_paths() {
    return {
        {"frame", 10000, nothing_else<frame>},      {"packet_in", 10000, nothing_else<packet_in>},
        {"ack_out", 10000, nothing_else<ack_out>},  {"request", 10000, nothing_else<request>},
        {"value_in", 2000, nothing_else<value_in>}, {"value_out", 2000, nothing_else<value_out>},
    };
}

} // namespace socketiota::bench

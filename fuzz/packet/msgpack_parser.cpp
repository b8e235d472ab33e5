// SPDX-License-Identifier: MIT
// Feeds the parser for clients of Socket.IO 2 with msgpack, as a parser of the program, with
// messages cut from the input: an octet says text or binary and how long. What it gives out must be
// readable to the end, and encoding it again must give a packet that decodes to the same.
#include "../fuzz_check.hpp"
#include "transport_message.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/msgpack_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>

namespace {

using namespace socketiota;

void read_arguments(packet::incoming_packet const& from) {
    packet::arguments_reader opened;
    reader& in = opened.open(from);
    arguments all;
    while (in.next_element())
        fuzz_check(decode(in, all.emplace_back()));
    fuzz_check(!in.failed());
}

void encode_again(packet_parser const& parser, parsed_packet const& given, bool came_as_text) {
    auto const sent = parser.encode(given);
    if (!sent) {
        fuzz_check(came_as_text); // JSON may nest deeper
        return;
    }
    fuzz_check(sent->text.empty() && sent->binary.size() == 1);
    auto const decoder = parser.make_decoder();
    auto const back = decoder->on_binary(sent->binary[0].view());
    fuzz_check(back && *back);
    fuzz_check((*back)->kind == given.kind && (*back)->nsp == given.nsp && (*back)->id == given.id);
    // As texts: what is no number is sent as null, in JavaScript too.
    fuzz_check((*back)->data.to_json() == given.data.to_json());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    packet::decoder_limits const limits{.custom = msgpack_parser()};
    packet::decoder decoder(limits);
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    while (!rest.empty()) {
        transport_message const message = take_message(rest);
        if (!message.is_binary && !base::is_valid_utf8(message.content))
            return 0; // the transport has refused it
        packet::incoming_packet packet;
        auto const state = message.is_binary ? decoder.on_binary(message.octets(), packet)
                                             : decoder.on_text(message.content, packet);
        if (state == packet::decoder::outcome::error) {
            fuzz_check(decoder.error() != packet::packet_error::none);
            return 0;
        }
        fuzz_check(state == packet::decoder::outcome::packet); // one message is one packet
        fuzz_check(packet.parsed != nullptr);
        if (packet.type == packet::packet_type::event || packet.type == packet::packet_type::ack)
            read_arguments(packet);
        encode_again(*limits.custom, *packet.parsed, !message.is_binary);
        decoder.forget_complete();
    }
    return 0;
}

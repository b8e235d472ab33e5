// SPDX-License-Identifier: MIT
// A polling body of revision 4: what is decoded, encoded again and decoded again, is the same.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <wire/base64.hpp>
#include <wire/engine4_payload.hpp>

namespace {

using namespace socketiota;
using kind = wire::payload_event::kind;

std::vector<std::byte> decode(std::string_view text) {
    std::vector<std::byte> data(wire::base64_decoded_size(text));
    fuzz_check(data.size() <= wire::max_base64_decoded_size(text.size()));
    fuzz_check(wire::decode_base64(text, data.data()) == data.size());
    return data;
}

// The packets of a payload, joined anew at the end of `output`; returns how the reader ended.
kind copy_packets(std::string_view payload, wire::engine4_payload_writer& writer) {
    wire::engine4_payload_reader reader(payload);
    for (;;) {
        auto const event = reader.next();
        if (event.type != kind::packet)
            return event.type;
        if (event.packet.form == wire::packet_form::base64)
            writer.add_binary(decode(event.packet.data));
        else
            writer.add(event.packet.type, event.packet.data);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const payload(reinterpret_cast<char const*>(data), size);
    base::output_buffer first;
    wire::engine4_payload_writer first_writer(first);
    kind const ending = copy_packets(payload, first_writer);
    // Base64 is written in one way only, so that the copy may differ; the copy of the copy may not.
    if (ending == kind::end && payload.find('b') == std::string_view::npos)
        fuzz_check(first.view() == payload);
    if (first.empty())
        return 0;
    base::output_buffer second;
    wire::engine4_payload_writer second_writer(second);
    fuzz_check(copy_packets(first.view(), second_writer) == kind::end);
    fuzz_check(first.view() == second.view());

    std::string in_place(payload);
    std::vector<std::byte> const decoded = decode(payload);
    std::size_t const decoded_size =
        wire::decode_base64(in_place, reinterpret_cast<std::byte*>(in_place.data()));
    fuzz_check(std::as_bytes(std::span(in_place)).first(decoded_size).size() == decoded.size());
    fuzz_check(
        std::equal(decoded.begin(), decoded.end(), std::as_bytes(std::span(in_place)).begin()));
    return 0;
}

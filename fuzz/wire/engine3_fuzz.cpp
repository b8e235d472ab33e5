// SPDX-License-Identifier: MIT
// A polling body of revision 3, as text and as octets: what is decoded, encoded again and decoded
// again, is the same.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <base/utf8.hpp>
#include <wire/base64.hpp>
#include <wire/engine3_packet.hpp>
#include <wire/engine3_payload.hpp>

namespace {

using namespace socketiota;
using kind = wire::payload_event::kind;

std::vector<std::byte> octets_of(wire::engine_packet const& packet) {
    auto const raw = std::as_bytes(std::span(packet.data));
    if (packet.form == wire::packet_form::octets)
        return {raw.begin(), raw.end()};
    std::vector<std::byte> data(wire::base64_decoded_size(packet.data));
    fuzz_check(wire::decode_base64(packet.data, data.data()) == data.size());
    return data;
}

struct copies {
    base::output_buffer text;
    base::output_buffer octets;
    kind ending = kind::end;
};

template <class Reader>
copies copy_packets(Reader reader) {
    copies made;
    for (;;) {
        auto const event = reader.next();
        if (event.type != kind::packet) {
            made.ending = event.type;
            return made;
        }
        if (event.packet.form == wire::packet_form::text) {
            std::string const packet =
                wire::to_digit(event.packet.type) + std::string(event.packet.data);
            wire::append_engine3_text(made.text, packet);
            wire::append_engine3_binary_text(made.octets, packet);
        } else {
            wire::append_engine3_base64(made.text, octets_of(event.packet));
            wire::append_engine3_binary(made.octets, octets_of(event.packet));
        }
    }
}

void check_again(copies const& first) {
    copies const octets = copy_packets(
        wire::engine3_binary_payload_reader(std::as_bytes(std::span(first.octets.view()))));
    fuzz_check(octets.ending == kind::end);
    fuzz_check(octets.octets.view() == first.octets.view());
    fuzz_check(octets.text.view() == first.text.view());
    if (first.text.empty())
        return;
    copies const text = copy_packets(wire::engine3_payload_reader(first.text.view()));
    fuzz_check(text.ending == kind::end);
    fuzz_check(text.octets.view() == first.octets.view());
    fuzz_check(text.text.view() == first.text.view());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const payload(reinterpret_cast<char const*>(data), size);
    check_again(
        copy_packets(wire::engine3_binary_payload_reader(std::as_bytes(std::span(payload)))));
    if (base::is_valid_utf8(payload)) // as the body of a request is before it is read
        check_again(copy_packets(wire::engine3_payload_reader(payload)));
    return 0;
}

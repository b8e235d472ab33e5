// SPDX-License-Identifier: MIT
// Feeds a decoder with messages cut from the input: an octet says text or binary and how long.
// Whatever it gives out must be readable to the end, and encoding it again must give a packet that
// decodes to the same.
#include "../fuzz_check.hpp"
#include "transport_message.hpp"

#include <socketiota/arguments.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/json_encoder.hpp>
#include <packet/kept_event.hpp>
#include <packet/msgpack_encoder.hpp>

namespace {

using namespace socketiota;

arguments read_arguments(packet::incoming_packet const& from) {
    packet::arguments_reader opened;
    reader& in = opened.open(from);
    arguments all;
    while (in.next_element())
        fuzz_check(decode(in, all.emplace_back()));
    fuzz_check(!in.failed());
    return all;
}

void encode_again(packet::incoming_packet const& packet) {
    if (packet.type != packet::packet_type::event || packet.event_name.empty())
        return;
    arguments const all = read_arguments(packet);
    base::outgoing_pool pool;
    packet::json_encoder encoder(pool);
    auto const unit = encoder.event(packet.nsp, packet.id, packet.event_name,
                                    detail::argument_list{detail::argument_ref(all)}, {});
    if (!unit)
        return; // one attachment may be named many times
    packet::decoder_limits const limits;
    packet::decoder again(limits);
    packet::incoming_packet second;
    auto state = again.on_text((*unit)->text().substr(1), second);
    for (bytes const& attachment : (*unit)->attachments())
        state = again.on_binary(attachment.view(), second);
    fuzz_check(state == packet::decoder::outcome::packet);
    fuzz_check(second.event_name == packet.event_name);
    fuzz_check(second.nsp == packet.nsp && second.id == packet.id);
    // As texts: an infinity (1e400) is sent as null, in JavaScript too.
    arguments const back = read_arguments(second);
    fuzz_check(back.size() == all.size());
    for (std::size_t index = 0; index < all.size(); ++index)
        fuzz_check(back[index].to_json() == all[index].to_json());
}

/// What came in one parser goes out in the other.
void encode_as_msgpack(packet::incoming_packet const& packet) {
    if (packet.type != packet::packet_type::event || packet.event_name.empty())
        return;
    arguments const all = read_arguments(packet);
    base::outgoing_pool pool;
    packet::msgpack_encoder encoder(pool);
    auto const unit = encoder.event(packet.nsp, packet.id, packet.event_name,
                                    detail::argument_list{detail::argument_ref(all)}, {});
    fuzz_check(unit.has_value());
    packet::decoder_limits const limits{.max_packet_size = std::size_t{1} << 30};
    packet::decoder again(limits);
    packet::incoming_packet second;
    fuzz_check(again.on_binary((*unit)->attachments()[0].view(), second) ==
               packet::decoder::outcome::packet);
    fuzz_check(second.event_name == packet.event_name);
    fuzz_check(second.nsp == packet.nsp && second.id == packet.id);
    fuzz_check(read_arguments(second).size() == all.size());
    packet::kept_event const kept(packet);
    packet::incoming_packet third;
    kept.open(limits, third);
    fuzz_check(third.event_name == packet.event_name && third.id == packet.id);
    fuzz_check(read_arguments(third).size() == all.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    packet::decoder_limits const limits;
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
        fuzz_check((state == packet::decoder::outcome::incomplete) == decoder.incomplete());
        if (state == packet::decoder::outcome::packet) {
            if (packet.type == packet::packet_type::ack)
                static_cast<void>(read_arguments(packet));
            encode_again(packet);
            encode_as_msgpack(packet);
        }
    }
    return 0;
}

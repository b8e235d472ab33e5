// SPDX-License-Identifier: MIT
#include <socketiota/packet_parser.hpp>

#include <packet/arguments_reader.hpp>

namespace socketiota::packet {

reader& arguments_reader::open_other(incoming_packet const& packet) {
    if (packet.parsed != nullptr)
        return parsed_.emplace(packet.parsed->data);
    if (msgpack_)
        msgpack_->reset(packet.data);
    else
        msgpack_.emplace(packet.data);
    return *msgpack_;
}

reader& arguments_reader::open_data(incoming_packet const& packet) {
    if (packet.parser != parser_kind::json)
        return open_other(packet);
    json_.reset(packet.data, packet.attachments, packet.placeholders);
    return json_;
}

reader& arguments_reader::open(incoming_packet const& packet) {
    if (packet.parser != parser_kind::json) [[unlikely]] {
        reader& from = open_other(packet);
        (void)from.enter_array(); // validated: it is one
        if (packet.type == packet_type::event)
            (void)(from.next_element() && from.skip()); // its name
        return from;
    }
    // The bare `2` and `3` that the official decoder tolerates have no arguments.
    static constexpr std::string_view nothing = "[]";
    if (packet.data.empty())
        json_.reset(nothing);
    else
        json_.reset(packet.data, packet.attachments, packet.placeholders);
    if (packet.type == packet_type::event && !packet.data.empty())
        json_.seek_element(packet.arguments_begin);
    else
        (void)json_.enter_array(); // validated: it is one
    return json_;
}

} // namespace socketiota::packet

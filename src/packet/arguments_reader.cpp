// SPDX-License-Identifier: MIT
#include <socketiota/packet_parser.hpp>

#include <packet/arguments_reader.hpp>

namespace socketiota::packet {

reader& arguments_reader::open_other(incoming_packet const& packet) {
    if (packet.parsed != nullptr)
        return kinds_.emplace<value_reader>(packet.parsed->data);
    auto* const msgpack = std::get_if<msgpack_reader>(&kinds_);
    if (msgpack == nullptr)
        return kinds_.emplace<msgpack_reader>(packet.data);
    msgpack->reset(packet.data);
    return *msgpack;
}

inline json_reader& arguments_reader::of_json(incoming_packet const& packet) {
    auto* json = std::get_if<json_reader>(&kinds_);
    if (json == nullptr) [[unlikely]]
        json = &kinds_.emplace<json_reader>();
    json->reset(packet.data, packet.attachments, packet.placeholders);
    return *json;
}

reader& arguments_reader::open_data(incoming_packet const& packet) {
    if (packet.parser != parser_kind::json)
        return open_other(packet);
    return of_json(packet);
}

reader& arguments_reader::open(incoming_packet const& packet) {
    if (packet.parser != parser_kind::json) [[unlikely]] {
        reader& from = open_other(packet);
        (void)from.enter_array(); // validated: it is one
        if (packet.type == packet_type::event)
            (void)(from.next_element() && from.skip()); // its name
        return from;
    }
    json_reader& json = of_json(packet);
    if (packet.data.empty())
        json.reset("[]"); // the bare `2` and `3` that the official decoder tolerates
    else if (packet.type == packet_type::event) {
        json.seek_element(packet.arguments_begin);
        return json;
    }
    (void)json.enter_array(); // validated: it is one
    return json;
}

} // namespace socketiota::packet

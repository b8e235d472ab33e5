// SPDX-License-Identifier: MIT
#include "echo_packets.hpp"

#include "msgpack.hpp"

#include <charconv>

namespace socketiota::bench {

std::string_view echo_packets::make(std::string_view type, std::uint64_t id, std::string_view begin,
                                    std::size_t sender) {
    char digits[20];
    auto* const end = std::to_chars(digits, digits + sizeof digits, id).ptr;
    packet_ = type;
    packet_.append(digits, end);
    packet_ += begin;
    packet_ += payloads_.make(sender, id);
    packet_ += "\"]";
    return packet_;
}

std::string_view echo_packets::make_msgpack_event(std::size_t sender, std::uint64_t id) {
    packet_.clear();
    append_map(packet_, 4);
    append_string(packet_, "type");
    append_number(packet_, 2);
    append_string(packet_, "data");
    append_array(packet_, 2);
    append_string(packet_, event_);
    append_string(packet_, payloads_.make(sender, id));
    append_string(packet_, "id");
    append_number(packet_, id);
    append_string(packet_, "nsp");
    append_string(packet_, "/");
    return packet_;
}

std::string_view echo_packets::make_msgpack_ack(std::size_t sender, std::uint64_t id) {
    packet_.clear();
    append_map(packet_, 4);
    append_string(packet_, "id");
    append_number(packet_, id);
    append_string(packet_, "type");
    append_number(packet_, 3);
    append_string(packet_, "data");
    append_array(packet_, 1);
    append_string(packet_, payloads_.make(sender, id));
    append_string(packet_, "nsp");
    append_string(packet_, "/");
    return packet_;
}

} // namespace socketiota::bench

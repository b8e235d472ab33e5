// SPDX-License-Identifier: MIT
#include "socket_io.hpp"

#include <charconv>
#include <cstring>

namespace socketiota::bench {

namespace {

constexpr std::string_view sid_begin = "benchFloorSi";
constexpr std::size_t sid_digits = 8;

} // namespace

packet_request read_packet(std::string_view packet) {
    constexpr std::string_view echo_begin = R"(["echo",)";
    constexpr std::string_view broadcast_begin = R"(42["b",)";
    packet_request request;
    if (packet == "1") {
        request.kind = request_kind::close;
    } else if (packet.substr(0, 2) == "40") {
        request.kind = request_kind::join;
    } else if (packet.substr(0, broadcast_begin.size()) == broadcast_begin) {
        request.kind = request_kind::broadcast;
    } else if (packet.substr(0, 2) == "42") {
        std::size_t at = 2;
        while (at < packet.size() && packet[at] >= '0' && packet[at] <= '9')
            ++at;
        if (packet.substr(at, echo_begin.size()) == echo_begin) {
            request.kind = request_kind::echo;
            request.ack_id = packet.substr(2, at - 2);
            request.arguments = packet.substr(at + echo_begin.size());
        }
    }
    return request;
}

void write_ack(char* target, const packet_request& request) {
    *target++ = '4';
    *target++ = '3';
    std::memcpy(target, request.ack_id.data(), request.ack_id.size());
    target += request.ack_id.size();
    *target++ = '[';
    std::memcpy(target, request.arguments.data(), request.arguments.size());
}

std::string make_sid(std::uint32_t number) {
    std::string sid{sid_begin};
    for (std::size_t i = sid_digits; i-- > 0;)
        sid += "0123456789abcdef"[(number >> (4 * i)) & 0xfU];
    return sid;
}

std::uint32_t number_of_sid(std::string_view sid) {
    std::uint32_t number = 0xffffffff;
    if (sid.size() == sid_begin.size() + sid_digits)
        std::from_chars(sid.data() + sid_begin.size(), sid.data() + sid.size(), number, 16);
    return number;
}

} // namespace socketiota::bench

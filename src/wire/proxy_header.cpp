// SPDX-License-Identifier: MIT
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>

#include <wire/proxy_header.hpp>

namespace socketiota::wire {
namespace {

using kind = proxy_header::kind;

constexpr std::string_view signature_1 = "PROXY ";
constexpr std::string_view signature_2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t longest_line = 107;   // of version 1, with its end
constexpr std::size_t longest_address = 45; // of IPv6 with the last four octets as of IPv4

constexpr proxy_header malformed{kind::malformed};

std::string_view text_of(std::span<std::byte const> octets) noexcept {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

/// The next field of version 1, and what separates it from the one behind: exactly one space.
std::string_view take_field(std::string_view& line) noexcept {
    std::size_t const space = line.find(' ');
    std::string_view const field = line.substr(0, space);
    line = space == line.npos ? std::string_view() : line.substr(space + 1);
    return field;
}

std::optional<proxy_source> read_address(std::string_view text, bool is_v6) noexcept {
    namespace ip = boost::asio::ip;
    std::array<char, longest_address + 1> terminated{};
    // A scope behind '%' means something on one machine only, and Asio takes it.
    if (text.size() > longest_address || text.find_first_of({"\0%", 2}) != text.npos)
        return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());
    proxy_source source;
    source.is_v6 = is_v6;
    boost::system::error_code failure;
    auto const keep = [&source](auto const& octets) {
        std::memcpy(source.address.data(), octets.data(), octets.size());
    };
    if (is_v6) {
        keep(ip::make_address_v6(terminated.data(), failure).to_bytes());
    } else {
        auto const address = ip::make_address_v4(terminated.data(), failure);
        keep(address.to_bytes());
        if (address.to_string() != text) // Windows takes `192.0.2`
            return std::nullopt;
    }
    if (failure)
        return std::nullopt;
    return source;
}

bool is_port(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0') ||
        !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    return text.size() < 5 || text <= "65535";
}

proxy_header read_line(std::string_view octets) noexcept {
    std::size_t const end = octets.substr(0, longest_line).find('\n');
    if (end == octets.npos)
        return octets.size() < longest_line ? proxy_header{} : malformed;
    if (octets[end - 1] != '\r') // the signature is in front of it
        return malformed;
    std::string_view line = octets.substr(signature_1.size(), end - 1 - signature_1.size());
    proxy_header header{kind::complete, end + 1};
    std::string_view const family = take_field(line);
    if (family == "UNKNOWN")
        return header; // what follows is to be ignored
    if (family != "TCP4" && family != "TCP6")
        return malformed;
    bool const is_v6 = family == "TCP6";
    header.source = read_address(take_field(line), is_v6);
    auto const destination = read_address(take_field(line), is_v6);
    std::string_view const source_port = take_field(line);
    if (!header.source || !destination || !is_port(source_port) || !is_port(line))
        return malformed;
    return header;
}

proxy_header read_binary(std::span<std::byte const> octets) noexcept {
    constexpr std::size_t head = 16;
    if (octets.size() < head)
        return {};
    auto const octet = [octets](std::size_t at) { return std::to_integer<unsigned>(octets[at]); };
    unsigned const version = octet(12) >> 4;
    unsigned const command = octet(12) & 15U;
    unsigned const family = octet(13) >> 4;
    unsigned const protocol = octet(13) & 15U;
    std::size_t const length = octet(14) << 8 | octet(15);
    if (version != 2 || command > 1 || head + length > longest_proxy_header)
        return malformed;
    constexpr std::array<std::size_t, 4> needed{0, 12, 36, 216};
    // What a proxy says of a connection of its own does not matter.
    if (command == 1 && (family > 3 || protocol > 2 || length < needed[family]))
        return malformed;
    if (octets.size() < head + length)
        return {};
    proxy_header header{kind::complete, head + length};
    bool const has_address = command == 1 && (family == 1 || family == 2) && protocol == 1;
    if (has_address) {
        header.source.emplace();
        header.source->is_v6 = family == 2;
        std::memcpy(header.source->address.data(), octets.data() + head, family == 2 ? 16 : 4);
    }
    return header;
}

} // namespace

proxy_header read_proxy_header(std::span<std::byte const> octets) noexcept {
    std::string_view const text = text_of(octets);
    auto const begins = [text](std::string_view signature) {
        std::size_t const size = std::min(text.size(), signature.size());
        return text.substr(0, size) == signature.substr(0, size);
    };
    if (begins(signature_1))
        return text.size() < signature_1.size() ? proxy_header{} : read_line(text);
    if (begins(signature_2))
        return text.size() < signature_2.size() ? proxy_header{} : read_binary(octets);
    return malformed;
}

} // namespace socketiota::wire

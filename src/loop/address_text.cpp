// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>

#include <loop/address_text.hpp>

namespace socketiota::loop {
namespace {

namespace ip = boost::asio::ip;

// Not `to_string`: inet_ntop prints by way of sprintf, 1750 instructions for each connection.
std::string text_of(ip::address_v4 const& address) {
    std::array<char, sizeof "255.255.255.255"> text{};
    char* next = text.data();
    for (unsigned const part : address.to_bytes()) {
        if (next != text.data())
            *next++ = '.';
        next = std::to_chars(next, text.data() + text.size(), part).ptr;
    }
    return {text.data(), next};
}

} // namespace

std::string address_text(ip::address const& address) {
    if (address.is_v4())
        return text_of(address.to_v4());
    ip::address_v6 const long_form = address.to_v6();
    return long_form.is_v4_mapped() ? text_of(ip::make_address_v4(ip::v4_mapped, long_form))
                                    : long_form.to_string();
}

} // namespace socketiota::loop

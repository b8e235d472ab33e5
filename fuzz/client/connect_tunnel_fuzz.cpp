// SPDX-License-Identifier: MIT
// What a proxy answers to CONNECT.
//
// Invariants: no crash; what opens it at once does so octet by octet, and what does that decides at
// once; a refusal has a reason and a sentence.
#include "tunnel_fuzz.hpp"

#include <client/proxy/connect_tunnel.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace socketiota::clients;
    using socketiota::fuzz_check;
    std::string_view const octets(reinterpret_cast<char const*>(data), size);
    for (auto const& user : {"", "Ann"}) {
        proxy const through{.host = "proxy", .port = 80, .user = user, .password = "secret"};
        connect_tunnel slow(through, "chat.example", 443);
        connect_tunnel quick(through, "chat.example", 443);
        auto const by_octet = end_of(slow, octets, 1);
        auto const at_once = end_of(quick, octets, 0);
        // What is broken may be noticed later, octet by octet.
        fuzz_check(by_octet != tunnel_step::kind::open || at_once.has_value());
        fuzz_check(at_once != tunnel_step::kind::open || by_octet == at_once);
    }
    return 0;
}

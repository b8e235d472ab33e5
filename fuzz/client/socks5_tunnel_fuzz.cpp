// SPDX-License-Identifier: MIT
// What a proxy of SOCKS 5 replies.
//
// Invariants: no crash; replies mean the same in pieces of any size that do not reach from one into
// the next; a refusal has a reason and a sentence.
#include "tunnel_fuzz.hpp"

#include <client/proxy/socks5_tunnel.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace socketiota::clients;
    using socketiota::fuzz_check;
    std::string_view const octets(reinterpret_cast<char const*>(data), size);
    for (auto const& user : {"", "Ann"})
        for (auto const& host : {"chat.example", "10.0.0.7", "fd00::7"}) {
            proxy const through{proxy_kind::socks5_by_name, "proxy", 1080, user, "secret"};
            std::optional<tunnel_step::kind> by_octet;
            for (std::size_t const piece : {1U, 2U}) {
                socks5_tunnel tried(through, host, 443);
                auto const end = end_of(tried, octets, piece);
                if (piece == 1)
                    by_octet = end;
                else if (end == tunnel_step::kind::open)
                    fuzz_check(by_octet == end);
            }
            socks5_tunnel at_once(through, host, 443);
            // No proxy may answer what it was not asked.
            fuzz_check(end_of(at_once, octets, 0) != tunnel_step::kind::open);
        }
    return 0;
}

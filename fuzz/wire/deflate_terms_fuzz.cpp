// SPDX-License-Identifier: MIT
// The first octet says what the server wants, the rest is an offer, and an answer to a client's.
// What a server answers is in its bounds, and a client that offered it takes it.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>

#include <wire/deflate_terms.hpp>

using namespace socketiota;

namespace {

// A server may say that it looks back into 8 bits, but ours cannot.
bool is_sound(wire::deflate_terms const& terms, unsigned smallest_of_server) {
    return terms.server_window_bits >= smallest_of_server && terms.server_window_bits <= 15 &&
           terms.client_window_bits >= 8 && terms.client_window_bits <= 15;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0)
        return 0;
    wire::deflate_terms const wanted{(data[0] & 1) != 0, (data[0] & 2) != 0,
                                     static_cast<std::uint8_t>(9 + (data[0] >> 2) % 7),
                                     static_cast<std::uint8_t>(9 + (data[0] >> 5) % 7)};
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    if (auto const agreed = wire::accept_deflate(text, wanted)) {
        fuzz_check(is_sound(*agreed, 8));
        fuzz_check(agreed->server_window_bits <= wanted.server_window_bits);
        fuzz_check(agreed->client_window_bits <= wanted.client_window_bits);
        fuzz_check(agreed->server_no_context_takeover || !wanted.server_no_context_takeover);
    }
    auto const offers = wire::parse_extension_offers(text);
    if (!offers)
        return 0;
    wire::deflate_choice const choice = wire::choose_deflate(*offers, wanted);
    fuzz_check(!choice.malformed || !choice.terms);
    if (!choice.terms)
        return 0;
    fuzz_check(is_sound(*choice.terms, 9));
    fuzz_check(choice.terms->server_window_bits <= wanted.server_window_bits);
    fuzz_check(choice.terms->client_window_bits <= wanted.client_window_bits);
    // A client that would have any of it understands the same, if it can compress for it.
    auto const understood =
        wire::accept_deflate(wire::deflate_answer(*choice.terms), {false, false, 15, 15});
    fuzz_check(understood ? *understood == *choice.terms : choice.terms->client_window_bits == 8);
    return 0;
}

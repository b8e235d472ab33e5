// SPDX-License-Identifier: MIT
// The first octet chooses window and context, the rest comes in two messages. What inflates is
// bounded, and what was compressed inflates to what it was.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include <wire/deflater.hpp>
#include <wire/inflater.hpp>

using namespace socketiota;

namespace {

constexpr std::size_t most = 5000;

std::span<std::byte const> octets_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

void inflate_both(wire::inflater& with, std::string_view first, std::string_view second) {
    for (std::string_view const each : {first, second}) {
        base::output_buffer output;
        auto const state = with.append(octets_of(each), most, output);
        fuzz_check(output.size() <= most + 1);
        fuzz_check((output.size() > most) == (state == wire::inflated::too_big));
        if (state != wire::inflated::whole)
            return;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0)
        return 0;
    unsigned const window = 9 + data[0] % 7U;
    bool const keeps_context = (data[0] & 0x80) != 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    std::string_view const first = text.substr(0, text.size() / 2);
    std::string_view const second = text.substr(text.size() / 2);

    wire::inflater hostile(window, keeps_context);
    inflate_both(hostile, first, second);

    wire::deflater there(window, keeps_context);
    wire::inflater back(window, keeps_context);
    for (std::string_view const each : {first, second, text}) {
        std::string compressed;
        there.append(each, compressed);
        base::output_buffer output;
        fuzz_check(back.append(octets_of(compressed), each.size(), output) ==
                   wire::inflated::whole);
        fuzz_check(output.view() == each);
    }
    return 0;
}

// SPDX-License-Identifier: MIT
// What clients say that they received last: whatever is read as an offset is what would be written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <adapter/packet_offset.hpp>

using namespace socketiota;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static adapter::offset_text const text("marked");
    std::string_view const given(reinterpret_cast<char const*>(data), size);
    auto const offset = text.read(given);
    if (offset && (!*offset || text.write(*offset) != given))
        std::abort();
    return 0;
}

// SPDX-License-Identifier: MIT
// An `Accept-Encoding`: whoever is sent gzip has named it, or any, and naming it once more with
// the highest weight never takes it away.
#include "../fuzz_check.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <wire/gzip.hpp>

using namespace socketiota;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const header(reinterpret_cast<char const*>(data), size);
    if (wire::accepts_gzip(header)) {
        bool const names_it = header.find_first_of("gG*") != std::string::npos;
        fuzz_check(names_it);
    }
    if (wire::choose_coding(header) == wire::content_coding::gzip)
        fuzz_check(wire::accepts_gzip(header));
    fuzz_check(wire::choose_coding(header + ",gzip;q=0,deflate;q=0") ==
               wire::content_coding::identity);
    fuzz_check(wire::accepts_gzip(header + ",gzip"));
    fuzz_check(!wire::accepts_gzip(header + ",gzip;q=0"));
    return 0;
}

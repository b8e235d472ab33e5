// SPDX-License-Identifier: MIT
// The first octet is the size of the pieces, the rest is what Redis answers. However it is cut, the
// same values come out, each within its octets, and memory stays in proportion to what arrived.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <redis/reply_parser.hpp>

namespace {

using namespace socketiota;
using outcome = redis::reply_parser::outcome;

constexpr redis::reply_limits limits{.max_size = 3000, .max_values = 200};

std::size_t append(std::string& to, redis::reply value, std::size_t depth) {
    fuzz_check(depth <= redis::reply_limits::max_depth + 1);
    fuzz_check(value.text().size() <= limits.max_size);
    to += std::to_string(static_cast<int>(value.kind())) + "(";
    to += value.text();
    std::size_t values = 1;
    std::size_t direct = 0;
    for (redis::reply const each : value) {
        values += append(to, each, depth + 1);
        ++direct;
    }
    fuzz_check(direct == value.size());
    to += ")";
    return values;
}

std::string read(std::string_view octets, std::size_t piece_size) {
    redis::reply_parser parser(limits);
    std::string values;
    std::size_t came = 0;
    while (!octets.empty()) {
        auto const room = parser.prepare();
        std::size_t const size = std::min({piece_size, octets.size(), room.size()});
        std::copy_n(octets.data(), size, room.data());
        parser.commit(size);
        octets.remove_prefix(size);
        came += size;
        for (;;) {
            outcome const is = parser.next();
            fuzz_check(parser.held() <= 40'000 + 40 * came);
            if (is == outcome::need_more)
                break;
            if (is != outcome::complete) // of two faults, which is found first depends on the cut
                return values + "refused";
            fuzz_check(append(values, parser.value(), 0) <= limits.max_values);
        }
    }
    return values;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 1)
        return 0;
    std::size_t const piece_size = std::size_t{data[0]} + 1;
    std::string_view const octets(reinterpret_cast<char const*>(data) + 1, size - 1);
    std::string const whole = read(octets, octets.size() + 1);
    fuzz_check(read(octets, piece_size) == whole);
    fuzz_check(read(octets, 1) == whole);
    return 0;
}

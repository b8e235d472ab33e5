// SPDX-License-Identifier: MIT
// The PROXY protocol: a header that is complete is so whatever follows, and no part of it is; what
// is malformed stays so; one that is incomplete ends by being longer than the longest.
#include "../fuzz_check.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <wire/proxy_header.hpp>

using namespace socketiota;
using kind = wire::proxy_header::kind;

namespace {

wire::proxy_header read(std::string const& octets) {
    return wire::read_proxy_header(std::as_bytes(std::span(octets)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const octets(reinterpret_cast<char const*>(data), size);
    wire::proxy_header const header = read(octets);
    switch (header.what) {
    case kind::complete: {
        fuzz_check(header.size > 0 && header.size <= size);
        fuzz_check(header.size <= wire::longest_proxy_header);
        wire::proxy_header const alone = read(octets.substr(0, header.size));
        fuzz_check(alone.what == kind::complete && alone.size == header.size);
        fuzz_check(alone.source.has_value() == header.source.has_value());
        fuzz_check(read(octets.substr(0, header.size - 1)).what == kind::need_more);
        break;
    }
    case kind::malformed:
        fuzz_check(read(octets + '\n').what == kind::malformed);
        break;
    case kind::need_more:
        fuzz_check(size < wire::longest_proxy_header);
        fuzz_check(read(octets + std::string(wire::longest_proxy_header, '\n')).what !=
                   kind::need_more);
        break;
    }
    return 0;
}

// SPDX-License-Identifier: MIT
// What is taken for a url can stand in a request, and is the same when it is put together again.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace socketiota;
    using namespace socketiota::wire;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const made = parse_url(text);
    fuzz_check(made.value.has_value() == made.sentence.empty());
    if (!made.value)
        return 0;
    url const& where = *made.value;
    fuzz_check(where.port != 0 && !where.host.empty());
    fuzz_check(where.path.starts_with('/') && consists_of(where.path, character_kind::target));
    fuzz_check(consists_of(authority_of(where), character_kind::authority));
    std::string again = where.secure ? "https://" : "http://";
    again += authority_of(where) + where.path;
    if (!where.query.empty())
        again += "?" + where.query;
    auto const second = parse_url(again);
    fuzz_check(second.value == made.value);
    return 0;
}

// SPDX-License-Identifier: MIT
// A query: what is decoded is UTF-8, and each name that is there is found.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>

#include <base/utf8.hpp>
#include <wire/query.hpp>
#include <wire/target.hpp>

using namespace socketiota;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const target(reinterpret_cast<char const*>(data), size);
    std::string_view const query = wire::split_target(target).query;
    wire::query_reader reader(query);
    std::string scratch;
    std::string name;
    std::string value;
    // Looking for each of many names would make an input's time the square of its size.
    for (int count = 0; count < 10; ++count) {
        auto const parameter = reader.next();
        if (!parameter)
            break;
        name = wire::decode_query_component(parameter->name, scratch);
        value = wire::decode_query_component(parameter->value, scratch);
        fuzz_check(base::is_valid_utf8(name) && base::is_valid_utf8(value));
        fuzz_check(name.size() <= 3 * parameter->name.size());
        fuzz_check(wire::find_query_parameter(query, name, scratch).has_value());
    }
    return 0;
}

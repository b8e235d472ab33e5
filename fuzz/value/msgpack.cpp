// SPDX-License-Identifier: MIT
// Any octets: what is accepted as msgpack is read as a value, skipped to its end, relayed as JSON,
// and written again; from then on nothing changes.
#include "../fuzz_check.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <base/output_buffer.hpp>
#include <value/msgpack_item.hpp>
#include <value/msgpack_reader.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota {
namespace {

value read_back(std::string_view octets) {
    fuzz_check(is_valid_msgpack(octets, 512));
    msgpack_reader from(octets);
    value read;
    fuzz_check(decode(from, read));
    return read;
}

void run(std::string_view input) {
    bool const is_valid = is_valid_msgpack(input, 512);
    char const* const end = input.data() + input.size();
    char const* const behind = skip_msgpack_value(input.data(), end);
    if (!is_valid)
        return;
    fuzz_check(behind == end);
    value const first = read_back(input);

    base::output_buffer octets;
    msgpack_writer to(octets);
    encode(to, first);
    fuzz_check(!to.failed());
    value const second = read_back(octets.view());
    fuzz_check(second.to_json() == first.to_json());
    base::output_buffer again;
    msgpack_writer once_more(again);
    encode(once_more, second);
    fuzz_check(again.view() == octets.view());

    msgpack_reader from(input);
    raw relayed;
    fuzz_check(decode(from, relayed));
    fuzz_check(relayed.text() == first.to_json());
    base::output_buffer from_raw;
    msgpack_writer relay(from_raw);
    encode(relay, relayed);
    // An object of the other side that looks like a placeholder is no more than that in JSON.
    fuzz_check(relay.failed() || is_valid_msgpack(from_raw.view(), 512));
}

} // namespace
} // namespace socketiota

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    socketiota::run({reinterpret_cast<char const*>(data), size});
    return 0;
}

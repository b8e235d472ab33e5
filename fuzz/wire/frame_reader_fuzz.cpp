// SPDX-License-Identifier: MIT
// The first octet chooses the role and whether compressed frames may come, the second the size of
// the pieces, the rest is the connection. However it is cut, the same events come out, and memory
// stays in proportion to what arrived.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <base/utf8.hpp>
#include <wire/frame_reader.hpp>

namespace {

using namespace socketiota;
using kind = wire::frame_event::kind;

constexpr wire::frame_limits limits{.max_payload_size = 3000, .max_fragments = 20};

std::vector<std::string> read(wire::websocket_role role, bool takes_compressed,
                              std::string_view octets, std::size_t piece_size) {
    wire::frame_reader reader(role, limits, takes_compressed);
    std::vector<std::string> events;
    bool is_over = false;
    for (std::size_t from = 0; from < octets.size(); from += piece_size) {
        std::string_view const view = octets.substr(from, piece_size);
        std::vector<char> piece(view.begin(), view.end());
        std::span<std::byte> input = std::as_writable_bytes(std::span(piece));
        for (;;) {
            wire::frame_event const event = reader.next(input);
            if (event.type == kind::need_more)
                break;
            fuzz_check(!is_over);
            is_over = event.type == kind::close || event.type == kind::error;
            fuzz_check(event.content.size() <= limits.max_payload_size);
            fuzz_check(takes_compressed || !event.is_compressed);
            if ((event.type == kind::text && !event.is_compressed) || event.type == kind::close)
                fuzz_check(base::is_valid_utf8(event.text()));
            if (event.type == kind::error)
                fuzz_check(!event.sentence.empty() && wire::is_sendable_close_code(event.code));
            events.push_back(std::to_string(static_cast<int>(event.type)) + " " +
                             std::to_string(event.code) + " " + std::string(event.text()));
        }
        fuzz_check(input.empty());
        fuzz_check(reader.held_size() <= 2 * (from + view.size()) + 400);
        fuzz_check(reader.is_mid_frame() || reader.held_size() == 0);
    }
    return events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2)
        return 0;
    auto const role =
        (data[0] & 1) != 0 ? wire::websocket_role::client : wire::websocket_role::server;
    std::size_t const piece_size = std::size_t{data[1]} + 1;
    std::string_view const octets(reinterpret_cast<char const*>(data) + 2, size - 2);
    bool const compressed = (data[0] & 2) != 0;
    auto const whole = read(role, compressed, octets, octets.size() + 1);
    fuzz_check(read(role, compressed, octets, piece_size) == whole);
    fuzz_check(read(role, compressed, octets, 1) == whole);
    return 0;
}

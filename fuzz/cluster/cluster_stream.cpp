// SPDX-License-Identifier: MIT
// What Redis answers of a stream: its entries; or behind an 'S', a session that was kept. What is
// let through can be read, and a session kept again.
#include "checks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <cluster/carried_octets.hpp>
#include <cluster/session_codec.hpp>
#include <cluster/stream_entry.hpp>
#include <redis/reply_parser.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::cluster;

void use_entry(redis::reply from, std::size_t most) {
    auto const read = read_entry(from);
    if (!read)
        return;
    fuzz_check(redis::stream_id::parse(read->id.text()) == read->id);
    fuzz_check(read->size() <= most);
    message_decoder decoder;
    message what;
    if (decoder.decode(read->fields, what) != decode_outcome::message)
        return;
    std::vector<std::string> texts;
    use(what, texts);
    fuzz_check(what.nsp == read->fields.nsp);
}

void use_answer(std::string_view octets) {
    std::size_t const most = octets.size();
    redis::reply_parser parser;
    while (!octets.empty()) {
        auto const room = parser.prepare();
        std::size_t const size = std::min(room.size(), octets.size());
        std::copy_n(octets.data(), size, room.data());
        parser.commit(size);
        octets.remove_prefix(size);
        while (parser.next() == redis::reply_parser::outcome::complete) {
            use_entry(parser.value(), most);
            for (redis::reply const each : entries_of_read(parser.value()))
                use_entry(each, most);
        }
    }
}

void use_session(std::string_view text) {
    session_decoder decoder;
    kept_session read;
    if (decoder.decode(text, read) != decode_outcome::message)
        return;
    std::string mended;
    if (!read.data.is_empty() && !accept_carried(read.data, default_json_depth, mended))
        return;
    session_encoder encoder;
    auto const written = encoder.encode(read);
    fuzz_check(written.has_value());
    session_decoder again;
    kept_session back;
    fuzz_check(again.decode(*written, back) == decode_outcome::message);
    fuzz_check(back.socket_id == read.socket_id && back.private_id == read.private_id);
    fuzz_check(back.rooms == read.rooms);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    if (input.starts_with('S'))
        use_session(input.substr(1));
    else
        use_answer(input);
    return 0;
}

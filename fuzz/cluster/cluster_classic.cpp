// SPDX-License-Identifier: MIT
// What the classic adapter of Redis publishes: a letter says on which channel. What is let through
// can be read, and sent again.
#include "checks.hpp"

#include <cstddef>
#include <cstdint>

#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::cluster;

void use_broadcast(std::string_view octets) {
    classic_decoder const decoder;
    message what;
    if (decoder.decode_broadcast(octets, what) != decode_outcome::message)
        return;
    std::vector<std::string> texts;
    use(what, texts);
    classic_encoder encoder;
    auto const written = encoder.encode_broadcast(what);
    fuzz_check(written.has_value());
    message back;
    fuzz_check(decoder.decode_broadcast(*written, back) == decode_outcome::message);
    // An empty name is that of nobody, and left out as if it had none.
    fuzz_check(back.nsp == (what.nsp.empty() ? "/" : what.nsp));
    fuzz_check(back.uid == what.uid && back.to.rooms == what.to.rooms);
    fuzz_check(back.to.except == what.to.except && back.packet_id == what.packet_id);
}

/// Takes out what does not belong to its type: a decoder reads it.
void leave_what_is_sent(message& what) {
    if (what.type != message_type::broadcast && what.type != message_type::server_side_emit)
        what.values = {};
    if (what.type != message_type::sockets_join && what.type != message_type::sockets_leave)
        what.rooms.clear();
    if (what.type != message_type::disconnect_sockets)
        what.close = false;
    if (what.type == message_type::server_side_emit)
        what.to = {};
}

void use_request(std::string_view octets) {
    classic_decoder const decoder;
    classic_request request;
    if (decoder.decode_request(octets, request) != decode_outcome::message)
        return;
    message& what = request.what;
    classic_encoder encoder;
    if (request.old == classic_request::question::rooms) {
        fuzz_check(!encoder.encode_rooms(what.request_id, {"a"}).empty());
        return;
    }
    std::vector<std::string> texts;
    use(what, texts);
    leave_what_is_sent(what);
    auto const written = encoder.encode_request(what);
    fuzz_check(written.has_value());
    classic_request back;
    fuzz_check(decoder.decode_request(*written, back) == decode_outcome::message);
    if (what.uid == emitter_uid)
        back.what.uid = what.uid; // they do not always say who they are
    require_same(what, back.what);
    fuzz_check(back.old == classic_request::question::none);
}

void use_response(std::string_view octets) {
    classic_decoder const decoder;
    message what;
    if (decoder.decode_response(octets, what) != decode_outcome::message)
        return;
    std::vector<std::string> texts;
    use(what, texts);
    if (what.type != message_type::broadcast_client_count)
        what.client_count = 0;
    if (what.type != message_type::fetch_sockets_response)
        what.sockets.clear();
    classic_encoder encoder;
    auto const written = encoder.encode_response(what);
    fuzz_check(written.has_value());
    message back;
    fuzz_check(decoder.decode_response(*written, back) == decode_outcome::message);
    require_same(what, back);
    fuzz_check(!encoder.encode_socket_ids(what).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0)
        return 0;
    std::string_view const octets(reinterpret_cast<char const*>(data) + 1, size - 1);
    switch (data[0]) {
    case 'B':
        use_broadcast(octets);
        break;
    case 'Q':
        use_request(octets);
        break;
    default:
        use_response(octets);
        break;
    }
    return 0;
}

// SPDX-License-Identifier: MIT
// A message of the ClusterAdapter's protocol, or behind an 'E' and its type in a line, the data of
// an entry of a stream. What is let through can be read, and sent again in each form.
#include "checks.hpp"

#include <cstddef>
#include <cstdint>

#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::cluster;

/// What of it belongs to its type, and nothing else: a decoder reads the rest, too.
message what_is_sent(message const& what) {
    message sent{.type = what.type, .uid = what.uid, .nsp = what.nsp};
    switch (what.type) {
    case message_type::initial_heartbeat:
    case message_type::heartbeat:
    case message_type::adapter_close:
        return sent;
    case message_type::broadcast:
        sent.packet_id = what.packet_id;
        [[fallthrough]];
    case message_type::sockets_join:
    case message_type::sockets_leave:
    case message_type::disconnect_sockets:
    case message_type::fetch_sockets:
        sent.to = what.to;
        sent.flags = what.flags;
        break;
    default:
        break;
    }
    if (what.type == message_type::sockets_join || what.type == message_type::sockets_leave)
        sent.rooms = what.rooms;
    else if (what.type == message_type::disconnect_sockets)
        sent.close = what.close;
    else
        sent.request_id = what.request_id;
    if (what.type == message_type::broadcast_client_count)
        sent.client_count = what.client_count;
    else if (what.type == message_type::fetch_sockets_response)
        sent.sockets = what.sockets;
    else if (what.type != message_type::fetch_sockets)
        sent.values = what.values;
    return sent;
}

void send_again(message const& what) {
    message const sent = what_is_sent(what);
    message_encoder encoder;
    message_decoder decoder;
    message back;
    for (auto const form : {message_encoder::form::json_unless_binary, message_encoder::form::json,
                            message_encoder::form::msgpack}) {
        auto const written = encoder.encode(sent, form);
        fuzz_check(written.has_value());
        fuzz_check(decoder.decode(*written, back) == decode_outcome::message);
        require_same(sent, back);
        fuzz_check(back.nsp == sent.nsp);
    }
    auto const data = encoder.encode_data(sent);
    fuzz_check(data.has_value());
    std::string const type = std::to_string(static_cast<int>(sent.type));
    fuzz_check(decoder.decode({sent.uid, sent.nsp, type, *data}, back) == decode_outcome::message);
    require_same(sent, back);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    message_decoder decoder;
    message what;
    auto outcome = decode_outcome::malformed;
    if (input.starts_with('E')) {
        std::size_t const line = input.find('\n');
        if (line == std::string_view::npos)
            return 0;
        outcome =
            decoder.decode({"u", "/", input.substr(1, line - 1), input.substr(line + 1)}, what);
    } else {
        outcome = decoder.decode(input, what);
    }
    if (outcome == decode_outcome::attachment) {
        message_encoder encoder;
        message header;
        message_decoder again;
        std::string const id = decoder.attachment_id();
        fuzz_check(again.decode(encoder.encode_attachment(what, id), header) ==
                   decode_outcome::attachment);
        fuzz_check(again.attachment_id() == id && header.uid == what.uid);
    }
    if (outcome != decode_outcome::message)
        return 0;
    std::vector<std::string> texts;
    use(what, texts);
    send_again(what);
    return 0;
}

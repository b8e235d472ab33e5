// SPDX-License-Identifier: MIT
// What has to hold for each message that a decoder has let through.
#pragma once

#include "../fuzz_check.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <cluster/carried_event.hpp>
#include <cluster/carried_octets.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/message.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::cluster {

/// Reads all that comes, as a handler with any parameters would.
inline void read_to_the_end(reader& from) {
    while (from.next_element())
        fuzz_check(from.skip());
    fuzz_check(!from.failed());
}

/// It is an event, which goes to clients of both parsers.
inline void use_event(carried_value const& values) {
    carried_event event;
    if (!event.open(values))
        return;
    read_to_the_end(event.read());
    base::output_buffer text;
    std::vector<bytes> attachments;
    json_writer json(text, attachments);
    json.begin_array(event.arguments().size());
    event.arguments().write(json);
    json.end_array();
    fuzz_check(!json.failed() && !validate_json(text.view()).failed());
    base::output_buffer octets;
    msgpack_writer msgpack(octets);
    msgpack.begin_array(event.arguments().size());
    event.arguments().write(msgpack);
    msgpack.end_array();
    fuzz_check(!msgpack.failed() && is_valid_msgpack(octets.view(), default_json_depth));
}

/// All that it carries is read, and each value of it that is not valid taken out, because only
/// valid ones are sent. `texts` holds what was mended.
inline void use(message& what, std::vector<std::string>& texts) {
    use_event(what.values);
    carried_reader reading;
    if (reader* const answer = reading.open_answer(what.values))
        read_to_the_end(*answer);
    texts.reserve(2 * what.sockets.size() + 1); // so that none moves
    auto const keep_valid = [&texts](carried_value& value) {
        if (value.is_empty() || !accept_carried(value, default_json_depth, texts.emplace_back()))
            value = {};
    };
    keep_valid(what.values);
    for (described_socket& each : what.sockets) {
        keep_valid(each.handshake);
        keep_valid(each.data);
    }
}

/// `other` says the same as `what`, which has been sent.
inline void require_same(message const& what, message const& other) {
    fuzz_check(what.type == other.type && what.uid == other.uid);
    fuzz_check(what.request_id == other.request_id);
    fuzz_check(what.to.rooms == other.to.rooms && what.to.except == other.to.except);
    fuzz_check(what.rooms == other.rooms && what.close == other.close);
    fuzz_check(what.client_count == other.client_count);
    fuzz_check(what.sockets.size() == other.sockets.size());
    for (std::size_t index = 0; index != what.sockets.size(); ++index) {
        fuzz_check(what.sockets[index].id == other.sockets[index].id);
        fuzz_check(what.sockets[index].rooms == other.sockets[index].rooms);
    }
}

} // namespace socketiota::cluster

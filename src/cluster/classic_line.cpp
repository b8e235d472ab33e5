// SPDX-License-Identifier: MIT
#include <cstddef>
#include <utility>

#include <base/random.hpp>
#include <cluster/classic_line.hpp>

namespace socketiota::cluster {
namespace {

/// In front of the id of a request of older versions, while it is one of the newer ones: the answer
/// has another form. No server makes such ids.
constexpr char mark_of_old = '\x01';

constexpr std::size_t characters_of_uid = 6;

/// An array of three, of which the first is a text of six octets.
std::string beginning_of(std::string const& uid) { return "\x93\xA6" + uid; }

} // namespace

classic_line::classic_line(redis_line_mover& by, classic_options const& options, std::string nsp,
                           line_listener& listener)
    : redis_line(by, std::move(nsp), base::random_text(characters_of_uid), listener),
      options_(options),
      channels_(channels_of(options.key, this->nsp(), uid())),
      own_(beginning_of(uid())),
      decoder_(options.limits) {
    this->by().subscribe(redis::channel_kind::pattern, channels_.pattern, *this);
    count_by(redis::channel_kind::channel, channels_.requests);
    subscribe_counted();
    this->by().subscribe(redis::channel_kind::channel, channels_.responses, *this);
    this->by().subscribe(redis::channel_kind::channel, channels_.own_responses, *this);
}

// ---- from here to the others ----

void classic_line::publish(std::string_view channel, result<std::string_view> const& payload) {
    if (payload)
        by().send({"PUBLISH", channel, *payload});
    else
        counts().count_lost(counts().not_sent);
}

std::string classic_line::responses_to(std::string const& uid) const {
    return options_.publish_on_specific_response_channel && !uid.empty()
               ? own_responses_of(channels_, uid)
               : channels_.responses;
}

void classic_line::send(message what) {
    if (!sign(what))
        return;
    switch (what.type) {
    case message_type::broadcast:
        if (!what.request_id.empty())
            break;
        if (what.to.rooms.size() != 1)
            return publish(channels_.broadcasts, encoder_.encode_broadcast(what));
        return publish(channels_.broadcasts + what.to.rooms.front() + "#",
                       encoder_.encode_broadcast(what));
    case message_type::fetch_sockets_response:
        if (what.request_id.starts_with(mark_of_old)) {
            what.request_id.erase(0, 1);
            return publish(responses_to(what.recipient), encoder_.encode_socket_ids(what));
        }
        [[fallthrough]];
    case message_type::broadcast_client_count:
    case message_type::broadcast_ack:
        return publish(responses_to(what.recipient), encoder_.encode_response(what));
    case message_type::server_side_emit_response:
        return publish(channels_.responses, encoder_.encode_response(what)); // always, as in Node
    default:
        break;
    }
    publish(channels_.requests, encoder_.encode_request(what));
}

void classic_line::note_room(std::string_view room, bool is_there) {
    if (is_there)
        rooms_.emplace(room);
    else if (auto const at = rooms_.find(room); at != rooms_.end())
        rooms_.erase(at);
}

// ---- from the others to here ----

void classic_line::take(std::string_view name, std::string_view channel, std::string_view payload) {
    if (name == channels_.pattern)
        take_broadcast(channel, payload);
    else if (name == channels_.requests)
        take_request(payload);
    else
        take_response(payload);
}

/// Whether somebody here may hear what is published there.
bool classic_line::has_room_of(std::string_view channel) const {
    std::string_view room = channel.substr(channels_.broadcasts.size());
    if (!room.empty())
        room.remove_suffix(1); // its '#', whatever it is
    return room.empty() || listener().may_have_room(room);
}

void classic_line::take_broadcast(std::string_view channel, std::string_view payload) {
    if (!channel.starts_with(channels_.broadcasts) || !has_room_of(channel))
        return counts().not_here.add(1);
    if (payload.starts_with(own_))
        return count_own(channel == channels_.broadcasts);
    message what;
    if (!is_good(decoder_.decode_broadcast(payload, what)))
        return;
    if (what.uid == uid())
        return count_own(channel == channels_.broadcasts);
    if (what.nsp != nsp())
        return counts().elsewhere.add(1);
    listener().on_message(what);
}

void classic_line::take_request(std::string_view payload) {
    classic_request request;
    if (!is_good(decoder_.decode_request(payload, request)))
        return;
    // Official servers do what they ask for when they hear it from Redis. Here it has been done.
    if (request.what.uid == uid())
        return count_own(true);
    request.what.nsp = nsp();
    if (request.old != classic_request::question::none)
        take_old(request);
    else
        listener().on_message(request.what);
}

void classic_line::take_old(classic_request& request) {
    message& what = request.what;
    if (request.old == classic_request::question::rooms) {
        std::vector<std::string_view> const rooms(rooms_.begin(), rooms_.end());
        return publish(responses_to(what.uid), encoder_.encode_rooms(what.request_id, rooms));
    }
    if (request.old == classic_request::question::socket_ids) {
        what.request_id.insert(what.request_id.begin(), mark_of_old);
        return listener().on_message(what);
    }
    if (!rooms_.contains(what.to.rooms.front()))
        return; // who has that socket answers
    publish(responses_to(what.uid), encoder_.encode_confirmation(what.request_id));
    what.request_id.clear();
    listener().on_message(what);
}

void classic_line::take_response(std::string_view payload) {
    message what;
    if (!is_good(decoder_.decode_response(payload, what)))
        return;
    what.nsp = nsp();
    listener().on_message(what);
}

} // namespace socketiota::cluster

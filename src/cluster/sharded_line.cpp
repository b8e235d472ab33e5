// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/random_uid.hpp>
#include <cluster/sharded_line.hpp>

namespace socketiota::cluster {
namespace {

constexpr redis::channel_kind shard = redis::channel_kind::shard;

} // namespace

sharded_line::sharded_line(redis_line_mover& by, sharded_options const& options, std::string nsp,
                           line_listener& listener)
    : redis_line(by, std::move(nsp), random_uid(), listener),
      channels_(options, this->nsp()),
      decoder_(options.limits) {
    count_by(shard, channels_.main());
    subscribe_counted();
    this->by().subscribe(shard, channels_.of(uid()), *this);
}

void sharded_line::send(message what) {
    if (!sign(what))
        return;
    if (auto const octets = encoder_.encode(what, message_encoder::form::json_unless_binary))
        by().send({"SPUBLISH", channels_.where(what), *octets});
    else
        counts().count_lost(counts().not_sent);
}

void sharded_line::note_room(std::string_view room, bool is_there) {
    if (!channels_.has_own(room))
        return;
    if (is_there)
        by().subscribe(shard, channels_.of(room), *this);
    else
        by().unsubscribe(shard, channels_.of(room));
}

void sharded_line::take(std::string_view, std::string_view, std::string_view payload) {
    message what;
    if (is_good(decoder_.decode(payload, what)))
        tell(what);
}

} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/random_uid.hpp>
#include <cluster/sharded_line.hpp>

namespace socketiota::cluster {
namespace {

constexpr redis::channel_kind shard = redis::channel_kind::shard;

/// Who waits for a number before Redis knows of this server; more are told an error by the client.
constexpr std::size_t most_waiting = 10'000;

} // namespace

sharded_line::sharded_line(redis::client& by, sharded_options const& options, std::string nsp,
                           line_listener& listener, std::shared_ptr<mover_counts> counts,
                           std::vector<sharded_line*>& all)
    : by_(by),
      nsp_(std::move(nsp)),
      listener_(listener),
      counts_(std::move(counts)),
      all_(all),
      uid_(random_uid()),
      channels_(options, nsp_),
      decoder_(options.limits) {
    all_.push_back(this);
    by_.subscribe(shard, channels_.main(), *this);
    by_.subscribe(shard, channels_.of(uid_), *this);
}

sharded_line::~sharded_line() {
    std::erase(all_, this);
    by_.unsubscribe(*this);
}

void sharded_line::send(message what) {
    switch (what.type) {
    case message_type::initial_heartbeat:
    case message_type::heartbeat:
    case message_type::adapter_close:
        return; // Redis counts who is there
    default:
        break;
    }
    what.uid = uid_;
    what.nsp = nsp_;
    if (auto const octets = encoder_.encode(what, message_encoder::form::json_unless_binary))
        by_.send({"SPUBLISH", channels_.where(what), *octets});
    else
        counts_->count_lost(counts_->not_sent);
}

void sharded_line::count_servers(told how_many) {
    if (!is_counted_ && waiting_.size() < most_waiting)
        waiting_.push_back(std::move(how_many));
    else
        by_.count_subscribers(shard, channels_.main(), std::move(how_many));
}

void sharded_line::note_room(std::string_view room, bool is_there) {
    if (!channels_.has_own(room))
        return;
    if (is_there)
        by_.subscribe(shard, channels_.of(room), *this);
    else
        by_.unsubscribe(shard, channels_.of(room));
}

void sharded_line::on_subscribed(redis::channel_kind, std::string_view name) {
    if (name != channels_.main())
        return;
    is_counted_ = true;
    for (told& each : std::exchange(waiting_, {}))
        by_.count_subscribers(shard, channels_.main(), std::move(each));
}

void sharded_line::on_message(std::string_view, std::string_view, std::string_view payload) {
    auto const counts = counts_; // this may be destroyed inside
    try {
        take(payload);
    } catch (...) {
        counts->failed.add(1);
    }
}

void sharded_line::take(std::string_view payload) {
    message what;
    switch (decoder_.decode(payload, what)) {
    case decode_outcome::message:
        break;
    case decode_outcome::too_large:
        return counts_->count_wrong(counts_->too_large);
    case decode_outcome::unknown:
        return counts_->unknown.add(1);
    default:
        return counts_->count_wrong(counts_->malformed);
    }
    if (what.uid == uid_)
        return counts_->own.add(1);
    if (!what.nsp.empty() && what.nsp != nsp_)
        return counts_->elsewhere.add(1);
    listener_.on_message(what);
}

} // namespace socketiota::cluster

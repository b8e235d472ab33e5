// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/redis_line.hpp>
#include <cluster/redis_line_mover.hpp>

namespace socketiota::cluster {
namespace {

/// Who waits for a number before Redis knows of this server; more are told an error by the client.
constexpr std::size_t most_waiting = 10'000;

/// Not what may go to the channel of a room, which this server hears only if it has that.
bool is_for_all(message const& what) noexcept {
    return what.type != message_type::broadcast || !what.request_id.empty() ||
           what.to.rooms.size() != 1;
}

} // namespace

redis_line::redis_line(redis_line_mover& by, std::string nsp, std::string uid,
                       line_listener& listener)
    : mover_(by),
      by_(by.client()),
      nsp_(std::move(nsp)),
      uid_(std::move(uid)),
      listener_(listener),
      counts_(by.shared_counts()) {
    mover_.add(*this);
}

redis_line::~redis_line() {
    mover_.remove(*this);
    by_.unsubscribe(*this);
}

void redis_line::count_by(redis::channel_kind kind, std::string name) {
    counted_kind_ = kind;
    counted_ = std::move(name);
}

void redis_line::subscribe_counted() { by_.subscribe(counted_kind_, counted_, *this); }

bool redis_line::sign(message& what) {
    switch (what.type) {
    case message_type::initial_heartbeat:
    case message_type::heartbeat:
    case message_type::adapter_close:
        return false;
    default:
        what.uid = uid_;
        what.nsp = nsp_;
        if (what.recipient.empty() && is_for_all(what))
            echo_.note_sent();
        return true;
    }
}

// ---- how many there are ----

/// Redis counts connections, and while one of this server's is away it may not count this server.
/// What is asked while Redis is away for long is told so by the client.
bool redis_line::may_count() const noexcept {
    redis::link_state const now = by_.state();
    return now == redis::link_state::lost || (now != redis::link_state::degraded && is_subscribed_);
}

void redis_line::count_servers(told how_many) {
    if (!may_count() && waiting_.size() < most_waiting)
        waiting_.push_back(std::move(how_many));
    else
        by_.count_subscribers(counted_kind_, counted_, std::move(how_many));
}

void redis_line::count_for_all() {
    if (!may_count())
        return;
    for (told& each : std::exchange(waiting_, {}))
        by_.count_subscribers(counted_kind_, counted_, std::move(each));
}

void redis_line::on_state() { count_for_all(); }

void redis_line::on_subscribed(redis::channel_kind kind, std::string_view name) {
    if (kind != counted_kind_ || name != counted_)
        return;
    is_subscribed_ = true;
    count_for_all();
}

// ---- what comes ----

void redis_line::on_message(std::string_view name, std::string_view channel,
                            std::string_view payload) {
    guarded([&] { take(name, channel, payload); });
}

bool redis_line::is_good(decode_outcome outcome) const {
    bool const is_message = outcome == decode_outcome::message;
    if (!is_message)
        counts_->count_unread(outcome);
    return is_message;
}

void redis_line::count_own(bool is_for_all) noexcept {
    counts_->count_own(is_for_all && echo_.is_another());
}

void redis_line::tell(message& what) {
    if (what.uid == uid_)
        return count_own(is_for_all(what));
    if (!what.nsp.empty() && what.nsp != nsp_)
        return counts_->elsewhere.add(1);
    listener_.on_message(what);
}

} // namespace socketiota::cluster

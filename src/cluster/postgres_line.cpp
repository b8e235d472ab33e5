// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <utility>

#include <cluster/postgres_channel.hpp>
#include <cluster/postgres_line.hpp>
#include <cluster/postgres_lines.hpp>
#include <cluster/random_uid.hpp>

namespace socketiota::cluster {
namespace {

constexpr std::size_t longest_bigint = 19; // digits

bool is_bigint(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_bigint &&
           std::ranges::all_of(text, [](char each) { return each >= '0' && each <= '9'; });
}

bool is_heartbeat(message_type type) noexcept {
    return type == message_type::initial_heartbeat || type == message_type::heartbeat ||
           type == message_type::adapter_close;
}

} // namespace

postgres_line::postgres_line(postgres_client& by, postgres_mover_options const& options,
                             std::string nsp, line_listener& listener,
                             std::shared_ptr<mover_counts> counts, postgres_lines& all)
    : by_(by),
      nsp_(std::move(nsp)),
      listener_(listener),
      counts_(std::move(counts)),
      all_(all),
      uid_(random_uid()),
      channel_(postgres_channel(options.channel_prefix, nsp_)),
      can_be_(is_postgres_channel(channel_)),
      most_octets_(options.limits.octets),
      decoder_(options.limits),
      outgoing_(options.payload_threshold) {
    if (!can_be_)
        return;
    all_.add(channel_, *this);
    by_.listen(channel_);
}

postgres_line::~postgres_line() {
    *self_ = nullptr;
    if (all_.remove(channel_, *this))
        by_.unlisten(channel_);
}

void postgres_line::send(message what) {
    if (!can_be_) {
        if (!is_heartbeat(what.type))
            counts_->count_lost(counts_->not_sent);
        return;
    }
    // The others answer it, and would not be heard; `on_listening` has it sent again.
    if (what.type == message_type::initial_heartbeat && !is_listening_)
        return;
    what.uid = uid_;
    what.nsp = nsp_;
    if (outgoing_.send(what, channel_, by_, {}))
        counts_->count_lost(counts_->not_sent);
    else
        echo_.note_sent();
}

void postgres_line::on_listening() {
    is_listening_ = true;
    listener_.on_gap();
}

void postgres_line::on_gap() { listener_.on_gap(); }

// ---- what comes ----

void postgres_line::on_notification(std::string_view payload) {
    auto const counts = counts_; // this may be destroyed inside
    try {
        take(payload);
    } catch (...) {
        counts->failed.add(1);
    }
}

void postgres_line::take(std::string_view payload) {
    message what;
    switch (auto const outcome = decoder_.decode(payload, what)) {
    case decode_outcome::message:
        if (!is_wanted(what))
            return;
        return queue_.empty() ? listener_.on_message(what) : queue(queue_.push(payload));
    case decode_outcome::attachment:
        return take_header(what);
    default:
        return counts_->count_unread(outcome);
    }
}

void postgres_line::take_header(message const& what) {
    if (what.uid == uid_)
        return counts_->count_own(echo_.is_another()); // it need not be fetched
    if (!is_bigint(decoder_.attachment_id()))
        return counts_->count_wrong(counts_->malformed);
    queue(queue_.push_wanted(decoder_.attachment_id()));
    fetch();
}

void postgres_line::queue(bool found_room) {
    if (!found_room)
        counts_->count_wrong(counts_->too_large);
}

void postgres_line::fetch() {
    while (auto const next = queue_.next_to_fetch())
        by_.fetch(next->id, most_octets_,
                  [weak = std::weak_ptr(self_), ticket = next->ticket](error_code failure,
                                                                       std::string_view octets) {
                      auto const self = weak.lock();
                      if (self && *self != nullptr)
                          (*self)->on_fetched(ticket, failure, octets);
                  });
}

void postgres_line::on_fetched(std::uint64_t ticket, error_code failure, std::string_view octets) {
    auto const counts = counts_; // this may be destroyed inside
    try {
        if (failure)
            counts->count_wrong(failure == boost::system::errc::message_size ? counts->too_large
                                                                             : counts->failed);
        queue_.on_fetched(ticket, failure ? std::nullopt : std::optional(octets));
        deliver_queued();
    } catch (...) {
        counts->failed.add(1);
    }
}

void postgres_line::deliver_queued() {
    auto const self = self_; // null once a listener has closed the line
    while (auto const octets = queue_.pop()) {
        message what;
        auto const outcome = decoder_.decode(*octets, what);
        if (outcome != decode_outcome::message)
            counts_->count_unread(outcome);
        else if (is_wanted(what))
            listener_.on_message(what);
        if (*self == nullptr)
            return;
    }
    fetch();
}

bool postgres_line::is_wanted(message const& what) {
    bool const is_own = what.uid == uid_;
    if (is_own)
        counts_->count_own(echo_.is_another());
    // Older adapters and the official emitter leave the namespace out: the channel has it.
    bool const is_elsewhere = !what.nsp.empty() && what.nsp != nsp_;
    if (is_elsewhere)
        counts_->elsewhere.add(1);
    return !is_own && !is_elsewhere;
}

} // namespace socketiota::cluster

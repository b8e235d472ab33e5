// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <utility>

#include <cluster/stream_reader.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::cluster {
namespace {

/// How long it waits after a fault: Redis may say each time at once that it refuses.
constexpr std::chrono::milliseconds pause{200};

/// How often it looks whether Redis has still what it had.
constexpr std::chrono::milliseconds looks{1000};

} // namespace

stream_reader::stream_reader(redis::client& by, loop::shard& home, std::string name,
                             stream_options const& options, listener& hears)
    : home_(home),
      name_(std::move(name)),
      options_(options),
      listener_(hears),
      by_(by.open_blocking(name_)),
      count_(std::max<std::size_t>(options.read_count, 1)) {
    go_on();
}

void stream_reader::go_on() {
    if (!knows_end_)
        find_end();
    else if (position_ != redis::stream_id() && (is_doubtful_ || is_to_look()))
        look_for(is_doubtful_ || stood_ == redis::stream_id() ? position_ : stood_);
    else
        read();
}

template <class Work>
void stream_reader::ask(redis::command const& what, std::chrono::milliseconds blocks, Work work) {
    by_->send(what, blocks,
              [this, work, alive = std::weak_ptr(alive_)](error_code failure, redis::reply said) {
                  home_.set_deadline(*this, pause); // it goes on even without memory to work with
                  if (failure)
                      return on_failure(failure, said);
                  is_failing_ = false;
                  if (std::exchange(is_refused_, false)) {
                      listener_.on_refusal({}, {});
                      if (alive.expired())
                          return;
                  }
                  work(said);
              });
    cancel();
}

void stream_reader::on_failure(error_code why, redis::reply said) {
    is_doubtful_ = true;
    if (why == error::redis_answer_too_large) {
        // A single entry that no answer can hold is stepped over as soon as another follows it.
        knows_end_ = count_ != 1;
        position_ = knows_end_ ? position_ : redis::stream_id();
        count_ = std::max<std::size_t>(count_ / 2, 1);
    }
    is_failing_ = true;
    std::weak_ptr<bool> const alive = alive_;
    listener_.on_failed_reading(*this);
    if (!alive.expired() && said.is_error() && !std::exchange(is_refused_, true))
        listener_.on_refusal(why, redis::printable(said.text()));
}

// Never `$`, which means another entry each time until one has come: what is added between two
// reads would be lost.
void stream_reader::find_end() {
    ask({"XREVRANGE", name_, "+", "-", "COUNT", "1"}, {},
        [this](redis::reply said) { on_end(said); });
}

void stream_reader::on_end(redis::reply entries) {
    auto const last = read_entry(entries[0]);
    redis::stream_id const end = last ? last->id : redis::stream_id();
    // Ids may have gone backwards, with the clock of another master; one that is larger is new.
    position_ = position_ == redis::stream_id() ? end : std::min(position_, end);
    knows_end_ = true;
    note_position();
    std::weak_ptr<bool> const alive = alive_;
    if (std::exchange(has_begun_, true))
        listener_.on_lost_entries(*this);
    else
        listener_.on_begun(*this);
    if (!alive.expired())
        read();
}

// Before what stood there last may have made room for others.
bool stream_reader::is_to_look() const noexcept {
    return looked_ + looks <= home_.now() || read_since_ > options_.max_len / 2;
}

void stream_reader::note_position() noexcept {
    is_doubtful_ = false;
    stood_ = position_;
    looked_ = home_.now();
    read_since_ = 0;
}

void stream_reader::look_for(redis::stream_id what) {
    ask({"XRANGE", name_, what.text(), "+", "COUNT", "1"}, {},
        [this, what](redis::reply said) { on_looked(what, said); });
}

void stream_reader::on_looked(redis::stream_id what, redis::reply entries) {
    auto const first = read_entry(entries[0]);
    if (!first) {
        knows_end_ = false;
        return find_end();
    }
    note_position();
    std::weak_ptr<bool> const alive = alive_;
    if (first->id != what)
        listener_.on_lost_entries(*this);
    if (!alive.expired())
        read();
}

void stream_reader::read() {
    ask({"XREAD", "COUNT", std::to_string(count_), "BLOCK",
         std::to_string(options_.block_time.count()), "STREAMS", name_, position_.text()},
        options_.block_time, [this](redis::reply said) { on_read(entries_of_read(said)); });
}

void stream_reader::on_read(redis::reply entries) {
    std::weak_ptr<bool> const alive = alive_;
    for (redis::reply const each : entries) {
        auto const entry = read_entry(each);
        if (!entry)
            continue;
        position_ = entry->id;
        ++read_since_;
        listener_.on_entry(*entry);
        if (alive.expired())
            return;
    }
    is_doubtful_ = entries.size() >= count_;
    go_on();
}

} // namespace socketiota::cluster

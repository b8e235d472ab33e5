// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

#include <postgres/publisher.hpp>

namespace socketiota::postgres {
namespace {

/// What a statement costs beside its octets.
constexpr std::size_t frame_of_statement = 128;

} // namespace

publisher::publisher(std::shared_ptr<connection_terms const> terms, link_owner& owner)
    : terms_(std::move(terms)),
      owner_(owner),
      connection_(std::make_shared<connection>(terms_, static_cast<connection_user&>(*this))),
      time_(terms_->executor) {}

publisher::~publisher() {
    try {
        send_notices();
    } catch (std::exception const&) { // no memory for the last
    }
    *self_ = nullptr;
    connection_->leave();
}

void publisher::start() {
    connection_->start();
    be_away();
}

bool publisher::has_room(std::size_t octets) const noexcept {
    std::size_t const most = terms_->options.max_queued_bytes;
    return commands_ < terms_->options.max_queued_commands && octets <= most &&
           octets_ <= most - octets;
}

bool publisher::may_send(std::size_t octets, completion const& done) {
    if (has_room(octets))
        return true;
    boost::asio::post(terms_->executor, [weak = std::weak_ptr(self_), done] {
        auto const self = weak.lock();
        if (self && *self != nullptr)
            (*self)->finish(done, {.failure = error::postgres_queue_full});
    });
    return false;
}

void publisher::send(statement what, completion done) {
    std::size_t const octets = what.size() + frame_of_statement;
    if (!may_send(octets, done))
        return;
    send_notices();
    send_counted(std::move(what), counted(std::move(done), octets));
}

void publisher::notify(notice what) {
    std::size_t const octets = what.channel.size() + what.payload.size() + frame_of_statement;
    if (!may_send(octets, what.done))
        return;
    what.done = counted(std::move(what.done), octets);
    if (!gathered_.add(std::move(what)))
        return;
    boost::asio::post(terms_->executor, [weak = std::weak_ptr(self_)] {
        if (auto const self = weak.lock(); self && *self != nullptr)
            (*self)->send_notices();
    });
}

void publisher::send_notices() {
    for (auto taken = gathered_.take(); !taken.empty(); taken = gathered_.take()) {
        statement whole = statement_of(taken);
        send_counted(std::move(whole),
                     [weak = std::weak_ptr(self_), taken = std::move(taken)](answer const& what) {
                         for (notice const& each : taken) {
                             auto const self = weak.lock();
                             if (!self || *self == nullptr)
                                 return;
                             if (taken.size() > 1 && what.failure == error::postgres_refused)
                                 (*self)->send_counted(statement_of({each}), each.done);
                             else
                                 each.done(what);
                         }
                     });
    }
}

void publisher::send_counted(statement what, completion done) {
    if (connection_->is_up()) {
        connection_->send(what, std::move(done));
    } else {
        waiting_.push_back(
            {std::move(what), std::move(done), clock::now() + terms_->options.queue_timeout});
        if (waiting_.size() == 1)
            watch();
    }
}

/// Its octets count until it has its answer.
completion publisher::counted(completion done, std::size_t octets) {
    octets_ += octets;
    ++commands_;
    return [weak = std::weak_ptr(self_), done = std::move(done), octets](answer const& what) {
        auto const self = weak.lock();
        if (!self || *self == nullptr)
            return;
        (*self)->octets_ -= octets;
        --(*self)->commands_;
        (*self)->finish(done, what);
    };
}

void publisher::finish(completion const& done, answer const& what) {
    if (done)
        done(what);
    else if (what.failure)
        owner_.on_command_lost(what.failure, what.words);
}

void publisher::on_up() {
    is_long_away_ = false;
    long_away_at_ = clock::time_point::max();
    time_.cancel();
    for (auto& each : std::exchange(waiting_, {}))
        connection_->send(each.what, std::move(each.done));
    owner_.on_link_changed();
}

void publisher::on_down(error_code why, std::string_view words) {
    if (long_away_at_ == clock::time_point::max()) // it was up
        be_away();
    owner_.on_link_down(why, words, false);
}

void publisher::be_away() {
    long_away_at_ = clock::now() + terms_->options.queue_timeout;
    watch();
}

void publisher::watch() {
    auto next = is_long_away_ ? clock::time_point::max() : long_away_at_;
    if (!waiting_.empty())
        next = std::min(next, waiting_.front().due);
    if (next == clock::time_point::max())
        return;
    time_.expires_at(next);
    time_.async_wait([weak = std::weak_ptr(self_)](error_code cancelled) {
        auto const self = weak.lock();
        if (!cancelled && self && *self != nullptr && !(*self)->is_up())
            (*self)->on_time();
    });
}

void publisher::on_time() {
    std::weak_ptr const alive(self_);
    auto const now = clock::now();
    bool const is_news = !is_long_away_ && long_away_at_ <= now;
    is_long_away_ = is_long_away_ || is_news;
    while (!waiting_.empty() && waiting_.front().due <= now) {
        auto const lost = std::move(waiting_.front());
        waiting_.pop_front();
        lost.done({.failure = error::postgres_away});
        if (alive.expired())
            return;
    }
    watch();
    if (is_news)
        owner_.on_link_changed();
}

} // namespace socketiota::postgres

// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <utility>

#include <cluster/random_uid.hpp>
#include <cluster/stream_addition.hpp>
#include <cluster/stream_line.hpp>
#include <cluster/stream_mover.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::cluster {
namespace {

/// Events that wait until a stream that is read slowly has been read up to them.
constexpr std::size_t most_waiting_events = 10'000;

/// Whether it is of use only now: it does not stand in the stream.
bool is_ephemeral(message const& what) noexcept {
    switch (what.type) {
    case message_type::broadcast:
        return !what.request_id.empty();
    case message_type::sockets_join:
    case message_type::sockets_leave:
    case message_type::disconnect_sockets:
        return false;
    default:
        return true;
    }
}

} // namespace

stream_line::stream_line(stream_mover& by, stream_reader const& reader, std::string nsp,
                         line_listener& listener)
    : redis_line(by, std::move(nsp), random_uid(), listener),
      mover_(by),
      reader_(reader),
      options_(by.options()),
      channels_({.channel_prefix = options_.channel_prefix, .rooms = room_channels::none},
                this->nsp()),
      kind_(options_.sharded_channels ? redis::channel_kind::shard : redis::channel_kind::channel),
      decoder_(options_.limits),
      sessions_(by, reader, this->nsp()) {
    count_by(kind_, channels_.main());
    // Already now, so that the connection for it comes together with the others.
    this->by().subscribe(kind_, channels_.of(this->uid()), *this);
}

stream_line::~stream_line() {
    offsets_->close();
    mover_.note_closed(nsp(), *this);
}

void stream_line::begin() {
    subscribe_counted();
    auto const offsets = offsets_; // this may be destroyed inside
    offsets->on_read(reader_.position());
}

// ---- from here to the others ----

void stream_line::send(message what) { send_logged(std::move(what), {}); }

void stream_line::send_logged(message what, offsets_in_order::told who) {
    if (!sign(what))
        return;
    if (is_ephemeral(what))
        publish(what);
    else if (who)
        add_logged(what, std::move(who));
    else
        (void)add_entry(what, {});
}

void stream_line::publish(message const& what) {
    std::string_view const verb = options_.sharded_channels ? "SPUBLISH" : "PUBLISH";
    if (auto const octets = encoder_.encode(what, message_encoder::form::msgpack))
        by().send({verb, channels_.where(what), *octets});
    else
        counts().count_lost(counts().not_sent);
}

error_code stream_line::add_entry(message const& what, redis::completion done) {
    auto const data = encoder_.encode_data(what, options_.only_plaintext);
    if (!data) {
        counts().count_lost(counts().not_sent);
        return data.error();
    }
    stream_addition const addition(reader_.name(), options_.max_len, what, *data);
    by().send(addition.command(), std::move(done));
    return {};
}

void stream_line::add_logged(message const& what, offsets_in_order::told who) {
    std::uint64_t const ticket = offsets_->add(std::move(who));
    // Else it waits for Redis like others, and nobody here waits for that.
    bool const is_there = by().state() == redis::link_state::connected && !reader_.is_failing();
    error_code failure = add_entry(what, is_there ? on_added(ticket) : redis::completion());
    if (!is_there)
        failure = error::redis_away;
    if (!failure)
        return;
    boost::asio::post(mover_.home().get_executor(),
                      [this, weak = std::weak_ptr(offsets_), ticket, failure] {
                          if (!weak.expired())
                              on_known(ticket, failure, {});
                      });
}

redis::completion stream_line::on_added(std::uint64_t ticket) {
    return [this, ticket, weak = std::weak_ptr(offsets_)](error_code failure, redis::reply said) {
        if (weak.expired())
            return;
        auto const at = redis::stream_id::parse(said.text());
        if (!failure && !at)
            failure = error::redis_refused;
        if (failure)
            mover_.on_lost(failure, redis::printable(said.text()));
        if (!weak.expired())
            on_known(ticket, failure, at.value_or(redis::stream_id()));
    };
}

void stream_line::on_known(std::uint64_t ticket, error_code why, redis::stream_id at) {
    std::weak_ptr const alive = offsets_; // this may be destroyed inside
    alive.lock()->on_known(ticket, why, at);
    if (!alive.expired() && offsets_->size() > most_waiting_events)
        on_failed_reading();
    if (!alive.expired())
        pass_held();
}

void stream_line::on_state() {
    redis_line::on_state();
    if (by().state() != redis::link_state::connected)
        on_failed_reading();
}

void stream_line::on_failed_reading() {
    std::weak_ptr const alive = offsets_; // this may be destroyed inside
    alive.lock()->give_up(error::redis_away);
    if (!alive.expired())
        pass_held();
}

// ---- from the others to here ----

void stream_line::take(std::string_view, std::string_view, std::string_view payload) {
    message what;
    if (is_good(decoder_.decode(payload, what)))
        tell(what);
}

void stream_line::on_entry(stream_entry const& entry) {
    if (held_.empty() && !must_wait(entry))
        return pass(entry);
    guarded([&] { held_.push(entry); });
    if (held_.size() > options_.limits.octets)
        on_failed_reading(); // order is given up, not memory
}

bool stream_line::must_wait(stream_entry const& which) const noexcept {
    return which.fields.uid == uid() && offsets_->may_be_at(which.id);
}

void stream_line::pass(stream_entry const& which) {
    auto const offsets = offsets_; // this may be destroyed inside
    guarded([&] {
        message what;
        if (is_good(decoder_.decode(which.fields, what))) {
            what.offset = which.id.text();
            tell(what);
        }
        offsets->on_read(which.id);
    });
}

void stream_line::pass_held() {
    std::weak_ptr const alive = offsets_; // this may be destroyed inside
    while (!alive.expired() && !held_.empty() && !must_wait(held_.front())) {
        auto const first = held_.pop();
        pass(first.view());
    }
}

} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <utility>

#include <cluster/session_taking.hpp>
#include <cluster/stream_mover.hpp>

namespace socketiota::cluster {
namespace {

/// What a client may have missed and still go on; with a hundred entries in each slice, all that
/// Redis keeps by default, several times.
constexpr std::size_t most_slices = 1000;

} // namespace

stream_sessions::taking::taking(stream_sessions& owner, redis::stream_id offset,
                                std::unique_ptr<session_taker> taker)
    : owner_(owner.self_), at_(offset), taker_(std::move(taker)), decoder_(owner.options_.limits) {}

template <class Work>
redis::completion stream_sessions::taking::then(Work work) {
    return [self = shared_from_this(), work](error_code failure, redis::reply said) {
        if (*self->owner_ == nullptr || self->taker_ == nullptr)
            return;
        try {
            if (failure)
                self->end(failure);
            else
                work(*self, said);
        } catch (...) {
            self->taker_ = nullptr; // no memory: whoever waits sees that it is gone
            throw;
        }
    };
}

// The key and the stream are on different masters of a Redis Cluster, so they are asked for apart.
void stream_sessions::taking::begin(std::string const& key) {
    stream_sessions& owner = **owner_;
    owner.by_.send_together({{"GET", key}, {"DEL", key}}, then([](taking& self, redis::reply said) {
                                self.on_session(said[0]);
                            }));
    std::string const offset = at_.text();
    owner.by_.send({"XRANGE", owner.reader_.name(), offset, offset, "COUNT", "1"},
                   then([](taking& self, redis::reply said) { self.on_offset(said); }));
}

void stream_sessions::taking::on_session(redis::reply said) {
    has_session_ = true;
    text_ = said.text();
    go_on_if_both();
}

void stream_sessions::taking::on_offset(redis::reply said) {
    has_offset_ = said.size() != 0;
    go_on_if_both();
}

void stream_sessions::taking::go_on_if_both() {
    if (!has_session_ || !has_offset_)
        return;
    if (text_.empty() || !*has_offset_)
        return end(boost::asio::error::not_found);
    session_decoder decoder((*owner_)->options_.limits);
    kept_session session;
    if (decoder.decode(text_, session) != decode_outcome::message) {
        mover_counts& counts = *(*owner_)->mover_.shared_counts();
        counts.count_wrong(counts.malformed);
        return end(boost::asio::error::not_found);
    }
    taker_->on_session(session);
    text_ = std::string();
    if (*owner_ != nullptr)
        read_slice();
}

void stream_sessions::taking::read_slice() {
    stream_sessions& owner = **owner_;
    if (++slices_ > most_slices || octets_ > owner.options_.limits.octets)
        return end(make_error_code(boost::system::errc::no_buffer_space));
    asked_for_ = owner.reader_.count();
    owner.by_.send({"XRANGE", owner.reader_.name(), at_.next().text(), "+", "COUNT",
                    std::to_string(asked_for_)},
                   then([](taking& self, redis::reply said) { self.on_slice(said); }));
}

void stream_sessions::taking::on_slice(redis::reply entries) {
    for (redis::reply const each : entries) {
        auto const entry = read_entry(each);
        if (!entry)
            continue;
        at_ = entry->id;
        octets_ += entry->size();
        tell_missed(*entry);
        if (*owner_ == nullptr)
            return;
    }
    if (entries.size() >= asked_for_)
        return read_slice();
    end({});
}

void stream_sessions::taking::tell_missed(stream_entry const& entry) {
    if (entry.fields.nsp != (*owner_)->nsp_ || entry.fields.type != "3")
        return;
    message what;
    if (decoder_.decode(entry.fields, what) != decode_outcome::message ||
        !what.request_id.empty() || what.flags.is_volatile)
        return;
    what.offset = entry.id.text();
    taker_->on_missed(what);
}

void stream_sessions::taking::end(error_code reason) {
    auto const taker = std::exchange(taker_, nullptr);
    taker->on_end(reason, at_.text());
}

} // namespace socketiota::cluster

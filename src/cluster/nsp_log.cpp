// SPDX-License-Identifier: MIT
#include <socketiota/reader.hpp>
#include <socketiota/value.hpp>
#include <socketiota/writer.hpp>

#include <boost/system/errc.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <base/seeded_hash.hpp>
#include <cluster/carried_event.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/nsp_log.hpp>
#include <cluster/session_store.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::cluster {

adapter::log_place place_of(std::string_view offset) noexcept {
    constexpr std::uint64_t in_one_millisecond = std::uint64_t{1} << 20; // more than Redis can do
    auto const id = redis::stream_id::parse(offset);
    if (!id)
        return {};
    return {id->time * in_one_millisecond + std::min(id->number, in_one_millisecond - 1)};
}

/// What is published, until it stands in the log.
struct nsp_log::logged_event {
    encoded_values values;
    adapter::selection to;
    detail::emit_flags flags;
};

/// A session on its way here.
class nsp_log::bringing final : public session_taker {
public:
    bringing(std::shared_ptr<nsp_log*> by, std::shared_ptr<link_counts> counts,
             std::unique_ptr<adapter::session_receiver> to)
        : by_(std::move(by)), counts_(std::move(counts)), to_(std::move(to)) {}

    void on_session(kept_session const& session) override {
        adapter::kept_session taken{session.socket_id, session.private_id, session.rooms, {}, {}};
        carried_reader reading;
        if (reader* const from = reading.open(session.data))
            static_cast<void>(decode(*from, taken.data)); // null if it says nothing
        rooms_.insert(taken.rooms.begin(), taken.rooms.end());
        if (nsp_log* const by = *by_)
            by->announce_taken(taken.id);
        to_->on_session(std::move(taken));
    }

    void on_missed(message const& what) override {
        auto const is_in = [this](std::string const& room) { return rooms_.contains(room); };
        bool const is_meant =
            (what.to.rooms.empty() || std::ranges::any_of(what.to.rooms, is_in)) &&
            std::ranges::none_of(what.to.except, is_in);
        if (!is_meant || what.packet_id) // what asks for an answer cannot be missed
            return;
        carried_event event;
        if (!event.open(what.values)) {
            counts_->malformed.add(1);
            return;
        }
        to_->on_missed(
            {event.name(), event.arguments(), what.flags, what.offset, place_of(what.offset)});
    }

    void on_end(error_code reason, std::string_view offset) override {
        if (!reason)
            to_->on_end(recovery_outcome::recovered, place_of(offset));
        else if (reason == boost::system::errc::invalid_argument)
            to_->on_end(recovery_outcome::invalid_offset, {});
        else
            to_->on_end(recovery_outcome::unknown_session, {});
    }

private:
    std::shared_ptr<nsp_log*> const by_; // null once it has gone
    std::shared_ptr<link_counts> counts_;
    std::unique_ptr<adapter::session_receiver> to_;
    boost::unordered_flat_set<std::string, base::seeded_hash, base::text_equal> rooms_;
};

nsp_log::nsp_log(line& by, adapter::residents& here, link_options const& options,
                 std::shared_ptr<link_counts> counts, encoded_values::preference prefers)
    : line_(by), here_(here), options_(options), counts_(std::move(counts)), prefers_(prefers) {}

nsp_log::~nsp_log() { *self_ = nullptr; }

emit_result nsp_log::publish(adapter::selection const& to, adapter::broadcast_event const& event) {
    auto encoded = encoded_values::of_event(event.name, event.arguments, prefers_);
    if (!encoded) {
        counts_->not_sent.add(1);
        return encoded.error();
    }
    auto kept = std::make_unique<logged_event>(logged_event{*std::move(encoded), to, event.flags});
    message made;
    made.type = message_type::broadcast;
    made.to = to;
    made.flags = event.flags;
    made.values = kept->values.view();
    line_.send_logged(std::move(made),
                      [self = self_, kept = std::move(kept)](error_code, std::string_view offset) {
                          if (*self != nullptr)
                              (*self)->on_logged(*kept, offset);
                      });
    published_ += 1;
    return emit_status::queued;
}

void nsp_log::on_logged(logged_event const& which, std::string_view offset) {
    delivered_ += 1;
    auto const counts = counts_; // this may be destroyed inside
    auto const self = self_;
    try {
        carried_event event;
        if (event.open(which.values.view()))
            here_.broadcast(
                which.to, {event.name(), event.arguments(), which.flags, offset, place_of(offset)});
    } catch (...) {
        counts->failed.add(1);
    }
    if (*self != nullptr)
        pass_fences();
}

void nsp_log::pass_fences() {
    auto const self = self_; // null once what is done has ended this
    while (*self != nullptr && !fences_.empty() && fences_.front().behind <= delivered_) {
        auto const then = std::move(fences_.front().then);
        fences_.pop_front();
        then();
    }
}

void nsp_log::when_delivered(detail::callback<void()> then) {
    // With too many it is the order that is given up, not a question.
    if (delivered_ == published_ || fences_.size() >= options_.max_requests)
        then();
    else
        fences_.push_back({published_, std::move(then)});
}

void nsp_log::keep(adapter::kept_session const& which, keeping how,
                   std::chrono::milliseconds lifetime, detail::callback<void(not_kept)> failed) {
    auto const data = encoded_values::of_value([&](writer& to) { encode(to, which.data); },
                                               encoded_values::preference::msgpack);
    if (!data) {
        counts_->not_sent.add(1);
        return;
    }
    line_.sessions()->keep({which.id, which.private_id, which.rooms, data->view(), which.since},
                           how, lifetime,
                           [failed = std::move(failed)](error_code reason, bool is_kept) {
                               if (failed && !is_kept)
                                   failed(reason ? not_kept::unconfirmed : not_kept::taken);
                           });
}

void nsp_log::forget(std::string_view private_id, adapter::log_place since) {
    line_.sessions()->forget(private_id, since);
}

void nsp_log::take(adapter::wanted_session const& wanted,
                   std::unique_ptr<adapter::session_receiver> to) {
    line_.sessions()->take(wanted.private_id, wanted.offset.value_or(""),
                           std::make_unique<bringing>(self_, counts_, std::move(to)));
}

// Other servers of this library have no need of more; those of Node disconnect it as they would for
// a program, and keep no session then.
void nsp_log::announce_taken(std::string const& id) {
    message made;
    made.type = message_type::disconnect_sockets;
    made.to.rooms = {id};
    made.close = true;
    made.taken = true;
    line_.send(std::move(made));
}

} // namespace socketiota::cluster

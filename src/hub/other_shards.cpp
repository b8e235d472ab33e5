// SPDX-License-Identifier: MIT
#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <utility>

#include <hub/expected_rooms.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/sent_event.hpp>

namespace socketiota::hub {

other_shards::other_shards(nsp_part& here)
    : here_(here),
      whole_(*here.whole()),
      mailboxes_(*here.around().mailboxes),
      index_(here.index()) {}

other_shards::~other_shards() = default;

loop::sending other_shards::send(std::size_t shard, loop::letter what) const noexcept {
    return mailboxes_.send(index_, shard, std::move(what));
}

bool other_shards::may_send(std::size_t shard) const noexcept {
    // What a client caused is sent in any case: no more of it is read until there is room.
    if (here_.around().serving_client || !mailboxes_.full(index_, shard))
        return true;
    here_.count(metric::shard_busy);
    return false;
}

std::weak_ptr<nsp_part> const& other_shards::part(std::size_t shard) const noexcept {
    return whole_.part(shard);
}

bool other_shards::is_there(nsp_part const& part) noexcept { return !part.detached(); }

// They are asked where the cluster is.
bool other_shards::asks_servers(adapter::selection const& who, std::size_t shard) const noexcept {
    return shard == nsp_directory::first_shard && whole_.in_cluster() && !who.local;
}

template <class Each>
void other_shards::for_each_with(adapter::selection const& who, Each const& each) const {
    boost::container::small_vector<adapter::interest::name_hash, 4> rooms;
    for (std::string const& room : who.rooms)
        rooms.push_back(adapter::interest::hash_of(room));
    for (std::size_t shard = 0; shard != whole_.shards(); ++shard) {
        if (shard == index_)
            continue;
        auto const may_be_in = [&rooms](adapter::interest const& there) {
            return rooms.empty() ? there.any()
                                 : std::any_of(rooms.begin(), rooms.end(),
                                               [&](auto room) { return there.may_have(room); });
        };
        adapter::interest const* const away = whole_.interest_of_away(shard);
        if (asks_servers(who, shard) || may_be_in(*whole_.interest_of(shard)) ||
            (away != nullptr && may_be_in(*away)))
            each(shard);
    }
}

std::shared_ptr<sent_event const> other_shards::copy(adapter::selection const& to,
                                                     adapter::broadcast_event const& event) const {
    bool const goes_to_servers =
        whole_.in_cluster() && !to.local && index_ != nsp_directory::first_shard;
    bool const told = whole_.has_outgoing_listeners() || goes_to_servers;
    return std::make_shared<sent_event const>(to, event, told);
}

emit_status other_shards::publish(adapter::selection const& to,
                                  adapter::broadcast_event const& event) {
    std::shared_ptr<sent_event const> copied;
    emit_status outcome = emit_status::queued;
    for_each_with(to, [&](std::size_t shard) {
        if (!may_send(shard)) {
            outcome = emit_status::dropped;
            return;
        }
        if (!copied)
            copied = copy(to, event);
        send(
            shard, [copied](nsp_part& there) { there.broadcast_here(*copied); }, copied->octets);
    });
    return outcome;
}

void other_shards::ask(adapter::selection const& to, adapter::broadcast_event const& event,
                       std::uint64_t ack_id, adapter::broadcast_answers& answers) {
    std::shared_ptr<sent_event const> copied;
    for_each_with(to, [&](std::size_t shard) {
        if (!copied)
            copied = copy(to, event);
        asked_.add(ack_id, shard,
                   asks_servers(to, shard) ? answers.expect_servers() : answers.expect_many());
        auto const sent = send(
            shard,
            [copied, ack_id, from = index_](nsp_part& there) {
                there.shards()->answering().ask(there, from, ack_id, *copied);
            },
            copied->octets);
        if (sent == loop::sending::gone)
            asked_.on_end(ack_id, shard, {}); // nobody lives there any more
    });
}

namespace {

/// What was found on one shard, on its way back to the one that asked. Until the end, whoever waits
/// there knows that there is more to come.
template <class Found>
class found_elsewhere final : public detail::pending_result<Found> {
public:
    found_elsewhere(std::weak_ptr<nsp_part> there, std::size_t back,
                    std::shared_ptr<adapter::gathering<Found>> found) noexcept
        : there_(std::move(there)), back_(back), found_(std::move(found)) {}

    void complete(Found all) override { complete_partly({}, {}, std::move(all)); }

    void complete_partly(error_code reason, silent_servers silent, Found all) override {
        auto const there = there_.lock();
        if (!there || there->shards() == nullptr)
            return;
        there->shards()->send(back_, [reason, who = std::move(silent), found = std::move(found_),
                                      sent = std::move(all)](nsp_part&) mutable {
            found->add(std::move(sent));
            if (reason)
                found->miss(reason, std::move(who));
        });
    }

private:
    std::weak_ptr<nsp_part> there_;
    std::size_t back_;
    std::shared_ptr<adapter::gathering<Found>> found_;
};

} // namespace

template <class Found>
void other_shards::gather(adapter::selection const& who,
                          std::shared_ptr<adapter::gathering<Found>> const& found) const {
    for_each_with(who, [&](std::size_t shard) {
        send(shard, [who, found, back = index_](nsp_part& there) mutable {
            auto const limit = found->limit();
            there.find_here(who, std::make_shared<adapter::gathering<Found>>(
                                     std::make_shared<found_elsewhere<Found>>(
                                         there.weak_from_this(), back, std::move(found)),
                                     limit));
        });
    });
}

void other_shards::fetch(adapter::selection const& who,
                         std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found) {
    gather(who, found);
}

void other_shards::count(adapter::selection const& who,
                         std::shared_ptr<adapter::gathering<std::size_t>> found) {
    gather(who, found);
}

void other_shards::find_rooms(std::shared_ptr<adapter::gathering<room_sizes>> found) {
    gather({}, found);
}

void other_shards::join(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for_each_with(who, [&](std::size_t shard) {
        auto expected = std::make_shared<expected_rooms const>(here_.whole(), shard, rooms);
        send(shard, [who, expected = std::move(expected)](nsp_part& there) {
            there.join_here_and_beyond(who, expected->rooms());
        });
    });
}

void other_shards::leave(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for_each_with(who, [&](std::size_t shard) {
        send(shard, [who, rooms](nsp_part& there) { there.leave_here_and_beyond(who, rooms); });
    });
}

void other_shards::send_to_each(adapter::selection const& whom,
                                detail::callback<void(nsp_part&)> const& work) const {
    for_each_with(whom, [&](std::size_t shard) { send(shard, work); });
}

void other_shards::disconnect(adapter::selection const& who, bool close) {
    for_each_with(who, [&](std::size_t shard) {
        send(shard,
             [who, close](nsp_part& there) { there.disconnect_here_and_beyond(who, close); });
    });
}

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <iterator>
#include <new>
#include <string>
#include <utility>

#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/room_news.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

void room_news::on_room_changes(adapter::member& who, change_list changes) noexcept {
    try {
        auto const core = static_cast<socket_core&>(who).shared();
        if (here_.shards() != nullptr)
            distribute(core, std::move(changes));
        else
            take(core, std::move(changes));
    } catch (...) {
        on_untold_changes(who);
    }
}

void room_news::note_rooms(std::vector<std::string> const& rooms) {
    if (here_.shards() == nullptr)
        return; // only those of several shards are counted
    change_list changes;
    for (std::string const& each : rooms)
        changes.push_back({adapter::room_event::created, each});
    distribute(nullptr, std::move(changes));
}

// By the shard that tells of the room, as it is told there of who comes and goes: so a room that
// passes between the two is there all the while.
void room_news::note_away(std::string const& room, bool is_there) const {
    std::size_t const shard = shard_of(room);
    if (here_.shards() == nullptr || shard == here_.index())
        return here_.whole()->note_room(room, is_there);
    here_.shards()->send(
        shard, [room, is_there](nsp_part& there) { there.whole()->note_room(room, is_there); });
}

std::size_t room_news::shard_of(std::string const& room) const {
    return adapter::interest::hash_of(room) % here_.whole()->shards();
}

/// Hands each change to the shard that tells of its room.
void room_news::distribute(std::shared_ptr<socket_core> const& who, change_list changes) {
    while (!changes.empty()) {
        std::size_t const shard = shard_of(changes.front().room);
        auto const others =
            std::stable_partition(changes.begin(), changes.end(),
                                  [&](auto const& each) { return shard_of(each.room) == shard; });
        change_list part(std::make_move_iterator(changes.begin()), std::make_move_iterator(others));
        changes.erase(changes.begin(), others);
        if (shard == here_.index())
            take(who, std::move(part));
        else
            here_.shards()->send(shard, [who, part = std::move(part)](nsp_part& there) mutable {
                there.news().take(who, std::move(part));
            });
    }
}

void room_news::take(std::shared_ptr<socket_core> who, change_list changes) {
    if (here_.shards() != nullptr)
        count(changes);
    if (!who)
        return;
    bool const telling = !untold_.empty();
    untold_.push_back({std::move(who), std::move(changes)});
    if (telling)
        return; // a handler did this: the caller below it goes on with it, so that order is kept
    while (!untold_.empty()) {
        for (adapter::room_change const& each : untold_.front().changes)
            tell(*untold_.front().who, each);
        untold_.pop_front();
    }
}

/// Leaves out what is not so when all shards are looked at.
void room_news::count(change_list& changes) {
    std::erase_if(changes, [this](adapter::room_change const& each) {
        if (each.what == adapter::room_event::created)
            return ++shards_with_[each.room] != 1;
        if (each.what != adapter::room_event::removed)
            return false;
        auto const found = shards_with_.find(each.room);
        if (found == shards_with_.end() || --found->second != 0)
            return true;
        shards_with_.erase(found);
        return false;
    });
}

void room_news::on_untold_changes(adapter::member& who) noexcept {
    static_cast<socket_core&>(who).report(std::make_exception_ptr(std::bad_alloc()));
}

// Nothing leaves it: one that did would leave `untold_` as it is, and nobody would be told of
// anything after that.
void room_news::tell(socket_core& core, adapter::room_change const& change) noexcept {
    auto const tell = [&core](auto const& them, auto const&... about) {
        them.for_each_until_cleared([&](auto const& handler) {
            try {
                handler(about...);
            } catch (...) {
                core.report(std::current_exception());
            }
        });
    };
    std::string const& room = change.room;
    switch (change.what) {
    case adapter::room_event::created:
        tell(handlers_.created, room);
        break;
    case adapter::room_event::joined:
        tell(handlers_.joined, room, core.id());
        break;
    case adapter::room_event::left:
        tell(handlers_.left, room, core.id());
        break;
    case adapter::room_event::removed:
        tell(handlers_.removed, room);
        break;
    }
}

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>

#include <adapter/room_index.hpp>

namespace socketiota::adapter {
namespace {

// Looking at this many is no slower than a table, which most members would have in vain.
constexpr std::size_t few_rooms = 16;

/// So that the next `push_back` does not throw. Grows as that would.
template <class List>
void make_place(List& list) {
    if (list.size() == list.capacity())
        list.reserve(std::max<std::size_t>(1, 2 * list.capacity()));
}

} // namespace

room_index::~room_index() = default;

void room_index::add(member& who) {
    assert(who.index_ == member::not_added);
    make_place(members_);
    by_id_.emplace(who.id(), &who);
    who.index_ = static_cast<std::uint32_t>(members_.size());
    who.in_own_room_ = true;
    members_.push_back(&who);
    note_name(who.id()); // until it is removed, whether it leaves that room or not
}

void room_index::note_name(std::string_view name) noexcept {
    if (noted_ == nullptr)
        return;
    noted_->add(name);
    if (noted_->is_crowded())
        noted_->grow([this](auto const& count) {
            for (auto const& each : rooms_)
                count(each->name);
            for (member const* const each : members_)
                count(each->id());
        });
}

void room_index::remove(member& who) noexcept {
    while (!who.memberships_.empty())
        leave_at(who, who.memberships_.size() - 1);
    who.in_own_room_ = false;
    if (who.index_ == member::not_added)
        return;
    by_id_.erase(by_id_.find(std::string_view(who.id())));
    if (noted_ != nullptr)
        noted_->remove(who.id());
    members_.back()->index_ = who.index_;
    members_[who.index_] = members_.back();
    members_.pop_back();
    who.index_ = member::not_added;
}

bool room_index::join(member& who, std::string_view name) {
    if (name == who.id() && who.index_ != member::not_added)
        return !std::exchange(who.in_own_room_, true);
    room* joined = find_room(name);
    bool const is_new = joined == nullptr;
    if (is_new) {
        auto made = std::make_unique<room>();
        made->name = name;
        joined = made.get();
        rooms_.insert(std::move(made));
    } else if (find_place(who, joined)) {
        return false;
    }
    try {
        make_place(joined->members);
        make_place(joined->memberships);
        make_place(who.memberships_);
        note_place(who, joined);
    } catch (...) {
        if (is_new)
            rooms_.erase(rooms_.find(name));
        throw;
    }
    auto const index = static_cast<std::uint32_t>(joined->members.size());
    joined->members.push_back(&who);
    joined->memberships.push_back(static_cast<std::uint32_t>(who.memberships_.size()));
    who.memberships_.push_back({joined, index});
    if (who.many_)
        who.many_->cost += member::cost_of_room(joined->name);
    if (is_new)
        note_name(joined->name);
    return true;
}

std::size_t member::cost_of_rooms() const noexcept {
    if (many_)
        return many_->cost;
    std::size_t cost = 0;
    for (membership const& each : memberships_)
        cost += cost_of_room(each.in->name);
    return cost;
}

void room_index::note_place(member& who, room const* in) {
    auto const place = static_cast<std::uint32_t>(who.memberships_.size());
    if (who.many_) {
        who.many_->places.emplace(in, place);
    } else if (place >= few_rooms) {
        auto many = std::make_unique<member::many_rooms>();
        for (std::uint32_t each = 0; each < place; ++each)
            many->places.emplace(who.memberships_[each].in, each);
        many->places.emplace(in, place);
        many->cost = who.cost_of_rooms();
        who.many_ = std::move(many);
    }
}

std::optional<std::size_t> room_index::find_place(member const& who, room const* in) {
    if (who.many_) {
        auto const found = who.many_->places.find(in);
        return found == who.many_->places.end() ? std::nullopt
                                                : std::optional<std::size_t>(found->second);
    }
    for (std::size_t place = 0; place < who.memberships_.size(); ++place)
        if (who.memberships_[place].in == in)
            return place;
    return std::nullopt;
}

bool room_index::leave(member& who, std::string_view name) {
    if (name == who.id() && who.in_own_room_) {
        who.in_own_room_ = false;
        return true;
    }
    room const* const left = find_room(name);
    auto const place = left == nullptr ? std::nullopt : find_place(who, left);
    if (!place)
        return false;
    leave_at(who, *place);
    return true;
}

void room_index::leave_at(member& who, std::size_t membership) {
    auto const [left, index] = who.memberships_[membership];

    // The last member of the room fills the gap.
    left->members[index] = left->members.back();
    left->memberships[index] = left->memberships.back();
    left->members[index]->memberships_[left->memberships[index]].index = index;
    left->members.pop_back();
    left->memberships.pop_back();

    if (who.many_) {
        who.many_->cost -= member::cost_of_room(left->name);
        who.many_->places.erase(left);
    }
    // The last room of the member fills its gap.
    auto& memberships = who.memberships_;
    if (membership + 1 != memberships.size()) {
        memberships[membership] = memberships.back();
        memberships[membership].in->memberships[memberships[membership].index] =
            static_cast<std::uint32_t>(membership);
        if (who.many_)
            who.many_->places.find(memberships[membership].in)->second =
                static_cast<std::uint32_t>(membership);
    }
    memberships.pop_back();
    if (memberships.empty())
        who.many_.reset();

    if (!left->members.empty())
        return;
    if (noted_ != nullptr)
        noted_->remove(left->name);
    rooms_.erase(rooms_.find(std::string_view(left->name)));
}

bool room_index::contains(member const& who, std::string_view name) const {
    if (name == who.id() && who.in_own_room_)
        return true;
    room const* const named = find_room(name);
    return named != nullptr && find_place(who, named).has_value();
}

std::vector<std::string> room_index::rooms_of(member const& who) const {
    std::vector<std::string> names;
    names.reserve(who.memberships_.size() + 1);
    if (who.in_own_room_)
        names.push_back(who.id());
    for (auto const& each : who.memberships_)
        names.push_back(each.in->name);
    return names;
}

std::vector<std::string> room_index::names() const {
    std::vector<std::string> found;
    for (auto const& each : rooms_)
        found.push_back(each->name);
    for (member const* const each : members_)
        if (each->in_own_room_ && find_room(each->id()) == nullptr) // which others may be in
            found.push_back(each->id());
    return found;
}

room_sizes room_index::sizes() const {
    room_sizes found;
    for (auto const& each : rooms_)
        found.emplace(each->name, each->members.size());
    return found;
}

member* room_index::find(std::string_view id) const {
    auto const found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

room* room_index::find_room(std::string_view name) const {
    auto const found = rooms_.find(name);
    return found == rooms_.end() ? nullptr : found->get();
}

bool room_index::has_any(std::vector<std::string> const& rooms) const {
    if (rooms.empty())
        return !members_.empty();
    return std::any_of(rooms.begin(), rooms.end(),
                       [this](std::string const& room) { return exists(room); });
}

bool room_index::exists(std::string_view name) const {
    if (find_room(name) != nullptr)
        return true;
    member const* const owner = find(name);
    return owner != nullptr && owner->in_own_room_;
}

template <class Visit>
void room_index::for_each_in(std::string_view name, Visit visit) const {
    if (room const* const named = find_room(name))
        for (member* const each : named->members)
            visit(*each);
    member* const owner = find(name);
    if (owner != nullptr && owner->in_own_room_)
        visit(*owner);
}

std::span<member* const> room_index::select(selection const& who) {
    if (who.except.empty() && who.rooms.empty())
        return members_;

    last_stamp_ += 1;
    std::uint64_t const met = last_stamp_;
    for (std::string const& name : who.except)
        for_each_in(name, [met](member& each) { each.stamp_ = met; });

    selected_.clear();
    auto const take = [this, met](member& each) {
        // Whoever joined before `add` (during its middleware) is not reached yet, as in Node.
        if (each.stamp_ == met || each.index_ == member::not_added)
            return;
        each.stamp_ = met;
        selected_.push_back(&each);
    };
    for (std::string const& name : who.rooms)
        for_each_in(name, take);
    if (who.rooms.empty())
        for (member* const each : members_)
            take(*each);
    return selected_;
}

} // namespace socketiota::adapter

// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <adapter/in_memory_adapter.hpp>

namespace socketiota::adapter {

// The news is made before what it tells of happens: where there is no memory for it, nothing has
// happened yet.

void in_memory_adapter::add(member& who) {
    std::vector<room_change> changes;
    if (listener_ != nullptr)
        changes = joining(who.id());
    index_.add(who);
    if (listener_ != nullptr)
        listener_->on_room_changes(who, std::move(changes));
}

void in_memory_adapter::remove(member& who) noexcept {
    if (listener_ == nullptr) {
        index_.remove(who);
        return;
    }
    try {
        auto changes = leaving(index_.rooms_of(who));
        index_.remove(who);
        tell_left(who, std::move(changes));
    } catch (...) {
        // It goes all the same.
        index_.remove(who);
        listener_->on_untold_changes(who);
    }
}

void in_memory_adapter::join(member& who, std::string_view room) {
    if (listener_ == nullptr) {
        index_.join(who, room);
        return;
    }
    auto changes = joining(room);
    if (index_.join(who, room))
        listener_->on_room_changes(who, std::move(changes));
}

void in_memory_adapter::leave(member& who, std::string_view room) {
    if (listener_ == nullptr) {
        index_.leave(who, room);
        return;
    }
    auto changes = leaving(std::array{std::string(room)});
    if (index_.leave(who, room))
        tell_left(who, std::move(changes));
}

std::vector<room_change> in_memory_adapter::joining(std::string_view room) const {
    std::vector<room_change> changes;
    if (!index_.exists(room))
        changes.push_back({room_event::created, std::string(room)});
    changes.push_back({room_event::joined, std::string(room)});
    return changes;
}

std::vector<room_change> in_memory_adapter::leaving(std::span<std::string const> rooms) {
    std::vector<room_change> changes;
    changes.reserve(2 * rooms.size());
    for (std::string const& room : rooms) {
        changes.push_back({room_event::left, room});
        changes.push_back({room_event::removed, room});
    }
    return changes;
}

void in_memory_adapter::tell_left(member& who, std::vector<room_change> changes) noexcept {
    std::erase_if(changes, [this](room_change const& each) {
        return each.what == room_event::removed && index_.exists(each.room);
    });
    listener_->on_room_changes(who, std::move(changes));
}

error_code in_memory_adapter::broadcast(event_source const& event, selection const& to,
                                        base::send_flags flags) {
    // Encoded first, also when nobody is selected: whether an event can be sent does not depend on
    // who is there.
    result<base::outgoing_ptr> const unit = local_.encode(event, flags);
    if (!unit)
        return unit.error();
    auto const recipients = index_.select(to);
    if (!recipients.empty())
        local_.deliver(recipients, *unit, event);
    return {};
}

void in_memory_adapter::broadcast_with_ack(event_source const& event, selection const& to,
                                           base::send_flags flags, broadcast_answers& answers) {
    result<question> const asked = local_.encode_question(event, flags);
    if (!asked) {
        answers.fail(asked.error());
        return;
    }
    local_.ask(index_.select(to), *asked, event, answers);
    answers.all_asked();
}

void in_memory_adapter::add_sockets(selection const& who, std::vector<std::string> const& rooms) {
    local_.join(index_.select(who), rooms);
}

void in_memory_adapter::remove_sockets(selection const& who,
                                       std::vector<std::string> const& rooms) {
    local_.leave(index_.select(who), rooms);
}

void in_memory_adapter::disconnect_sockets(selection const& who, bool close) {
    local_.disconnect(index_.select(who), close);
}

void in_memory_adapter::fetch_sockets(selection const& who, fetched then) {
    then(local_.describe(index_.select(who)));
}

void in_memory_adapter::count_sockets(selection const& who, counted then) {
    then(index_.select(who).size());
}

} // namespace socketiota::adapter

// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <adapter/in_memory_adapter.hpp>

namespace socketiota::adapter {

void in_memory_adapter::add(member& who) {
    bool const is_new = observer_ != nullptr && !index_.exists(who.id());
    index_.add(who);
    if (observer_ != nullptr)
        tell_joined(who, who.id(), is_new);
}

void in_memory_adapter::remove(member& who) {
    if (observer_ == nullptr) {
        index_.remove(who);
        return;
    }
    auto const rooms = index_.rooms_of(who);
    index_.remove(who);
    tell_left(who, rooms);
}

void in_memory_adapter::join(member& who, std::string_view room) {
    bool const is_new = observer_ != nullptr && !index_.exists(room);
    if (index_.join(who, room) && observer_ != nullptr)
        tell_joined(who, room, is_new);
}

void in_memory_adapter::leave(member& who, std::string_view room) {
    if (index_.leave(who, room) && observer_ != nullptr)
        tell_left(who, std::array{std::string(room)});
}

void in_memory_adapter::tell_joined(member& who, std::string_view room, bool is_new) {
    std::vector<room_change> changes;
    if (is_new)
        changes.push_back({room_event::created, std::string(room)});
    changes.push_back({room_event::joined, std::string(room)});
    observer_->on_room_changes(who, std::move(changes));
}

void in_memory_adapter::tell_left(member& who, std::span<std::string const> rooms) {
    std::vector<room_change> changes;
    for (std::string const& room : rooms) {
        changes.push_back({room_event::left, room});
        if (!index_.exists(room))
            changes.push_back({room_event::removed, room});
    }
    observer_->on_room_changes(who, std::move(changes));
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

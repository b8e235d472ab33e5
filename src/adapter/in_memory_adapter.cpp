// SPDX-License-Identifier: MIT
#include <string>

#include <adapter/in_memory_adapter.hpp>

namespace socketiota::adapter {

void in_memory_adapter::add(member& who) {
    index_.add(who);
    if (observer_ == nullptr)
        return;
    observer_->on_room_event(room_event::created, who.id(), who);
    observer_->on_room_event(room_event::joined, who.id(), who);
}

void in_memory_adapter::remove(member& who) {
    if (observer_ == nullptr) {
        index_.remove(who);
        return;
    }
    // Told when it is in none of them any more, so that the observer finds a consistent index.
    auto const rooms = index_.rooms_of(who);
    index_.remove(who);
    for (std::string const& room : rooms) {
        observer_->on_room_event(room_event::left, room, who);
        if (!index_.exists(room))
            observer_->on_room_event(room_event::removed, room, who);
    }
}

void in_memory_adapter::join(member& who, std::string_view room) {
    bool const is_new = observer_ != nullptr && !index_.exists(room);
    if (!index_.join(who, room) || observer_ == nullptr)
        return;
    std::string const name(room);
    if (is_new)
        observer_->on_room_event(room_event::created, name, who);
    observer_->on_room_event(room_event::joined, name, who);
}

void in_memory_adapter::leave(member& who, std::string_view room) {
    if (!index_.leave(who, room) || observer_ == nullptr)
        return;
    std::string const name(room);
    observer_->on_room_event(room_event::left, name, who);
    if (!index_.exists(name))
        observer_->on_room_event(room_event::removed, name, who);
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

} // namespace socketiota::adapter

// SPDX-License-Identifier: MIT
#include <exception>
#include <new>
#include <string>
#include <utility>

#include <hub/registered.hpp>
#include <hub/room_news.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

void room_news::on_room_changes(adapter::member& who,
                                std::vector<adapter::room_change> changes) noexcept {
    bool const telling = !untold_.empty();
    try {
        untold_.push_back({static_cast<socket_core&>(who).shared(), std::move(changes)});
    } catch (...) {
        on_untold_changes(who);
    }
    if (telling)
        return; // a handler did this: the caller below it goes on with it, so that order is kept
    while (!untold_.empty()) {
        for (adapter::room_change const& each : untold_.front().changes)
            tell(*untold_.front().who, each);
        untold_.pop_front();
    }
}

void room_news::on_untold_changes(adapter::member& who) noexcept {
    static_cast<socket_core&>(who).report(std::make_exception_ptr(std::bad_alloc()));
}

// Nothing leaves it: one that did would leave `untold_` as it is, and nobody would be told of
// anything after that.
void room_news::tell(socket_core& core, adapter::room_change const& change) noexcept {
    auto const tell = [&core](auto const& them, auto const&... about) {
        for_each_registered(them, [&](auto const& handler) {
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

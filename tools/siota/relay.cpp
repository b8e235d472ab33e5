// SPDX-License-Identifier: MIT
#include "relay.hpp"

#include "readable_text.hpp"
#include "visible_text.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/incoming.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/parent_nsp.hpp>
#include <socketiota/server.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace sio = socketiota;

namespace siota {
namespace {

constexpr std::array<std::string_view, 4> own_events{"echo", "join", "leave", "to"};

/// At once, so that lines of several threads do not mix.
void print(sio::socket const& who, std::string_view what) {
    std::string const line =
        who.id() + ' ' + visible_text(who.nsp().name()) + ' ' + std::string(what) + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

std::vector<std::string> rooms_of(sio::socket const& who) {
    std::vector<std::string> rooms = who.rooms();
    std::erase(rooms, who.id()); // a room of its own
    std::ranges::sort(rooms);
    return rooms;
}

std::vector<std::string> texts_in(sio::arguments const& values) {
    std::vector<std::string> texts;
    for (sio::value const& each : values)
        if (each.is_string())
            texts.push_back(each.value_or(""));
    return texts;
}

void relay(sio::socket const& from, sio::incoming const& event) {
    if (std::ranges::find(own_events, event.name()) != own_events.end())
        return;
    sio::arguments const all(event.arguments().begin(), event.arguments().end());
    std::vector<std::string> const rooms = rooms_of(from);
    if (rooms.empty())
        from.broadcast().emit(event.name(), all);
    else
        from.to(rooms).emit(event.name(), all);
}

template <class Where>
void add_to(Where const& where, bool prints) {
    if (prints) {
        where.on_connection([](sio::socket const& who) { print(who, "connected"); });
        where.on_disconnect(
            [](sio::socket const& who, sio::disconnect_reason why) { print(who, to_string(why)); });
        where.on_any(
            [style = style_of_output()](sio::socket const& who, sio::incoming const& event) {
                print(who, "< " + readable_line(event.name(), event.arguments(), style));
            });
    }
    where.on("echo", [](sio::socket const& me, sio::arguments all) {
        me.emit("echo", all);
        return all;
    });
    where.on("join", [](sio::socket const& me, sio::arguments const& rooms) {
        me.join(texts_in(rooms));
        return rooms_of(me);
    });
    where.on("leave", [](sio::socket const& me, sio::arguments const& rooms) {
        me.leave(texts_in(rooms));
        return rooms_of(me);
    });
    where.on("to", [](sio::socket const& me, std::string const& room, std::string const& event,
                      sio::arguments const& values) { me.to(room).emit(event, values); });
    where.on_any([](sio::socket const& me, sio::incoming const& event) { relay(me, event); });
}

} // namespace

void add_relay(sio::server& io, bool prints) {
    add_to(io, prints);
    add_to(io.of([](std::string_view) { return true; }), prints);
}

} // namespace siota

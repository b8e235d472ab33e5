// SPDX-License-Identifier: MIT
//
// Rooms, broadcasts, volatile events and leaving.
#include "application.hpp"

#include <boost/asio/post.hpp>

#include <string>
#include <vector>

namespace interop {

namespace asio = boost::asio;
namespace sio = socketiota;

namespace {

void broadcast(sio::socket const& who, sio::nsp const& nsp, sio::value const& wanted) {
    auto const all = wanted["args"].elements();
    selected(wanted["from"] == sio::value("nsp") ? nsp.all() : who.broadcast(), wanted)
        .emit(wanted["event"].to<std::string>().value(), sio::arguments(all.begin(), all.end()));
}

} // namespace

void add_rooms(sio::nsp const& nsp) {
    nsp.on("join", [](sio::socket who, sio::value rooms) {
        who.join(names_of(rooms));
        return sorted_rooms(who);
    });
    nsp.on("leave", [](sio::socket who, std::string room) {
        who.leave(room);
        return sorted_rooms(who);
    });
    nsp.on("rooms", [](sio::socket who) { return sorted_rooms(who); });
    nsp.on("broadcast", [nsp](sio::socket who, sio::value wanted) { broadcast(who, nsp, wanted); });
    nsp.on("volatile-burst", [](sio::socket who, int count, no_answer) {
        for (int i = 0; i < count; ++i)
            who.volatile_().emit("volatile", i);
        asio::post(who.get_executor(), [who, count] { who.emit("volatile-end", count); });
    });
    nsp.on("disconnect-me", [](sio::socket who, sio::value close, no_answer) {
        who.disconnect(close == sio::value(true));
    });
}

} // namespace interop

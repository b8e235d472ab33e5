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

// One name or an array of names.
std::vector<std::string> names_of(sio::value const& given) {
    if (given.is_array())
        return given.to<std::vector<std::string>>().value();
    return {given.to<std::string>().value()};
}

void broadcast(sio::socket const& who, sio::nsp const& nsp, sio::value const& wanted) {
    auto selection = wanted["from"] == sio::value("nsp") ? nsp.all() : who.broadcast();
    if (wanted.contains("to"))
        selection = selection.to(names_of(wanted["to"]));
    if (wanted.contains("except"))
        selection = selection.except(names_of(wanted["except"]));
    if (wanted["volatile"] == sio::value(true))
        selection = selection.volatile_();
    auto const all = wanted["args"].elements();
    selection.emit(wanted["event"].to<std::string>().value(),
                   sio::arguments(all.begin(), all.end()));
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

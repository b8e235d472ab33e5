// SPDX-License-Identifier: MIT
#include "application.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace interop {

namespace sio = socketiota;

sio::value about(sio::socket const& who, char const* event) {
    return sio::object("event", event, "nsp", who.nsp().name(), "id", who.id());
}

std::vector<std::string> sorted_rooms(sio::socket const& who) {
    auto rooms = who.rooms();
    std::sort(rooms.begin(), rooms.end());
    return rooms;
}

namespace {

void trace_lives(sio::nsp const& nsp, trace const& to) {
    auto const tell_end = [&to](sio::socket const& who, char const* event,
                                sio::disconnect_reason reason) {
        auto line = about(who, event);
        line.set("reason", sio::to_string(reason));
        line.set("rooms", sorted_rooms(who));
        to(line);
    };
    nsp.on_connection([&to](sio::socket const& who) { to(about(who, "connection")); });
    nsp.on_disconnecting([tell_end](sio::socket const& who, sio::disconnect_reason reason) {
        tell_end(who, "disconnecting", reason);
    });
    nsp.on_disconnect([tell_end](sio::socket const& who, sio::disconnect_reason reason) {
        tell_end(who, "disconnect", reason);
    });
}

} // namespace

void add_application(sio::nsp const& nsp, trace const& to) {
    trace_lives(nsp, to);
    if (nsp.name() == "/" || nsp.name() == "/custom")
        nsp.on_connection([](sio::socket const& who) { who.emit("auth", who.handshake().auth()); });
    add_echoes(nsp);
    add_server_acks(nsp, to);
    add_listener_changes(nsp);
    add_rooms(nsp);
    add_many_sockets(nsp);
    add_numbers(nsp);
    add_payloads(nsp);
    add_state(nsp);
}

} // namespace interop

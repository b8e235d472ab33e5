// SPDX-License-Identifier: MIT
//
// What acts on many sockets at a time, through their namespace.
#include "application.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace interop {

namespace sio = socketiota;

namespace {

void add_questions(sio::nsp const& nsp) {
    nsp.on("broadcast-with-ack", [nsp](sio::value wanted, sio::reply<sio::value, sio::value> done) {
        auto const all = wanted["args"].elements();
        selected(nsp.all(), wanted)
            .timeout(std::chrono::milliseconds(wanted["timeout"].to<std::int64_t>().value()))
            .emit_with_ack<sio::value>(wanted["event"].to<std::string>().value(),
                                       sio::arguments(all.begin(), all.end()))(
                [done](sio::error_code failure, std::vector<sio::value> answers) {
                    sio::value outcome;
                    if (failure == sio::error::operation_has_timed_out)
                        outcome = "operation has timed out";
                    else if (failure == sio::error::socket_disconnected)
                        outcome = "a socket has disconnected";
                    else if (failure)
                        outcome = failure.message();
                    auto list = sio::value::empty_array();
                    for (auto& each : answers)
                        list.push_back(std::move(each));
                    done(outcome, list);
                });
    });
}

sio::value described(std::vector<sio::remote_socket> found) {
    std::sort(found.begin(), found.end(),
              [](auto const& left, auto const& right) { return left.id() < right.id(); });
    auto list = sio::value::empty_array();
    for (auto const& each : found) {
        auto rooms = each.rooms();
        std::sort(rooms.begin(), rooms.end());
        list.push_back(sio::object("id", each.id(), "rooms", rooms, "data", each.data(), "auth",
                                   each.handshake().auth()));
    }
    return list;
}

void add_searches(sio::nsp const& nsp) {
    nsp.on("fetch-sockets", [nsp](sio::value wanted, sio::reply<sio::value> done) {
        selected(nsp.all(), wanted)
            .fetch_sockets()([done](sio::error_code, std::vector<sio::remote_socket> found) {
                done(described(std::move(found)));
            });
    });
    nsp.on("act-on-found", [nsp](sio::value wanted, sio::reply<> done) {
        selected(nsp.all(), wanted)
            .fetch_sockets()([done](sio::error_code, std::vector<sio::remote_socket> const& found) {
                for (auto const& each : found) {
                    each.emit("found", each.id());
                    each.join("found", "not for long");
                    each.leave("not for long");
                }
                done();
            });
    });
}

void add_changes(sio::nsp const& nsp) {
    nsp.on("sockets-join", [nsp](sio::value wanted) {
        selected(nsp.all(), wanted).sockets_join(names_of(wanted["rooms"]));
    });
    nsp.on("sockets-leave", [nsp](sio::value wanted) {
        selected(nsp.all(), wanted).sockets_leave(names_of(wanted["rooms"]));
    });
    nsp.on("disconnect-sockets", [nsp](sio::value wanted) {
        selected(nsp.all(), wanted).disconnect_sockets(wanted["close"] == sio::value(true));
    });
    nsp.on("watch-rooms", [nsp](sio::socket who) {
        auto const tell = [who](char const* what) {
            return [who, what](std::string const& room) { who.emit("room-event", what, room); };
        };
        auto const tell_of_socket = [who](char const* what) {
            return [who, what](std::string const& room, std::string const& id) {
                who.emit("room-event", what, room, id);
            };
        };
        nsp.on_room_created(tell("create-room"));
        nsp.on_room_removed(tell("delete-room"));
        nsp.on_room_joined(tell_of_socket("join-room"));
        nsp.on_room_left(tell_of_socket("leave-room"));
    });
}

} // namespace

std::vector<std::string> names_of(sio::value const& given) {
    if (given.is_array())
        return given.to<std::vector<std::string>>().value();
    return {given.to<std::string>().value()};
}

sio::broadcast_operator selected(sio::broadcast_operator from, sio::value const& wanted) {
    if (wanted.contains("to"))
        from = from.to(names_of(wanted["to"]));
    if (wanted.contains("except"))
        from = from.except(names_of(wanted["except"]));
    if (wanted["volatile"] == sio::value(true))
        from = from.volatile_();
    return from;
}

void add_many_sockets(sio::nsp const& nsp) {
    add_questions(nsp);
    add_searches(nsp);
    add_changes(nsp);
}

} // namespace interop

// SPDX-License-Identifier: MIT
// A news desk. Readers follow topics, each topic is a room, and an event goes to rooms, not to a
// list of people that somebody would have to keep.
//     const socket = io("http://localhost:3000");
//     socket.on("news", (topic, text) => console.log(topic, text));
//     await socket.emitWithAck("follow", "music"); // true
//     socket.emit("publish", "music", "A new song is out");
#include <socketiota/server.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <string_view>

namespace sio = socketiota;

constexpr std::array<std::string_view, 3> topics{"art", "music", "sport"};

/// Rooms are made when the first one joins and gone when the last one leaves. Never join a room
/// that a stranger names, nor send to it: the id of each socket is a room too, with what is meant
/// for it alone.
bool is_topic(std::string_view name) { return std::ranges::count(topics, name) == 1; }

int main(int count, char** arguments) {
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    io.on("follow", [](sio::socket me, std::string topic) {
        if (!is_topic(topic))
            return false;
        me.join(topic);
        me.to(topic).emit("reader", topic, me.id(), "came"); // everybody there but me
        return true;
    });
    io.on("unfollow", [](sio::socket me, std::string topic) {
        if (!is_topic(topic))
            return;
        me.leave(topic);
        me.to(topic).emit("reader", topic, me.id(), "left");
    });
    io.on("publish", [&io](std::string topic, std::string text) {
        if (is_topic(topic))
            io.to(topic).emit("news", topic, text); // everybody there
    });
    // Who follows several of these topics gets it once. Whoever follows sport hears enough.
    io.on("headline", [&io](std::string text) {
        io.to(topics).except("sport").emit("news", "headline", text);
    });
    io.on("whisper", [](sio::socket me, std::string id, std::string text) {
        me.to(id).emit("whisper", me.id(), text); // one socket: its id is a room
    });
    // The last moment in which it still is in its rooms; on_disconnect is too late for this.
    io.on_disconnecting([](sio::socket me) {
        for (std::string const& room : me.rooms())
            if (room != me.id())
                me.to(room).emit("reader", room, me.id(), "left");
    });
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "rooms is on http://localhost:" << io.port() << std::endl;
    io.run();
}

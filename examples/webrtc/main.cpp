// SPDX-License-Identifier: MIT
// Two browser pages that talk to each other without a server between them, once this one has
// introduced them. Open http://localhost:3000 twice, in two windows.
#include <socketiota/raw.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/post.hpp>

#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace net = boost::asio;
namespace sio = socketiota;

struct seat {
    std::string room;
};

int main(int count, char** arguments) {
    std::map<std::string, int> taken; // seats of each room, of which it has two
    std::mutex lock; // with several shards, handlers for different clients run at the same time
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});

    // Who came and who went leaves from one thread, in the order in which it happened under the
    // lock. Handlers that several threads post may run in another, so each tells what is next.
    std::deque<std::function<void()>> news;
    auto const tell = [&, desk = io.get_executor()](sio::socket me, std::string room,
                                                    std::string what) {
        news.push_back([&io, me, room, what] { io.to("#" + room).except(me.id()).emit(what); });
        net::post(desk, [&] {
            std::lock_guard const locked(lock);
            news.front()();
            news.pop_front();
        });
    };

    // Answers false if the room is full. Whoever was there first hears "peer" and makes the offer.
    io.on("enter", [&, tell](sio::socket me, std::string room) {
        std::lock_guard const locked(lock);
        auto& mine = me.state<seat>().room;
        if (!mine.empty() || room.empty() || room.size() > 64 || taken[room] == 2)
            return false;
        ++taken[mine = room];
        // With a mark in front, so that no room is called like the id of a socket.
        me.join("#" + room);
        tell(me, room, "peer");
        return true;
    });

    // Offers, answers and candidates are none of our business: what came is passed on as it is,
    // undecoded, to the one other socket of the room.
    io.on("signal", [](sio::socket me, sio::raw signal) {
        if (auto const& room = me.state<seat>().room; !room.empty())
            me.to("#" + room).emit("signal", signal);
    });

    // A page that is closed or reloaded gives its seat back; the other one waits for the next.
    io.on_disconnect([&, tell](sio::socket me) {
        std::lock_guard const locked(lock);
        auto const room = std::exchange(me.state<seat>().room, {});
        if (room.empty())
            return;
        tell(me, room, "gone");
        if (--taken[room] == 0)
            taken.erase(room);
    });

    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "webrtc is on http://localhost:" << io.port() << std::endl;
    io.run();
}

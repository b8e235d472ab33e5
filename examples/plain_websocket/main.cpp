// SPDX-License-Identifier: MIT
// Plain WebSockets, HTTP routes and Socket.IO on one port. Each line that somebody sends to a topic
// goes to all who are there. Open http://localhost:3002 twice, or try it with any WebSocket client:
//     new WebSocket("ws://localhost:3002/feed/news").onmessage = ({ data }) => console.log(data)
#include <socketiota/server.hpp>

#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace sio = socketiota;

int main(int count, char** arguments) {
    std::map<std::string, std::map<int, sio::websocket_connection>> topics;
    std::atomic<int> last_id = 0;
    std::mutex lock; // with several shards, functions for different clients run at the same time

    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 1 ? std::stoul(arguments[1]) : 1});
    io.websocket("/feed/:topic", [&](sio::websocket_connection peer) {
        std::string const topic = peer.request().parameter("topic");
        int const id = ++last_id;
        peer.on_text([&topics, &lock, topic](std::string_view line) {
            std::lock_guard const locked(lock); // so all see the lines in the same order
            for (auto const& [each, other] : topics[topic])
                other.send(line);
        });
        peer.on_close([&topics, &lock, topic, id](std::uint16_t, std::string_view) {
            std::lock_guard const locked(lock);
            topics[topic].erase(id);
            if (topics[topic].empty())
                topics.erase(topic);
        });
        std::lock_guard const locked(lock);
        topics[topic].emplace(id, peer);
    });
    io.http().get("/topics/:topic", [&](sio::http_request const& request) {
        std::lock_guard const locked(lock);
        auto const found = topics.find(request.parameter("topic"));
        if (found == topics.end())
            return sio::http_response::text("nobody is there", 404);
        return sio::http_response::json(sio::object("listeners", found->second.size()));
    });
    io.on("hello", [] { return "hello, beside plain WebSockets"; });
    io.listen(3002);
    std::cout << "plain_websocket is on http://localhost:3002" << std::endl;
    io.run();
}

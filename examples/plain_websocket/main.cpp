// SPDX-License-Identifier: MIT
// Plain WebSockets, HTTP routes and Socket.IO on one port. Each line that somebody sends to a topic
// goes to all who are there. Open http://localhost:3002 twice, or try it with any WebSocket client:
//     new WebSocket("ws://localhost:3002/feed/news").onmessage = ({ data }) => console.log(data)
#include <socketiota/server.hpp>

#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace sio = socketiota;

int main() {
    std::map<std::string, std::map<int, sio::websocket_connection>> topics;
    int last_id = 0;

    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER});
    io.websocket("/feed/:topic", [&](sio::websocket_connection peer) {
        std::string const topic = peer.request().parameter("topic");
        int const id = ++last_id;
        topics[topic].emplace(id, peer);
        peer.on_text([&topics, topic](std::string_view line) {
            for (auto const& [each, other] : topics[topic])
                other.send(line);
        });
        peer.on_close([&topics, topic, id](std::uint16_t, std::string_view) {
            topics[topic].erase(id);
            if (topics[topic].empty())
                topics.erase(topic);
        });
    });
    io.http().get("/topics/:topic", [&](sio::http_request const& request) {
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

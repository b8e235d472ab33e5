// SPDX-License-Identifier: MIT
// One page twice: three prices over a raw WebSocket, and the same three over Socket.IO. Open
// http://localhost:3004/raw and http://localhost:3004/socketio. What each costs in requests and
// bytes stands in docs/guides/websocket-or-socketio.md.
#include <socketiota/server.hpp>

#include <array>
#include <iostream>
#include <string>
#include <string_view>

namespace sio = socketiota;

namespace {

struct price {
    std::string stock;
    double value = 0;
};

std::array<price, 3> const prices{{{"ABC", 101.5}, {"DEF", 7.25}, {"GHI", 42}}};

constexpr std::string_view raw_page = R"(<!doctype html><title>raw</title><ul id="prices"></ul>
<script>
const show = ({ stock, value }) => prices.append(`${stock} ${value} `);
new WebSocket(`ws://${location.host}/prices`).onmessage = ({ data }) => show(JSON.parse(data));
</script>
)";

constexpr std::string_view socketio_page =
    R"(<!doctype html><title>Socket.IO</title><ul id="prices"></ul>
<script src="/socket.io/socket.io.min.js"></script>
<script>
const show = ({ stock, value }) => prices.append(`${stock} ${value} `);
io().on("price", show);
</script>
)";

} // namespace

int main(int count, char** arguments) {
    sio::server io({.shards = count > 1 ? std::stoul(arguments[1]) : 1});
    io.http().get("/raw", [] { return sio::http_response::html(raw_page); });
    io.http().get("/socketio", [] { return sio::http_response::html(socketio_page); });
    io.websocket("/prices", [](sio::websocket_connection const& peer) {
        for (price const& each : prices)
            peer.send(sio::value(each).to_json());
    });
    io.on_connection([](sio::socket const& socket) {
        for (price const& each : prices)
            socket.emit("price", each);
    });
    io.listen(3004);
    std::cout << "comparison is on http://localhost:3004/raw and http://localhost:3004/socketio"
              << std::endl;
    io.run();
}

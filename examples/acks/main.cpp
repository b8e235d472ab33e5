// SPDX-License-Identifier: MIT
// A kitchen that answers everybody: an ack is the answer to one event, and both sides may ask for
// one. Open http://localhost:3000, or try it with any Socket.IO client:
//     const socket = io("http://localhost:3000");
//     console.log(await socket.emitWithAck("price", "soup")); // 4.5
//     socket.emit("split", 100, 3, (each, left) => console.log(each, left)); // 33 1
//     socket.on("bread?", (answer) => answer(true));
//     console.log(await socket.emitWithAck("order", "soup")); // soup with bread
//     socket.on("more?", (dish, answer) => answer(true));
//     console.log(await socket.emitWithAck("more", "cake")); // how many want more
//     console.log(await socket.timeout(5000).emitWithAck("cook", 4)); // ready
#include <socketiota/server.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

/// A question back: other events are handled while this one waits for its guest.
net::awaitable<std::string> order(sio::socket guest, std::string dish) {
    // A guest who never answers must not keep us waiting: always set a timeout. A missing answer
    // throws, unless it is asked for as a value, as here.
    auto const [missing, bread] =
        co_await guest.timeout(1s).emit_with_ack<bool>("bread?")(net::as_tuple(net::use_awaitable));
    co_return !missing && bread ? dish + " with bread" : dish;
}

/// A question to everybody. Who does not answer in time is an error, and the other answers count.
net::awaitable<std::ptrdiff_t> ask_all(sio::server& io, std::string dish) {
    auto const [incomplete, answers] = co_await io.timeout(1s).emit_with_ack<bool>("more?", dish)(
        net::as_tuple(net::use_awaitable));
    co_return std::ranges::count(answers, true);
}

int main(int count, char** arguments) {
    std::map<std::string, double> const menu{{"soup", 4.5}, {"cake", 3}};
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    // What a handler returns is the answer, null for an empty optional.
    io.on("price", [&menu](std::string dish) -> std::optional<double> {
        auto const found = menu.find(dish);
        return found == menu.end() ? std::nullopt : std::optional(found->second);
    });
    // A tuple is an answer of several values, and an error arrives as { error: "..." }. So do
    // arguments that do not fit, such as "three" guests: this handler never sees them.
    io.on("split", [](int bill, int guests) -> sio::result<std::tuple<int, int>> {
        if (guests < 1)
            return sio::make_error_code(sio::error::number_out_of_range);
        return std::tuple(bill / guests, bill % guests);
    });
    io.on("order", order);
    io.on("more", [&io](std::string dish) { return ask_all(io, dish); });
    // What is not known yet is answered later, from wherever: here, when a timer fires.
    io.on("cook", [](sio::socket guest, std::uint8_t minutes, sio::reply<std::string> done) {
        auto const oven = std::make_shared<net::steady_timer>(guest.get_executor(), minutes * 10ms);
        oven->async_wait([oven, done](sio::error_code) { done("ready"); });
    });
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "acks is on http://localhost:" << io.port() << std::endl;
    io.run();
}

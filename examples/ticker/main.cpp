// SPDX-License-Identifier: MIT
// A stock ticker: a thousand prices a second of each share, pushed to everybody who follows it.
// Open http://localhost:3000, or try it with any Socket.IO client:
//     const socket = io("http://localhost:3000");
//     socket.on("price", ({ share, number, price }) => console.log(share, number, price));
//     await socket.emitWithAck("follow", "IOTA"); // true
#include <socketiota/server.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

struct quote {
    std::string share;
    double price;
    std::uint64_t number; // counts up, so that a client sees what it has missed
};

using market = std::vector<quote>;

/// Runs on one thread, and so does whoever reads the prices: no lock.
net::awaitable<void> trade(sio::server& io, market& shares) {
    std::minstd_rand random(std::random_device{}());
    std::normal_distribution<> change(0, 0.0005);
    net::steady_timer next(io.get_executor());
    for (;;) {
        // From now, not from the last time: a loop that was late does not hurry afterwards.
        next.expires_after(1ms);
        co_await next.async_wait(net::deferred);
        for (quote& each : shares) {
            each.price *= 1 + change(random);
            ++each.number;
            // Encoded once for the whole room. Volatile: who has not yet taken the last price
            // misses this one, and gets the newest when it is ready again. Without it, a slow
            // client would see older and older prices, and the server would have to keep them.
            io.to(each.share).volatile_().emit("price", each);
        }
    }
}

int main(int count, char** arguments) {
    market shares{{"IOTA", 100, 0}, {"EPSILON", 20, 0}, {"OMEGA", 3, 0}};
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    // With several shards handlers run on many threads. The prices are on that of `trade`.
    net::any_io_executor const exchange = io.get_executor();
    io.on("follow", [&, exchange](sio::socket me, std::string share, sio::reply<bool> done) {
        net::post(exchange, [&shares, me, share, done] {
            auto const found = std::ranges::find(shares, share, &quote::share);
            if (found == shares.end())
                return done(false);
            me.join(share);
            me.emit("price", *found); // not volatile: the first price comes for certain
            done(true);
        });
    });
    io.on("unfollow", [](sio::socket me, std::string share) { me.leave(share); });
    io.spawn(trade(io, shares));
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "ticker is on http://localhost:" << io.port() << std::endl;
    io.run();
}

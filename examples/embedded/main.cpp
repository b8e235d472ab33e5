// SPDX-License-Identifier: MIT
// A server in a program that has an event loop of its own: both share one io_context and its
// thread. Open http://localhost:3001, or try it with any Socket.IO client:
//     const socket = io("http://localhost:3001");
//     socket.on("count", (left) => console.log(left));
//     socket.on("go?", (answer) => answer(true));
//     socket.emit("launch", 3, (outcome) => console.log(outcome));
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

/// A handler that takes its time: other events come and go while it waits.
net::awaitable<std::string> launch(sio::socket pilot, int count) {
    net::steady_timer pause(pilot.get_executor());
    for (; count > 0 && pilot.connected(); --count) {
        pilot.emit("count", count);
        pause.expires_after(200ms);
        co_await pause.async_wait(net::deferred);
    }
    // Throws if there is no answer within five seconds, or one that is no bool; `launch` is
    // answered with an error then.
    bool const go = co_await pilot.timeout(5s).emit_with_ack<bool>("go?");
    co_return go ? "lift-off" : "called off";
}

/// What else the program does: here, a clock that also tells everybody connected.
net::awaitable<void> tick(sio::server& io) {
    net::steady_timer second(io.get_executor());
    for (int uptime = 1;; ++uptime) {
        second.expires_after(1s);
        co_await second.async_wait(net::deferred);
        io.emit("uptime", uptime);
    }
}

/// The program from its start to SIGINT or SIGTERM.
net::awaitable<void> serve(sio::server& io) {
    using namespace net::experimental::awaitable_operators;
    net::signal_set end(io.get_executor(), SIGINT, SIGTERM);
    co_await (tick(io) || end.async_wait(net::use_awaitable));
    co_await io.async_close();
}

int main() {
    net::io_context context(1);
    sio::server io(context, {.static_folder = EXAMPLE_PUBLIC_FOLDER});
    io.on("launch", launch);
    io.listen(3001);
    io.spawn(serve(io));
    std::cout << "embedded is on http://localhost:3001" << std::endl;
    context.run(); // until nothing is left to do
}

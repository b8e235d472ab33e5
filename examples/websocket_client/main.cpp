// SPDX-License-Identifier: MIT
// A plain WebSocket in a terminal: prints what comes, and sends each line that you type; Ctrl-D
// ends it. It tries again when the connection breaks.
//     ./run example plain_websocket                                            in one terminal
//     ./run example websocket_client ws://localhost:3002/feed/news             in others
#include <socketiota/websocket_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>

#include <unistd.h>

namespace net = boost::asio;
namespace sio = socketiota;

namespace {

net::awaitable<void> connect_and_print(sio::websocket_client& peer) {
    co_await peer.async_connect();
    std::cerr << "connected\n";
    for (;;) {
        sio::websocket_message const message = co_await peer.async_receive();
        if (message.is_text)
            std::cout << message.content << std::endl;
        else
            std::cout << message.content.size() << " octets" << std::endl;
    }
}

/// Until the program ends.
net::awaitable<void> keep_connected(sio::websocket_client& peer) {
    net::steady_timer timer(co_await net::this_coro::executor);
    for (;;) {
        try {
            co_await connect_and_print(peer);
        } catch (boost::system::system_error const& failure) {
            std::cerr << failure.code().message();
            if (auto const why = peer.connect_failure(); why.code == failure.code())
                std::cerr << " (" << to_string(why.stage) << "): " << why.message;
            else
                std::cerr << ": " << peer.end().code << ' ' << peer.end().reason;
            std::cerr << '\n';
        }
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(net::use_awaitable);
    }
}

net::awaitable<void> send_lines(sio::websocket_client& peer, net::io_context& context) {
    net::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    std::string typed;
    try {
        for (;;) {
            auto const size = co_await net::async_read_until(input, net::dynamic_buffer(typed),
                                                             '\n', net::use_awaitable);
            if (!peer.send(typed.substr(0, size - 1)))
                std::cerr << "not sent\n";
            typed.erase(0, size);
        }
    } catch (boost::system::system_error const&) {
        std::cerr << "bye\n"; // the end of the input
    }
    co_await peer.async_close();
    context.stop();
}

} // namespace

int main(int count, char** arguments) try {
    if (count != 2) {
        std::cerr << "usage: websocket_client URL\n";
        return 2;
    }
    net::io_context context(1);
    sio::websocket_client peer(context, arguments[1]);
    net::co_spawn(context, keep_connected(peer), net::detached);
    net::co_spawn(context, send_lines(peer, context), net::detached);
    context.run();

} catch (std::exception const& what) {

    std::cerr << "websocket_client: " << what.what() << '\n';
    return 1;
}

// SPDX-License-Identifier: MIT
// A program that serves HTTP with Boost.Beast on a port of its own, and gives the connections that
// ask for Socket.IO to a server here. Clients reuse connections, so some come back. Try
// http://localhost:3005/time, and any Socket.IO client:
//     io("http://localhost:3005").emit("hello", "Ann", console.log);
#include <socketiota/interop/beast.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <csignal>
#include <ctime>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace sio = socketiota;
using namespace std::chrono_literals;

/// What the program serves itself.
http::response<http::string_body> answer(http::request<http::string_body> const& request) {
    bool const known = request.target() == "/time";
    http::response<http::string_body> made(known ? http::status::ok : http::status::not_found,
                                           request.version());
    made.keep_alive(request.keep_alive());
    made.body() = known ? std::to_string(std::time(nullptr)) + '\n' : "not here\n";
    made.prepare_payload();
    return made;
}

/// Serves a connection, of which `octets` have been read, until it is one for Socket.IO.
net::awaitable<void> serve(sio::server& io, beast::tcp_stream stream, std::string octets = {}) {
    beast::flat_buffer buffer;
    net::buffer_copy(buffer.prepare(octets.size()), net::buffer(octets));
    buffer.commit(octets.size());
    try {
        for (;;) {
            stream.expires_after(30s);
            http::request<http::string_body> request;
            co_await http::async_read(stream, buffer, request, net::deferred);
            if (request.target().starts_with("/socket.io/")) {
                auto const take_back = [&io](beast::tcp_stream back, std::string came) {
                    net::co_spawn(io.get_executor(), serve(io, std::move(back), std::move(came)),
                                  net::detached);
                };
                io.serve_connection(std::move(stream), sio::beast::unread(request, buffer),
                                    take_back);
                co_return;
            }
            co_await http::async_write(stream, answer(request), net::deferred);
            if (!request.keep_alive())
                co_return;
        }
    } catch (boost::system::system_error const&) {
        co_return; // the client has gone
    }
}

net::awaitable<void> accept(sio::server& io, net::ip::tcp::acceptor& port) {
    for (;;) {
        auto connection = co_await port.async_accept(net::deferred);
        net::co_spawn(port.get_executor(), serve(io, beast::tcp_stream(std::move(connection))),
                      net::detached);
    }
}

int main() {
    net::io_context context(1);
    sio::server io(context);
    io.on("hello", [](std::string_view name) { return "Hello, " + std::string(name) + '!'; });

    net::ip::tcp::acceptor port(context, {net::ip::tcp::v4(), 3005});
    net::co_spawn(context, accept(io, port), net::detached);
    net::signal_set end(context, SIGINT, SIGTERM);
    end.async_wait([&context](auto, int) { context.stop(); });
    std::cout << "beast is on http://localhost:3005" << std::endl;
    context.run();
}

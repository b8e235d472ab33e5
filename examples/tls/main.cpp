// SPDX-License-Identifier: MIT
// Listens with TLS (https, wss), and at the path of a Unix domain socket for programs on the same
// machine. SIGHUP reads the certificate again: what renews it sends one, and nobody is
// disconnected.
//     openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out cert.pem
//     tls cert.pem key.pem /run/user/1000/tls.sock
// A fourth argument is the number of shards.
//     io("https://localhost:3443", { ca: readFileSync("cert.pem") }).emit("whoami", console.log)
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>

namespace net = boost::asio;
namespace sio = socketiota;

net::awaitable<void> reload_when_told(sio::server& io) {
    net::signal_set told(io.get_executor(), SIGHUP);
    for (;;) {
        co_await told.async_wait(net::use_awaitable);
        sio::error_code failure;
        io.reload_certificates(failure);
        std::cout << (failure ? failure.message() : "certificate read again") << std::endl;
    }
}

int main(int count, char** arguments) {
    if (count < 3 || count > 5) {
        std::cerr << "usage: tls CERTIFICATE KEY [PATH [SHARDS]]" << std::endl;
        return 2;
    }
    try {
        sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                        .shards = count > 4 ? std::stoul(arguments[4]) : 1});
        io.on("whoami", [](sio::socket who) {
            std::string const from(who.handshake().address());
            return (who.handshake().secure() ? "with TLS from " : "without TLS from ") +
                   (from.empty() ? "this machine" : from);
        });
        io.listen(3443, {.certificate = arguments[1], .key = arguments[2]});
        if (count > 3)
            io.listen_local(arguments[3]);
        io.spawn(reload_when_told(io));
        std::cout << "tls is on https://localhost:3443" << std::endl;
        io.run();
    } catch (std::exception const& failure) {
        std::cerr << "tls: " << failure.what() << std::endl;
        return 1;
    }
}

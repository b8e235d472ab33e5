// SPDX-License-Identifier: MIT
// The server that the benches measure: the public API as a user would write it, default options.
#include <socketiota/redis_adapter.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace sio = socketiota;

namespace {

template <class Number>
bool read(std::string_view text, Number& into) {
    return std::from_chars(text.data(), text.data() + text.size(), into).ec == std::errc{};
}

/// What the scenarios of clusters need: a broadcast to a room, and a question to all servers.
void join_cluster(sio::server& io, bool are_members) {
    if (are_members)
        io.on_connection([](sio::socket const& joined) { joined.join("members"); });
    io.on("to members",
          [&io](std::string_view text) { io.to("members").emit("to members", text); });
    io.on("fetch", [&io](std::string text) -> boost::asio::awaitable<std::string> {
        co_await io.fetch_sockets();
        co_return text;
    });
    io.on("servers", [&io]() -> boost::asio::awaitable<std::size_t> {
        co_return co_await io.count_servers();
    });
    io.on("sockets", [&io]() -> boost::asio::awaitable<std::size_t> {
        co_return (co_await io.fetch_sockets()).size();
    });
}

} // namespace

int main(int count, char** arguments) {
    std::uint16_t port = 3000;
    sio::server_options options;
    sio::tls_options tls;
    bool are_members = false;
    for (int index = 1; index < count; index += 2) {
        std::string_view const value = index + 1 < count ? arguments[index + 1] : "";
        std::string_view const name = arguments[index];
        long interval = 0;
        if (name == "--port" && read(value, port))
            continue;
        if (name == "--ping-interval" && read(value, interval)) {
            options.ping_interval = std::chrono::milliseconds(interval);
            continue;
        }
        if (name == "--shards" && read(value, options.shards))
            continue;
        if (name == "--revision" && (value == "3" || value == "4")) {
            options.allow_eio3 = value == "3";
            continue;
        }
        if (name == "--parser")
            continue; // each client shows which it speaks
        if (name == "--deflate" && (value == "on" || value == "off")) {
            if (value == "on")
                options.per_message_deflate.emplace();
            continue;
        }
        if (name == "--redis") {
            options.adapter = sio::redis_adapter({.redis = {.url = std::string(value)}});
            continue;
        }
        if (name == "--crowd" && (value == "members" || value == "others")) {
            are_members = value == "members";
            continue;
        }
        if (name == "--tls-certificate") {
            tls.certificate = value;
            continue;
        }
        if (name == "--tls-key") {
            tls.key = value;
            continue;
        }
        std::cerr
            << "usage: bench_server [--port N] [--ping-interval MS] [--shards N]\n"
               "                    [--tls-certificate FILE --tls-key FILE]\n"
               "                    [--revision 3|4] [--parser json|msgpack] [--deflate on|off]\n"
               "                    [--redis URL] [--crowd members|others]\n";
        return 2;
    }
    try {
        sio::server io{options};
        io.on("echo", [](std::string_view text) { return text; });
        io.on("b", [&io](std::string_view text) { io.emit("b", text); });
        if (options.adapter)
            join_cluster(io, are_members);
        if (tls.certificate.empty() && tls.key.empty())
            io.listen(port);
        else
            io.listen(port, tls);
        io.run();
    } catch (std::exception const& failure) {
        std::cerr << "bench_server: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}

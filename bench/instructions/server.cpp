// SPDX-License-Identifier: MIT
#include "paths.hpp"
#include "peer.hpp"
#include "requests.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace socketiota::bench {
namespace {

// The headers of Chromium, as far as a server may look at them.
constexpr std::string_view headers =
    "Host: localhost:3000\r\nConnection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-US,en;q=0.9\r\n";

// A server on the loop of this thread, with all options but the heartbeat as they are, which would
// come at other places on a slower machine.
class scene {
public:
    scene() : io_(loop_, quiet()) {
        io_.on("echo", [](std::string_view text) { return text; });
        io_.on("say", [](socket const& who, std::string_view text) { who.emit("said", text); });
        io_.on_disconnect([this](socket const&, disconnect_reason) { ++gone_; });
        io_.listen({boost::asio::ip::address_v4::loopback(), 0});
    }

    [[nodiscard]] server& io() noexcept { return io_; }

    [[nodiscard]] peer dial() { return {loop_, io_.port()}; }

    // A client in the namespace `/`, by WebSocket.
    [[nodiscard]] peer join() {
        peer client = dial();
        bench::join(client);
        return client;
    }

    // Runs the server until one client more has left.
    void leave() {
        for (long const before = gone_; gone_ == before;)
            loop_.run_one();
    }

    // Runs what can run without waiting.
    void settle() { loop_.poll(); }

private:
    static server_options quiet() {
        server_options options;
        options.ping_interval = std::chrono::hours(1);
        return options;
    }

    boost::asio::io_context loop_{1};
    long gone_ = 0;
    server io_;
};

// An event and its answer by WebSocket.
std::function<void(long)> echo() {
    auto const here = std::make_shared<scene>();
    auto const client = std::make_shared<peer>(here->join());
    return [here, client, expected = frame_of(answer)](long count) {
        for (long index = 0; index < count; ++index) {
            client->send_frame(question);
            client->take(expected);
        }
    };
}

// The same in msgpack.
std::function<void(long)> msgpack() {
    auto const here = std::make_shared<scene>();
    auto const client = std::make_shared<peer>(here->dial());
    client->send(upgrade);
    client->take("}");
    client->send_binary_frame(msgpack_connect);
    client->take("/"); // the namespace is the last member
    return [here, client, expected = frame_of(msgpack_answer, '\x82')](long count) {
        for (long index = 0; index < count; ++index) {
            client->send_binary_frame(msgpack_question);
            client->take(expected);
        }
    };
}

constexpr long crowd = 50;

// An event to a room, for each of its members.
std::function<void(long)> delivery() {
    auto const here = std::make_shared<scene>();
    here->io().on_connection([](socket const& who) { who.join("crowd"); });
    auto const clients = std::make_shared<std::deque<peer>>();
    for (long index = 0; index < crowd; ++index)
        clients->push_back(here->join());
    return [here, clients, expected = frame_of(event)](long count) {
        for (long index = 0; index < count; index += crowd) {
            here->io().to("crowd").emit("echo", "0123456789abcdef0123456789abcdef");
            for (peer& client : *clients)
                client.take(expected);
        }
    };
}

// From the first octet to the last of a client that joins by WebSocket and leaves.
std::function<void(long)> connect() {
    auto const here = std::make_shared<scene>();
    return [here](long count) {
        for (long index = 0; index < count; ++index) {
            static_cast<void>(here->join());
            here->leave();
        }
    };
}

// An event by POST, and one that answers the GET that waits.
std::function<void(long)> poll() {
    auto const here = std::make_shared<scene>();
    auto const reader = std::make_shared<peer>(here->dial());
    auto const writer = std::make_shared<peer>(here->dial());
    std::string const target = "/socket.io/?EIO=4&transport=polling";
    auto const get = [](std::string const& where) {
        return "GET " + where + " HTTP/1.1\r\n" + std::string(headers) + "\r\n";
    };
    reader->send(get(target));
    std::string const opened(reader->take("}"));
    std::size_t const begin = opened.find("\"sid\":\"") + 7;
    std::string const whole =
        target + "&sid=" + opened.substr(begin, opened.find('"', begin) - begin);
    auto const post = [&](std::string_view body) {
        return "POST " + whole + " HTTP/1.1\r\n" + std::string(headers) +
               "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    };
    writer->send(post("40"));
    writer->take("ok");
    reader->send(get(whole));
    reader->take("}");
    return [here, reader, writer, ask = get(whole),
            say = post(R"(42["say","0123456789abcdef0123456789abcdef"])")](long count) {
        for (long index = 0; index < count; ++index) {
            reader->send(ask);
            here->settle();
            writer->send(say);
            writer->take("ok");
            reader->take(R"(42["said","0123456789abcdef0123456789abcdef"])");
        }
    };
}

} // namespace

std::vector<path> server_paths() {
    return {
        {"echo", 2000, echo},      {"msgpack", 2000, msgpack}, {"delivery", 20000, delivery},
        {"connect", 500, connect}, {"poll", 1000, poll},
    };
}

} // namespace socketiota::bench

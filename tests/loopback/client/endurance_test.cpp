// SPDX-License-Identifier: MIT
//
// Thousands of connections, one after the other, that break: what a client and its process hold is
// the same afterwards.
#include "client_scene.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <support/process_memory.hpp>
#include <support/test_certificate.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

/// What a process holds.
struct holdings {
    std::size_t heap = heap_in_use();
    std::size_t descriptors = open_descriptors();
    std::size_t threads = running_threads();
};

/// Pools of the event loop grow with the most that happened at a time. One octet that is kept of
/// each of 10 000 connections would be a sixth of it, one block of the allocator twice as much.
constexpr std::size_t some_heap = std::size_t{64} << 10;

void expect_no_more_than(holdings const& before) {
    holdings const now;
    EXPECT_LE(now.heap, before.heap + some_heap);
    EXPECT_EQ(now.descriptors, before.descriptors);
    EXPECT_EQ(now.threads, before.threads);
}

/// Loopback delivers what was sent, and ends, before `write` and `close` return.
void settle(asio::io_context& context) {
    while (context.poll() > 0) {
    }
}

/// The clock of a shard ticks slowly, for a client that comes back at once.
constexpr std::size_t beside_each_other = 50;

/// At once, for ever.
client_options at_once(std::vector<transport> transports) {
    client_options options;
    options.transports = std::move(transports);
    options.upgrade = false;
    options.reconnection_delay = 1ms;
    options.reconnection_delay_max = 1ms;
    return options;
}

/// A client whose server lets it in and then ends the connection.
class endurance : public testing::Test, protected client_scene {
protected:
    endurance() : client_scene({.max_event_size = most_of_event}) {}

    static constexpr std::size_t most_of_event = 1000;

    /// What the server ends a connection for.
    static void break_connection(client_socket const& from) {
        from.emit("too large", std::string(most_of_event, 'x'));
    }

    /// Clients beside each other connect until `times` connections are broken. Nothing is left of
    /// them then.
    void live(client_options const& options, std::size_t times) {
        std::size_t broken = 0;
        std::size_t left = 0;
        std::size_t asked = 0;
        std::size_t answered = 0;
        std::deque<client> all;
        while (all.size() < beside_each_other) {
            client_socket const its = all.emplace_back(context, url, options).socket();
            its.on_connect([&](client_socket const& self) {
                ++asked;
                self.emit_with_ack<int>("nobody answers this")(
                    [&answered](error_code failure, int) { answered += failure ? 1U : 0U; });
                break_connection(self);
            });
            its.on_disconnect([&broken, &left, times](client_socket const& self) {
                if (++broken < times)
                    return;
                self.disconnect(); // does not come back
                ++left;
            });
        }
        until([&left] { return left == beside_each_other; });
        all.clear();
        until([this] { return io->connections() == 0; });
        settle(context);
        EXPECT_EQ(answered, asked);
    }

    void endure(client_options const& options, std::size_t times) {
        live(options, 10 * beside_each_other); // what is made once, and pools
        holdings const before;
        live(options, times);
        expect_no_more_than(before);
    }
};

TEST_F(endurance, of_websockets) { endure(at_once({transport::websocket}), 10'000); }

TEST_F(endurance, of_polling) { endure(at_once({transport::polling}), 2'000); }

TEST_F(endurance, of_tls) {
    auto const certificate = make_certificate("localhost");
    io->listen({asio::ip::address_v4::loopback(), 0},
               {.certificate = certificate.certificate, .key = certificate.key});
    url = "https://127.0.0.1:" + std::to_string(io->port());
    auto options = at_once({transport::websocket});
    options.tls.ca = certificate.certificate;
    options.tls.server_name = "localhost";
    endure(options, 300);
}

TEST_F(endurance, of_clients_with_threads_of_their_own) {
    auto const live_apart = [this](int clients) {
        for (int count = 0; count < clients; ++count) {
            std::atomic<int> broken = 0;
            {
                client apart(url, at_once({transport::websocket}));
                client_socket const there = apart.socket();
                there.on_connect(break_connection);
                there.on_disconnect([this, &broken] {
                    ++broken;
                    asio::post(context, [] {}); // so that the loop looks
                });
                until([&broken] { return broken >= 3; });
            }
            until([this] { return io->connections() == 0; });
        }
        settle(context);
    };
    live_apart(5);
    holdings const before;
    live_apart(50);
    expect_no_more_than(before);
}

// ---- a server that is none ----

/// Ends each connection in one of several ways, on the loop of its client.
class rude_server {
public:
    explicit rude_server(asio::io_context& context)
        : acceptor_(context, {asio::ip::address_v4::loopback(), 0}) {
        accept();
    }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    void stop() { acceptor_.close(); }

private:
    /// A connection, and what the client has said on it.
    struct visit {
        tcp::socket peer;
        std::string said{};
    };

    static std::string opening(std::string_view request) {
        constexpr std::string_view name = "Sec-WebSocket-Key: ";
        std::size_t const begin = request.find(name) + name.size();
        auto const accepts =
            wire::websocket_accept(request.substr(begin, request.find('\r', begin) - begin));
        std::string answer = "HTTP/1.1 101 Switching Protocols\r\n"
                             "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
        return answer.append(accepts.data(), accepts.size()).append("\r\n\r\n");
    }

    static std::string text(std::string_view content) {
        return std::string{'\x81', static_cast<char>(content.size())}.append(content);
    }

    std::string answer(std::string_view request) {
        constexpr std::string_view open =
            R"(0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000})";
        switch (count_ % 7) {
        case 0:
            return "SSH-2.0-OpenSSH_9.2\r\n";
        case 1:
            return "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
        case 2:
            return opening(request).substr(0, 60);
        case 3:
            return opening(request);
        case 4:
            return opening(request) + text("0{}");
        case 5:
            return opening(request) + text(open) + text("451-[{\"_placeholder\":true,\"num\":0}]");
        default:
            return opening(request) + text(open) + text(R"(40{"sid":"b"})");
        }
    }

    void accept() {
        acceptor_.async_accept([this](error_code failure, tcp::socket peer) {
            if (failure)
                return;
            ++count_;
            if (count_ % 8 != 0) // else it is gone at once
                listen(std::make_shared<visit>(std::move(peer)));
            accept();
        });
    }

    void listen(std::shared_ptr<visit> const& of) {
        asio::async_read_until(of->peer, asio::dynamic_buffer(of->said), "\r\n\r\n",
                               [this, of](error_code failure, std::size_t) {
                                   if (!failure)
                                       speak(of);
                               });
    }

    void speak(std::shared_ptr<visit> const& of) {
        asio::write(of->peer, asio::buffer(answer(of->said)));
        if (count_ % 3 == 0)
            of->peer.set_option(asio::socket_base::linger(true, 0)); // a reset
    }

    tcp::acceptor acceptor_;
    std::size_t count_ = 0;
};

TEST(endurance_of_a_rude_server, leaves_nothing) {
    asio::io_context context(1);
    rude_server server(context);
    auto const live = [&](std::size_t times) {
        std::size_t failed = 0;
        std::deque<client> all;
        while (all.size() < beside_each_other) {
            auto const its =
                all.emplace_back(context, server.url(), at_once({transport::websocket})).socket();
            its.on_connect_error([&failed] { ++failed; });
            its.on_disconnect([&failed] { ++failed; });
        }
        while (failed < times)
            context.run_one();
        all.clear();
        settle(context);
    };
    live(10 * beside_each_other);
    holdings const before;
    live(10'000);
    expect_no_more_than(before);
    server.stop();
    context.run();
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <socketiota/adapter.hpp>
#include <socketiota/engine_server.hpp>
#include <socketiota/message_carrier.hpp>
#include <socketiota/redis_adapter.hpp>
#include <socketiota/server.hpp>
#include <socketiota/web_server.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <support/blocking_websocket.hpp>
#include <support/exposition.hpp>
#include <support/shards_under_test.hpp>

// Readiness, metrics and drains of the three servers, over real sockets.

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// Runs a server in a thread of its own, and asks it.
class running {
public:
    explicit running(server_base& io) : io_(io) {
        io_.readiness_route("/ready");
        io_.metrics_route("/metrics");
        io_.listen("127.0.0.1", 0);
        thread_ = std::thread([this] { io_.run(); });
    }

    running(running const&) = delete;
    running& operator=(running const&) = delete;

    ~running() {
        io_.stop();
        thread_.join();
    }

    [[nodiscard]] std::string ask(std::string const& line) const {
        net::io_context unused;
        net::ip::tcp::socket peer(unused);
        peer.connect({net::ip::address_v4::loopback(), io_.port()});
        net::write(peer,
                   net::buffer(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        std::string answer;
        error_code failure;
        net::read(peer, net::dynamic_buffer(answer), failure);
        return answer;
    }

    /// The page, which must be sound.
    [[nodiscard]] exposition metrics() const {
        std::string const answer = ask("GET /metrics");
        EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                                  HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; "
                                            "charset=utf-8\r\n"),
                                  HasSubstr("\r\nCache-Control: no-store\r\n")));
        exposition read(std::string_view(answer).substr(answer.find("\r\n\r\n") + 4));
        EXPECT_EQ(read.fault(), "");
        return read;
    }

    /// The page once it has all of that: what another shard has it tells now and then.
    [[nodiscard]] exposition metrics_with(std::map<std::string, double> const& wanted) const {
        for (;;) {
            exposition page = metrics();
            if (std::ranges::all_of(
                    wanted, [&](auto const& each) { return page[each.first] == each.second; }))
                return page;
        }
    }

    void expect_drains() {
        EXPECT_THAT(ask("GET /ready"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("ready\n")));
        EXPECT_EQ(metrics()["socketiota_ready"], 1);
        io_.drain(1h, net::detached);
        while (!ask("GET /ready").starts_with("HTTP/1.1 503 ")) {
        }
        EXPECT_THAT(ask("GET /ready"), EndsWith("\r\n\r\ndraining\n"));
        EXPECT_EQ(metrics()["socketiota_ready"], 0);
    }

    /// Ends the drain, and all connections.
    void finish() {
        auto done = io_.drain(0ms, net::use_future);
        done.get();
    }

private:
    server_base& io_;
    std::thread thread_;
};

/// The code of the close frame that comes next; 0: none comes.
unsigned close_code(blocking_websocket& peer) {
    std::string octets;
    error_code failure;
    net::read(peer.connection(), net::dynamic_buffer(octets), failure);
    std::size_t const frame = octets.rfind("\x88\x02");
    if (frame == std::string::npos || octets.size() != frame + 4)
        return 0;
    return static_cast<unsigned char>(octets[frame + 2]) * 256U +
           static_cast<unsigned char>(octets[frame + 3]);
}

server_options quiet() {
    server_options options;
    options.serve_client = false;
    options.shards = shards_under_test();
    options.log = {};
    return options;
}

TEST(operator_routes, of_a_server_tell_what_there_is) {
    server io(quiet());
    io.of("/chat \"1\"\n");
    io.websocket("/feed", [](websocket_connection const&) {});
    running const here(io);
    blocking_websocket peer(io.port(), "/socket.io/");
    peer.say("40");
    peer.next();
    peer.next();
    blocking_websocket plain(io.port(), "/feed");
    (void)plain.head();
    EXPECT_THAT(here.ask("GET /socket.io/?EIO=4&transport=polling"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(here.ask("GET /socket.io/?EIO=4&transport=x"), StartsWith("HTTP/1.1 400"));
    auto const page = here.metrics_with({
        {"socketiota_sessions{transport=\"polling\"}", 1},
        {"socketiota_sessions{transport=\"websocket\"}", 1},
        {"socketiota_sockets{nsp=\"/\"}", 1},
        {"socketiota_sockets{nsp=\"/chat \\\"1\\\"\\n\"}", 0},
        {"socketiota_websockets", 1},
        {"socketiota_http_connections", 1}, // that of this request
    });
    EXPECT_EQ(page["socketiota_session_opened_total"], 2);
    EXPECT_EQ(page["socketiota_unknown_transport_total"], 1);
    EXPECT_EQ(page["socketiota_outbox_bytes"], 0);
    EXPECT_EQ(page["socketiota_running_handlers"], 0);
    std::string const of_shard = shards_under_test() == 1 ? "" : "{shard=\"3\"}";
    EXPECT_TRUE(page["socketiota_loop_lag_seconds" + of_shard]);
    EXPECT_TRUE(page["socketiota_loop_lag_worst_seconds" + of_shard]);
    EXPECT_TRUE(page["process_start_time_seconds"]);
    EXPECT_EQ(page.type_of("socketiota_session_opened_total"), "counter");
    EXPECT_EQ(page.type_of("socketiota_sessions"), "gauge");
}

/// Brings what a test says.
class scripted_carrier final : public message_carrier {
public:
    void start(net::any_io_executor const& executor, receiver& to) override {
        executor_ = executor;
        to_ = &to;
    }

    void open(std::string_view, std::string_view) override {}

    void close(std::string_view, std::string_view) override {}

    void publish(std::string_view, std::string_view) override {}

    void stop() override { to_ = nullptr; }

    void bring(std::string octets) {
        net::post(executor_, [this, octets = std::move(octets)] {
            if (to_ != nullptr)
                to_->on_message("/", octets);
        });
    }

private:
    net::any_io_executor executor_;
    receiver* to_ = nullptr;
};

TEST(operator_routes, of_a_server_tell_of_its_cluster) {
    auto const carrier = std::make_shared<scripted_carrier>();
    auto options = quiet();
    options.adapter = cluster_adapter(carrier);
    server io(options);
    running const here(io);
    using namespace std::string_literals;
    auto const heartbeat_in = [](char nsp) {
        return "\x83\xA3uid\xB0"
               "0123456789abcdef\xA4type\x02\xA3nsp\xA1"s +
               nsp;
    };
    carrier->bring(heartbeat_in('/'));
    carrier->bring(heartbeat_in('x'));
    carrier->bring("garbage");
    auto const page = here.metrics_with(
        {{"socketiota_cluster_servers", 1}, {"socketiota_cluster_message_wrong_total", 1}});
    EXPECT_EQ(page["socketiota_cluster_state{state=\"connected\"}"], 1);
    EXPECT_EQ(page["socketiota_cluster_state{state=\"degraded\"}"], 0);
    EXPECT_EQ(page["socketiota_cluster_state{state=\"lost\"}"], 0);
    EXPECT_EQ(page["socketiota_cluster_ignored_total{reason=\"not_for_us\"}"], 1);
    EXPECT_EQ(page["socketiota_cluster_ignored_total{reason=\"malformed\"}"], 1);
    EXPECT_EQ(page.type_of("socketiota_cluster_state"), "gauge");
    EXPECT_EQ(page.type_of("socketiota_cluster_ignored_total"), "counter");
}

TEST(operator_routes, of_a_server_tell_that_the_way_to_its_cluster_is_away) {
    auto options = quiet();
    options.adapter =
        redis_adapter({.redis = {.url = "redis://127.0.0.1:1", .queue_timeout = 1ms}});
    server io(options);
    running const here(io);
    auto const page = here.metrics_with(
        {{"socketiota_cluster_state{state=\"lost\"}", 1}, {"socketiota_cluster_lost_total", 1}});
    EXPECT_EQ(page["socketiota_cluster_state{state=\"connected\"}"], 0);
    EXPECT_FALSE(page["socketiota_cluster_servers"]) << "Redis is asked for that";
    EXPECT_EQ(page["socketiota_cluster_ignored_total{reason=\"malformed\"}"], 0);
}

TEST(operator_routes, cap_the_labels_of_namespaces) {
    server io(quiet());
    for (int number = 100; number < 300; ++number)
        io.of(std::to_string(number));
    running const here(io);
    blocking_websocket peer(io.port(), "/socket.io/");
    peer.say("40/299,");
    peer.next();
    peer.next();
    auto const page = here.metrics_with({{"socketiota_sockets{nsp=\"others\"}", 1}});
    EXPECT_EQ(page["socketiota_sockets{nsp=\"/198\"}"], 0); // the hundredth, with /
    EXPECT_FALSE(page["socketiota_sockets{nsp=\"/199\"}"]);
}

TEST(operator_routes, are_there_only_if_asked_for) {
    server io(quiet());
    io.metrics_route("/m");
    io.http().any("/metrics", [] { return http_response(204); });
    io.listen("127.0.0.1", 0);
    std::thread runs([&io] { io.run(); });
    auto const ask = [&](std::string const& line) {
        net::io_context unused;
        net::ip::tcp::socket peer(unused);
        peer.connect({net::ip::address_v4::loopback(), io.port()});
        net::write(peer, net::buffer(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        std::string answer;
        error_code failure;
        net::read(peer, net::dynamic_buffer(answer), failure);
        return answer;
    };
    EXPECT_THAT(ask("GET /ready"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(ask("GET /metrics"), StartsWith("HTTP/1.1 204 "));
    EXPECT_THAT(ask("GET /m?x=1"), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(ask("HEAD /m"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("\r\n\r\n")));
    EXPECT_THAT(ask("POST /m"),
                AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("\r\nAllow: GET, HEAD\r\n")));
    EXPECT_THAT(ask("GET /m/"), StartsWith("HTTP/1.1 404 "));
    io.stop();
    runs.join();
}

TEST(operator_routes, of_a_draining_server) {
    server io(quiet());
    io.http().get("/hello", [] { return http_response::text("hello"); });
    io.on("echo", [](int number) { return number; });
    running here(io);
    blocking_websocket peer(io.port(), "/socket.io/");
    peer.say("40");
    peer.next();
    peer.next();
    here.expect_drains();
    EXPECT_THAT(here.ask("GET /hello"), EndsWith("hello"));
    EXPECT_THAT(here.ask("GET /socket.io/?EIO=4&transport=polling"),
                AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 3"),
                      EndsWith("{\"code\":3,\"message\":\"Server is closing\"}")));
    peer.say("421[\"echo\",5]");
    EXPECT_EQ(peer.next(), "431[5]");
    here.finish();
    EXPECT_EQ(close_code(peer), 1001U);
}

TEST(operator_routes, of_a_draining_engine_server) {
    engine_server io({.log = {}, .shards = shards_under_test()});
    io.on_connection([](engine_session session) {
        session.on_text([session](std::string_view text) { session.send(text); });
    });
    running here(io);
    blocking_websocket peer(io.port(), "/engine.io/");
    peer.next();
    auto const page = here.metrics_with({{"socketiota_sessions{transport=\"websocket\"}", 1}});
    EXPECT_FALSE(page["socketiota_sockets{nsp=\"/\"}"]);
    here.expect_drains();
    EXPECT_THAT(here.ask("GET /engine.io/?EIO=4&transport=polling"),
                AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 3")));
    peer.say("4hello");
    EXPECT_EQ(peer.next(), "4hello");
    here.finish();
    EXPECT_EQ(close_code(peer), 1001U);
}

TEST(operator_routes, of_a_draining_web_server) {
    web_server io({.log = {}, .shards = shards_under_test()});
    io.websocket("/echo", [](websocket_connection const& peer) {
        peer.on_text([peer](std::string_view text) { peer.send(text); });
    });
    running here(io);
    blocking_websocket peer(io.port(), "/echo");
    (void)peer.head();
    static_cast<void>(here.metrics_with({{"socketiota_websockets", 1}}));
    here.expect_drains();
    blocking_websocket late(io.port(), "/echo");
    EXPECT_THAT(late.head(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: 3")));
    peer.say("hello");
    EXPECT_EQ(peer.next(), "hello");
    here.finish();
    EXPECT_EQ(close_code(peer), 1001U);
}

} // namespace
} // namespace socketiota::test

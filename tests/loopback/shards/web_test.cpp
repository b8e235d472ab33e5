// SPDX-License-Identifier: MIT
//
// What several shards answer beside sessions: routes, plain WebSockets, files, and what operators
// ask for. Run it under ThreadSanitizer.
#include "shards_test.hpp"

#include <socketiota/web_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <set>
#include <sstream>

#include <support/exposition.hpp>
#include <support/temporary_folder.hpp>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class web_shards : public testing::Test {
protected:
    static constexpr std::size_t shards = 4;

    ~web_shards() override {
        web.stop();
        if (runner.joinable())
            runner.join();
    }

    static web_server_options options() {
        web_server_options given;
        given.shards = shards;
        given.max_running_handlers_of_all = 1;
        given.log = [](log_level level, std::string_view line) {
            EXPECT_NE(level, log_level::error) << line;
        };
        return given;
    }

    void run() {
        web.listen({asio::ip::address_v4::loopback(), 0});
        runner = std::thread([this] { web.run(); });
    }

    /// The answer, on a connection of its own.
    std::string get(std::string_view target) {
        asio::ip::tcp::socket peer(context);
        peer.connect({asio::ip::address_v4::loopback(), web.port()});
        asio::write(peer, asio::buffer("GET " + std::string(target) +
                                       " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        std::string answer;
        error_code ended;
        asio::read(peer, asio::dynamic_buffer(answer), ended);
        return answer;
    }

    /// Asks until all shards have answered.
    void get_from_all(std::string_view target, std::string_view end) {
        std::set<std::string> names;
        while (names.size() < shards) {
            std::string const answer = get(target);
            ASSERT_THAT(answer, StartsWith("HTTP/1.1 200 "));
            ASSERT_THAT(answer, EndsWith(end));
            std::size_t const at = answer.find("X-Thread: ") + 10;
            names.insert(answer.substr(at, answer.find('\r', at) - at));
        }
    }

    static std::string thread() {
        std::ostringstream text;
        text << std::this_thread::get_id();
        return std::move(text).str();
    }

    asio::io_context context;
    web_server web{options()};
    std::thread runner;
};

TEST_F(web_shards, have_the_same_routes) {
    std::atomic<int> calls = 0;
    web.http().get("/hello/:name", [&calls](http_request const& request) {
        ++calls;
        auto answer = http_response::text("hello " + request.parameter("name"));
        answer.header("X-Thread", thread());
        return answer;
    });
    EXPECT_THROW(web.http().get("/count",
                                [count = 0]() mutable {
                                    return http_response::text(std::to_string(++count));
                                }),
                 boost::system::system_error);
    auto routes = web.http();
    run();
    get_from_all("/hello/ann", "hello ann");
    EXPECT_GE(calls, 4);
    EXPECT_THAT(get("/count"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THROW(routes.get("/late", [] { return http_response(204); }), std::logic_error);
    EXPECT_THROW(web.serve_static("/late", "/"), std::logic_error);
    EXPECT_THROW(web.websocket("/late", [](websocket_connection const&) {}), std::logic_error);
}

TEST_F(web_shards, have_the_same_files) {
    temporary_folder files;
    files.write("page.html", "page");
    web.serve_static("/", files.path().string());
    run();
    for (int count = 0; count < 20; ++count)
        ASSERT_THAT(get("/page.html"), EndsWith("page"));
}

TEST_F(web_shards, have_so_many_plain_websockets_together) {
    web.websocket("/echo",
                  [](websocket_connection const& peer) {
                      peer.on_text([peer](std::string_view text) { peer.send(text); });
                  },
                  {.max_connections = 6});
    run();
    std::vector<std::unique_ptr<blocking_websocket>> peers;
    for (int count = 0; count < 6; ++count) {
        peers.push_back(std::make_unique<blocking_websocket>(web.port(), "/echo"));
        peers.back()->say("hi");
        EXPECT_EQ(peers.back()->next(), "hi");
    }
    EXPECT_EQ(web.connections(), 6U);
    for (int count = 0; count < 6; ++count) {
        blocking_websocket refused(web.port(), "/echo");
        EXPECT_THAT(refused.head(), StartsWith("HTTP/1.1 503 "));
    }
}

TEST_F(web_shards, run_so_many_coroutines_together) {
    std::atomic<int> begun = 0;
    web.http().get("/wait", [this, &begun]() -> asio::awaitable<http_response> {
        ++begun;
        co_await web.delay(std::chrono::hours(1));
        co_return http_response(204);
    });
    run();
    asio::ip::tcp::socket first(context);
    first.connect({asio::ip::address_v4::loopback(), web.port()});
    asio::write(first, asio::buffer(std::string_view("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")));
    while (begun == 0)
        std::this_thread::yield();
    for (int count = 0; count < 12; ++count)
        EXPECT_THAT(get("/wait"), StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(begun, 1);
    web.stop(); // before `begun` goes
    runner.join();
}

TEST_F(web_shards, answer_for_all_what_operators_ask) {
    web.metrics_route("/metrics");
    web.readiness_route("/ready");
    web.websocket("/echo", [](websocket_connection const& peer) {
        peer.on_text([peer](std::string_view text) { peer.send(text); });
    });
    run();
    std::vector<std::unique_ptr<blocking_websocket>> peers;
    for (int count = 0; count < 20; ++count)
        peers.push_back(std::make_unique<blocking_websocket>(web.port(), "/echo"));
    for (auto const& each : peers)
        each->head();
    for (int count = 0; count < 20; ++count) {
        asio::ip::tcp::socket peer(context);
        peer.connect({asio::ip::address_v4::loopback(), web.port()});
        asio::write(peer, asio::buffer(std::string_view("no request\r\n\r\n")));
        std::string answer;
        error_code ended;
        asio::read(peer, asio::dynamic_buffer(answer), ended);
    }
    // What others have is up to a second old.
    for (bool all = false; !all;) {
        std::string const answer = get("/metrics");
        exposition const page(answer.substr(answer.find("\r\n\r\n") + 4));
        ASSERT_EQ(page.fault(), "");
        EXPECT_EQ(page["socketiota_bad_request_total"], 20.0);
        EXPECT_TRUE(page["socketiota_loop_lag_seconds{shard=\"3\"}"]);
        EXPECT_EQ(page["socketiota_shard_full_total"], 0.0);
        EXPECT_TRUE(page["socketiota_shard_wakes_total"]);
        EXPECT_LE(page["socketiota_shard_batches_total"], page["socketiota_shard_letters_total"]);
        all = page["socketiota_websockets"] == 20.0;
    }
    for (int count = 0; count < 12; ++count)
        EXPECT_THAT(get("/ready"), StartsWith("HTTP/1.1 200 "));
    auto drained = web.drain(std::chrono::hours(1), asio::use_future);
    while (get("/ready").starts_with("HTTP/1.1 200 ")) {
    }
    for (int count = 0; count < 12; ++count)
        EXPECT_THAT(get("/ready"), StartsWith("HTTP/1.1 503 "));
    web.stop();
    drained.wait();
}

} // namespace
} // namespace socketiota::test

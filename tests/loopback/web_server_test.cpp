// SPDX-License-Identifier: MIT
#include <socketiota/web_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <support/shards_under_test.hpp>
#include <support/temporary_folder.hpp>

// A server without Socket.IO: routes, plain WebSockets and files, and no path of its own.

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class web_server_test : public testing::Test {
protected:
    web_server_test() {
        files_.write("index.html", "home");
        assets_.write("app.js", "script");
        web_server_options options;
        options.shards = shards_under_test();
        options.static_folder = files_.path().string();
        options.allowed_origins = {"https://a.example"};
        options.max_running_handlers_of_all = 1;
        options.log = [this](log_level level, std::string_view line) {
            if (level == log_level::error)
                lines_.emplace_back(line);
        };
        web_.emplace(std::move(options));
        web_->serve_static("/assets", assets_.path().string());
        web_->http().get("/hello/:name", [](http_request const& request) {
            return http_response::text("hello " + request.parameter("name"));
        });
        web_->http().get("/wait", [this]() -> asio::awaitable<http_response> {
            waits_ = true;
            co_await web_->delay(std::chrono::hours(1));
            co_return http_response(204);
        });
        web_->http().get("/waits", [this] { return http_response(waits_ ? 200 : 204); });
        web_->http().post("/news", [] { return http_response(204); });
        web_->http().get("/broken", []() -> http_response { throw std::runtime_error("no luck"); });
        web_->websocket("/echo", [this](websocket_connection const& peer) {
            peer.on_text([peer](std::string_view text) { peer.send(text); });
            peer.send(std::to_string(web_->connections()) + " here");
        });
        web_->listen("127.0.0.1", 0);
        thread_ = std::thread([this] { web_->run(); });
    }

    ~web_server_test() override { stop(); }

    void stop() {
        if (!thread_.joinable())
            return;
        web_->stop();
        thread_.join();
    }

    /// Sends a request.
    asio::ip::tcp::socket begin(std::string const& line) {
        asio::ip::tcp::socket peer(unused_);
        peer.connect({asio::ip::address_v4::loopback(), web_->port()});
        asio::write(peer, asio::buffer(line + " HTTP/1.1\r\nHost: localhost\r\n"
                                              "Connection: close\r\n\r\n"));
        return peer;
    }

    /// The whole answer to a request.
    std::string ask(std::string const& line) {
        auto peer = begin(line);
        std::string answer;
        error_code failure;
        asio::read(peer, asio::dynamic_buffer(answer), failure);
        EXPECT_EQ(failure, asio::error::eof);
        return answer;
    }

    asio::io_context unused_;
    temporary_folder files_;
    temporary_folder assets_;
    std::vector<std::string> lines_;
    std::atomic<bool> waits_ = false;
    std::optional<web_server> web_;
    std::thread thread_;
};

TEST_F(web_server_test, answers_with_routes_and_files) {
    EXPECT_THAT(ask("GET /hello/ann"), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("hello ann")));
    EXPECT_THAT(ask("GET /"), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("home")));
    EXPECT_THAT(ask("GET /assets/app.js"), EndsWith("script"));
    EXPECT_THAT(ask("GET /news"), AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("POST")));
    EXPECT_THAT(ask("GET /echo"), StartsWith("HTTP/1.1 426"));
}

TEST_F(web_server_test, has_no_path_of_its_own) {
    EXPECT_THAT(ask("GET /socket.io/?EIO=4&transport=polling"), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(ask("GET /socket.io/socket.io.js"), StartsWith("HTTP/1.1 404"));
    blocking_websocket nowhere(web_->port(), "/socket.io/");
    EXPECT_THAT(nowhere.head(), StartsWith("HTTP/1.1 404"));
}

TEST_F(web_server_test, talks_over_plain_websockets) {
    blocking_websocket peer(web_->port(), "/echo", "Origin: https://a.example\r\n");
    EXPECT_THAT(peer.head(), StartsWith("HTTP/1.1 101"));
    EXPECT_EQ(peer.next(), "1 here");
    peer.say("again");
    EXPECT_EQ(peer.next(), "again");
    stop();
    EXPECT_EQ(peer.next(), "") << "closed with the server";
}

TEST_F(web_server_test, lets_pages_of_allowed_origins_alone_in) {
    blocking_websocket peer(web_->port(), "/echo", "Origin: https://b.example\r\n");
    EXPECT_THAT(peer.head(), StartsWith("HTTP/1.1 403"));
}

TEST_F(web_server_test, runs_so_many_coroutines_at_a_time) {
    auto const first = begin("GET /wait");
    while (!ask("GET /waits").starts_with("HTTP/1.1 200")) {
    }
    EXPECT_THAT(ask("GET /wait"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After")));
    EXPECT_THAT(ask("GET /hello/ann"), StartsWith("HTTP/1.1 200"));
}

TEST_F(web_server_test, logs_what_a_handler_throws) {
    EXPECT_THAT(ask("GET /broken"), StartsWith("HTTP/1.1 500"));
    stop();
    EXPECT_THAT(lines_, ElementsAre(HasSubstr("no luck")));
}

TEST(web_server, lives_on_a_context_of_the_program_on_one_shard) {
    asio::io_context context(1);
    web_server web(context, {.log = {}});
    web.http().get("/", [&web] { // holds its server, and through the routes itself
        static_cast<void>(web.http());
        return http_response::text("x");
    });
    bool closed = false;
    web.async_close([&closed](error_code) { closed = true; });
    context.run();
    EXPECT_TRUE(closed);
    EXPECT_THROW(web.run(), std::logic_error);
}

TEST(web_server, refuses_options_that_cannot_be) {
    EXPECT_THROW(web_server({.http = {.max_head_size = 0}, .log = {}}),
                 boost::system::system_error);
}

} // namespace
} // namespace socketiota::test

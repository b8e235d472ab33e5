// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <support/shards_under_test.hpp>
#include <support/temporary_folder.hpp>
#include <support/websocket_octets.hpp>

// Which part of a whole server answers which request.

namespace socketiota {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

server_options of_shards() {
    server_options options;
    options.shards = test::shards_under_test();
    return options;
}

class server_routes_test : public testing::Test {
protected:
    server_routes_test() {
        files_.write("index.html", "static home");
        files_.write("both", "static both");
        assets_.write("app.js", "script");
        server_options options = of_shards();
        options.static_folder = files_.path().string();
        options.log = [this](log_level level, std::string_view line) {
            if (level == log_level::error)
                log_.emplace_back(line);
        };
        options.allowed_origins = {"https://a.example"};
        io_.emplace(std::move(options));
        io_->serve_static("/assets", assets_.path().string());
    }

    ~server_routes_test() override { stop(); }

    void start() {
        io_->listen({asio::ip::address_v4::loopback(), 0});
        thread_ = std::thread([this] { io_->run(); });
    }

    void stop() {
        if (!thread_.joinable())
            return;
        io_->stop();
        thread_.join();
    }

    tcp::socket connect() {
        tcp::socket peer(peers_);
        peer.connect({asio::ip::address_v4::loopback(), io_->port()});
        return peer;
    }

    /// What the server answers until it closes.
    static std::string read_all(tcp::socket& peer) {
        std::string answer;
        error_code end;
        asio::read(peer, asio::dynamic_buffer(answer), end);
        return answer;
    }

    std::string ask(std::string_view method, std::string_view target, std::string_view more = {}) {
        tcp::socket peer = connect();
        std::string request(method);
        request.append(" ").append(target).append(" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
        asio::write(peer, asio::buffer(request.append(more).append("\r\n")));
        return read_all(peer);
    }

    test::temporary_folder files_;
    test::temporary_folder assets_;
    std::vector<std::string> log_;
    asio::io_context peers_; // never run: peers block
    std::optional<server> io_;
    std::thread thread_;
};

TEST_F(server_routes_test, socketio_then_routes_then_websockets_then_files) {
    io_->http().get("/both", [] { return http_response::text("route"); });
    io_->http().post("/", [] { return http_response::text("posted"); });
    io_->websocket("/both", [](websocket_connection const&) {});
    io_->websocket("/index.html", [](websocket_connection const&) {});
    start();
    EXPECT_THAT(ask("GET", "/both"), EndsWith("route"));
    EXPECT_THAT(ask("GET", "/"), EndsWith("static home"));
    EXPECT_THAT(ask("HEAD", "/"), EndsWith("\r\n\r\n"));
    EXPECT_THAT(ask("POST", "/"), EndsWith("posted"));
    EXPECT_THAT(ask("GET", "/index.html"), StartsWith("HTTP/1.1 426 "));
    EXPECT_THAT(ask("GET", "/assets/app.js"), EndsWith("script"));
    EXPECT_THAT(ask("GET", "/app.js"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(ask("PUT", "/both"), StartsWith("HTTP/1.1 426 "));
    EXPECT_THAT(ask("PUT", "/"), StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(ask("PUT", "/"), HasSubstr("Allow: POST, OPTIONS\r\n"));
    EXPECT_THAT(ask("PUT", "/nothing"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(server_routes_test, no_route_takes_socketio_its_path) {
    io_->http().any("/*all", [] { return http_response::text("route"); });
    start();
    EXPECT_THAT(ask("GET", "/socket.io/?EIO=4&transport=polling"), HasSubstr("\"sid\":"));
    EXPECT_THAT(ask("GET", "/socket.io/socket.io.js"), HasSubstr("application/javascript"));
    EXPECT_THAT(ask("GET", "/other"), EndsWith("route"));
}

TEST_F(server_routes_test, client_files_have_the_version_of_their_own_package_alone) {
    assets_.write("dist/socket.io.js", "client");
    auto const etag_beside = [this](std::string_view package) {
        stop();
        assets_.write("package.json", package);
        server_options options = of_shards();
        options.client_folder = (assets_.path() / "dist").string();
        options.log = [](log_level, std::string_view) {};
        io_.emplace(std::move(options));
        start();
        std::string const answer = ask("GET", "/socket.io/socket.io.js");
        EXPECT_THAT(answer, EndsWith("\r\n\r\nclient"));
        std::size_t const begin = answer.find("ETag: ") + 6;
        return answer.substr(begin, answer.find("\r\n", begin) - begin);
    };
    EXPECT_EQ(etag_beside(R"({"name":"socket.io-client","version":"4.8.3"})"), "\"4.8.3\"");
    std::string const own = etag_beside("");
    EXPECT_THAT(own, StartsWith("\"6-"));
    for (std::string_view const other :
         {R"({"name":"chat","version":"4.8.3"})", R"({"version":"4.8.3"})", R"(["4.8.3"])", "{"})
        EXPECT_EQ(etag_beside(other), own) << other;
}

TEST_F(server_routes_test, allowed_origins_bind_plain_websockets) {
    io_->websocket(
        "/feed", [](websocket_connection const& peer) { peer.close(4000, peer.request().url()); });
    start();
    auto const ask_from = [this](std::string_view origin) {
        tcp::socket peer = connect();
        asio::write(peer, asio::buffer(test::upgrade_request(
                              "/feed", "Origin: " + std::string(origin) + "\r\n")));
        return read_all(peer);
    };
    EXPECT_THAT(ask_from("https://b.example"), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(ask_from("https://a.example"), EndsWith("\x88\x07\x0F\xA0/feed"));
}

TEST_F(server_routes_test, an_upgrade_that_nobody_takes_is_404) {
    io_->http().get("/route", [] { return http_response::text("route"); });
    start();
    EXPECT_THAT(ask("GET", "/route", "Connection: Upgrade\r\nUpgrade: h2c\r\n"), EndsWith("route"));
    for (std::string_view const target : {"/route", "/", "/none"}) {
        tcp::socket peer = connect();
        asio::write(peer, asio::buffer(test::upgrade_request(target)));
        EXPECT_THAT(read_all(peer), StartsWith("HTTP/1.1 404 ")) << target;
    }
}

TEST_F(server_routes_test, what_a_handler_throws_goes_to_the_log_alone) {
    io_->http().get("/fails", []() -> http_response { throw std::runtime_error("secret"); });
    start();
    EXPECT_EQ(ask("GET", "/fails").find("secret"), std::string::npos);
    stop();
    EXPECT_EQ(log_, std::vector<std::string>{"/fails failed: secret"});
}

TEST_F(server_routes_test, may_end_while_a_handler_runs) {
    auto const never = std::make_shared<std::optional<asio::steady_timer>>();
    io_->http().get("/slow", [this, never](http_request const&) -> asio::awaitable<http_response> {
        never->emplace(io_->get_executor(), asio::steady_timer::time_point::max());
        io_->stop();
        co_await (*never)->async_wait(asio::use_awaitable);
        co_return http_response();
    });
    io_->http().get("/stop", [this] {
        io_->stop();
        return http_response::text("stopped");
    });
    start();
    EXPECT_EQ(ask("GET", "/slow"), "");
    stop();
    never->reset();
}

TEST_F(server_routes_test, limit_heads_as_told) {
    server_options options = of_shards();
    options.http.max_head_size = 200;
    options.log = [](log_level, std::string_view) {};
    io_.emplace(std::move(options));
    io_->http().get("/", [] { return http_response::text("route"); });
    start();
    EXPECT_THAT(ask("GET", "/"), EndsWith("route"));
    EXPECT_THAT(ask("GET", "/", "X: " + std::string(200, 'x') + "\r\n"),
                StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(ask("GET", "/" + std::string(200, 'x')), StartsWith("HTTP/1.1 414 "));
}

TEST_F(server_routes_test, limit_connections_as_told) {
    server_options options = of_shards();
    options.max_connections = 1;
    options.log = [](log_level, std::string_view) {};
    io_.emplace(std::move(options));
    io_->http().get("/", [] { return http_response::text("route"); });
    start();
    tcp::socket first = connect();
    asio::write(first, asio::buffer(std::string_view("GET / HTTP/1.1\r\nHost: h\r\n\r\n")));
    std::string answer;
    asio::read_until(first, asio::dynamic_buffer(answer), "route"); // and it stays open
    tcp::socket second = connect();
    EXPECT_EQ(read_all(second), "");
}

TEST(server_options_test, refuse_limits_that_cannot_be) {
    auto const wrong = [](auto change) {
        server_options options;
        change(options);
        EXPECT_THROW(server{options}, boost::system::system_error);
        engine_server_options same;
        same.http = options.http;
        EXPECT_THROW(engine_server{same}, boost::system::system_error);
    };
    wrong([](server_options& o) { o.http.max_head_size = 0; });
    wrong([](server_options& o) { o.http.head_timeout = {}; });
    wrong([](server_options& o) { o.http.body_timeout = {}; });
    wrong([](server_options& o) { o.http.keep_alive_timeout = {}; });
    wrong([](server_options& o) { o.http.write_timeout = {}; });
}

TEST_F(server_routes_test, refuse_what_cannot_be) {
    EXPECT_THROW(io_->http().get("none", [] { return http_response(); }),
                 boost::system::system_error);
    EXPECT_THROW(io_->websocket("none", [](websocket_connection const&) {}),
                 boost::system::system_error);
    EXPECT_THROW(io_->serve_static("none", "."), boost::system::system_error);
}

} // namespace
} // namespace socketiota

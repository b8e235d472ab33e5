// SPDX-License-Identifier: MIT
#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/engine_server.hpp>
#include <socketiota/server.hpp>
#include <socketiota/web_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <support/shards_under_test.hpp>
#include <support/waiting_coroutines.hpp>

// What `run` does when the process is told to end. A test that waits for what never comes ends by
// the time limit of its ctest.

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::IsEmpty;
using testing::StartsWith;

net::ip::tcp::socket send(net::io_context& unused, std::uint16_t port, std::string const& line) {
    net::ip::tcp::socket peer(unused);
    peer.connect({net::ip::address_v4::loopback(), port});
    net::write(peer,
               net::buffer(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    return peer;
}

std::string answer_on(net::ip::tcp::socket& peer) {
    std::string answer;
    error_code failure;
    net::read(peer, net::dynamic_buffer(answer), failure);
    return answer;
}

class signals : public testing::Test {
protected:
    ~signals() override { stop(); }

    [[nodiscard]] server_options options() {
        server_options given;
        given.serve_client = false;
        given.shards = shards_under_test();
        given.stop_timeout = 1h;
        given.log = [this](log_level level, std::string_view line) {
            if (level != log_level::notice)
                lines_.emplace_back(line);
        };
        given.allowed_origins = {any_origin};
        return given;
    }

    void start(server_options given) {
        io_.emplace(std::move(given));
        io_->readiness_route("/ready");
        io_->on("hold", [this](socket who) -> net::awaitable<int> {
            who.emit("held");
            co_await hold_.wait();
            co_return 42;
        });
        io_->on("echo", [](int number) { return number; });
        io_->listen("127.0.0.1", 0);
    }

    void run() {
        thread_ = std::thread([this] { io_->run(); });
    }

    void stop() {
        if (!thread_.joinable())
            return;
        io_->stop();
        thread_.join();
    }

    /// Waits for the end of `run` by itself.
    void expect_end() {
        thread_.join();
        EXPECT_EQ(io_->connections(), 0U);
        EXPECT_THAT(lines_, IsEmpty());
    }

    std::string ask(std::string const& line) {
        auto peer = send(unused_, io_->port(), line);
        return answer_on(peer);
    }

    /// Until the server has seen the signal, which comes when it likes.
    void wait_until_not_ready() {
        while (!ask("GET /ready").starts_with("HTTP/1.1 503 ")) {
        }
    }

    blocking_websocket join() {
        blocking_websocket peer(io_->port(), "/socket.io/");
        peer.say("40");
        EXPECT_THAT(peer.next(), StartsWith("0{"));
        EXPECT_THAT(peer.next(), StartsWith("40{"));
        return peer;
    }

    blocking_websocket hold() {
        auto peer = join();
        peer.say("421[\"hold\"]");
        EXPECT_EQ(peer.next(), "42[\"held\"]");
        return peer;
    }

    net::io_context unused_;
    std::vector<std::string> lines_;
    waiting_coroutines hold_;
    std::optional<server> io_;
    std::thread thread_;
};

TEST_F(signals, wait_for_handlers_that_run) {
    for (int const which : {SIGTERM, SIGINT}) {
        start(options());
        run();
        auto peer = hold();
        EXPECT_THAT(ask("GET /ready"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("ready\n")));
        std::raise(which);
        wait_until_not_ready();
        EXPECT_THAT(ask("GET /ready"), EndsWith("draining\n"));
        EXPECT_THAT(ask("GET /socket.io/?EIO=4&transport=polling"), StartsWith("HTTP/1.1 503 "));
        peer.say("422[\"echo\",7]");
        EXPECT_EQ(peer.next(), "432[7]");
        hold_.release();
        EXPECT_EQ(peer.next(), "431[42]");
        EXPECT_EQ(peer.next(), "");
        expect_end();
    }
}

TEST_F(signals, end_at_once_if_no_handler_runs) {
    start(options());
    run();
    auto peer = join();
    std::raise(SIGTERM);
    EXPECT_EQ(peer.next(), "");
    expect_end();
}

TEST_F(signals, do_not_wait_for_what_an_earlier_one_waits_for) {
    start(options());
    run();
    auto peer = hold();
    std::raise(SIGINT);
    wait_until_not_ready();
    std::raise(SIGINT);
    EXPECT_EQ(peer.next(), "");
    expect_end();
}

TEST_F(signals, drain_first_if_that_is_wanted) {
    server_options given = options();
    given.drain_time = 1h;
    start(given);
    run();
    auto peer = hold();
    std::raise(SIGTERM);
    wait_until_not_ready();
    peer.say("422[\"echo\",7]");
    EXPECT_EQ(peer.next(), "432[7]");
    std::raise(SIGTERM); // now it waits for handlers
    peer.say("423[\"echo\",8]");
    EXPECT_EQ(peer.next(), "433[8]"); // what came after the signal is answered: it has been seen
    hold_.release();
    EXPECT_EQ(peer.next(), "431[42]");
    EXPECT_EQ(peer.next(), "");
    expect_end();
}

TEST_F(signals, end_a_drain_of_the_program_when_its_time_is_over) {
    server_options given = options();
    given.drain_time = 1ms;
    start(given);
    run();
    auto peer = join();
    std::raise(SIGTERM);
    EXPECT_EQ(peer.next(), "");
    expect_end();
}

// Everything that a program may wait for, and that an end cancels.
TEST_F(signals, write_no_error_for_what_is_cancelled) {
    server_options given = options();
    given.stop_timeout = 1ms;
    given.allow_request = [this](handshake const& request) -> net::awaitable<verdict> {
        if (request.query("wait"))
            co_await io_->delay(1h, net::use_awaitable);
        co_return verdict::accept();
    };
    start(given);
    io_->of("/slow").use([this](socket const&) -> net::awaitable<verdict> {
        co_await io_->delay(1h, net::use_awaitable);
        co_return verdict::accept();
    });
    io_->on("delay",
            [this]() -> net::awaitable<void> { co_await io_->delay(1h, net::use_awaitable); });
    io_->on("ask", [](socket who) -> net::awaitable<void> {
        co_await who.emit_with_ack<int>("never answered");
    });
    io_->on("cancel", cancel_on_disconnect([this]() -> net::awaitable<void> {
                co_await io_->delay(1h, net::use_awaitable);
            }));
    io_->http().get("/wait", [this]() -> net::awaitable<http_response> {
        co_await io_->delay(1h, net::use_awaitable);
        co_return http_response(204);
    });
    io_->spawn(io_->delay(1h, net::use_awaitable));
    run();
    auto waits = send(unused_, io_->port(), "GET /socket.io/?EIO=4&transport=polling&wait=1");
    auto routed = send(unused_, io_->port(), "GET /wait");
    auto peer = hold();
    peer.say("40/slow,");
    for (std::string_view const name : {"delay", "cancel", "ask"})
        peer.say("42[\"" + std::string(name) + "\"]");
    EXPECT_THAT(peer.next(), EndsWith("[\"never answered\"]"));
    std::raise(SIGTERM);
    EXPECT_EQ(peer.next(), "");
    expect_end();
}

TEST_F(signals, let_routes_answer) {
    waiting_coroutines held;
    std::atomic<bool> reached = false;
    web_server web({.log = {}, .stop_timeout = 1h, .shards = shards_under_test()});
    web.readiness_route("/ready");
    web.http().get("/hold", [&]() -> net::awaitable<http_response> {
        reached = true;
        co_await held.wait();
        co_return http_response::text("done");
    });
    web.http().get("/reached", [&] { return http_response::text(reached ? "yes" : "no"); });
    web.listen("127.0.0.1", 0);
    thread_ = std::thread([&web] { web.run(); });
    auto const get = [&](std::string const& path) {
        auto peer = send(unused_, web.port(), "GET " + path);
        return answer_on(peer);
    };
    auto waiting = send(unused_, web.port(), "GET /hold");
    while (!get("/reached").ends_with("yes")) {
    }
    std::raise(SIGTERM);
    while (!get("/ready").ends_with("draining\n")) {
    }
    held.release();
    EXPECT_THAT(answer_on(waiting), EndsWith("done"));
    thread_.join();
}

TEST_F(signals, let_allow_request_decide) {
    std::promise<void> asked;
    waiting_coroutines held;
    engine_server_options given;
    given.allow_request = [&](handshake const&) -> net::awaitable<bool> {
        asked.set_value();
        co_await held.wait();
        co_return false;
    };
    given.log = {};
    given.stop_timeout = 1h;
    given.shards = shards_under_test();
    engine_server engine(std::move(given));
    engine.readiness_route("/ready");
    engine.listen("127.0.0.1", 0);
    thread_ = std::thread([&] { engine.run(); });
    auto waiting = send(unused_, engine.port(), "GET /engine.io/?EIO=4&transport=polling");
    asked.get_future().wait();
    std::raise(SIGTERM);
    std::string ready;
    while (!ready.ends_with("draining\n")) {
        auto peer = send(unused_, engine.port(), "GET /ready");
        ready = answer_on(peer);
    }
    held.release();
    EXPECT_THAT(answer_on(waiting), StartsWith("HTTP/1.1 403 "));
    thread_.join();
}

} // namespace
} // namespace socketiota::test

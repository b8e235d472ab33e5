// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/event.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// The test kit as its users see it: public headers and the library, nothing else.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct point {
    int x = 0;
    int y = 0;

    friend bool operator==(point const&, point const&) = default;
};

constexpr sio::event<"move", int(point)> move{};

TEST(test_kit, carries_events_and_answers_both_ways) {
    sio::test::scripted_server net;
    net.io().on("add", [](int a, int b) { return a + b; });
    net.io().on("greet", [](sio::socket who, std::string name) { who.emit("hello", name, 7); });
    auto const ann = net.connect();
    ASSERT_TRUE(ann.connected());
    EXPECT_EQ(ann.id().size(), 20U);
    EXPECT_EQ(ann.emit_with_ack("add", 1, 2).get<int>(), 3);
    EXPECT_TRUE(ann.emit("greet", "Ann"));
    ASSERT_EQ(ann.waiting(), 1U);
    auto const hello = ann.take();
    EXPECT_EQ(hello.name(), "hello");
    EXPECT_EQ(hello.get<std::string>(), "Ann");
    EXPECT_EQ(hello.get<int>(1), 7);
    EXPECT_FALSE(hello.wants_answer());
    EXPECT_THROW(hello.answer(1), std::logic_error);
    EXPECT_THROW(static_cast<void>(hello.get<int>(0)), boost::system::system_error);
    EXPECT_THROW(static_cast<void>(hello.get<int>(2)), boost::system::system_error);
    EXPECT_THROW(static_cast<void>(ann.take()), std::logic_error);
}

TEST(test_kit, checks_typed_events) {
    sio::test::scripted_server net;
    net.io().on(move, [](point to) { return to.x * to.y; });
    auto const ann = net.connect();
    EXPECT_EQ(ann.emit_with_ack(move, point{6, 7}).get<int>(), 42);
    EXPECT_TRUE(ann.emit(move, point{1, 1}));
}

TEST(test_kit, answers_what_the_server_asks) {
    std::vector<int> answers;
    sio::test::scripted_server net;
    net.io().on_connection([&answers](sio::socket who) -> net::awaitable<void> {
        answers.push_back(co_await who.emit_with_ack<int>("how old", point{1, 2}));
    });
    auto const ann = net.connect();
    auto const question = ann.take();
    EXPECT_EQ(question.get<point>(), (point{1, 2}));
    ASSERT_TRUE(question.wants_answer());
    EXPECT_THAT(answers, IsEmpty());
    question.answer(33);
    EXPECT_THAT(answers, ElementsAre(33));
    question.answer(34); // twice: ignored, as by every server
    EXPECT_THAT(answers, ElementsAre(33));
}

TEST(test_kit, carries_binary_at_any_depth) {
    sio::test::scripted_server net;
    net.io().on("turn", [](sio::value all) { return all; });
    auto const ann = net.connect();
    auto const sent = sio::object("picture", sio::bytes(std::string_view("\x01\x02")), "n", 1);
    EXPECT_EQ(ann.emit_with_ack("turn", sent).get<sio::value>(), sent);
}

TEST(test_kit, tells_who_was_refused_and_why) {
    sio::server_options options;
    options.allow_request = [](sio::handshake const& request) {
        return request.header("x-key") == "secret";
    };
    sio::test::scripted_server net(std::move(options));
    net.io().use([](sio::socket& who) {
        return who.handshake().auth()["name"].is_null()
                   ? sio::verdict::reject("no name", sio::object("code", 401))
                   : sio::verdict::accept();
    });
    auto const foreigner = net.connect();
    EXPECT_FALSE(foreigner.connected());
    EXPECT_EQ(foreigner.refusal(), "Forbidden");
    auto const nobody = net.connect({.headers = {{"X-Key", "secret"}}});
    EXPECT_FALSE(nobody.connected());
    EXPECT_EQ(nobody.refusal(), "no name");
    EXPECT_EQ(nobody.refusal_data()["code"].to<int>().value(), 401);
    EXPECT_EQ(nobody.emit("anything"), sio::emit_status::not_connected);
    auto const ann =
        net.connect({.auth = sio::object("name", "Ann"), .headers = {{"X-Key", "secret"}}});
    EXPECT_TRUE(ann.connected());
    EXPECT_EQ(ann.refusal(), std::nullopt);
}

TEST(test_kit, gives_the_server_the_request) {
    std::string color;
    std::string agent;
    sio::test::scripted_server net;
    net.io().on_connection([&](sio::socket const& who) {
        color = who.handshake().query("color").value_or("");
        agent = who.handshake().header("user-agent").value_or("");
    });
    static_cast<void>(net.connect({.headers = {{"User-Agent", "kit"}}, .query = "color=red"}));
    EXPECT_EQ(color, "red");
    EXPECT_EQ(agent, "kit");
}

TEST(test_kit, connects_where_the_server_is) {
    for (char const* const path : {"/push", "/push/", "/", "/a/b"}) {
        sio::test::scripted_server net({.path = path});
        auto const ann = net.connect();
        EXPECT_TRUE(ann.connected()) << path << ": " << ann.refusal().value_or("");
    }
}

TEST(test_kit, has_several_clients_and_namespaces) {
    sio::test::scripted_server net;
    net.io().on("enter", [](sio::socket const& who, std::string const& room) { who.join(room); });
    auto const admin = net.io().of("/admin");
    auto const ann = net.connect();
    auto const bob = net.connect();
    auto const boss = ann.join("/admin");
    EXPECT_TRUE(boss.connected());
    EXPECT_NE(boss.id(), ann.id());
    EXPECT_EQ(ann.join("/none").refusal(), "Invalid namespace");
    EXPECT_TRUE(bob.emit("enter", "lobby"));
    net.io().to("lobby").emit("news", 1);
    admin.emit("news", 2);
    net.settle();
    EXPECT_EQ(ann.waiting(), 0U);
    EXPECT_EQ(bob.take().get<int>(), 1);
    EXPECT_EQ(boss.take().get<int>(), 2);
}

TEST(test_kit, ends_in_every_way) {
    std::vector<std::string> reasons;
    sio::test::scripted_server net;
    net.io().on_disconnect([&reasons](sio::socket const&, sio::disconnect_reason why) {
        reasons.emplace_back(to_string(why));
    });
    net.io().on("leave", [](sio::socket const& who, bool close) { who.disconnect(close); });
    auto const leaves = net.connect();
    leaves.disconnect();
    EXPECT_FALSE(leaves.connected());
    net.connect().close();
    net.connect().lose_connection();
    auto const is_sent_away = net.connect();
    EXPECT_TRUE(is_sent_away.emit("leave", false));
    EXPECT_FALSE(is_sent_away.connected());
    auto const is_closed = net.connect();
    EXPECT_TRUE(is_closed.emit("leave", true));
    EXPECT_FALSE(is_closed.connected());
    EXPECT_THAT(reasons,
                ElementsAre("client namespace disconnect", "transport close", "transport close",
                            "server namespace disconnect", "server namespace disconnect"));
}

TEST(test_kit, lets_time_pass_without_waiting) {
    std::vector<std::string> reasons;
    sio::test::scripted_server net;
    net.io().on_disconnect([&reasons](sio::socket const&, sio::disconnect_reason why) {
        reasons.emplace_back(to_string(why));
    });
    auto const alive = net.connect();
    auto const silent = net.connect();
    silent.ignore_heartbeats();
    net.pass(44s);
    EXPECT_TRUE(silent.connected());
    net.pass(2s); // 25 s to the heartbeat, 20 s for its answer
    EXPECT_FALSE(silent.connected());
    EXPECT_THAT(reasons, ElementsAre("ping timeout"));
    net.pass(24h);
    EXPECT_TRUE(alive.connected());
    EXPECT_THAT(reasons, ElementsAre("ping timeout"));
}

TEST(test_kit, lets_ack_timeouts_strike) {
    std::optional<sio::error_code> outcome;
    sio::test::scripted_server net;
    net.io().on_connection([&outcome](sio::socket const& who) {
        who.timeout(5s).emit_with_ack<int>("question")(
            [&outcome](sio::error_code failure, int) { outcome = failure; });
    });
    auto const ann = net.connect();
    net.pass(4s);
    EXPECT_EQ(outcome, std::nullopt);
    net.pass(2s);
    EXPECT_EQ(outcome, make_error_code(sio::error::operation_has_timed_out));
    EXPECT_TRUE(ann.connected());
}

TEST(test_kit, drives_delays_of_handlers) {
    std::vector<std::string> log;
    sio::test::scripted_server net;
    net.io().on_error(
        [&log](sio::socket const&, std::exception_ptr) { log.emplace_back("error"); });
    net.io().on("later", [&](int seconds) -> net::awaitable<int> {
        co_await net.io().delay(std::chrono::seconds(seconds));
        log.push_back(std::to_string(seconds));
        co_return seconds;
    });
    auto const ann = net.connect();
    auto const second = ann.emit_with_ack("later", 2);
    auto const first = ann.emit_with_ack("later", 1);
    auto const now = ann.emit_with_ack("later", 0);
    net.pass(999ms);
    EXPECT_THAT(log, ElementsAre("0"));
    EXPECT_EQ(now.get<int>(), 0);
    EXPECT_FALSE(first.arrived());
    net.pass(1001ms + 16ms);
    EXPECT_THAT(log, ElementsAre("0", "1", "2"));
    EXPECT_EQ(first.get<int>(), 1);
    EXPECT_EQ(second.get<int>(), 2);
}

TEST(test_kit, ends_delays_that_are_cancelled) {
    std::vector<sio::error_code> ends;
    sio::test::scripted_server net;
    net.io().on_connection(sio::cancel_on_disconnect([&](sio::socket) -> net::awaitable<void> {
        try {
            co_await net.io().delay(1h);
        } catch (boost::system::system_error const& thrown) {
            ends.push_back(thrown.code());
            throw;
        }
    }));
    auto const ann = net.connect();
    net.pass(1min);
    EXPECT_THAT(ends, IsEmpty());
    ann.close();
    EXPECT_THAT(ends, ElementsAre(net::error::operation_aborted));
    net.pass(24h); // and once only
    EXPECT_EQ(ends.size(), 1U);

    net::cancellation_signal cancel;
    net.io().delay(1s, net::bind_cancellation_slot(
                           cancel.slot(), [&ends](sio::error_code how) { ends.push_back(how); }));
    net.pass(2s);
    EXPECT_EQ(ends.back(), sio::error_code());
    cancel.emit(net::cancellation_type::terminal); // too late: nothing happens
    net.settle();
    EXPECT_EQ(ends.size(), 2U);
}

TEST(test_kit, ends_delays_with_the_server) {
    std::vector<sio::error_code> ends;
    auto const keep = [&ends](sio::error_code how) { ends.push_back(how); };
    {
        sio::test::scripted_server net;
        net.io().delay(1h, keep);
        net.io().on_disconnect([&](sio::socket const&, sio::disconnect_reason) {
            net.io().delay(0s, keep); // while it ends
        });
        static_cast<void>(net.connect());
    }
    EXPECT_THAT(ends, ElementsAre(net::error::operation_aborted, net::error::operation_aborted));
}

TEST(test_kit, keeps_answers_that_come_later) {
    std::vector<sio::reply<int>> kept;
    sio::test::scripted_server net;
    net.io().on("later", [&kept](sio::reply<int> answer) { kept.push_back(std::move(answer)); });
    auto const ann = net.connect();
    auto const answer = ann.emit_with_ack("later");
    EXPECT_FALSE(answer.arrived());
    EXPECT_THROW(static_cast<void>(answer.values()), std::logic_error);
    kept.front()(5);
    net.settle();
    EXPECT_EQ(answer.get<int>(), 5);
}

TEST(test_kit, leaves_clients_inert_when_it_goes) {
    int disconnected = 0;
    std::optional<sio::test_server> net(std::in_place);
    net->io().on_disconnect(
        [&disconnected](sio::socket const&, sio::disconnect_reason) { ++disconnected; });
    net->io().on_connection([](sio::socket const& who) {
        who.emit_with_ack<int>("question")([](sio::error_code, int) {});
    });
    auto const ann = net->connect();
    auto const question = ann.take();
    net.reset();
    EXPECT_EQ(disconnected, 1);
    EXPECT_FALSE(ann.connected());
    EXPECT_EQ(ann.emit("anything"), sio::emit_status::not_connected);
    question.answer(1);
    ann.disconnect();
    ann.close();
    ann.lose_connection();
}

} // namespace

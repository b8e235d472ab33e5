// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(events, are_answered_with_what_the_handler_returns) {
    hub_scene scene;
    scene.on("add", [](int a, int b) { return a + b; });
    scene.on("nothing", [] {});
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("27[\"add\",1,2]");
        client.say("28[\"add\",1,2,\"surplus\"]");
        client.say("2[\"add\",1,2]");
        client.say("29[\"nothing\"]");
        client.say("210[\"unknown\"]");
    });
    EXPECT_THAT(client.heard(), ElementsAre("437[3]", "438[3]", "439[]"));
}

TEST(events, that_do_not_fit_are_refused_with_a_sentence) {
    hub_scene scene;
    bool called = false;
    scene.on("add", [&called](int, int) { called = true; });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("21[\"add\",1,\"two\"]");
        client.say("22[\"add\",1]");
    });
    EXPECT_FALSE(called);
    auto const heard = client.heard();
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_THAT(heard[0], HasSubstr("431[{\"error\":\"argument"));
    EXPECT_THAT(heard[1], HasSubstr("432[{\"error\":\"argument"));
    ASSERT_EQ(scene.errors.size(), 2U);
    EXPECT_THAT(scene.errors[0], HasSubstr("\"add\""));
    EXPECT_TRUE(scene.counted(metric::bad_arguments));
    EXPECT_TRUE(client.is_open);
}

TEST(events, whose_handler_throws_are_answered_without_its_secrets) {
    hub_scene scene;
    scene.on("fail", []() -> int { throw std::runtime_error("secret"); });
    fake_session& client = scene.join();
    scene.on_shard([&] { client.say("21[\"fail\"]"); });
    EXPECT_THAT(client.heard(), ElementsAre("431[{\"error\":\"the handler failed\"}]"));
    EXPECT_THAT(scene.errors, ElementsAre("secret"));
    EXPECT_TRUE(scene.counted(metric::handler_failed));
}

TEST(events, reach_handlers_of_the_namespace_and_of_the_socket_and_are_answered_once) {
    hub_scene scene;
    std::string order;
    scene.on("x", [&order] { order += "nsp "; });
    scene.on_connection([&order](socket const& who) {
        who.on("x", [&order] {
            order += "socket";
            return 1;
        });
    });
    fake_session& client = scene.join();
    scene.on_shard([&] { client.say("21[\"x\"]"); });
    EXPECT_EQ(order, "nsp socket");
    EXPECT_THAT(client.heard(), ElementsAre("431[1]"));
}

TEST(events, pass_binary_both_ways) {
    hub_scene scene;
    scene.on("twice", [](bytes const& once) {
        std::string const text(once.as_text());
        return bytes(std::string_view(text + text));
    });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("51-1[\"twice\",{\"_placeholder\":true,\"num\":0}]");
        client.say_binary("ab");
    });
    ASSERT_EQ(client.sent.size(), 1U);
    EXPECT_EQ(client.sent[0]->text(), "461-1[{\"_placeholder\":true,\"num\":0}]");
    EXPECT_EQ(client.sent[0]->attachments()[0].as_text(), "abab");
}

TEST(events, pass_through_middlewares_of_the_socket) {
    hub_scene scene;
    scene.on("good", [] { return 1; });
    scene.on("bad", [] { return 1; });
    scene.on_connection([](socket const& who) {
        who.use([](incoming const& event) {
            return event.name() == "bad" ? verdict::reject("forbidden") : verdict::accept();
        });
    });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("21[\"good\"]");
        client.say("22[\"bad\"]");
    });
    EXPECT_THAT(client.heard(), ElementsAre("431[1]", "432[{\"error\":\"forbidden\"}]"));
    ASSERT_EQ(scene.errors.size(), 1U);
    EXPECT_THAT(scene.errors[0], HasSubstr("forbidden"));
}

TEST(events, are_seen_by_on_any_and_on_any_outgoing) {
    hub_scene scene;
    std::vector<std::string> seen;
    scene.on_connection([&seen](socket const& who) {
        who.on_any([&seen](incoming const& event) {
            seen.push_back("in " + std::string(event.name()) + ' ' +
                           event.arguments()[0].to_json());
        });
        who.on_any_outgoing(
            [&seen](incoming const& event) { seen.push_back("out " + std::string(event.name())); });
        who.emit("direct", 1);
    });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("2[\"x\",[1]]");
        scene.all->of("/")->broadcast({}, {}, "all", {});
    });
    EXPECT_THAT(seen, ElementsAre("out direct", "in x [1]", "out all"));
}

TEST(events, are_not_dropped_when_who_sees_them_disconnects_the_socket) {
    for (bool const close : {false, true}) {
        hub_scene scene;
        std::vector<emit_status> became;
        scene.on_connection([&became, close](socket const& who) {
            who.on_any_outgoing([who, close](incoming const&) { who.disconnect(close); });
            became.push_back(who.emit("one").status());
        });
        EXPECT_EQ(scene.join().is_open, !close);
        EXPECT_THAT(became, ElementsAre(emit_status::not_connected));
    }
}

TEST(events, of_coroutines_are_answered_later_and_outlive_off_and_disconnect) {
    hub_scene scene;
    boost::asio::steady_timer gate(scene.time.context(),
                                   std::chrono::steady_clock::time_point::max());
    bool resumed = false;
    scene.on("wait", [&](socket me, std::string text) -> boost::asio::awaitable<std::string> {
        boost::system::error_code ignored;
        co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
        resumed = true;
        me.emit("late", text);
        co_return text;
    });
    fake_session& staying = scene.join();
    fake_session& leaving = scene.join();
    scene.on_shard([&] {
        staying.say("21[\"wait\",\"here\"]");
        leaving.say("21[\"wait\",\"gone\"]");
        scene.all->of("/")->part_at(0)->listeners.clear();
        leaving.end(engine::close_reason::transport_close);
    });
    EXPECT_THAT(staying.heard(), IsEmpty());
    scene.on_shard([&] { gate.cancel(); });
    EXPECT_TRUE(resumed);
    EXPECT_THAT(staying.heard(), ElementsAre("42[\"late\",\"here\"]", "431[\"here\"]"));
    EXPECT_THAT(leaving.heard(), IsEmpty());
}

TEST(events, start_in_the_order_of_arrival_whatever_their_handlers_are) {
    hub_scene scene;
    std::string order;
    scene.on("co", [&order](int number) -> boost::asio::awaitable<void> {
        order += std::to_string(number);
        co_return;
    });
    scene.on("fn", [&order](int number) { order += std::to_string(number); });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        client.say("2[\"co\",1]");
        client.say("2[\"fn\",2]");
        client.say("2[\"co\",3]");
        client.say("2[\"fn\",4]");
    });
    EXPECT_EQ(order, "1234");
}

TEST(events, with_ack_resolve_by_answer_timeout_or_disconnect) {
    hub_scene scene;
    std::vector<std::string> outcomes;
    auto const note = [&outcomes](error_code failure, int number) {
        outcomes.push_back(failure ? failure.message().substr(0, 20) : std::to_string(number));
    };
    std::vector<socket> who;
    scene.on_connection([&who](socket const& each) { who.push_back(each); });
    fake_session& client = scene.join();
    scene.on_shard([&] {
        who[0].emit_with_ack<int>("a")(note);
        who[0].timeout(5s).emit_with_ack<int>("b")(note);
        who[0].emit_with_ack<int>("c")(note);
    });
    EXPECT_THAT(client.heard(), ElementsAre("420[\"a\"]", "421[\"b\"]", "422[\"c\"]"));
    scene.on_shard([&] {
        client.say("30[7]");
        client.say("30[8]");
        client.say("399[1]");
    });
    EXPECT_THAT(outcomes, ElementsAre("7"));
    scene.time.pass(6s);
    EXPECT_THAT(outcomes, ElementsAre("7", "operation has timed "));
    scene.on_shard([&] { client.end(engine::close_reason::transport_close); });
    EXPECT_THAT(outcomes, ElementsAre("7", "operation has timed ", "socket has been disc"));
}

TEST(events, with_ack_take_every_timeout) {
    hub_scene scene;
    std::vector<std::string> outcomes;
    std::optional<socket> who;
    scene.on_connection([&who](socket const& each) { who = each; });
    fake_session& client = scene.join();
    auto const ask = [&](std::string const& name, std::chrono::milliseconds limit) {
        who->timeout(limit).emit_with_ack<int>(name)([&outcomes, name](error_code failure, int) {
            outcomes.push_back(name + ": " + failure.message().substr(0, 20));
        });
    };
    scene.on_shard([&] {
        ask("most", std::chrono::milliseconds::max());
        ask("least", std::chrono::milliseconds::min());
        ask("negative", -1ms);
        ask("none", 0ms);
    });
    EXPECT_EQ(client.heard().size(), 4U) << "asked in any case";
    scene.time.pass(1h);
    EXPECT_THAT(outcomes,
                ElementsAre("least: operation has timed ", "negative: operation has timed ",
                            "none: operation has timed "));
}

} // namespace
} // namespace socketiota::test

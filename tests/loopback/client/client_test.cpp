// SPDX-License-Identifier: MIT
#include "client_scene.hpp"

#include <socketiota/event.hpp>
#include <socketiota/msgpack_parser.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <future>
#include <thread>
#include <tuple>
#include <vector>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class a_client : public testing::Test, public client_scene {};

TEST_F(a_client, asks_and_is_asked) {
    connect();
    me->on("question", [](int number) { return number + 1; });
    std::vector<int> heard;
    me->on("heard", [&](int answer) { heard.push_back(answer); });
    std::tuple<int, std::string> answer;
    me->emit_with_ack<std::tuple<int, std::string>>("echo", 7, "seven")(
        [&](error_code failure, std::tuple<int, std::string> got) {
            EXPECT_FALSE(failure) << failure.message();
            answer = std::move(got);
        });
    me->emit("ask me");
    until([&] { return !heard.empty(); });
    EXPECT_EQ(answer, std::tuple(7, std::string("seven")));
    EXPECT_THAT(heard, ElementsAre(21));
}

TEST_F(a_client, is_used_with_coroutines) {
    connect();
    int sum = 0;
    me->on("question", [](client_socket who, int number) -> asio::awaitable<int> {
        co_return number + co_await who.emit_with_ack<int>("echo", 1);
    });
    me->on("heard", [&](int answer) { sum = answer; });
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            auto const socket = *me;
            EXPECT_EQ(co_await socket.emit_with_ack<int>("echo", 5), 5);
            socket.emit("ask me");
        },
        asio::detached);
    until([&] { return sum != 0; });
    EXPECT_EQ(sum, 21);
}

constexpr event<"echo", int(int)> typed_echo{};
constexpr event<"said", void(std::string)> typed_said{};

TEST_F(a_client, shares_typed_events_with_its_server) {
    connect();
    std::string said;
    int answer = 0;
    me->on(typed_said, [&](std::string text) { said = std::move(text); });
    me->emit("say", "hello");
    me->emit_with_ack(typed_echo, 3)([&](error_code, int got) { answer = got; });
    until([&] { return answer != 0; });
    EXPECT_EQ(answer, 3);
    EXPECT_EQ(said, "hello");
}

TEST_F(a_client, hears_why_it_is_not_let_in) {
    connect(quick(), "/private");
    std::optional<connect_error> why;
    me->on_connect_error([&](connect_error const& each) { why = each; });
    until([&] { return why.has_value(); });
    EXPECT_EQ(why->stage, connect_stage::nsp);
    EXPECT_EQ(why->message, "members only");
    EXPECT_EQ(why->data.value_or(0), 7);
    EXPECT_FALSE(me->active());
}

TEST_F(a_client, hears_that_nobody_listens) {
    io.reset();
    auto options = quick();
    options.reconnection_attempts = 2;
    connect(options);
    std::vector<std::string> happened;
    me->on_connect_error([&](connect_error const& each) {
        happened.emplace_back(to_string(each.stage));
        EXPECT_THAT(each.message, HasSubstr("refused"));
    });
    one->on_reconnect_attempt(
        [&](std::size_t attempt) { happened.push_back("attempt " + std::to_string(attempt)); });
    one->on_reconnect_failed([&] { happened.emplace_back("failed"); });
    context.run();
    EXPECT_THAT(happened,
                ElementsAre("connect", "attempt 1", "connect", "attempt 2", "connect", "failed"));
}

TEST_F(a_client, lets_the_context_run_out_when_it_is_closed) {
    connect();
    until_connected();
    std::vector<std::string> reasons;
    me->on_disconnect([&](disconnect_reason why) { reasons.emplace_back(to_string(why)); });
    one->close();
    io.reset();
    context.run();
    EXPECT_THAT(reasons, ElementsAre("io client disconnect"));
    EXPECT_FALSE(one->connected());
}

TEST_F(a_client, connects_again_after_it_was_closed) {
    connect();
    until_connected();
    one->close();
    until([this] { return !me->connected(); });
    one->connect();
    until_connected();
    int answer = 0;
    me->emit_with_ack<int>("echo", 4)([&](error_code, int got) { answer = got; });
    until([&] { return answer == 4; });
}

TEST_F(a_client, stays_away_when_the_server_has_disconnected_it) {
    connect();
    std::vector<std::string> reasons;
    me->on_disconnect([&](disconnect_reason why) { reasons.emplace_back(to_string(why)); });
    me->emit("leave me");
    until([&] { return !reasons.empty(); });
    EXPECT_THAT(reasons, ElementsAre("io server disconnect"));
    EXPECT_FALSE(me->active());
    me->connect();
    until_connected();
}

TEST_F(a_client, is_used_from_another_thread) {
    connect();
    std::promise<int> answered;
    std::thread other([socket = *me, &answered] {
        EXPECT_TRUE(socket.emit("say", "from elsewhere"));
        answered.set_value(socket.emit_with_ack<int>("echo", 9)(asio::use_future).get());
    });
    auto done = answered.get_future();
    until([&] { return done.wait_for(0s) == std::future_status::ready; });
    EXPECT_EQ(done.get(), 9);
    other.join();
}

TEST_F(a_client, keeps_what_is_sent_within_its_limit) {
    auto options = quick();
    options.auto_connect = false;
    options.max_buffered = 10'000;
    connect(options);
    asio::post(context, [this] {
        std::string const text(3'000, 'x');
        EXPECT_TRUE(me->emit("say", text));
        EXPECT_TRUE(me->emit("say", text));
        EXPECT_EQ(me->volatile_().emit("say", text), emit_status::dropped);
        auto const refused = me->emit("say", std::string(9'000, 'x'));
        EXPECT_EQ(refused.reason(), error::too_much_unsent);
        EXPECT_GT(me->buffered(), 6'000U);
        me->clear_buffered();
        EXPECT_EQ(me->buffered(), 0U);
    });
    context.poll();
}

TEST_F(a_client, resolves_each_answer_when_it_is_destroyed) {
    connect();
    until_connected();
    std::vector<error_code> failures;
    auto const note = [&](error_code failure) { failures.push_back(failure); };
    me->emit_with_ack<void>("nobody answers")(note);
    one.reset();
    me->emit_with_ack<void>("nobody sends")(note);
    until([&] { return failures.size() == 2; });
    EXPECT_THAT(failures, testing::Each(make_error_code(error::socket_disconnected)));
    asio::post(context, [this] { EXPECT_EQ(me->emit("say", 1), emit_status::not_connected); });
    me->connect();
    run_out();
    EXPECT_FALSE(me->connected());
}

TEST_F(a_client, asks_for_a_token_each_time_it_connects) {
    auto options = quick();
    int asked = 0;
    options.auth = [&]() -> asio::awaitable<value> {
        ++asked;
        co_return object("token", asked);
    };
    connect(options);
    std::vector<int> tokens;
    io->on_connection(
        [&](socket const& who) { tokens.push_back(who.handshake().auth()["token"].value_or(0)); });
    until_connected();
    me->disconnect();
    until([this] { return !me->connected(); });
    me->connect();
    until_connected();
    EXPECT_THAT(tokens, ElementsAre(1, 2));
}

TEST_F(a_client, joins_each_namespace_with_its_own_auth) {
    auto options = quick();
    options.auth = object("token", 1);
    connect(options);
    std::vector<int> tokens;
    auto const note = [&](socket const& who) {
        tokens.push_back(who.handshake().auth()["token"].value_or(0));
    };
    io->on_connection(note);
    io->of("/other").on_connection(note);
    until_connected();
    client_socket const other = one->socket("/other", object("token", 2));
    until([&] { return other.connected(); });
    other.disconnect();
    until([&] { return !other.connected(); });
    EXPECT_EQ(one->socket("/other", object("token", 3)), other);
    other.connect();
    until([&] { return other.connected(); });
    EXPECT_THAT(tokens, ElementsAre(1, 2, 3));
}

TEST(a_client_of_its_own, hears_each_heartbeat) {
    server_options options;
    options.ping_interval = std::chrono::milliseconds(10);
    client_scene scene(options);
    scene.connect();
    int heard = 0;
    scene.one->on_ping([&heard] { ++heard; });
    scene.until([&heard] { return heard == 2; });
}

TEST_F(a_client, reports_what_its_functions_throw) {
    connect();
    std::vector<std::string> failures;
    one->on_error([&](std::exception_ptr const& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (std::exception const& thrown) {
            failures.emplace_back(thrown.what());
        }
    });
    me->on_connect([] { throw std::runtime_error("at connect"); });
    me->on("said", [](int) { throw std::runtime_error("at said"); });
    me->emit("say", 1);
    me->emit("say", "no number");
    until([&] { return failures.size() == 3; });
    EXPECT_THAT(failures, ElementsAre("at connect", "at said", HasSubstr("\"said\"")));
}

TEST_F(a_client, tells_of_what_leaves_and_comes) {
    connect();
    std::vector<std::string> names;
    me->on_any_outgoing(
        [&](incoming const& each) { names.push_back("> " + std::string(each.name())); });
    me->on_any([&](incoming const& each) { names.push_back("< " + std::string(each.name())); });
    me->emit("say", 1);
    until([&] { return names.size() == 2; });
    EXPECT_THAT(names, ElementsAre("> say", "< said"));
    EXPECT_EQ(me->emit("connect").reason(), error::reserved_event_name);
}

/// Counts how often each was tried, and answers the third try.
struct trying {
    explicit trying(client_scene& in) {
        in.io->on("hard", [this](int number, reply<int> answer) {
            tried.push_back(number);
            if (++tries % 3 == 0)
                answer(number * 10);
            else
                unanswered.push_back(std::move(answer));
        });
        in.io->on("hopeless", [this](reply<int> answer) {
            ++hopeless;
            unanswered.push_back(std::move(answer));
        });
    }

    std::vector<int> tried;
    int tries = 0;
    int hopeless = 0;
    std::vector<reply<int>> unanswered;
};

client_options with_retries() {
    auto options = client_scene::quick();
    options.retries = 2;
    options.ack_timeout = 20ms;
    return options;
}

TEST_F(a_client, sifts_what_has_waited) {
    auto options = quick();
    options.auto_connect = false;
    options.keeps_buffered = [](buffered_event const& each) { return each.name != "old"; };
    connect(options);
    std::vector<int> said;
    std::optional<error_code> failure;
    me->on("said", [&](int number) { said.push_back(number); });
    boost::asio::post(context, [&] {
        me->emit("say", 1);
        me->emit_with_ack<int>("old", 1)([&](error_code why, int) { failure = why; });
        me->emit("say", 2);
        auto const waiting = me->buffered_events();
        ASSERT_EQ(waiting.size(), 3);
        EXPECT_EQ(waiting[0].name, "say");
        EXPECT_EQ(waiting[1].name, "old");
        EXPECT_TRUE(waiting[1].wants_ack);
        EXPECT_GT(waiting[2].size, 0U);
        me->connect();
    });
    until([&] { return said.size() == 2; });
    EXPECT_THAT(said, ElementsAre(1, 2));
    until([&] { return failure.has_value(); });
    EXPECT_EQ(failure, error::socket_disconnected);
}

TEST_F(a_client, sifts_the_queue_of_what_it_tries_again) {
    auto options = with_retries();
    options.auto_connect = false;
    options.keeps_buffered = [](buffered_event const& each) { return each.name != "old"; };
    connect(options);
    std::optional<error_code> failure;
    std::vector<int> answers;
    me->emit_with_ack<int>("old", 1)([&](error_code why, int) { failure = why; });
    me->emit_with_ack<int>("echo", 2)([&](error_code, int got) { answers.push_back(got); });
    me->connect();
    until([&] { return answers.size() == 1 && failure; });
    EXPECT_THAT(answers, ElementsAre(2));
    EXPECT_EQ(failure, error::socket_disconnected);
}

TEST_F(a_client, tries_each_event_until_it_is_answered) {
    trying server(*this);
    auto options = with_retries();
    options.retries = 1000; // an answer that is late here is one try more
    connect(options);
    std::vector<int> answers;
    for (int number = 1; number != 4; ++number)
        me->emit_with_ack<int>("hard", number)([&](error_code failure, int answer) {
            EXPECT_FALSE(failure) << failure.message();
            answers.push_back(answer);
        });
    until([&] { return answers.size() == 3; });
    EXPECT_THAT(answers, ElementsAre(10, 20, 30));
    EXPECT_TRUE(std::ranges::is_sorted(server.tried)) << "one after the other";
    EXPECT_GE(server.tries, 9) << "each three times, of which two are not answered";
}

TEST_F(a_client, gives_up_what_is_never_answered_and_goes_on) {
    trying server(*this);
    connect(with_retries());
    std::optional<error_code> failure;
    bool was_said = false;
    me->on("said", [&] { was_said = true; });
    me->emit_with_ack<int>("hopeless")([&](error_code why, int) { failure = why; });
    me->emit("say", 1); // is not answered either, and once is enough to arrive
    until([&] { return was_said; });
    EXPECT_EQ(failure, error::operation_has_timed_out);
    EXPECT_EQ(server.hopeless, 3) << "once, and twice again";
}

TEST_F(a_client, tries_again_after_a_break) {
    trying server(*this);
    auto options = with_retries();
    options.ack_timeout = 10s;
    connect(options);
    until_connected();
    std::optional<int> answer;
    me->emit_with_ack<int>("hard", 5)([&](error_code, int got) { answer = got; });
    for (int tries = 1; tries != 3; ++tries) {
        until([&] { return server.tries == tries; });
        io->disconnect_sockets(true);
        until([this] { return !me->connected(); });
        me->connect();
    }
    until([&] { return answer.has_value(); });
    EXPECT_EQ(answer, 50);
    EXPECT_THAT(server.tried, ElementsAre(5, 5, 5));
}

TEST_F(a_client, speaks_msgpack) {
    auto options = quick();
    options.parser = msgpack_parser();
    options.auth = object("token", 1);
    connect(options);
    std::tuple<int, bytes> answer;
    me->emit_with_ack<std::tuple<int, bytes>>("echo", 7, bytes(std::string_view("octets")))(
        [&](error_code failure, std::tuple<int, bytes> got) {
            EXPECT_FALSE(failure) << failure.message();
            answer = std::move(got);
        });
    until([&] { return std::get<0>(answer) != 0; });
    EXPECT_EQ(std::get<1>(answer), bytes(std::string_view("octets")));
}

TEST(client_options, are_refused_with_a_sentence) {
    asio::io_context context;
    auto const refusal = [&](std::string_view url, auto const& change) -> std::string {
        client_options options;
        change(options);
        try {
            client const made(context, url, std::move(options));
        } catch (boost::system::system_error const& thrown) {
            EXPECT_EQ(thrown.code(), error::invalid_option);
            return thrown.what();
        }
        return {};
    };
    auto const nothing = [](client_options&) {};
    EXPECT_THAT(refusal("ftp://localhost", nothing), HasSubstr("url"));
    EXPECT_THAT(refusal("http://localhost", nothing), IsEmpty());
    auto const fault = [&](auto const& change) { return refusal("http://localhost", change); };
    EXPECT_THAT(fault([](client_options& its) { its.transports.clear(); }),
                HasSubstr("transports"));
    EXPECT_THAT(fault([](client_options& its) { its.path = "x"; }), HasSubstr("path"));
    EXPECT_THAT(fault([](client_options& its) { its.timeout = -1ms; }), HasSubstr("timeout"));
    EXPECT_THAT(fault([](client_options& its) { its.reconnection_delay = 0ms; }),
                HasSubstr("reconnection_delay"));
    EXPECT_THAT(fault([](client_options& its) { its.randomization_factor = 2; }),
                HasSubstr("randomization_factor"));
    EXPECT_THAT(fault([](client_options& its) { its.retries = 1; }), HasSubstr("ack_timeout"));
    EXPECT_THAT(
        fault([](client_options& its) { its.per_message_deflate = deflate_options{.level = 0}; }),
        HasSubstr("per_message_deflate.level"));
    EXPECT_THAT(fault([](client_options& its) { its.max_buffered = 0; }),
                HasSubstr("max_buffered"));
    EXPECT_THAT(fault([](client_options& its) {
                    its.headers = {{"x", "1\r\nHost: elsewhere"}};
                }),
                HasSubstr("headers"));
    EXPECT_THAT(fault([](client_options& its) {
                    its.headers = {{"Host", "elsewhere"}};
                }),
                HasSubstr("Host"));
}

} // namespace
} // namespace socketiota::test

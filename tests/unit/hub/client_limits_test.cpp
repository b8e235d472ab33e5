// SPDX-License-Identifier: MIT
//
// What the namespaces of one client hold together is bounded, and counted as it is held.
#include "hub_scene.hpp"

#include <socketiota/unlimited.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class client_limits : public testing::Test {
protected:
    void begin(hub::hub_options const& options) {
        scene = std::make_unique<hub_scene>(options);
        for (std::string_view const nsp : {"/", "/b"})
            scene->on_connection([this](socket const& each) { people.push_back(each); }, nsp);
        client = &scene->arrive();
    }

    void say(std::string const& packet) {
        scene->on_shard([&] { client->say(packet); });
    }

    void join_both() {
        say("0");
        say("0/b,");
        client->heard();
        ASSERT_EQ(people.size(), 2U);
    }

    [[nodiscard]] auto times(metric what) const {
        return std::count(scene->metrics.begin(), scene->metrics.end(), what);
    }

    std::unique_ptr<hub_scene> scene;
    std::vector<socket> people;
    fake_session* client = nullptr;
};

// ---- auth ----

TEST_F(client_limits, refuse_a_namespace_with_more_auth_than_fits) {
    begin({.max_auth_bytes = 20});
    say(R"(0{"a":"12345"})"); // 13
    client->heard();
    say(R"(0/b,{"a":"1"})"); // 9: too much by 2
    EXPECT_THAT(client->heard(), ElementsAre(R"(44/b,{"message":"Too much auth data"})"));
    EXPECT_EQ(times(metric::too_much_auth), 1);
    EXPECT_EQ(people.size(), 1U);
    say(R"(0/b,{"a":1})"); // 7: just
    EXPECT_EQ(people.size(), 2U);
    EXPECT_EQ(times(metric::too_much_auth), 1);
}

TEST_F(client_limits, count_auth_as_long_as_it_is_held) {
    begin({.max_auth_bytes = 13});
    say(R"(0{"a":"12345"})");
    say(R"(1)"); // leaves, and a handle of it is kept
    say(R"(0/b,{"a":"12345"})");
    EXPECT_EQ(people.size(), 1U);
    EXPECT_EQ(times(metric::too_much_auth), 1);
    people.clear();
    say(R"(0/b,{"a":"12345"})");
    EXPECT_EQ(people.size(), 1U);
    EXPECT_EQ(times(metric::too_much_auth), 1);
}

TEST_F(client_limits, count_the_auth_of_those_on_their_way) {
    begin({.max_auth_bytes = 20});
    scene->use([](socket const&) -> boost::asio::awaitable<verdict> {
        co_await boost::asio::post(boost::asio::use_awaitable);
        co_return verdict::accept();
    });
    scene->on_shard([&] {
        client->say(R"(0{"a":"12345"})");
        client->say(R"(0/b,{"a":"1"})");
    });
    EXPECT_EQ(times(metric::too_much_auth), 1);
}

TEST_F(client_limits, take_any_auth_if_they_are_lifted) {
    begin({.max_auth_bytes = unlimited});
    say(R"(0{"a":")" + std::string(3'000'000, 'x') + "\"}");
    EXPECT_EQ(people.size(), 1U);
}

TEST_F(client_limits, give_auth_as_it_came) {
    begin({});
    say(R"(0{"token" : "s\u0065cret","n":1.50})");
    handshake const& request = people.at(0).handshake();
    EXPECT_EQ(request.auth_text(), R"({"token" : "s\u0065cret","n":1.50})");
    EXPECT_EQ(request.auth(), object("token", "secret", "n", 1.5));

    struct login {
        std::string token;
        double n;
    };

    auto const decoded = request.auth<login>();
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->token, "secret");

    struct wrong {
        int token;
    };

    auto const misfit = request.auth<wrong>();
    ASSERT_FALSE(misfit.has_value());
    EXPECT_EQ(misfit.error().message(), R"(member "token" is a string, expected a whole number)");
    say("0/b,");
    EXPECT_EQ(people.at(1).handshake().auth_text(), "{}");
    EXPECT_TRUE(people.at(1).handshake().auth().is_object());
}

// ---- rooms ----

TEST_F(client_limits, leave_a_socket_out_of_rooms_that_take_more_than_fits) {
    std::size_t const two_rooms = 2 * adapter::member::cost_of_room("12345");
    begin({.max_room_bytes = two_rooms});
    join_both();
    scene->on_shard([&] {
        people[0].join("12345");
        people[1].join("67890");
        EXPECT_THAT(scene->errors, IsEmpty());
        people[1].join("");
        people[1].join("67890"); // is no room more
        EXPECT_EQ(people[0].rooms().size(), 2U);
        EXPECT_EQ(people[1].rooms().size(), 2U);
        EXPECT_EQ(scene->errors.size(), 1U);
        people[0].leave("12345");
        people[1].join("123456"); // one octet too many
        EXPECT_EQ(people[1].rooms().size(), 2U);
        people[1].join("54321");
        EXPECT_EQ(people[1].rooms().size(), 3U);
    });
    EXPECT_EQ(scene->errors.size(), 2U);
    EXPECT_EQ(times(metric::too_many_rooms), 2);
}

TEST_F(client_limits, count_no_rooms_of_others) {
    begin({.max_room_bytes = adapter::member::cost_of_room("a")});
    join_both();
    auto& other = scene->join();
    scene->on_shard([&] {
        people[0].join("a");
        people[2].join("b");
    });
    EXPECT_THAT(scene->errors, IsEmpty());
    scene->on_shard([&] { people[1].join("c"); });
    EXPECT_EQ(scene->errors.size(), 1U);
    scene->on_shard([&] { other.end(engine::close_reason::transport_close); });
}

// ---- answers that are awaited ----

TEST_F(client_limits, ask_for_no_more_answers_than_may_be_awaited) {
    begin({.max_pending_acks = 2});
    join_both();
    std::vector<error_code> ends;
    auto const note = [&ends](error_code failed, int) { ends.push_back(failed); };
    scene->on_shard([&] {
        people[0].emit_with_ack<int>("first")(note);
        people[1].emit_with_ack<int>("second")(note);
        people[0].emit_with_ack<int>("third")(note);
        EXPECT_EQ(client->heard().size(), 2U);
    });
    EXPECT_THAT(ends, ElementsAre(make_error_code(error::too_many_acks)));
    EXPECT_EQ(error_code(ends.at(0)), condition::no_answer);
    EXPECT_EQ(times(metric::too_many_acks), 1);

    say("3/b,0[1]"); // makes room
    scene->on_shard([&] {
        people[1].emit_with_ack<int>("fourth")(note);
        people[1].emit_with_ack<int>("fifth")(note);
    });
    EXPECT_THAT(ends, ElementsAre(make_error_code(error::too_many_acks), error_code(),
                                  make_error_code(error::too_many_acks)));
}

TEST_F(client_limits, ask_nobody_of_a_broadcast_who_owes_too_many_answers) {
    begin({.max_pending_acks = 1});
    join_both();
    scene->join();
    std::vector<std::pair<error_code, std::vector<int>>> ends;
    auto const note = [&ends](error_code failed, std::vector<int> const& answers) {
        ends.emplace_back(failed, answers);
    };
    scene->on_shard([&] { people[1].emit_with_ack<int>("owed")([](error_code, int) {}); });
    client->heard();
    scene->all->of("/")->handle().emit_with_ack<int>("all")(note);
    scene->time.settle();
    EXPECT_THAT(client->heard(), IsEmpty());
    EXPECT_THAT(ends, IsEmpty());
    scene->on_shard([&] { scene->sessions.at(1)->say("30[7]"); });
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends[0].first, error::too_many_acks);
    EXPECT_THAT(ends[0].second, ElementsAre(7));
    EXPECT_EQ(times(metric::too_many_acks), 1);
}

// ---- attachments that are to come ----

TEST_F(client_limits, end_a_client_whose_event_is_too_large) {
    std::string const text = R"(51-["a",{"_placeholder":true,"num":0}])";
    for (std::size_t const size : {10U, 11U}) {
        people.clear();
        begin({.packet = {.max_packet_size = text.size() + packet::attachment_cost + 10}});
        say("0");
        say(text);
        scene->on_shard([&] { client->say_binary(std::string(size, 'x')); });
        EXPECT_EQ(client->is_open, size == 10);
        EXPECT_EQ(times(metric::event_too_large), size == 10 ? 0 : 1);
        EXPECT_EQ(times(metric::invalid_packet), 0);
    }
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/metric.hpp>
#include <socketiota/nsp_pattern.hpp>
#include <socketiota/parent_nsp.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Namespaces that clients cause to be made, through public headers alone.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::StrEq;

constexpr char const* invalid = "Invalid namespace";

class dynamic_namespaces : public testing::Test {
protected:
    explicit dynamic_namespaces(sio::server_options options = {}) : server(std::move(options)) {
        io.on_metric([this](sio::metric what) { metrics.push_back(what); });
        io.on_error([this](std::exception_ptr failure) {
            try {
                std::rethrow_exception(std::move(failure));
            } catch (std::exception const& what) {
                errors.emplace_back(what.what());
            }
        });
        io.on_new_namespace([this](sio::nsp const& made) { news.push_back(made.name()); });
    }

    [[nodiscard]] sio::test_client enter(std::string nsp, sio::value auth = {}) {
        return server.connect({.nsp = std::move(nsp), .auth = std::move(auth)});
    }

    [[nodiscard]] auto times(sio::metric what) const {
        return std::count(metrics.begin(), metrics.end(), what);
    }

    /// A predicate that takes an hour, and counts how often it was cancelled.
    [[nodiscard]] auto slow(bool answer) {
        return [this, answer](std::string const&) -> net::awaitable<bool> {
            ++asked;
            try {
                co_await server.io().delay(1h);
            } catch (boost::system::system_error const& ended) {
                cancelled += ended.code() == net::error::operation_aborted ? 1 : 0;
                throw;
            }
            co_return answer;
        };
    }

    std::vector<sio::metric> metrics;
    std::vector<std::string> errors;
    std::vector<std::string> news;
    std::string order; // of what was called
    int asked = 0;
    int cancelled = 0;
    sio::test::scripted_server server; // last: what it calls to its end is above
    sio::server& io = server.io();
};

// ---- who decides ----

TEST_F(dynamic_namespaces, are_made_by_a_pattern_and_handed_over) {
    auto const rooms = io.of(sio::nsp_pattern("/room-*"));
    std::vector<std::string> came;
    rooms.on_connection([&came](sio::socket const& who) { came.push_back(who.nsp().name()); });
    rooms.on("where", [](sio::socket const& who) { return who.nsp().name(); });

    auto const one = enter("/room-1");
    auto const two = enter("/room-2");
    auto const again = enter("/room-1");
    ASSERT_TRUE(one.connected() && two.connected() && again.connected());
    EXPECT_EQ(one.emit_with_ack("where").get<std::string>(), "/room-1");
    EXPECT_EQ(two.emit_with_ack("where").get<std::string>(), "/room-2");
    EXPECT_THAT(came, ElementsAre("/room-1", "/room-2", "/room-1"));
    EXPECT_THAT(news, ElementsAre("/room-1", "/room-2"));
    EXPECT_EQ(io.of("/room-1").size(), 2U);

    EXPECT_THAT(enter("/room-").refusal(), Optional(StrEq(invalid)));
    EXPECT_THAT(enter("/room-1/a").refusal(), Optional(StrEq(invalid)));
    EXPECT_EQ(times(sio::metric::unknown_namespace), 2);
    EXPECT_THAT(news, ElementsAre("/room-1", "/room-2"));
}

TEST_F(dynamic_namespaces, are_decided_by_name_auth_and_handshake) {
    io.of([](std::string_view name, sio::value const& auth, sio::handshake const& request) {
        return name == "/all" && auth["token"] == "secret" && request.header("x-who") == "me";
    });
    io.of([](std::string const& name, sio::value const& auth) {
        return name == "/auth" && auth["token"] == "secret";
    });
    io.of([](std::string_view name, sio::handshake const& request) {
        return name == "/request" && request.auth_text() == R"({"token":"secret"})";
    });
    io.of([](std::string_view name) { return name == "/name"; });
    auto const token = sio::object("token", "secret");
    EXPECT_THAT(enter("/all", token).refusal(), Optional(StrEq(invalid)));
    EXPECT_TRUE(
        server.connect({.nsp = "/all", .auth = token, .headers = {{"x-who", "me"}}}).connected());
    EXPECT_THAT(enter("/auth", sio::object("token", "x")).refusal(), Optional(StrEq(invalid)));
    EXPECT_TRUE(enter("/auth", token).connected());
    EXPECT_THAT(enter("/request").refusal(), Optional(StrEq(invalid)));
    EXPECT_TRUE(enter("/request", token).connected());
    EXPECT_TRUE(enter("/name").connected());
    EXPECT_THAT(news, ElementsAre("/all", "/auth", "/request", "/name"));
}

TEST_F(dynamic_namespaces, keep_for_a_coroutine_what_it_takes) {
    io.of([this](std::string_view name, sio::value const& auth,
                 sio::handshake const& request) -> net::awaitable<bool> {
        co_await server.io().delay(1s);
        co_return name == "/a-name-that-fits-into-no-string" && auth["token"] == "secret" &&
            request.auth_text() == R"({"token":"secret"})";
    });
    auto const late = enter("/a-name-that-fits-into-no-string", sio::object("token", "secret"));
    server.pass(2s);
    EXPECT_TRUE(late.connected());
}

TEST_F(dynamic_namespaces, ask_in_the_order_of_registration_until_one_allows_it) {
    auto const ask = [this](char who, bool answer) {
        return [this, who, answer](std::string_view) {
            order += who;
            return answer;
        };
    };
    std::vector<char> joined;
    io.of(ask('a', false));
    io.of(sio::nsp_pattern("/other-*"));
    io.of(ask('b', true)).on_connection([&] { joined.push_back('b'); });
    io.of(ask('c', true)).on_connection([&] { joined.push_back('c'); });
    auto const first = enter("/x");
    EXPECT_TRUE(first.connected());
    EXPECT_EQ(order, "ab");
    auto const second = enter("/x"); // it is there: nobody is asked
    EXPECT_EQ(order, "ab");
    EXPECT_THAT(joined, ElementsAre('b', 'b'));
}

class dynamic_namespaces_in_time : public dynamic_namespaces {
protected:
    dynamic_namespaces_in_time() : dynamic_namespaces({.connect_timeout = 3h}) {}
};

TEST_F(dynamic_namespaces_in_time, are_made_once_for_all_who_asked_meanwhile) {
    int came = 0;
    io.of(slow(true)).on_connection([&came] { ++came; });
    std::vector<sio::test_client> clients;
    for (int index = 0; index != 8; ++index)
        clients.push_back(enter("/later"));
    EXPECT_EQ(asked, 8);
    EXPECT_EQ(came, 0);
    server.pass(1h + 1s);
    EXPECT_EQ(came, 8);
    EXPECT_THAT(news, ElementsAre("/later"));
    EXPECT_EQ(io.of("/later").size(), 8U);
    EXPECT_EQ(cancelled, 0);
}

TEST_F(dynamic_namespaces_in_time, ask_the_next_when_a_coroutine_says_no) {
    io.of(slow(false));
    io.of(slow(false));
    auto const none = enter("/x");
    server.pass(1h + 1s);
    EXPECT_EQ(asked, 2);
    EXPECT_FALSE(none.refusal());
    server.pass(1h + 1s);
    EXPECT_THAT(none.refusal(), Optional(StrEq(invalid)));
    EXPECT_THAT(news, IsEmpty());
}

// ---- what ends the question ----

TEST_F(dynamic_namespaces, give_up_a_coroutine_after_the_time_to_connect) {
    io.of(slow(true));
    auto const root = server.connect();
    auto const late = root.join("/late");
    server.pass(45s - 1ms);
    EXPECT_FALSE(late.refusal());
    EXPECT_EQ(cancelled, 0);
    server.pass(20ms); // one tick of the clock
    EXPECT_THAT(late.refusal(), Optional(StrEq("The namespace took too long to be decided")));
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(times(sio::metric::namespace_timeout), 1);
    EXPECT_TRUE(root.connected()); // nothing else of the client is affected
    server.pass(1h);
    EXPECT_FALSE(late.connected());
    EXPECT_THAT(news, IsEmpty());
    EXPECT_THAT(errors, IsEmpty()) << "to be cancelled is no failure";
}

TEST_F(dynamic_namespaces, end_a_client_that_has_joined_nothing_else_by_then) {
    io.of(slow(true));
    auto const late = enter("/late");
    server.pass(45s + 20ms);
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(times(sio::metric::connect_timeout), 1); // as in Node
    EXPECT_EQ(times(sio::metric::namespace_timeout), 0);
    EXPECT_THAT(news, IsEmpty());
}

TEST_F(dynamic_namespaces, cancel_a_coroutine_whose_client_leaves) {
    io.of(slow(true));
    auto const gone = enter("/late");
    gone.lose_connection();
    server.settle();
    EXPECT_EQ(cancelled, 1);
    server.pass(2h);
    EXPECT_THAT(news, IsEmpty());
    EXPECT_THAT(errors, IsEmpty());
}

TEST_F(dynamic_namespaces, report_what_a_function_throws_and_ask_the_next) {
    io.of([](std::string_view) -> bool { throw std::runtime_error("at once"); });
    io.of([](std::string_view) -> net::awaitable<bool> {
        throw std::runtime_error("later");
        co_return true;
    });
    EXPECT_THAT(enter("/x").refusal(), Optional(StrEq(invalid)));
    EXPECT_THAT(errors, ElementsAre("at once", "later"));
    EXPECT_EQ(times(sio::metric::handler_failed), 2);
    io.of(sio::nsp_pattern("/x"));
    EXPECT_TRUE(enter("/x").connected());
}

TEST_F(dynamic_namespaces, answer_once_who_asks_twice) {
    io.of([](std::string_view) -> net::awaitable<bool> { co_return false; });
    auto const root = server.connect();
    auto const first = root.join("/x");
    EXPECT_THAT(first.refusal(), Optional(StrEq(invalid)));
    EXPECT_THAT(root.join("/x").refusal(), Optional(StrEq(invalid))); // it may ask again
}

// ---- what children inherit ----

TEST_F(dynamic_namespaces, inherit_what_comes_first_and_what_is_registered_later) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    io.on_new_namespace([this](sio::nsp const& made) {
        made.use([this](sio::socket&) {
            order += "-child";
            return sio::verdict::accept();
        });
        made.on_connection([this] { order += "-came"; });
        made.on("say", [this] { order += "-heard"; });
    });
    parent.use([this](sio::socket&) {
        order += "parent";
        return sio::verdict::accept();
    });
    parent.on_connection([this] { order += "-first"; });
    auto const one = enter("/a-1");
    EXPECT_EQ(order, "parent-child-first-came");

    order.clear();
    parent.on("say", [this] { order += "later"; });
    parent.on_any([this](sio::incoming const&) { order += "any-"; });
    server.settle();
    one.emit("say");
    server.settle();
    EXPECT_EQ(order, "any-later-heard");

    order.clear();
    parent.on_disconnecting([this] { order += "going-"; });
    parent.on_disconnect([this] { order += "gone"; });
    server.settle();
    one.disconnect();
    server.settle();
    EXPECT_EQ(order, "going-gone");

    parent.off("say");
    parent.use([](sio::socket&) { return sio::refuse("closed"); });
    server.settle();
    EXPECT_THAT(enter("/a-1").refusal(), Optional(StrEq("closed")));
}

TEST_F(dynamic_namespaces, answer_by_one_handler_of_parent_and_child) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.on("ask", [] { return 1; });
    auto const one = enter("/a-1");
    EXPECT_EQ(one.emit_with_ack("ask").get<int>(), 1);
    io.of("/a-1").on("ask", [] { return 2; });
    io.of("/a-1").on("other", [] { return 3; });
    server.settle();
    EXPECT_EQ(one.emit_with_ack("ask").get<int>(), 1);
    EXPECT_EQ(one.emit_with_ack("other").get<int>(), 3);
}

TEST_F(dynamic_namespaces, come_under_a_pattern_when_the_program_names_them) {
    int came = 0;
    io.of([](std::string_view name) { return name == "/asked"; }).on_connection([&] {
        came += 10;
    });
    io.of(sio::nsp_pattern("/a-*")).on_connection([&came] { ++came; });
    auto const mine = io.of("/a-1");
    EXPECT_THAT(news, ElementsAre("/a-1"));
    EXPECT_TRUE(enter("/a-1").connected());
    EXPECT_EQ(came, 1);
    EXPECT_EQ(mine.size(), 1U);
    auto const plain = io.of("/asked"); // functions are asked for clients only, as in Node
    EXPECT_THAT(news, ElementsAre("/a-1", "/asked"));
    EXPECT_TRUE(enter("/asked").connected());
    EXPECT_EQ(came, 1);
}

TEST_F(dynamic_namespaces, report_what_hears_of_new_ones_and_throws) {
    io.on_new_namespace([](sio::nsp const&) { throw std::runtime_error("no"); });
    io.of(sio::nsp_pattern("/a-*"));
    EXPECT_TRUE(enter("/a-1").connected());
    EXPECT_THAT(errors, ElementsAre("no"));
}

// ---- to all children ----

TEST_F(dynamic_namespaces, hear_what_is_sent_to_their_parent) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.on_connection([](sio::socket const& who) {
        if (who.handshake().auth()["room"] == "red")
            who.join("red");
    });
    auto const red = sio::object("room", "red");
    EXPECT_EQ(parent.emit("nobody"), sio::emit_status::queued);
    auto const one = enter("/a-1", red);
    auto const two = enter("/a-2", red);
    auto const three = enter("/a-2");
    auto const other = server.connect();
    auto const heard = [&](sio::test_client const& who) {
        std::string names;
        for (auto const& each : who.take_all())
            names += each.name();
        return names;
    };
    parent.emit("a");
    parent.to("red").emit("b");
    parent.except("red").emit("c");
    parent.in("red").except("red").emit("d");
    parent.local().emit("e");
    parent.compress(true).volatile_().emit("f");
    server.settle();
    EXPECT_EQ(heard(one), "abef");
    EXPECT_EQ(heard(two), "abef");
    EXPECT_EQ(heard(three), "acef");
    EXPECT_EQ(heard(other), "");

    parent.sockets_join("all");
    parent.in("red").sockets_leave("red");
    server.settle();
    parent.to("red").emit("g");
    parent.to("all").emit("h", sio::bytes(std::string_view("xy")));
    server.settle();
    EXPECT_EQ(heard(one), "h");
    EXPECT_EQ(heard(three), "h");

    EXPECT_EQ(parent.emit("connect").reason(), sio::error::reserved_event_name);

    parent.disconnect_sockets();
    server.settle();
    EXPECT_FALSE(one.connected() || two.connected() || three.connected());
    EXPECT_TRUE(other.connected());
}

// ---- removal ----

TEST_F(dynamic_namespaces, stay_when_they_are_empty) {
    io.of(sio::nsp_pattern("/a-*"));
    enter("/a-1").lose_connection();
    server.settle();
    auto const again = enter("/a-1");
    EXPECT_THAT(news, ElementsAre("/a-1"));
}

class dynamic_namespaces_cleaned_up : public dynamic_namespaces {
protected:
    explicit dynamic_namespaces_cleaned_up(
        sio::server_options options = {.cleanup_empty_child_namespaces = true})
        : dynamic_namespaces(std::move(options)) {}
};

TEST_F(dynamic_namespaces_cleaned_up, go_with_their_last_socket) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.on_disconnect([this] { order += 'x'; });
    std::optional<sio::nsp> first;
    io.on_new_namespace([&first](sio::nsp const& made) {
        if (!first)
            first = made;
    });
    auto const one = enter("/a-1");
    auto const two = enter("/a-1");
    one.lose_connection();
    server.settle();
    auto const three = enter("/a-1");
    EXPECT_THAT(news, ElementsAre("/a-1")); // two was there
    two.disconnect();
    three.disconnect();
    server.settle();
    EXPECT_EQ(order, "xxx");
    EXPECT_EQ(first->size(), 0U);

    auto const four = enter("/a-1");
    EXPECT_TRUE(four.connected());
    EXPECT_THAT(news, ElementsAre("/a-1", "/a-1"));
    EXPECT_EQ(first->size(), 0U); // it is another one
    first->emit("x");
    parent.emit("y");
    server.settle();
    EXPECT_EQ(four.take().name(), "y");
}

TEST_F(dynamic_namespaces_cleaned_up, go_with_who_is_refused) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.use([](sio::socket&) { return sio::refuse("no"); });
    EXPECT_THAT(enter("/a-1").refusal(), Optional(StrEq("no")));
    EXPECT_THAT(enter("/a-1").refusal(), Optional(StrEq("no")));
    EXPECT_THAT(news, ElementsAre("/a-1", "/a-1"));
}

TEST_F(dynamic_namespaces_cleaned_up, stay_while_somebody_is_on_the_way) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.use([this](sio::socket& who) -> net::awaitable<sio::verdict> {
        if (who.handshake().auth()["slow"] == true)
            co_await io.delay(1s);
        co_return sio::verdict::accept();
    });
    auto const leaves = enter("/a-1");
    auto const comes = enter("/a-1", sio::object("slow", true));
    leaves.lose_connection();
    server.settle();
    EXPECT_FALSE(comes.connected());
    server.pass(2s);
    EXPECT_TRUE(comes.connected());
    EXPECT_THAT(news, ElementsAre("/a-1"));
    EXPECT_EQ(io.of("/a-1").size(), 1U);
}

TEST_F(dynamic_namespaces_cleaned_up, go_with_a_client_that_left_in_a_middleware) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.use([this](sio::socket&) -> net::awaitable<sio::verdict> {
        co_await io.delay(1s);
        co_return sio::verdict::accept();
    });
    auto const leaves = enter("/a-1");
    leaves.lose_connection();
    server.settle();
    auto const comes = enter("/a-1");
    EXPECT_THAT(news, ElementsAre("/a-1", "/a-1"));
    server.pass(2s);
    EXPECT_TRUE(comes.connected());
}

TEST_F(dynamic_namespaces_cleaned_up, report_what_a_handler_throws_that_outlives_them) {
    auto const parent = io.of(sio::nsp_pattern("/a-*"));
    parent.on("work", [this]() -> net::awaitable<void> {
        co_await io.delay(1s);
        throw std::runtime_error("late");
    });
    auto const one = enter("/a-1");
    one.emit("work");
    server.settle();
    one.lose_connection();
    server.pass(2s);
    EXPECT_THAT(errors, ElementsAre("late"));
}

TEST_F(dynamic_namespaces_cleaned_up, leave_those_of_the_program_alone) {
    io.of("/plain").on("x", [] { return 1; });
    server.settle();
    auto const one = enter("/plain");
    one.lose_connection();
    server.settle();
    EXPECT_EQ(enter("/plain").emit_with_ack("x").get<int>(), 1);
}

// ---- limits ----

class dynamic_namespaces_limited : public dynamic_namespaces_cleaned_up {
protected:
    dynamic_namespaces_limited()
        : dynamic_namespaces_cleaned_up({.max_dynamic_namespaces = 2,
                                         .max_dynamic_namespaces_of_all = 3,
                                         .max_dynamic_namespace_name = 8,
                                         .cleanup_empty_child_namespaces = true}) {
        io.of(sio::nsp_pattern("/a-*"));
    }
};

TEST_F(dynamic_namespaces_limited, are_few_for_one_client_until_one_is_gone) {
    auto const root = server.connect();
    auto const one = root.join("/a-1");
    auto const two = root.join("/a-2");
    EXPECT_TRUE(one.connected() && two.connected());
    EXPECT_THAT(root.join("/a-3").refusal(), Optional(StrEq("Too many namespaces")));
    EXPECT_EQ(times(sio::metric::too_many_namespaces), 1);
    EXPECT_THAT(news, ElementsAre("/a-1", "/a-2"));

    auto const other = server.connect();
    auto const theirs = other.join("/a-3"); // others go on
    EXPECT_TRUE(theirs.connected());
    EXPECT_TRUE(root.join("/a-3").connected()); // it is there by now

    one.disconnect();
    server.settle();
    EXPECT_TRUE(root.join("/a-4").connected());
}

TEST_F(dynamic_namespaces_limited, are_few_for_all_until_one_is_gone) {
    std::vector<sio::test_client> clients;
    for (char const* each : {"/a-1", "/a-2", "/a-3"})
        clients.push_back(enter(each));
    EXPECT_TRUE(clients.back().connected());
    EXPECT_THAT(enter("/a-4").refusal(), Optional(StrEq("The server has too many namespaces")));
    EXPECT_EQ(times(sio::metric::too_many_dynamic_namespaces), 1);
    EXPECT_TRUE(enter("/a-3").connected()); // what is there can be joined
    io.of("/a-5");                          // the program may make more
    EXPECT_TRUE(enter("/a-5").connected());
    clients.front().lose_connection();
    server.settle();
    EXPECT_TRUE(enter("/a-4").connected());
}

TEST_F(dynamic_namespaces_limited, have_short_names) {
    EXPECT_TRUE(enter("/a-45678").connected());
    EXPECT_THAT(enter("/a-456789").refusal(), Optional(StrEq(invalid)));
    EXPECT_EQ(times(sio::metric::unknown_namespace), 1);
    io.of("/a-456789");
    EXPECT_TRUE(enter("/a-456789").connected()); // those of the program may be long
}

class dynamic_namespaces_of_busy_clients : public dynamic_namespaces {
protected:
    dynamic_namespaces_of_busy_clients() : dynamic_namespaces({.max_namespaces = 3}) {}
};

TEST_F(dynamic_namespaces_of_busy_clients, count_as_namespaces_while_they_are_decided) {
    io.of(slow(true));
    auto const root = server.connect();
    auto const one = root.join("/a");
    auto const two = root.join("/b");
    EXPECT_FALSE(one.refusal() || two.refusal());
    EXPECT_THAT(root.join("/c").refusal(), Optional(StrEq("Too many namespaces")));
    EXPECT_EQ(asked, 2);
    server.pass(45s + 20ms); // both are refused
    EXPECT_FALSE(root.join("/c").refusal());
    EXPECT_EQ(asked, 3);
}

class dynamic_namespaces_switched_off : public dynamic_namespaces {
protected:
    dynamic_namespaces_switched_off() : dynamic_namespaces({.max_dynamic_namespaces = 0}) {}
};

TEST_F(dynamic_namespaces_switched_off, are_not_made) {
    io.of(sio::nsp_pattern("/a-*"));
    EXPECT_THAT(enter("/a-1").refusal(), Optional(StrEq("Too many namespaces")));
    EXPECT_THAT(news, IsEmpty());
}

} // namespace

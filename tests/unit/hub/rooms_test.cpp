// SPDX-License-Identifier: MIT
#include "room_scene.hpp"

#include <socketiota/unlimited.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class rooms_of_many : public room_scene {
protected:
    std::vector<remote_socket> fetch(broadcast_operator const& from) {
        auto found = from.fetch_sockets(net::use_future);
        scene->time.settle();
        return found.get();
    }

    remote_socket fetch_one(std::size_t who) {
        return fetch(everybody().to(people[who].id())).at(0);
    }

    std::vector<std::string> rooms_of(std::size_t who) {
        std::vector<std::string> names;
        scene->on_shard([&] {
            for (std::string const& name : people[who].rooms())
                if (name != people[who].id())
                    names.push_back(name);
        });
        return names;
    }
};

TEST(rooms_of_one, end_at_the_limit_on_one_shard) {
    for (std::size_t const most : {std::size_t{2}, std::size_t{unlimited}}) {
        bool const limited = most == 2;
        hub_scene scene({.max_rooms = most});
        std::vector<socket> people;
        scene.on_connection([&people](socket const& each) { people.push_back(each); });
        scene.join();
        scene.join();
        auto const rooms_of = [&people](std::size_t who) {
            auto names = people[who].rooms();
            names.erase(std::find(names.begin(), names.end(), people[who].id()));
            return names;
        };
        scene.on_shard([&] {
            people[0].join("a", "b", "c", "b"); // b again is no room more
            people[1].join("c");
            if (!limited) {
                EXPECT_THAT(rooms_of(0), UnorderedElementsAre("a", "b", "c"));
                return;
            }
            EXPECT_THAT(rooms_of(0), UnorderedElementsAre("a", "b"));
            EXPECT_THAT(rooms_of(1), ElementsAre("c"));
            people[0].leave("a");
            people[0].join("d");
            EXPECT_THAT(rooms_of(0), UnorderedElementsAre("b", "d"));
        });
        scene.on_shard([&] { scene.all->of("/")->handle().sockets_join("all"); });
        EXPECT_EQ(scene.errors.size(), limited ? 2U : 0U); // c, and all
        EXPECT_EQ(std::count(scene.metrics.begin(), scene.metrics.end(), metric::too_many_rooms),
                  limited ? 2 : 0);
        scene.on_shard([&] { EXPECT_EQ(rooms_of(1).size(), 2U); });
    }
}

TEST_F(rooms_of_many, are_joined_and_left_by_those_selected) {
    root().sockets_join("all");
    everybody().to(people[0].id(), people[1].id()).sockets_join("red", std::vector{"blue", "gold"});
    root().to("red").except(people[1].id()).sockets_leave("blue", "never joined");
    scene->time.settle();
    EXPECT_THAT(rooms_of(0), UnorderedElementsAre("all", "red", "gold"));
    EXPECT_THAT(rooms_of(1), UnorderedElementsAre("all", "red", "blue", "gold"));
    EXPECT_THAT(rooms_of(2), ElementsAre("all"));
    root().sockets_leave("all");
    scene->time.settle();
    EXPECT_THAT(rooms_of(2), IsEmpty());
}

TEST_F(rooms_of_many, are_left_by_those_selected_through_the_same_room) {
    scene->on_shard([&] {
        root().sockets_join("red");
        root().to("red").sockets_leave("red"); // changes whom the selection looks at
    });
    for (std::size_t who = 0; who < 3; ++who)
        EXPECT_THAT(rooms_of(who), IsEmpty());
}

TEST_F(rooms_of_many, are_disconnected) {
    scene->on_shard([&] { people[0].join("red"); });
    root().to("red").disconnect_sockets();
    scene->time.settle();
    EXPECT_FALSE(people[0].connected());
    EXPECT_THAT(clients[0]->heard(), ElementsAre("41"));
    EXPECT_TRUE(clients[0]->is_open);
    EXPECT_TRUE(people[1].connected());
    root().disconnect_sockets(true);
    scene->time.settle();
    EXPECT_FALSE(people[1].connected());
    EXPECT_FALSE(clients[1]->is_open);
    EXPECT_FALSE(clients[2]->is_open);
}

TEST_F(rooms_of_many, are_found_with_what_is_known_of_them) {
    scene->on_shard([&] {
        people[1].join("red");
        people[1].data().set("name", "bob");
    });
    auto const found = fetch(root().to("red"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id(), people[1].id());
    EXPECT_EQ(found[0].handshake().address(), "127.0.0.1");
    EXPECT_THAT(found[0].rooms(), ElementsAre(people[1].id(), "red"));
    EXPECT_EQ(found[0].data().to_json(), R"({"name":"bob"})");

    // A copy: what changes later is not seen.
    scene->on_shard([&] {
        people[1].data().set("name", "eve");
        people[1].leave("red");
    });
    EXPECT_THAT(found[0].rooms(), ElementsAre(people[1].id(), "red"));
    EXPECT_EQ(found[0].data().to_json(), R"({"name":"bob"})");
    EXPECT_EQ(fetch(root().all()).size(), 3U);
    EXPECT_THAT(fetch(root().to("red")), IsEmpty());
    EXPECT_EQ(fetch_one(0).data().to_json(), "{}");
}

TEST_F(rooms_of_many, are_found_by_a_deferred_operation_that_owns_its_selection) {
    auto const search = root().to(people[2].id()).fetch_sockets();
    auto found = search(net::use_future);
    scene->time.settle();
    ASSERT_EQ(found.get().size(), 1U);
}

TEST_F(rooms_of_many, can_be_acted_on_one_by_one_when_found) {
    auto const bob = fetch_one(1);
    EXPECT_TRUE(bob.emit("hello", 1));
    bob.join("red", "blue");
    bob.leave("blue");
    scene->time.settle();
    EXPECT_THAT(clients[1]->heard(), ElementsAre("42[\"hello\",1]"));
    EXPECT_THAT(clients[0]->heard(), IsEmpty());
    EXPECT_THAT(rooms_of(1), ElementsAre("red"));
    clients[1]->takes_volatile = false;
    bob.volatile_().compress(false).emit("hello");
    scene->time.settle();
    EXPECT_THAT(clients[1]->heard(), IsEmpty());
    bob.disconnect(true);
    scene->time.settle();
    EXPECT_FALSE(clients[1]->is_open);
    bob.emit("nobody is there");
    bob.join("red");
    scene->time.settle();
    EXPECT_THAT(fetch(root().to("red")), IsEmpty());
}

TEST_F(rooms_of_many, answer_one_by_one_when_found) {
    auto const bob = fetch_one(1);
    auto answer = bob.emit_with_ack<int>("sum", 1, 2)(net::use_future);
    scene->time.settle();
    EXPECT_THAT(clients[1]->heard(), ElementsAre("420[\"sum\",1,2]"));
    say(1, "30[3]");
    EXPECT_EQ(answer.get(), 3);

    std::vector<error_code> failures;
    auto const note = [&failures](error_code failed, int) { failures.push_back(failed); };
    bob.timeout(1s).emit_with_ack<int>("sum")(note);
    scene->time.pass(2s);
    bob.emit_with_ack<int>("sum")(note);
    scene->time.settle();
    say(1, "1");
    bob.emit_with_ack<int>("sum")(note); // nobody is asked
    scene->time.settle();
    scene.reset();
    auto late = bob.emit_with_ack<int>("sum")(net::use_future);
    EXPECT_THROW(late.get(), boost::system::system_error);
    EXPECT_EQ(bob.emit("x"), emit_status::not_connected);
    bob.disconnect(true);
    EXPECT_THAT(failures, ElementsAre(error::operation_has_timed_out, error::socket_disconnected,
                                      error::socket_disconnected));
}

TEST_F(rooms_of_many, can_be_changed_from_other_threads_in_the_order_of_the_calls) {
    std::thread([&] {
        people[0].join("red", "blue");
        root().to("red").emit("first");
        people[0].leave("red");
        root().to("red").emit("nobody");
        people[0].emit("second");
        root().to("blue").sockets_join("gold");
        root().to("gold").emit("third");
        root().to("gold").disconnect_sockets();
        people[0].emit("too late");
    }).join();
    EXPECT_THAT(clients[0]->heard(), IsEmpty());
    scene->time.settle();
    EXPECT_THAT(clients[0]->heard(),
                ElementsAre("42[\"first\"]", "42[\"second\"]", "42[\"third\"]", "41"));
    std::thread([&] { people[0].join("red"); }).join();
    scene->time.settle();
    EXPECT_THAT(fetch(root().to("red")), IsEmpty());
}

// ---- what is told of rooms ----

/// With several each room has an order of its own (shards_test.cpp).
class room_events_on_one_shard : public room_scene {
protected:
    room_events_on_one_shard() {
        root().on_room_created([this](std::string const& room) { told.push_back("+" + room); });
        root().on_room_removed([this](std::string room) { told.push_back("-" + room); });
        root().on_room_joined([this](std::string_view room, std::string_view id) {
            told.push_back(name_of(id) + ">" + std::string(room));
        });
        root().on_room_left([this](std::string const& room, std::string const& id) {
            told.push_back(name_of(id) + "<" + room);
        });
    }

    std::string name_of(std::string_view id) const {
        for (std::size_t index = 0; index < people.size(); ++index)
            if (people[index].id() == id)
                return std::to_string(index);
        return "new";
    }

    std::vector<std::string> told;
};

TEST_F(room_events_on_one_shard, tell_who_makes_joins_leaves_and_removes) {
    scene->on_shard([&] {
        people[0].join("red");
        people[0].join("red");
        people[1].join("red");
        people[0].leave("red");
        people[0].leave("red");
        people[1].leave("red");
    });
    EXPECT_THAT(told, ElementsAre("+red", "0>red", "1>red", "0<red", "1<red", "-red"));
}

TEST_F(room_events_on_one_shard, include_the_room_of_each_socket_and_the_end) {
    fake_session& late = scene->join();
    std::string const id = people.at(3).id();
    EXPECT_THAT(told, ElementsAre("+" + id, "new>" + id));
    told.clear();
    scene->on_shard([&] { people[3].join("red", "blue"); });
    told.clear();
    scene->on_shard([&] { late.end(engine::close_reason::transport_close); });
    EXPECT_THAT(told, ElementsAre("3<" + id, "-" + id, "3<red", "-red", "3<blue", "-blue"));
}

TEST_F(room_events_on_one_shard, tell_that_a_room_was_there_before_its_owner) {
    scene->use([this](socket& who) {
        people[0].join(who.id());
        return verdict::accept();
    });
    scene->join();
    std::string const id = people.at(3).id();
    EXPECT_THAT(told, ElementsAre("+" + id, "0>" + id, "new>" + id));
}

// ---- what their handlers do is told in its order ----

TEST_F(room_events_on_one_shard, tell_once_that_a_room_is_removed) {
    scene->on_shard([&] {
        people[0].join("red", "blue");
        people[1].join("blue");
    });
    root().on_room_left([this](std::string const& room, std::string const&) {
        if (room == "red")
            people[1].leave("blue");
    });
    told.clear();
    scene->on_shard([&] { clients[0]->end(engine::close_reason::transport_close); });
    std::string const id = people[0].id();
    EXPECT_THAT(told,
                ElementsAre("0<" + id, "-" + id, "0<red", "-red", "0<blue", "1<blue", "-blue"));
}

TEST_F(room_events_on_one_shard, tell_that_a_removed_room_is_made_again) {
    scene->on_shard([&] { people[0].join("red", "blue"); });
    root().on_room_left([this](std::string const& room, std::string const&) {
        if (room == "red")
            people[1].join("blue");
    });
    told.clear();
    scene->on_shard([&] { clients[0]->end(engine::close_reason::transport_close); });
    std::string const id = people[0].id();
    EXPECT_THAT(told, ElementsAre("0<" + id, "-" + id, "0<red", "-red", "0<blue", "-blue", "+blue",
                                  "1>blue"));
}

TEST_F(room_events_on_one_shard, tell_of_the_join_before_the_end_that_it_causes) {
    root().on_room_created([this](std::string const& room) {
        if (room == "trap")
            people[0].disconnect();
    });
    scene->on_shard([&] { people[0].join("trap"); });
    std::string const id = people[0].id();
    EXPECT_THAT(told, ElementsAre("+trap", "0>trap", "0<" + id, "-" + id, "0<trap", "-trap"));
}

TEST_F(room_events_on_one_shard, may_change_rooms_and_disconnect) {
    root().on_room_joined([this](std::string const& room, std::string const& id) {
        if (room == "trap")
            root().to(id).disconnect_sockets();
        if (room == "red")
            root().to(id).sockets_join("blue");
    });
    root().on_room_left([this](std::string const&, std::string const& id) {
        root().to(id).sockets_join("ghost");
        for (socket const& each : people)
            if (each.id() == id)
                each.join("ghost");
    });
    scene->on_shard([&] { people[0].join("red", "trap", "never"); });
    EXPECT_FALSE(people[0].connected());
    EXPECT_THAT(told, testing::Contains("0>blue"));
    EXPECT_THAT(told, testing::Not(testing::Contains("0>never")));
    EXPECT_THAT(told, testing::Not(testing::Contains("0>ghost")));

    // A new socket that is disconnected because it has a room.
    root().on_room_created(
        [this](std::string const& room) { root().to(room).disconnect_sockets(); });
    fake_session& late = scene->arrive();
    scene->on_shard([&] { late.say("0"); });
    EXPECT_EQ(scene->all->of("/")->size(), 2U);
}

TEST_F(room_events_on_one_shard, report_what_their_handlers_throw) {
    root().on_room_created([](std::string const&) { throw std::runtime_error("no rooms here"); });
    scene->on_shard([&] { people[0].join("red"); });
    EXPECT_THAT(scene->errors, ElementsAre("no rooms here"));
    EXPECT_THAT(told, ElementsAre("+red", "0>red"));
}

TEST_F(rooms_of_many, are_joined_and_left_by_the_list) {
    scene->on_shard([&] {
        people[0].join({"red", "blue"});
        EXPECT_THAT(people[0].rooms(), UnorderedElementsAre(people[0].id(), "red", "blue"));
        people[0].leave({"red"});
        EXPECT_THAT(people[0].rooms(), UnorderedElementsAre(people[0].id(), "blue"));
    });
    fetch_one(1).join({"green", "grey"});
    fetch_one(1).leave({"grey", "none"});
    EXPECT_THAT(fetch_one(1).rooms(), UnorderedElementsAre(people[1].id(), "green"));
}

TEST_F(rooms_of_many, are_counted) {
    auto const count = [this](broadcast_operator const& from) {
        auto found = from.count_sockets(net::use_future);
        scene->time.settle();
        return found.get();
    };
    scene->on_shard([&] {
        people[0].join("red", "blue");
        people[1].join("blue");
    });
    EXPECT_EQ(count(root().in("red")), 1U);
    EXPECT_EQ(count(root().in("red", "blue")), 2U) << "each once";
    EXPECT_EQ(count(root().except("blue")), 1U);
    EXPECT_EQ(count(root().in("none")), 0U);
    auto all = root().count_sockets(net::use_future);
    scene->time.settle();
    EXPECT_EQ(all.get(), 3U);
    auto const selected = everybody();
    scene.reset();
    std::size_t found = 7;
    net::io_context mine;
    selected.count_sockets(
        net::bind_executor(mine, [&found](error_code, std::size_t number) { found = number; }));
    mine.run();
    EXPECT_EQ(found, 0U) << "nobody is left when the server has gone";
}

TEST_F(rooms_of_many, are_found_with_their_sizes) {
    scene->on_shard([&] {
        people[0].join("red", "blue", people[1].id());
        people[1].join("blue");
        people[2].join("green");
        people[2].leave("green");
    });
    auto rooms = root().fetch_rooms(net::use_future);
    scene->time.settle();
    EXPECT_THAT(rooms.get(),
                UnorderedElementsAre(Pair(people[1].id(), 1U), Pair("blue", 2U), Pair("red", 1U)));
    auto const nsp = root();
    scene.reset();
    std::optional<room_sizes> found;
    net::io_context mine;
    nsp.fetch_rooms(
        net::bind_executor(mine, [&found](error_code, room_sizes all) { found = std::move(all); }));
    mine.run();
    EXPECT_THAT(found, testing::Optional(IsEmpty())) << "none is left when the server has gone";
}

TEST_F(rooms_of_many, are_those_of_a_namespace_that_its_sockets_know) {
    scene->on_shard([&] {
        EXPECT_EQ(people[0].nsp().name(), "/");
        EXPECT_EQ(people[0].nsp().size(), 3U);
        people[0].nsp().emit("news", 1);
    });
    for (fake_session* const each : clients)
        EXPECT_THAT(each->heard(), ElementsAre("42[\"news\",1]"));
}

TEST_F(rooms_of_many, have_sockets_that_say_what_carries_them) {
    scene->on_shard([&] {
        EXPECT_EQ(people[0].transport(), transport::websocket);
        clients[0]->carrier = engine::transport_kind::polling;
        EXPECT_EQ(people[0].transport(), transport::polling);
        EXPECT_EQ(to_string(people[0].transport()), "polling");
        EXPECT_EQ(to_string(people[1].transport()), "websocket");
        clients[0]->end(engine::close_reason::transport_close);
        EXPECT_EQ(people[0].transport(), transport::polling) << "what carried it last";
        clients[1]->end(engine::close_reason::transport_close);
        EXPECT_EQ(people[1].transport(), transport::websocket);
    });
}

} // namespace
} // namespace socketiota::test

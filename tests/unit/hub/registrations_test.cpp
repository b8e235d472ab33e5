// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <socketiota/nsp.hpp>
#include <socketiota/registration.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hub/nsp_core.hpp>

// What `off` does with what `on` and its siblings returned.

namespace socketiota::test {
namespace {

using testing::ElementsAre;

class registrations : public testing::Test {
protected:
    /// A function that notes `letter`.
    auto says(char letter) {
        return [this, letter] { called += letter; };
    }

    /// A middleware that does.
    auto lets(char letter) {
        return [this, letter](socket&) {
            called += letter;
            return verdict::accept();
        };
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    [[nodiscard]] std::string take() { return std::exchange(called, {}); }

    std::string called;
    std::unique_ptr<hub_scene> scene = std::make_unique<hub_scene>();
};

TEST_F(registrations, of_a_socket_are_removed_one_by_one) {
    std::vector<registration> all;
    scene->on_connection([&](socket const& who) {
        who.on("x", says('a'));
        all.push_back(who.on("x", says('b')));
        all.push_back(who.on_any(says('c')));
        who.on_any(says('d'));
        all.push_back(who.prepend_any(says('e')));
        all.push_back(who.on_disconnecting(says('f')));
        who.on_disconnecting(says('g'));
        who.on_disconnect(says('h'));
        all.push_back(who.on_disconnect(says('i')));
        all.push_back(who.use([this](incoming const&) {
            called += 'j';
            return verdict::accept();
        }));
        EXPECT_EQ(who.listeners("x").size(), 2U);
        EXPECT_EQ(who.listeners("x").back(), all[0]);
        EXPECT_EQ(who.listeners_any().front(), all[2]) << "in the order of the calls";
        EXPECT_EQ(who.listeners_any().size(), 3U);
        who.on("off", [&](socket me) {
            for (registration const& each : all)
                me.off(each);
            EXPECT_EQ(me.listeners_any().size(), 1U);
        });
    });
    fake_session& client = scene->join();
    client.say("2[\"x\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "ecdjab");
    client.say("2[\"off\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "ecdj");
    client.say("2[\"x\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "da");
    scene->on_shard([&] { client.say("1"); });
    EXPECT_EQ(take(), "gh");
}

TEST_F(registrations, of_what_leaves_cost_nothing_once_they_are_removed) {
    std::vector<registration> all;
    std::vector<socket> people;
    scene->on_connection([&](socket const& who) {
        people.push_back(who);
        all.push_back(who.on_any_outgoing(says('1')));
        all.push_back(who.prepend_any_outgoing(says('0')));
        EXPECT_EQ(who.listeners_any_outgoing().front(), all[1]);
    });
    scene->join();
    auto const all_sockets = scene->all->of("/");
    scene->on_shard([&] { people[0].emit("x"); });
    EXPECT_EQ(take(), "01");
    scene->on_shard([&] { people[0].off(all[0]); });
    EXPECT_TRUE(all_sockets->has_outgoing_listeners());
    scene->on_shard([&] { people[0].emit("x"); });
    EXPECT_EQ(take(), "0");
    scene->on_shard([&] { people[0].off(all[1]); });
    EXPECT_FALSE(all_sockets->has_outgoing_listeners());
    scene->on_shard([&] {
        people[0].off(all[1]);
        people[0].emit("x");
    });
    EXPECT_EQ(take(), "");
    EXPECT_FALSE(all_sockets->has_outgoing_listeners());
}

TEST_F(registrations, may_be_removed_by_the_function_itself) {
    scene->on_connection([this](socket const& who) {
        auto const self = std::make_shared<registration>();
        *self = who.on_any([this, self, who] {
            called += '1';
            who.off(*self);
        });
        who.on_any(says('2'));
        auto const end = std::make_shared<registration>();
        *end = who.on_disconnect([this, end, who] {
            called += '3';
            who.off(*end);
        });
        who.on_disconnect(says('4'));
    });
    fake_session& client = scene->join();
    client.say("2[\"x\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "12") << "the next is not passed over";
    client.say("2[\"x\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "2");
    scene->on_shard([&] { client.say("1"); });
    EXPECT_EQ(take(), "34");
}

TEST_F(registrations, of_a_namespace_are_removed_one_by_one) {
    std::vector<registration> all;
    all.push_back(root().use(lets('a')));
    root().use(lets('b'));
    all.push_back(root().on_connection(says('c')));
    root().on_connection(says('d'));
    all.push_back(root().on("x", says('e')));
    root().on("x", says('f'));
    root().on_any(says('g'));
    root().prepend_any(says('h'));
    all.push_back(root().on_any(says('i')));
    all.push_back(root().on_disconnecting(says('j')));
    all.push_back(root().on_disconnect(says('k')));
    root().on_disconnect(says('l'));
    scene->time.settle();
    fake_session& ann = scene->join();
    ann.say("2[\"x\"]");
    scene->time.settle();
    scene->on_shard([&] { ann.say("1"); });
    EXPECT_EQ(take(), "abcdhgiefjkl");
    for (registration const& each : all)
        root().off(each);
    root().off(registration());
    scene->time.settle();
    fake_session& bob = scene->join();
    bob.say("2[\"x\"]");
    scene->time.settle();
    scene->on_shard([&] { bob.say("1"); });
    EXPECT_EQ(take(), "bdhgfl");
}

TEST_F(registrations, of_a_namespace_may_be_removed_by_the_function_itself) {
    auto const self = std::make_shared<registration>();
    *self = root().on_connection([this, self] {
        called += '1';
        root().off(*self);
    });
    root().on_connection(says('2'));
    scene->time.settle();
    scene->join();
    scene->join();
    scene->time.settle();
    EXPECT_EQ(take(), "122");
}

TEST_F(registrations, of_who_hears_of_rooms_are_removed) {
    auto const made = root().on_room_created([this](std::string const&) { called += '1'; });
    root().on_room_created([this](std::string const&) { called += '2'; });
    scene->time.settle();
    scene->join();
    scene->time.settle();
    EXPECT_EQ(take(), "12");
    root().off(made);
    scene->time.settle();
    scene->join();
    scene->time.settle();
    EXPECT_EQ(take(), "2");
}

TEST_F(registrations, of_a_socket_do_nothing_for_another) {
    std::vector<socket> people;
    std::vector<registration> all;
    scene->on_connection([&](socket const& who) {
        people.push_back(who);
        all.push_back(who.on("x", says('1')));
    });
    fake_session& ann = scene->join();
    scene->join();
    scene->on_shard([&] { people[1].off(all[0]); });
    ann.say("2[\"x\"]");
    scene->time.settle();
    EXPECT_EQ(take(), "1");
}

TEST_F(registrations, after_the_end_are_of_nothing) {
    std::vector<socket> people;
    scene->on_connection([&](socket const& who) { people.push_back(who); });
    fake_session& ann = scene->join();
    scene->on_shard([&] { ann.say("1"); });
    scene->on_shard([&] {
        EXPECT_EQ(people[0].on("x", says('1')), registration());
        people[0].off(people[0].on_any(says('2')));
        EXPECT_TRUE(people[0].listeners_any().empty());
    });
}

TEST_F(registrations, hear_of_an_upgrade) {
    std::vector<std::string> heard;
    scene->on_connection([&](socket const& who) {
        who.on_upgrade([&heard](socket me, transport now) {
            heard.push_back("socket " + std::string(to_string(now)));
            EXPECT_EQ(me.transport(), now);
            me.disconnect();
        });
    });
    root().on_upgrade(
        [&heard](transport now) { heard.push_back("namespace " + std::string(to_string(now))); });
    scene->time.settle();
    fake_session& client = scene->join();
    scene->on_shard([&] {
        client.carrier = engine::transport_kind::websocket;
        client.listener->on_upgraded();
        client.listener->on_upgraded(); // nobody is connected any more
    });
    EXPECT_THAT(heard, ElementsAre("socket websocket", "namespace websocket"));
}

} // namespace
} // namespace socketiota::test

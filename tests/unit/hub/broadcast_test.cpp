// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class broadcast : public testing::Test {
protected:
    broadcast() {
        scene.on_connection([this](socket const& each) { people.push_back(each); });
        for (fake_session*& each : clients)
            each = &scene.join();
    }

    std::vector<std::size_t> reached() {
        std::vector<std::size_t> who;
        for (std::size_t index = 0; index < 3; ++index)
            if (!clients[index]->heard().empty())
                who.push_back(index);
        return who;
    }

    hub_scene scene;
    std::vector<socket> people;
    fake_session* clients[3];
};

TEST_F(broadcast, is_one_unit_for_all_on_one_shard) {
    scene.on_shard([&] { scene.all->of("/")->broadcast({}, {}, "news", {}); });
    ASSERT_EQ(clients[0]->sent.size(), 1U);
    EXPECT_EQ(clients[0]->sent[0]->text(), "42[\"news\"]");
    EXPECT_EQ(clients[0]->sent[0].get(), clients[1]->sent[0].get());
    EXPECT_EQ(clients[0]->sent[0].get(), clients[2]->sent[0].get());
}

TEST_F(broadcast, reaches_rooms_once_each_and_leaves_out_who_is_excepted) {
    scene.on_shard([&] {
        people[0].join("red");
        people[1].join("red", "blue");
        people[2].join("blue");
        people[0].to("red", "blue").emit("x");
    });
    EXPECT_THAT(reached(), ElementsAre(1, 2));
    scene.on_shard([&] { people[0].to("blue").except(people[2].id()).emit("x"); });
    EXPECT_THAT(reached(), ElementsAre(1));
    scene.on_shard([&] { people[1].broadcast().emit("x"); });
    EXPECT_THAT(reached(), ElementsAre(0, 2));
    scene.on_shard([&] {
        people[1].leave("red");
        people[2].to("red").emit("x");
    });
    EXPECT_THAT(reached(), ElementsAre(0));
}

TEST_F(broadcast, drops_a_volatile_event_for_those_who_cannot_take_it_on_one_shard) {
    clients[1]->takes_volatile = false;
    scene.on_shard([&] { people[0].volatile_().broadcast().emit("x"); });
    EXPECT_THAT(reached(), ElementsAre(2));
    scene.on_shard([&] { EXPECT_EQ(people[1].volatile_().emit("x"), emit_status::dropped); });
    scene.on_shard([&] { EXPECT_EQ(people[1].emit("x"), emit_status::queued); });
    EXPECT_THAT(reached(), ElementsAre(1));
}

TEST_F(broadcast, says_what_became_of_an_event_for_one_who_does_not_read_on_one_shard) {
    clients[1]->is_full = true;
    scene.on_shard([&] {
        EXPECT_EQ(people[1].emit("x"), emit_status::dropped);
        EXPECT_EQ(people[0].broadcast().emit("x"), emit_status::queued) << "for the others";
    });
    EXPECT_THAT(reached(), ElementsAre(2));
}

TEST_F(broadcast, refuses_reserved_names) {
    scene.on_shard([&] {
        EXPECT_EQ(people[0].emit("disconnect").reason(), error::reserved_event_name);
        EXPECT_EQ(people[0].broadcast().emit("connect").status(), emit_status::refused);
    });
    EXPECT_THAT(reached(), IsEmpty());
}

TEST_F(broadcast, survives_outgoing_handlers_that_disconnect_others) {
    scene.on_shard([&] {
        people[0].on_any_outgoing([&](incoming const&) { people[1].disconnect(); });
        scene.all->of("/")->broadcast({}, {}, "x", {});
    });
    EXPECT_FALSE(people[1].connected());
    EXPECT_THAT(clients[0]->heard(), ElementsAre("42[\"x\"]"));
    EXPECT_THAT(clients[2]->heard(), ElementsAre("42[\"x\"]"));
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <adapter/room_index.hpp>

namespace socketiota::adapter {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

struct person final : member {
    using member::member;
};

std::vector<std::string> ids(std::span<member* const> members) {
    std::vector<std::string> names;
    for (member const* each : members)
        names.push_back(each->id());
    return names;
}

class room_index_test : public testing::Test {
protected:
    void SetUp() override {
        for (person* each : {&ann, &bob, &eve})
            index.add(*each);
    }

    void TearDown() override {
        for (person* each : {&ann, &bob, &eve})
            index.remove(*each);
        EXPECT_EQ(index.room_count(), 0U);
        EXPECT_TRUE(index.members().empty());
    }

    room_index index;
    person ann{"ann"};
    person bob{"bob"};
    person eve{"eve"};
};

TEST_F(room_index_test, selects_the_whole_namespace_without_rooms) {
    EXPECT_THAT(ids(index.select({})), UnorderedElementsAre("ann", "bob", "eve"));
}

TEST_F(room_index_test, selects_a_room_and_a_union_of_rooms_once_each) {
    EXPECT_TRUE(index.join(ann, "red"));
    EXPECT_TRUE(index.join(bob, "red"));
    EXPECT_TRUE(index.join(bob, "blue"));
    EXPECT_FALSE(index.join(bob, "blue"));
    EXPECT_THAT(ids(index.select({.rooms = {"red"}})), UnorderedElementsAre("ann", "bob"));
    EXPECT_THAT(ids(index.select({.rooms = {"blue", "red"}})), UnorderedElementsAre("ann", "bob"));
    EXPECT_THAT(ids(index.select({.rooms = {"nobody"}})), ElementsAre());
}

TEST_F(room_index_test, leaves_out_who_is_in_an_excepted_room_or_has_that_id) {
    index.join(ann, "red");
    index.join(bob, "red");
    index.join(bob, "mods");
    EXPECT_THAT(ids(index.select({.rooms = {"red"}, .except = {"mods"}})), ElementsAre("ann"));
    EXPECT_THAT(ids(index.select({.except = {"ann", "mods"}})), ElementsAre("eve"));
    EXPECT_THAT(ids(index.select({.rooms = {"ann"}, .except = {"ann"}})), ElementsAre());
}

TEST_F(room_index_test, treats_each_id_as_a_room_that_others_may_join) {
    EXPECT_THAT(ids(index.select({.rooms = {"ann"}})), ElementsAre("ann"));
    index.join(bob, "ann");
    EXPECT_THAT(ids(index.select({.rooms = {"ann"}})), UnorderedElementsAre("ann", "bob"));
    EXPECT_TRUE(index.leave(ann, "ann"));
    EXPECT_FALSE(index.leave(ann, "ann"));
    EXPECT_THAT(ids(index.select({.rooms = {"ann"}})), ElementsAre("bob"));
    EXPECT_THAT(index.rooms_of(ann), ElementsAre());
    EXPECT_TRUE(index.join(ann, "ann"));
    EXPECT_THAT(index.rooms_of(ann), ElementsAre("ann"));
}

TEST_F(room_index_test, reaches_who_joined_before_being_added_only_afterwards) {
    person late{"late"};
    index.join(late, "red");
    EXPECT_THAT(ids(index.select({.rooms = {"red"}})), ElementsAre());
    index.add(late);
    EXPECT_THAT(ids(index.select({.rooms = {"red"}})), ElementsAre("late"));
    EXPECT_THAT(index.rooms_of(late), ElementsAre("late", "red"));
    index.remove(late);
}

TEST_F(room_index_test, frees_a_room_with_its_last_member) {
    index.join(ann, "red");
    index.join(bob, "red");
    EXPECT_EQ(index.room_count(), 1U);
    index.leave(ann, "red");
    EXPECT_EQ(index.room_count(), 1U);
    index.remove(bob);
    EXPECT_EQ(index.room_count(), 0U);
    index.add(bob);
}

TEST(room_index, agrees_with_plain_sets_on_random_changes) {
    std::mt19937 random(7);
    auto const pick = [&random](int count) {
        return std::uniform_int_distribution<int>(0, count - 1)(random);
    };
    room_index index;
    std::vector<std::unique_ptr<person>> people;
    for (int number = 0; number < 40; ++number) {
        people.push_back(std::make_unique<person>("p" + std::to_string(number)));
        index.add(*people.back());
    }
    std::map<std::string, std::set<std::string>> model;
    for (int step = 0; step < 20'000; ++step) {
        person& who = *people[static_cast<std::size_t>(pick(40))];
        // So many that a member has a table of its rooms, and so few that it loses it now and then.
        std::string const name = "room" + std::to_string(pick(30));
        if (pick(3) != 0) {
            EXPECT_EQ(index.join(who, name), model[name].insert(who.id()).second);
        } else if (pick(10) != 0) {
            EXPECT_EQ(index.leave(who, name), model[name].erase(who.id()) == 1);
        } else {
            index.remove(who);
            index.add(who);
            for (auto& [each, members] : model)
                members.erase(who.id());
        }
        std::size_t cost = 0;
        for (auto const& [each, members] : model)
            if (members.contains(who.id()))
                cost += member::cost_of_room(each);
        ASSERT_EQ(who.cost_of_rooms(), cost);
        ASSERT_EQ(index.contains(who, name), model[name].contains(who.id()));
        auto const selected = ids(index.select({.rooms = {name}}));
        ASSERT_EQ(std::set<std::string>(selected.begin(), selected.end()), model[name]);
        ASSERT_EQ(selected.size(), model[name].size());
    }
}

} // namespace
} // namespace socketiota::adapter

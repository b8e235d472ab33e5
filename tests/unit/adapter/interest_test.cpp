// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <adapter/interest.hpp>
#include <adapter/member.hpp>
#include <adapter/room_index.hpp>

namespace socketiota::adapter {
namespace {

class named_member final : public member {
public:
    using member::member;
};

bool may_have(interest const& there, std::string const& room) {
    return there.may_have(interest::hash_of(room));
}

/// A name that it does not take for one that is there: the hash is another in each process, so that
/// one in a thousand of them would be.
std::string strange_to(interest const& there, std::string const& stem) {
    for (int number = 0; number != 100; ++number)
        if (std::string name = stem + std::to_string(number); !may_have(there, name))
            return name;
    ADD_FAILURE() << "it says yes to everything";
    return stem;
}

TEST(interest, follows_the_rooms_of_an_index) {
    interest there;
    room_index index(&there);
    named_member one("one");
    EXPECT_FALSE(there.any());
    EXPECT_FALSE(may_have(there, "one"));
    index.add(one);
    named_member two(strange_to(there, "two"));
    index.add(two);
    EXPECT_TRUE(there.any());
    EXPECT_TRUE(may_have(there, "one"));
    std::string const red = strange_to(there, "red");
    index.join(one, red);
    index.join(two, red);
    EXPECT_TRUE(may_have(there, red));
    index.leave(one, red);
    EXPECT_TRUE(may_have(there, red));
    index.remove(two);
    EXPECT_FALSE(may_have(there, red));
    EXPECT_FALSE(may_have(there, two.id()));
    index.remove(one);
    EXPECT_FALSE(there.any());
    EXPECT_FALSE(may_have(there, "one"));
}

TEST(interest, knows_of_rooms_that_are_joined_before_the_namespace) {
    interest there;
    room_index index(&there);
    named_member one("one");
    index.join(one, "red");
    EXPECT_TRUE(may_have(there, "red"));
    index.remove(one);
    EXPECT_FALSE(may_have(there, "red"));
    EXPECT_FALSE(there.any());
}

TEST(interest, expects_those_who_are_told_to_join) {
    interest there;
    there.expect(interest::hash_of("red"));
    there.expect(interest::hash_of("red"));
    EXPECT_TRUE(may_have(there, "red"));
    EXPECT_TRUE(there.any());
    there.expect_no_more(interest::hash_of("red"));
    EXPECT_TRUE(may_have(there, "red"));
    EXPECT_TRUE(there.any());
    there.expect_no_more(interest::hash_of("red"));
    EXPECT_FALSE(may_have(there, "red"));
    EXPECT_FALSE(there.any());
}

TEST(interest, is_never_wrong_when_it_says_no_and_seldom_when_it_says_yes) {
    interest there;
    room_index index(&there);
    std::vector<std::unique_ptr<named_member>> people;
    for (int number = 0; number != 20'000; ++number) {
        people.push_back(std::make_unique<named_member>("person " + std::to_string(number)));
        index.add(*people.back());
        index.join(*people.back(), "room " + std::to_string(number / 2));
    }
    int wrong = 0;
    for (int number = 0; number != 10'000; ++number) {
        ASSERT_TRUE(may_have(there, "person " + std::to_string(number)));
        ASSERT_TRUE(may_have(there, "room " + std::to_string(number)));
        wrong += may_have(there, "stranger " + std::to_string(number)) ? 1 : 0;
    }
    EXPECT_LT(wrong, 10'000 / 7);
    for (auto const& each : people)
        index.remove(*each);
    EXPECT_FALSE(there.any());
    EXPECT_FALSE(may_have(there, "named_member 1"));
}

TEST(interest, is_read_while_it_grows) {
    interest there;
    room_index index(&there);
    named_member first("first");
    index.add(first);
    std::atomic<bool> over = false;
    std::atomic<bool> was_always_there = true;
    std::thread reader([&] {
        while (!over)
            if (!may_have(there, "first"))
                was_always_there = false;
    });
    std::vector<std::unique_ptr<named_member>> people;
    for (int number = 0; number != 5'000; ++number) {
        people.push_back(std::make_unique<named_member>(std::to_string(number)));
        index.add(*people.back());
    }
    over = true;
    reader.join();
    EXPECT_TRUE(was_always_there);
    for (auto const& each : people)
        index.remove(*each);
    index.remove(first);
}

} // namespace
} // namespace socketiota::adapter

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>

#include <cluster/awaited_servers.hpp>

namespace socketiota::cluster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(awaited_servers, are_complete_when_each_has_answered) {
    auto whom = awaited_servers::named({"a", "b"}, false);
    EXPECT_FALSE(whom.complete());
    EXPECT_TRUE(whom.take_answer("b"));
    EXPECT_THAT(whom.silent().ids, ElementsAre("a"));
    EXPECT_TRUE(whom.take_answer("a"));
    EXPECT_TRUE(whom.complete());
    EXPECT_FALSE(whom.silent());
}

TEST(awaited_servers, of_nobody_are_complete) {
    EXPECT_TRUE(awaited_servers::named({}, false).complete());
    EXPECT_FALSE(awaited_servers::named({}, true).complete());
    EXPECT_FALSE(awaited_servers::numbered(10).complete());
}

TEST(awaited_servers, answer_once) {
    auto whom = awaited_servers::named({"a", "b"}, false);
    EXPECT_TRUE(whom.take_answer("a"));
    EXPECT_FALSE(whom.take_answer("a"));
    EXPECT_FALSE(whom.take_answer("stranger"));
    EXPECT_FALSE(whom.take_answer(""));
    EXPECT_FALSE(whom.complete());
}

TEST(awaited_servers, are_not_waited_for_when_they_have_gone) {
    auto whom = awaited_servers::named({"a", "b"}, false);
    EXPECT_TRUE(whom.take_answer("a"));
    EXPECT_FALSE(whom.remove("b"));
    EXPECT_TRUE(whom.complete());
    EXPECT_FALSE(whom.remove("a")); // it has said all
    EXPECT_TRUE(whom.complete());
    EXPECT_FALSE(whom.take_answer("b"));
}

TEST(awaited_servers, may_become_more_while_not_all_are_known) {
    auto whom = awaited_servers::named({"a"}, true);
    EXPECT_TRUE(whom.take_answer("a"));
    EXPECT_FALSE(whom.complete());
    whom.add("b");
    whom.add("b");
    whom.no_more();
    whom.add("c");
    EXPECT_FALSE(whom.complete());
    EXPECT_TRUE(whom.take_answer("b"));
    EXPECT_TRUE(whom.complete());
}

TEST(awaited_servers, wait_for_the_sockets_that_each_has_promised) {
    auto whom = awaited_servers::named({"a", "b"}, false);
    EXPECT_TRUE(whom.take_socket_answer("a")); // before the server says how many
    EXPECT_TRUE(whom.take_answer("a", 2));
    EXPECT_TRUE(whom.take_answer("b", 1));
    EXPECT_FALSE(whom.complete());
    EXPECT_FALSE(whom.silent()); // the servers are not
    EXPECT_TRUE(whom.take_socket_answer("a"));
    EXPECT_FALSE(whom.take_socket_answer("a")); // one more than promised
    EXPECT_FALSE(whom.complete());
    EXPECT_TRUE(whom.take_socket_answer("b"));
    EXPECT_TRUE(whom.complete());
    EXPECT_FALSE(whom.take_socket_answer("stranger"));
}

TEST(awaited_servers, lose_the_answers_of_sockets_when_they_go) {
    auto whom = awaited_servers::named({"a", "b", "c"}, false);
    EXPECT_TRUE(whom.take_answer("a", 2));
    EXPECT_TRUE(whom.take_socket_answer("a"));
    EXPECT_TRUE(whom.take_answer("b", 1));
    EXPECT_TRUE(whom.remove("a"));
    EXPECT_FALSE(whom.remove("c")); // it has promised nothing
    EXPECT_FALSE(whom.complete());
    EXPECT_TRUE(whom.take_socket_answer("b"));
    EXPECT_TRUE(whom.complete());
}

TEST(awaited_servers, are_complete_by_number) {
    auto whom = awaited_servers::numbered(10);
    EXPECT_TRUE(whom.take_answer("a"));
    EXPECT_FALSE(whom.take_answer("a"));
    EXPECT_FALSE(whom.complete()); // the number may come late
    whom.set_number(2);
    EXPECT_EQ(whom.silent().unnamed, 1U);
    EXPECT_THAT(whom.silent().ids, IsEmpty());
    EXPECT_TRUE(whom.take_answer("b"));
    EXPECT_TRUE(whom.complete());
    EXPECT_FALSE(whom.take_answer("c"));
}

TEST(awaited_servers, may_be_nameless) {
    auto whom = awaited_servers::numbered(10);
    whom.set_number(3);
    EXPECT_TRUE(whom.take_answer("", 1));
    EXPECT_TRUE(whom.take_socket_answer(""));
    EXPECT_TRUE(whom.take_socket_answer("")); // of a server that has not said how many
    EXPECT_TRUE(whom.take_answer("", 1));
    EXPECT_TRUE(whom.take_answer("", 1));
    EXPECT_FALSE(whom.take_answer("", 0));
    EXPECT_FALSE(whom.complete());
    EXPECT_TRUE(whom.take_socket_answer(""));
    EXPECT_FALSE(whom.take_socket_answer(""));
    EXPECT_TRUE(whom.complete());
}

TEST(awaited_servers, do_not_grow_by_forged_names) {
    auto whom = awaited_servers::numbered(2);
    std::size_t taken = 0;
    for (char name = 'a'; name != 'z'; ++name)
        taken += whom.take_socket_answer({name}) ? 1U : 0U;
    EXPECT_EQ(taken, 3U);
    EXPECT_TRUE(awaited_servers::numbered(2).take_answer("a"));
}

TEST(awaited_servers, can_promise_any_number) {
    auto whom = awaited_servers::numbered(10);
    whom.set_number(2);
    EXPECT_TRUE(whom.take_answer("", static_cast<std::size_t>(-1)));
    EXPECT_TRUE(whom.take_answer("", static_cast<std::size_t>(-1)));
    EXPECT_FALSE(whom.complete());
}

} // namespace
} // namespace socketiota::cluster

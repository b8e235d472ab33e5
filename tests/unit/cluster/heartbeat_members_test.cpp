// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <cluster/heartbeat_members.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using enum message_type;

class heartbeats : public testing::Test, private heartbeat_members::listener {
protected:
    void SetUp() override {
        members.emplace(time.shard(), options, counts,
                        static_cast<heartbeat_members::listener&>(*this));
    }

    /// What it has sent since the last call.
    std::vector<message_type> sent() { return std::exchange(sent_, {}); }

    std::vector<std::string> said() { return std::exchange(said_, {}); }

    /// Begins, and knows "a" and "b" from long ago.
    void begin_and_learn() {
        members->begin();
        members->on_message(heartbeat, "a");
        members->on_message(heartbeat, "b");
        time.pass(1100ms);
        EXPECT_TRUE(members->knows_all());
        sent();
        said();
    }

    test::manual_shard time;
    link_options options;
    link_counts counts;
    std::optional<heartbeat_members> members;

private:
    void send_heartbeat(message_type type) override { sent_.push_back(type); }

    void on_found(std::string const& uid) override { said_.push_back("found " + uid); }

    void on_left(std::string const& uid) override { said_.push_back("left " + uid); }

    void on_all_known() override { said_.emplace_back("all known"); }

    std::vector<message_type> sent_;
    std::vector<std::string> said_;
};

TEST_F(heartbeats, begin_with_the_first_one) {
    members->begin();
    EXPECT_THAT(sent(), ElementsAre(initial_heartbeat));
    EXPECT_FALSE(members->knows_all());
    members->on_message(heartbeat, "a");
    members->on_message(broadcast, "b");
    EXPECT_THAT(said(), ElementsAre("found a", "found b"));
    time.pass(999ms);
    EXPECT_FALSE(members->knows_all());
    time.pass(20ms);
    EXPECT_TRUE(members->knows_all());
    EXPECT_THAT(said(), ElementsAre("all known"));
    EXPECT_THAT(members->uids(), ElementsAre("a", "b"));
}

TEST_F(heartbeats, of_who_has_just_begun_do_not_find_it) {
    members->begin();
    members->on_message(initial_heartbeat, "new");
    EXPECT_THAT(said(), IsEmpty());
    EXPECT_EQ(members->size(), 1U);
}

TEST_F(heartbeats, are_sent_when_nothing_else_was) {
    begin_and_learn();
    members->on_published();
    time.pass(4990ms);
    EXPECT_THAT(sent(), IsEmpty());
    time.pass(30ms);
    EXPECT_THAT(sent(), ElementsAre(heartbeat));
    time.pass(3s);
    members->on_published();
    time.pass(4900ms);
    EXPECT_THAT(sent(), IsEmpty());
    time.pass(150ms);
    EXPECT_THAT(sent(), ElementsAre(heartbeat));
}

TEST_F(heartbeats, answer_the_first_of_others) {
    begin_and_learn();
    members->on_message(initial_heartbeat, "c");
    EXPECT_THAT(sent(), ElementsAre(heartbeat));
    EXPECT_THAT(members->uids(), ElementsAre("a", "b", "c"));
}

TEST_F(heartbeats, answer_many_first_ones_together) {
    begin_and_learn();
    for (int which = 0; which != 50; ++which)
        members->on_message(initial_heartbeat, "c" + std::to_string(which));
    EXPECT_THAT(sent(), ElementsAre(heartbeat));
    time.pass(150ms);
    EXPECT_THAT(sent(), ElementsAre(heartbeat));
    time.pass(1s);
    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(heartbeats, that_stop_end_a_member_after_the_timeout) {
    begin_and_learn();
    for (int second = 0; second != 9; ++second) {
        time.pass(1s);
        members->on_message(fetch_sockets_response, "b"); // any message will do
    }
    EXPECT_THAT(said(), IsEmpty());
    time.pass(2200ms);
    EXPECT_THAT(said(), ElementsAre("left a"));
    EXPECT_THAT(members->uids(), ElementsAre("b"));
    EXPECT_EQ(counts.lost_members.read(), 1U);
}

TEST_F(heartbeats, end_a_member_not_earlier) {
    begin_and_learn();
    members->on_message(heartbeat, "a");
    time.pass(10s);
    EXPECT_THAT(members->uids(), testing::Contains("a"));
}

TEST_F(heartbeats, may_not_be_read_for_a_while) {
    begin_and_learn();
    time.stall(1h); // of this server, not of the others
    EXPECT_THAT(said(), IsEmpty());
    EXPECT_EQ(members->size(), 2U);
}

TEST_F(heartbeats, are_followed_by_a_farewell) {
    begin_and_learn();
    members->on_message(adapter_close, "a");
    members->on_message(adapter_close, "a");
    members->on_message(adapter_close, "stranger");
    EXPECT_THAT(said(), ElementsAre("left a"));
    EXPECT_THAT(members->uids(), ElementsAre("b"));
    members->end();
    EXPECT_THAT(sent(), ElementsAre(adapter_close));
    members->end();
    time.pass(1min);
    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(heartbeats, are_not_those_of_emitters) {
    begin_and_learn();
    members->on_message(broadcast, "emitter");
    members->on_message(broadcast, "");
    EXPECT_EQ(members->size(), 2U);
}

TEST_F(heartbeats, of_more_than_may_be_known_are_counted) {
    options.max_members = 3;
    begin_and_learn();
    members->on_message(heartbeat, "c");
    EXPECT_EQ(members->size(), 3U);
    EXPECT_EQ(counts.too_many_members.read(), 0U);
    members->on_message(heartbeat, "d");
    EXPECT_EQ(members->size(), 3U);
    EXPECT_EQ(counts.too_many_members.read(), 1U);
    members->on_message(adapter_close, "a");
    members->on_message(heartbeat, "d");
    EXPECT_EQ(members->size(), 3U);
}

TEST_F(heartbeats, begin_anew_after_a_gap) {
    begin_and_learn();
    members->begin();
    EXPECT_THAT(sent(), ElementsAre(initial_heartbeat));
    EXPECT_FALSE(members->knows_all());
    members->on_message(heartbeat, "c");
    EXPECT_THAT(said(), ElementsAre("found c"));
    time.pass(1100ms);
    EXPECT_THAT(said(), ElementsAre("all known"));
}

} // namespace
} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
#include "client_scene.hpp"

namespace socketiota::redis {
namespace {

using single_client_test = client_scene;

TEST_F(single_client_test, waits_with_everything_until_it_is_started) {
    made = std::make_unique<single_client>(home.shared(), shared_options(), maker());
    made->send({"PUBLISH", "a", "1"});
    made->subscribe(channel_kind::channel, "a", heard);
    auto const blocking = made->open_blocking("s");
    home.settle();
    EXPECT_THAT(attempts, IsEmpty());
    EXPECT_EQ(made->state(), link_state::degraded);
    made->start(heard);
    EXPECT_THAT(heard.heard, IsEmpty());
    EXPECT_EQ(attempts.size(), 3U);
    welcome();
    answer(*attempts[0]);
    EXPECT_THAT(take_seen(), testing::IsSupersetOf({"PUBLISH a 1", "subscribe a"}));
    EXPECT_THAT(heard.take(), ElementsAre("subscribed a", "connected"));
}

TEST_F(single_client_test, tells_why_it_is_not_connected_and_each_new_reason) {
    start();
    last().end(error::redis_unreachable, "refused");
    EXPECT_THAT(heard.take(), ElementsAre("degraded: nothing answers at the address of Redis"));
    EXPECT_EQ(heard.last_words, "refused");
    pass(100ms);
    last().end(error::redis_unreachable);
    EXPECT_THAT(heard.take(), IsEmpty()) << "it is known";
    pass(200ms);
    last().end(error::redis_unknown_host);
    EXPECT_THAT(heard.take(),
                ElementsAre("degraded: the name of the host of Redis has no address"));
    pass(400ms);
    welcome();
    EXPECT_THAT(heard.take(), ElementsAre("connected"));
}

TEST_F(single_client_test, is_lost_when_it_has_been_away_for_long) {
    start();
    welcome();
    EXPECT_THAT(heard.take(), ElementsAre("connected"));
    last().end(error::redis_connection_lost);
    EXPECT_EQ(made->state(), link_state::degraded);
    for (int each = 0; each < 120; ++each) {
        pass(100ms);
        if (last().is_open())
            last().end(error::redis_unreachable);
    }
    EXPECT_EQ(made->state(), link_state::lost);
    EXPECT_THAT(heard.take(),
                ElementsAre("degraded: the connection to Redis ended before the answer",
                            "degraded: nothing answers at the address of Redis",
                            "lost: nothing answers at the address of Redis"));
    pass(2s);
    welcome();
    EXPECT_THAT(heard.take(), ElementsAre("connected", "gap"));
}

TEST_F(single_client_test, tells_no_gap_when_it_connects_for_the_first_time) {
    start();
    last().end(error::redis_unreachable);
    pass(100ms);
    welcome();
    EXPECT_THAT(heard.take(), testing::Not(testing::Contains("gap")));
}

constexpr char const* at_replica = "at replica: this Redis is a replica, which can only be read";
constexpr char const* leaves_replica = "degraded: this Redis is a replica, which can only be read";

TEST_F(single_client_test, knows_that_it_is_at_a_replica_until_that_is_made_a_master) {
    role = "slave";
    start();
    made->subscribe(channel_kind::channel, "a", heard);
    home.settle();
    welcome();
    EXPECT_EQ(made->state(), link_state::at_replica);
    EXPECT_THAT(heard.take(), ElementsAre(leaves_replica, "subscribed a", at_replica));
    made->send({"PUBLISH", "a", "1"});
    serve(10s);
    EXPECT_THAT(take_seen(), testing::Contains("PUBLISH a 1")) << "others may be here too";
    EXPECT_THAT(heard.take(), IsEmpty());
    role = "master";
    serve(3s); // and not only after `ping_interval`
    EXPECT_EQ(made->state(), link_state::connected);
    EXPECT_THAT(heard.take(), ElementsAre(leaves_replica, "subscribed a", "connected", "gap"));
}

TEST_F(single_client_test, stays_at_a_replica_that_refuses_what_is_to_be_stored) {
    role = "slave";
    start();
    welcome();
    static_cast<void>(heard.take());
    made->send({"XADD", "s", "*", "k", "v"});
    home.settle();
    last().say("-READONLY You can't write against a read only replica.\r\n");
    serve(1s);
    EXPECT_THAT(heard.take(),
                ElementsAre("lost command: this Redis is a replica, which can only be read",
                            leaves_replica, at_replica));
}

TEST_F(single_client_test, leaves_a_master_that_has_become_a_replica_with_all_connections) {
    start();
    made->subscribe(channel_kind::channel, "a", heard);
    serve(1s);
    ASSERT_EQ(attempts.size(), 2U);
    static_cast<void>(heard.take());
    role = "slave";
    serve(31s);
    EXPECT_EQ(attempts.size(), 4U);
    EXPECT_THAT(heard.take(), ElementsAre(leaves_replica, "subscribed a", at_replica));
}

TEST_F(single_client_test, asks_seldom_whether_it_is_at_a_replica) {
    start();
    serve(1s);
    static_cast<void>(take_seen());
    serve(300s);
    std::vector<std::string> const asked = take_seen();
    EXPECT_EQ(std::count(asked.begin(), asked.end(), "ROLE"), 10);
}

TEST_F(single_client_test, counts_subscribers_as_redis_does) {
    start();
    welcome();
    std::vector<std::string> counts;
    auto const note = [&](error_code failure, std::size_t count) {
        counts.push_back(failure ? "failed" : std::to_string(count));
    };
    made->count_subscribers(channel_kind::channel, "a", note);
    made->count_subscribers(channel_kind::shard, "b", note);
    made->count_subscribers(channel_kind::shard, "c", note);
    made->count_subscribers(channel_kind::shard, "d", note);
    home.settle();
    EXPECT_THAT(last().take_commands(),
                ElementsAre("PUBSUB NUMSUB a", "PUBSUB SHARDNUMSUB b", "PUBSUB SHARDNUMSUB c",
                            "PUBSUB SHARDNUMSUB d"));
    last().say("*2\r\n+a\r\n:3\r\n*2\r\n+b\r\n:0\r\n*0\r\n-ERR unknown subcommand\r\n");
    EXPECT_THAT(counts, ElementsAre("3", "0", "failed", "failed"));
}

TEST_F(single_client_test, has_commands_that_block_on_a_connection_of_their_own) {
    start();
    welcome();
    auto blocking = made->open_blocking("s");
    EXPECT_EQ(made->state(), link_state::degraded);
    welcome();
    EXPECT_EQ(made->state(), link_state::connected);
    std::vector<std::string> answers;
    blocking->send({"XREAD", "BLOCK", "5000", "STREAMS", "s", "$"}, 5s,
                   [&](error_code, reply value) { answers.push_back(text_of(value)); });
    made->send({"PING"});
    home.settle();
    EXPECT_THAT(attempts[0]->take_commands(), ElementsAre("PING"));
    EXPECT_THAT(attempts[1]->take_commands(), ElementsAre("XREAD BLOCK 5000 STREAMS s $"));
    attempts[0]->say("+PONG\r\n");
    attempts[1]->say("*-1\r\n");
    EXPECT_THAT(answers, ElementsAre("null"));
    static_cast<void>(heard.take());
    attempts[1]->end(error::redis_connection_lost);
    pass(100ms);
    welcome();
    EXPECT_THAT(
        heard.take(),
        ElementsAre("degraded: the connection to Redis ended before the answer", "connected"))
        << "nothing is missed";
    blocking.reset();
    EXPECT_FALSE(last().is_open());
    EXPECT_EQ(made->state(), link_state::connected);
}

TEST_F(single_client_test, may_be_destroyed_in_whatever_it_calls) {
    for (int turn = 2; turn < 24; ++turn) {
        int const nth = turn / 2;
        role = turn % 2 == 0 ? "master" : "slave";
        attempts.clear();
        welcomed = 0;
        int count = 0;
        heard.at_each = [&] {
            if (++count == nth)
                made.reset();
        };
        start();
        for (std::string const name : {"a", "b"})
            if (made)
                made->subscribe(channel_kind::channel, name, heard);
        home.settle();
        welcome();
        if (made) {
            made->send({"PUBLISH", "a", "1"});
            if (last().is_open())
                publish(last(), "a", "1");
            for (auto const& each : std::vector(attempts))
                if (each->is_open())
                    each->end(error::redis_connection_lost);
        }
        pass(20s);
        welcome();
        EXPECT_EQ(made == nullptr, count >= nth) << nth;
        made.reset();
    }
}

TEST_F(single_client_test, calls_nobody_once_it_is_destroyed) {
    auto const fail = [](error_code, reply) { FAIL(); };
    start();
    made->send({"waits"}, fail);
    made.reset();
    pass(60s);
    start();
    welcome();
    made->send({"on-its-way"}, fail);
    home.settle();
    made->send({"gathered"}, fail);
    made.reset();
    pass(60s);
    EXPECT_FALSE(last().is_open());
    EXPECT_THAT(last().take_commands(), ElementsAre("on-its-way", "gathered"));
}

} // namespace
} // namespace socketiota::redis

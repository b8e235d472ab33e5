// SPDX-License-Identifier: MIT
#include "client_scene.hpp"

namespace socketiota::redis {
namespace {

class subscriber_test : public client_scene {
protected:
    /// A client whose second connection has these subscribed.
    void subscribe(std::vector<std::string> const& names) {
        start();
        for (std::string const& each : names)
            made->subscribe(channel_kind::channel, each, heard);
        home.settle();
        welcome();
        static_cast<void>(heard.take());
        static_cast<void>(take_seen());
    }
};

TEST_F(subscriber_test, connects_when_something_is_subscribed) {
    start();
    EXPECT_EQ(attempts.size(), 1U) << "commands alone";
    welcome();
    EXPECT_EQ(made->state(), link_state::connected);
    made->subscribe(channel_kind::channel, "a", heard);
    EXPECT_EQ(made->state(), link_state::degraded);
    home.settle();
    EXPECT_EQ(attempts.size(), 2U);
    welcome();
    EXPECT_EQ(made->state(), link_state::connected);
}

TEST_F(subscriber_test, subscribes_each_kind_with_its_command) {
    start();
    made->subscribe(channel_kind::channel, "a", heard);
    made->subscribe(channel_kind::pattern, "b*", heard);
    made->subscribe(channel_kind::shard, "c", heard);
    home.settle();
    welcome();
    EXPECT_THAT(take_seen(),
                testing::IsSupersetOf({"subscribe a", "psubscribe b*", "ssubscribe c"}));
    EXPECT_THAT(heard.take(),
                ElementsAre("subscribed a", "subscribed b*", "subscribed c", "connected"));
    last().say(">3\r\n+message\r\n+a\r\n+1\r\n>4\r\n+pmessage\r\n+b*\r\n+bc\r\n+2\r\n"
               ">3\r\n+smessage\r\n+c\r\n+3\r\n");
    EXPECT_THAT(heard.take(), ElementsAre("a/a: 1", "b*/bc: 2", "c/c: 3"));
    made->unsubscribe(channel_kind::pattern, "b*");
    made->unsubscribe(channel_kind::shard, "c");
    made->unsubscribe(channel_kind::channel, "a");
    home.settle();
    answer(last());
    EXPECT_THAT(take_seen(), ElementsAre("punsubscribe b*", "sunsubscribe c", "unsubscribe a"));
}

TEST_F(subscriber_test, takes_each_kind_for_itself) {
    subscribe({"x"});
    last().say(">3\r\n+smessage\r\n+x\r\n+1\r\n>4\r\n+pmessage\r\n+x\r\n+x\r\n+2\r\n");
    EXPECT_THAT(heard.take(), IsEmpty());
}

TEST_F(subscriber_test, hears_nothing_of_what_it_has_unsubscribed) {
    subscribe({"a", "b"});
    made->unsubscribe(channel_kind::channel, "a");
    publish(last(), "a", "late");
    publish(last(), "b", "1");
    EXPECT_THAT(heard.take(), ElementsAre("b/b: 1"));
    made->unsubscribe(channel_kind::channel, "unknown");
}

TEST_F(subscriber_test, hears_the_same_again_while_others_come_and_go) {
    subscribe({"a"});
    publish(last(), "a", "1");
    for (int each = 0; each < 100; ++each)
        made->subscribe(channel_kind::channel, "more" + std::to_string(each), heard);
    publish(last(), "a", "2");
    made->unsubscribe(channel_kind::channel, "more7");
    publish(last(), "a", "3");
    made->subscribe(channel_kind::pattern, "a", heard);
    publish(last(), "a", "4");
    made->unsubscribe(channel_kind::channel, "a");
    publish(last(), "a", "late");
    EXPECT_THAT(heard.take(), ElementsAre("a/a: 1", "a/a: 2", "a/a: 3", "a/a: 4"));
    made->unsubscribe(heard);
    last().say(">4\r\n+pmessage\r\n+a\r\n+a\r\n+late\r\n");
    EXPECT_THAT(heard.take(), IsEmpty());
}

TEST_F(subscriber_test, unsubscribes_all_of_one_listener) {
    subscribe({"a", "b"});
    recording_listener other;
    made->subscribe(channel_kind::channel, "c", other);
    made->unsubscribe(heard);
    home.settle();
    answer(last());
    EXPECT_THAT(take_seen(),
                testing::UnorderedElementsAre("subscribe c", "unsubscribe a", "unsubscribe b"));
    publish(last(), "a", "late");
    publish(last(), "c", "1");
    EXPECT_THAT(heard.take(), IsEmpty());
    EXPECT_THAT(other.take(), ElementsAre("subscribed c", "c/c: 1"));
}

TEST_F(subscriber_test, subscribes_again_before_it_says_that_it_is_connected) {
    subscribe({"a", "b"});
    made->unsubscribe(channel_kind::channel, "b");
    made->subscribe(channel_kind::channel, "c", heard);
    last().end(error::redis_connection_lost);
    EXPECT_THAT(heard.take(), ElementsAre("degraded: the connection to Redis ended before the "
                                          "answer"));
    pass(100ms);
    auto& again = last();
    again.accept();
    EXPECT_THAT(again.take_commands(), ElementsAre("HELLO 3", "PING"));
    again.say("+OK\r\n+PONG\r\n");
    EXPECT_EQ(made->state(), link_state::degraded);
    EXPECT_THAT(again.take_commands(), testing::UnorderedElementsAre("subscribe a", "subscribe c"));
    // In whatever order: it asked in one of its own, which these are looked up in.
    again.say("-ERR once\r\n-ERR twice\r\n");
    EXPECT_EQ(made->state(), link_state::degraded) << "it is not subscribed";
    static_cast<void>(heard.take());
    again.end(error::redis_connection_lost);
    pass(200ms);
    welcome();
    EXPECT_THAT(heard.take(),
                testing::UnorderedElementsAre("degraded: the connection to Redis ended before the "
                                              "answer",
                                              "subscribed a", "subscribed c", "connected", "gap"));
}

TEST_F(subscriber_test, is_degraded_while_redis_refuses_a_subscription) {
    subscribe({"a"});
    made->subscribe(channel_kind::channel, "secret", heard);
    home.settle();
    last().say("-NOPERM this user has no permissions to access one of the channels\r\n");
    EXPECT_THAT(heard.take(), ElementsAre("degraded: the user of Redis may not do this"));
    EXPECT_EQ(heard.last_words,
              "NOPERM this user has no permissions to access one of the channels");
    publish(last(), "a", "1");
    EXPECT_THAT(heard.take(), ElementsAre("a/a: 1")) << "the others go on";
    made->unsubscribe(channel_kind::channel, "secret");
    home.settle();
    answer(last());
    EXPECT_THAT(heard.take(), ElementsAre("connected"));
}

TEST_F(subscriber_test, asks_again_for_what_was_refused) {
    subscribe({"a"});
    made->subscribe(channel_kind::channel, "secret", heard);
    home.settle();
    last().say("-NOPERM no\r\n");
    static_cast<void>(heard.take());
    static_cast<void>(last().take_commands());
    for (int times = 0; times < 2; ++times) {
        pass(options.max_backoff);
        EXPECT_THAT(last().take_commands(), ElementsAre("subscribe secret"));
        last().say("-NOPERM no\r\n");
        EXPECT_THAT(heard.take(), testing::IsEmpty()) << "told once";
        EXPECT_EQ(made->state(), link_state::degraded);
    }
    pass(options.max_backoff);
    answer(last());
    EXPECT_THAT(heard.take(), ElementsAre("subscribed secret", "connected"));
    pass(2 * options.max_backoff);
    EXPECT_THAT(last().take_commands(), testing::IsEmpty());
}

TEST_F(subscriber_test, subscribes_again_what_redis_has_ended) {
    subscribe({});
    made->subscribe(channel_kind::shard, "a", heard);
    home.settle();
    welcome();
    static_cast<void>(take_seen());
    static_cast<void>(heard.take());
    last().say(">3\r\n+sunsubscribe\r\n+a\r\n:0\r\n>3\r\n+sunsubscribe\r\n+unknown\r\n:0\r\n");
    answer(last());
    EXPECT_THAT(take_seen(), ElementsAre("ssubscribe a"));
    EXPECT_THAT(heard.take(), testing::Contains("gap"));
}

TEST_F(subscriber_test, takes_no_notice_of_publications_that_are_not_whole) {
    subscribe({"a"});
    last().say(
        "*2\r\n+message\r\n+a\r\n*3\r\n+pmessage\r\n+a\r\n+a\r\n*4\r\n+message\r\n+a\r\n+1\r\n+2"
        "\r\n*1\r\n+smessage\r\n*3\r\n+message\r\n:5\r\n*0\r\n");
    EXPECT_THAT(heard.take(), IsEmpty());
    EXPECT_EQ(made->state(), link_state::connected);
}

} // namespace
} // namespace socketiota::redis

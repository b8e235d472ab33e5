// SPDX-License-Identifier: MIT
#include "connection_scene.hpp"

#include <algorithm>

#include <redis/sentinel_carrier.hpp>

namespace socketiota::redis {
namespace {

class sentinel_carrier_test : public connection_scene {
protected:
    void begin() {
        options.deployment = redis_deployment::sentinels;
        std::vector<address> sentinels(2);
        sentinels[0].host = "first";
        sentinels[1].host = "second";
        auto const make = [this](address const& at) {
            asked.push_back(at.host + ":" + std::to_string(at.port));
            attempts.push_back(std::make_shared<scripted_carrier>(home));
            return std::shared_ptr<carrier>(attempts.back());
        };
        auto const shared = shared_options();
        line = std::make_shared<connection>(
            home.shared(), connection::kind::commands, shared,
            make_sentinel_carriers(home.shared(), sentinels, "mymaster", shared, make), user);
        line->start();
        home.settle();
    }

    /// A connection to the master at that address, and one that watches sentinels.
    void find_master() {
        begin();
        last().accept();
        last().say("*2\r\n+host\r\n+1\r\n");
        watching = attempts[1];
        last().accept();
        last().say("*3\r\n+master\r\n:0\r\n*0\r\n+PONG\r\n");
        ASSERT_TRUE(line->is_ready());
    }

    /// The sentinel that is watched takes the connection and the subscription.
    void be_watched() {
        watching->accept();
        watching->say("%1\r\n+proto\r\n:3\r\n+PONG\r\n");
        watching->say(">3\r\n+subscribe\r\n+" + channel + "\r\n:1\r\n");
    }

    void publish(std::string const& payload) {
        watching->say(">3\r\n+message\r\n+" + channel + "\r\n+" + payload + "\r\n");
    }

    std::string const channel = "+switch-master";
    std::shared_ptr<scripted_carrier> watching;
    texts asked;
};

TEST_F(sentinel_carrier_test, connects_to_the_master_that_a_sentinel_names) {
    options.sentinel_password = "secret";
    begin();
    last().accept();
    EXPECT_THAT(last().take_commands(),
                ElementsAre("AUTH secret", "SENTINEL get-master-addr-by-name mymaster"));
    last().say("+OK\r\n*2\r\n$8\r\n10.0.0.9\r\n$4\r\n6380\r\n");
    EXPECT_THAT(asked, ElementsAre("first:6379", "first:6379", "10.0.0.9:6380"))
        << "one of them is watched";
    EXPECT_FALSE(attempts[0]->is_open());
    last().accept();
    EXPECT_THAT(last().take_commands(), ElementsAre("ROLE", "PING"));
    last().say("*3\r\n+master\r\n:0\r\n*0\r\n+PONG\r\n");
    EXPECT_TRUE(line->is_ready());
    ask("GET");
    last().say("+1\r\n");
    EXPECT_THAT(take_answers(), ElementsAre("1"));
    last().end(error::redis_connection_lost);
    pass(100ms);
    EXPECT_EQ(asked.back(), "first:6379") << "it answered, and is asked again";
}

TEST_F(sentinel_carrier_test, asks_the_next_sentinel_if_one_cannot_say) {
    begin();
    last().end(error::redis_unreachable, "refused");
    EXPECT_THAT(asked, ElementsAre("first:6379", "second:6379"));
    last().accept();
    last().say("*2\r\n+host\r\n+1\r\n");
    EXPECT_EQ(asked.back(), "host:1");
    last().end(error::redis_unreachable);
    pass(100ms);
    EXPECT_EQ(asked.back(), "second:6379");
}

TEST_F(sentinel_carrier_test, says_what_the_last_of_them_said) {
    begin();
    last().accept();
    last().say("*-1\r\n");
    last().accept();
    last().say("*-1\r\n");
    EXPECT_EQ(user.reason, error::redis_no_master);
    pass(100ms);
    last().accept();
    last().say("-NOAUTH Authentication required.\r\n");
    last().accept();
    last().say("HTTP/1.1 400\r\n");
    EXPECT_EQ(user.reason, error::redis_is_none);
    for (std::string const answer : {"*2\r\n+host\r\n+0\r\n", "*2\r\n+host\r\n+65536\r\n",
                                     "*1\r\n+host\r\n", "+host\r\n", "*2\r\n+host\r\n+x\r\n"}) {
        while (!last().is_open())
            pass(10ms);
        last().accept();
        last().say(answer);
        last().accept();
        last().say(answer);
        EXPECT_EQ(user.reason, error::redis_no_master) << answer;
    }
}

TEST_F(sentinel_carrier_test, does_not_wait_again_for_one_that_says_nothing) {
    begin();
    pass(5100ms);
    EXPECT_THAT(asked, ElementsAre("first:6379", "second:6379"));
    EXPECT_FALSE(attempts[0]->is_open());
    EXPECT_EQ(user.reason, error::redis_unreachable);
}

TEST_F(sentinel_carrier_test, takes_no_master_that_is_none) {
    begin();
    last().accept();
    last().say("*2\r\n+host\r\n+1\r\n");
    last().accept();
    last().say("*5\r\n+slave\r\n+host\r\n:1\r\n+connect\r\n:-1\r\n");
    EXPECT_EQ(user.reason, error::redis_read_only);
}

TEST_F(sentinel_carrier_test, leaves_the_master_when_the_sentinels_have_another) {
    options.password = "of the master";
    options.database = 3;
    options.sentinel_user = "watcher";
    options.sentinel_password = "secret";
    begin();
    last().accept();
    last().say("+OK\r\n*2\r\n+host\r\n+1\r\n");
    last().accept();
    last().say("+OK\r\n+OK\r\n*3\r\n+master\r\n:0\r\n*0\r\n+PONG\r\n");
    ASSERT_TRUE(line->is_ready());
    watching = attempts[1];
    watching->accept();
    EXPECT_THAT(watching->take_commands(), ElementsAre("AUTH watcher secret", "HELLO 3", "PING"));
    watching->say("+OK\r\n%1\r\n+proto\r\n:3\r\n+PONG\r\n");
    EXPECT_THAT(watching->take_commands(), ElementsAre("subscribe +switch-master"));
    watching->say(">3\r\n+subscribe\r\n+" + channel + "\r\n:1\r\n");
    publish("mymaster host 1 other 2");
    EXPECT_FALSE(line->is_ready());
    EXPECT_EQ(user.reason, error::redis_new_master);
    EXPECT_EQ(user.heard.back(),
              "down: the sentinels of Redis have made another server the master, which is "
              "connected to now | other port 2");
    pass(100ms);
    EXPECT_EQ(asked.back(), "first:6379");
}

TEST_F(sentinel_carrier_test, stays_where_it_leads_to_the_new_master) {
    find_master();
    be_watched();
    for (char const* const payload : {"mymaster old 2 host 1", "another host 1 other 2"}) {
        publish(payload);
        EXPECT_TRUE(line->is_ready()) << payload;
    }
    for (char const* const payload : {"mymaster", "", "mymaster host 1 host"}) {
        static_cast<void>(user.take());
        publish(payload); // nonsense harms nobody: the connection is made again at most
        EXPECT_TRUE(watching->is_open()) << payload;
    }
}

TEST_F(sentinel_carrier_test, watches_the_next_sentinel_when_one_is_away) {
    find_master();
    be_watched();
    watching->end(error::redis_connection_lost);
    pass(100ms);
    EXPECT_TRUE(line->is_ready()) << "it needs no sentinel";
    ASSERT_EQ(asked.back(), "second:6379");
    watching = attempts.back();
    be_watched();
    publish("mymaster host 1 other 2");
    EXPECT_FALSE(line->is_ready());
}

TEST_F(sentinel_carrier_test, may_be_destroyed_when_the_master_is_another) {
    find_master();
    be_watched();
    user.at_each = [this] {
        line->close();
        line.reset();
    };
    publish("mymaster host 1 other 2");
    EXPECT_FALSE(line);
    pass(10s);
    EXPECT_FALSE(watching->is_open());
}

TEST_F(sentinel_carrier_test, may_be_closed_while_it_asks) {
    begin();
    last().accept();
    line->close();
    EXPECT_FALSE(last().is_open());
}

} // namespace
} // namespace socketiota::redis

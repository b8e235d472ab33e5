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
            make_sentinel_carriers(sentinels, "mymaster", shared, make), user);
        line->start();
        home.settle();
    }

    texts asked;
};

TEST_F(sentinel_carrier_test, connects_to_the_master_that_a_sentinel_names) {
    options.sentinel_password = "secret";
    begin();
    last().accept();
    EXPECT_THAT(last().take_commands(),
                ElementsAre("AUTH secret", "SENTINEL get-master-addr-by-name mymaster"));
    last().say("+OK\r\n*2\r\n$8\r\n10.0.0.9\r\n$4\r\n6380\r\n");
    EXPECT_THAT(asked, ElementsAre("first:6379", "10.0.0.9:6380"));
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

TEST_F(sentinel_carrier_test, may_be_closed_while_it_asks) {
    begin();
    last().accept();
    line->close();
    EXPECT_FALSE(last().is_open());
}

} // namespace
} // namespace socketiota::redis

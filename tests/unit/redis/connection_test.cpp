// SPDX-License-Identifier: MIT
#include "connection_scene.hpp"

namespace socketiota::redis {
namespace {

using connection_test = connection_scene;

TEST_F(connection_test, only_asks_what_redis_is_if_there_is_nothing_else_to_say) {
    start();
    EXPECT_FALSE(line->is_greeted());
    last().accept();
    EXPECT_THAT(last().take_commands(), ElementsAre("HELLO 2", "ROLE", "PING"));
    last().say("*0\r\n*0\r\n+PONG\r\n");
    EXPECT_THAT(user.take(), ElementsAre("greeted", "ready"));
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, logs_in_and_names_itself_in_one_write) {
    options.user = "ann";
    options.password = "se cret";
    options.database = 3;
    options.client_name = "node-1";
    start();
    last().accept();
    EXPECT_THAT(last().take_commands(),
                ElementsAre("AUTH ann se cret", "SELECT 3", "CLIENT SETNAME node-1", "HELLO 2",
                            "ROLE", "PING"));
    EXPECT_EQ(last().writes, 1U);
    last().say("+OK\r\n+OK\r\n+OK\r\n*0\r\n*0\r\n");
    EXPECT_FALSE(line->is_greeted());
    last().say("+PONG\r\n");
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, logs_in_with_a_password_alone) {
    options.password = "secret";
    options.database = 0;
    start();
    last().accept();
    EXPECT_THAT(last().take_commands(), ElementsAre("AUTH secret", "HELLO 2", "ROLE", "PING"));
}

TEST_F(connection_test, speaks_resp3_where_something_is_subscribed) {
    start(connection::kind::subscriptions);
    last().accept();
    EXPECT_THAT(last().take_commands(), ElementsAre("HELLO 3", "PING"));
    last().say("%1\r\n+proto\r\n:3\r\n+PONG\r\n");
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, goes_without_resp3_name_and_ping_where_they_are_refused) {
    options.client_name = "node-1";
    start(connection::kind::subscriptions);
    last().accept();
    last().say("-ERR unknown command `HELLO`\r\n-NOPERM no client\r\n-NOPERM no ping\r\n");
    EXPECT_TRUE(line->is_ready());
}

/// What a Redis says of itself, and whether that makes it a replica where little is heard.
struct introduction {
    std::string_view hello;
    std::string_view role;
    bool is_replica;
};

constexpr std::string_view hello_of_master = "*4\r\n+mode\r\n+standalone\r\n+role\r\n+master\r\n";
constexpr std::string_view hello_of_replica = "*4\r\n+mode\r\n+standalone\r\n+role\r\n+replica\r\n";
constexpr std::string_view hello_in_cluster = "*4\r\n+mode\r\n+cluster\r\n+role\r\n+replica\r\n";
constexpr std::string_view role_of_master = "*3\r\n+master\r\n:0\r\n*0\r\n";
constexpr std::string_view role_of_replica = "*5\r\n+slave\r\n+host\r\n:1\r\n+connect\r\n:-1\r\n";
constexpr std::string_view unknown = "-ERR unknown command\r\n";
constexpr std::string_view forbidden = "-NOPERM no\r\n";

TEST_F(connection_test, knows_whether_it_leads_to_a_replica) {
    for (introduction const& each :
         {introduction{hello_of_master, role_of_master, false},
          introduction{hello_of_replica, role_of_replica, true},
          introduction{hello_in_cluster, role_of_replica, false}, // the bus of it carries all
          introduction{unknown, role_of_replica, true},
          introduction{unknown, role_of_master, false},
          introduction{hello_of_replica, forbidden, true}, introduction{unknown, forbidden, false},
          introduction{"*3\r\n+a\r\n+b\r\n+role\r\n", "*0\r\n", false}}) {
        start();
        last().accept();
        last().say(each.hello);
        last().say(each.role);
        last().say("+PONG\r\n");
        EXPECT_TRUE(line->is_ready());
        EXPECT_EQ(line->is_replica(), each.is_replica) << each.hello << each.role;
        line->close();
    }
}

TEST_F(connection_test, is_made_anew_when_it_leads_to_a_replica_no_longer_or_from_now_on) {
    be_ready();
    auto const asked = [this] {
        line->ask_role();
        home.settle();
        return last().take_commands();
    };
    EXPECT_THAT(asked(), ElementsAre("HELLO 2", "ROLE"));
    last().say(hello_of_master);
    last().say(forbidden);
    EXPECT_THAT(user.take(), IsEmpty());
    static_cast<void>(asked());
    last().say(hello_of_replica);
    EXPECT_THAT(user.take(), ElementsAre("down: this Redis is a replica, which can only be read | "
                                         "replica"));
    pass(100ms);
    last().accept();
    last().say(hello_of_replica);
    last().say(role_of_replica);
    last().say("+PONG\r\n");
    EXPECT_THAT(user.take(), ElementsAre("greeted", "ready"));
    static_cast<void>(asked());
    last().say(hello_of_replica);
    last().say(role_of_replica);
    EXPECT_THAT(user.take(), IsEmpty());
    static_cast<void>(asked());
    last().say(hello_of_master);
    EXPECT_EQ(user.reason, error::redis_read_only);
    pass(100ms);
    greet();
    EXPECT_FALSE(line->is_replica()) << "nothing of the last is left";
}

TEST_F(connection_test, gathers_the_commands_of_a_turn_in_one_write) {
    be_ready();
    std::size_t const before = last().writes;
    for (int each = 0; each < 1000; ++each)
        line->send({"PUBLISH", "c", std::to_string(each)}, {}, {});
    EXPECT_EQ(last().writes, before) << "not inside of the call";
    home.settle();
    EXPECT_EQ(last().writes, before + 1);
    EXPECT_EQ(last().take_commands().size(), 1000U);
}

TEST_F(connection_test, sends_what_was_gathered_when_it_is_closed_in_the_same_turn) {
    be_ready();
    line->send({"LAST"}, {}, {});
    line->close();
    EXPECT_THAT(last().take_commands(), ElementsAre("LAST"));
}

TEST_F(connection_test, gathers_what_comes_while_a_write_lasts) {
    be_ready();
    last().stalls = true;
    std::size_t const before = last().writes;
    for (std::string const word : {"a", "b", "c"})
        ask(word);
    EXPECT_EQ(last().writes, before + 1);
    last().stalls = false;
    last().confirm();
    home.settle();
    EXPECT_EQ(last().writes, before + 2);
    EXPECT_THAT(last().take_commands(), ElementsAre("a", "b", "c"));
}

TEST_F(connection_test, goes_on_at_once_where_all_has_left) {
    be_ready();
    last().takes_at_once = true;
    std::size_t const before = last().writes;
    ask("a");
    ask("b");
    EXPECT_EQ(last().writes, before + 2);
    EXPECT_THAT(last().take_commands(), ElementsAre("a", "b"));
}

TEST_F(connection_test, tells_answers_in_order) {
    be_ready();
    for (std::string const word : {"a", "b", "c"})
        ask(word);
    last().say("+1\r\n-ERR no\r\n$1");
    EXPECT_THAT(take_answers(), ElementsAre("1", "Redis refused a command:: !ERR no"));
    last().say("\r\n3\r");
    EXPECT_THAT(take_answers(), IsEmpty());
    last().say("\n");
    EXPECT_THAT(take_answers(), ElementsAre("3"));
}

TEST_F(connection_test, tells_the_last_answer_of_commands_that_are_executed_together) {
    be_ready();
    line->send_together({{"GET", "k"}, {"DEL", "k"}}, [this](error_code failure, reply value) {
        answers.push_back(failure.message() + text_of(value));
    });
    ask("next");
    EXPECT_THAT(last().take_commands(), ElementsAre("MULTI", "GET k", "DEL k", "EXEC", "next"));
    last().say("+OK\r\n+QUEUED\r\n+QUEUED\r\n");
    EXPECT_THAT(take_answers(), IsEmpty());
    last().say("*2\r\n$1\r\nv\r\n:1\r\n+5\r\n");
    EXPECT_THAT(take_answers(), ElementsAre("Success[v, 1]", "5"));
}

TEST_F(connection_test, has_commands_wait_until_it_is_ready) {
    start();
    ask("early");
    last().accept();
    EXPECT_THAT(last().take_commands(), ElementsAre("HELLO 2", "ROLE", "PING"));
    ask("soon");
    EXPECT_THAT(last().take_commands(), IsEmpty());
    last().say("*0\r\n*0\r\n+PONG\r\n");
    EXPECT_THAT(last().take_commands(), ElementsAre("early", "soon"));
}

TEST_F(connection_test, fails_what_was_on_its_way_and_sends_what_was_not) {
    be_ready();
    ask("sent");
    last().stalls = true;
    ask("being-written");
    ask("gathered");
    last().end(error::redis_connection_lost, "reset");
    EXPECT_THAT(user.take(), ElementsAre("down: the connection to Redis ended before the answer | "
                                         "reset"));
    EXPECT_EQ(take_answers().size(), 2U);
    ask("away");
    pass(100ms);
    ASSERT_EQ(attempts.size(), 2U);
    greet();
    EXPECT_THAT(last().take_commands(), ElementsAre("gathered", "away"));
    EXPECT_THAT(take_answers(), IsEmpty());
}

TEST_F(connection_test, tells_of_commands_of_which_nobody_waits_for_the_answer_only_if_they_fail) {
    be_ready();
    line->send({"PUBLISH", "c", "1"}, {}, {});
    line->send({"PUBLISH", "c", "2"}, {}, {});
    line->send({"PUBLISH", "c", "3"}, {}, {});
    home.settle();
    last().say(":0\r\n-NOPERM no such channel\r\n");
    EXPECT_THAT(user.take(), ElementsAre("lost: the user of Redis may not do this | NOPERM no such "
                                         "channel"));
    last().end(error::redis_connection_lost);
    EXPECT_EQ(user.take().size(), 2U) << "it is down, and the third is lost";
}

TEST_F(connection_test, asks_by_ping_when_nothing_came_for_long) {
    be_ready();
    static_cast<void>(last().take_commands());
    pass(29s);
    EXPECT_THAT(last().take_commands(), IsEmpty());
    ask("a");
    last().say("+1\r\n");
    pass(29s);
    EXPECT_THAT(last().take_commands(), ElementsAre("a"));
    pass(2s);
    EXPECT_THAT(last().take_commands(), ElementsAre("PING"));
    last().say("+PONG\r\n");
    pass(31s);
    EXPECT_THAT(last().take_commands(), ElementsAre("PING"));
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, waits_longer_and_longer_between_attempts_but_not_longer_than_it_may) {
    start();
    base::time_point before = home.now();
    for (auto longest : {50ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms}) {
        std::size_t const had = attempts.size();
        last().end(error::redis_unreachable);
        while (attempts.size() == had)
            pass(1ms);
        EXPECT_GE(home.now() - before, longest / 2);
        EXPECT_LE(home.now() - before, longest + 2 * base::timer_wheel::tick);
        before = home.now();
    }
}

TEST_F(connection_test, begins_with_a_short_wait_again_when_it_was_ready_for_long) {
    be_ready();
    for (int each = 0; each < 6; ++each) {
        last().end(error::redis_connection_lost);
        pass(2s);
        greet();
    }
    EXPECT_EQ(attempts.size(), 7U);
    pass(3s);
    last().end(error::redis_connection_lost);
    pass(100ms);
    EXPECT_EQ(attempts.size(), 8U);
}

TEST_F(connection_test, is_ready_only_when_what_is_subscribed_is_confirmed) {
    user.greeted = [this] {
        line->ask_confirmation("subscribe", "a");
        line->ask_confirmation("psubscribe", "b*");
        line->ask_confirmation("ssubscribe", "c");
    };
    start(connection::kind::subscriptions);
    greet();
    EXPECT_THAT(last().take_commands(),
                ElementsAre("subscribe a", "psubscribe b*", "ssubscribe c"));
    last().say(">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
    // RESP2 says it in an array. What is published may come in between.
    last().say("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n!\r\n");
    last().say("*3\r\n$10\r\npsubscribe\r\n$2\r\nb*\r\n:2\r\n");
    EXPECT_FALSE(line->is_ready());
    last().say("-NOPERM this user has no permissions to access one of the channels\r\n");
    EXPECT_TRUE(line->is_ready());
    EXPECT_THAT(user.take(),
                ElementsAre("greeted", "confirmed subscribe a", "[message, a, !]",
                            "confirmed psubscribe b*",
                            "refused c | NOPERM this user has no permissions to access one of the "
                            "channels",
                            "ready"));
}

TEST_F(connection_test, tells_a_subscription_that_redis_ends_from_one_that_was_to_end) {
    be_ready(connection::kind::subscriptions);
    line->ask_confirmation("sunsubscribe", "a");
    last().say(">3\r\n$12\r\nsunsubscribe\r\n$1\r\nb\r\n:0\r\n");
    last().say(">3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n");
    EXPECT_THAT(user.take(), ElementsAre("taken away b", "confirmed sunsubscribe a"));
}

TEST_F(connection_test, takes_no_notice_of_what_else_is_pushed) {
    be_ready(connection::kind::subscriptions);
    last().say(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
    EXPECT_THAT(user.take(), IsEmpty());
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, takes_pings_answers_as_resp2_has_them_while_something_is_subscribed) {
    be_ready(connection::kind::subscriptions);
    pass(31s);
    last().say("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    pass(10s);
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_test, may_be_closed_in_whatever_it_calls) {
    for (int nth = 1; nth < 12; ++nth) {
        attempts.clear();
        recording_user& heard = user;
        int count = 0;
        heard.at_each = [&] {
            if (++count == nth)
                std::exchange(line, nullptr)->close();
        };
        user.greeted = [this] {
            if (line)
                line->ask_confirmation("subscribe", "a");
        };
        start(connection::kind::subscriptions);
        std::string const script =
            "+OK\r\n+PONG\r\n>3\r\n+subscribe\r\n+a\r\n:1\r\n>3\r\n+message\r\n+a\r\n"
            "+1\r\n-ERR\r\n";
        last().accept();
        if (line)
            line->send({"x"}, {}, {});
        last().say(script.substr(0, script.find(">3")));
        if (last().is_open())
            last().say(script.substr(script.find(">3")));
        if (last().is_open())
            last().end(error::redis_connection_lost);
        pass(60s);
        EXPECT_EQ(line == nullptr, nth <= count) << nth;
        if (line)
            line->close();
        line.reset();
    }
}

TEST_F(connection_test, may_be_closed_in_an_answer) {
    be_ready();
    for (int each = 0; each < 3; ++each)
        line->send({"x"}, {}, [this](error_code, reply) {
            answers.emplace_back("x");
            std::exchange(line, nullptr)->close();
        });
    home.settle();
    last().say("+1\r\n+2\r\n+3\r\n");
    EXPECT_EQ(answers.size(), 1U);

    attempts.clear();
    answers.clear();
    be_ready();
    for (int each = 0; each < 3; ++each)
        line->send({"x"}, {}, [this](error_code, reply) {
            answers.emplace_back("x");
            std::exchange(line, nullptr)->close();
        });
    home.settle();
    last().end(error::redis_connection_lost);
    EXPECT_EQ(answers.size(), 1U);
}

} // namespace
} // namespace socketiota::redis

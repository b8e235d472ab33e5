// SPDX-License-Identifier: MIT
#include "connection_scene.hpp"

namespace socketiota::redis {
namespace {

using connection_faults_test = connection_scene;

TEST_F(connection_faults_test, are_told_by_what_redis_answers_to_the_greeting) {
    struct fault {
        std::string answer;
        error means;
    };

    for (fault const& each : {
             fault{"-WRONGPASS invalid username-password pair or user is disabled.",
                   error::redis_wrong_password},
             fault{"-ERR invalid password", error::redis_wrong_password},
             fault{"-ERR AUTH <password> called without any password configured for the default "
                   "user. Are you sure your configuration is correct?",
                   error::redis_wrong_password},
             fault{"-ERR wrong number of arguments for 'auth' command",
                   error::redis_wrong_password},
             fault{"-NOAUTH Authentication required.", error::redis_password_missing},
             fault{"-LOADING Redis is loading the dataset in memory", error::redis_loading},
             fault{"-DENIED Redis is running in protected mode because protected mode is enabled",
                   error::redis_protected_mode},
             fault{"-ERR max number of clients reached", error::redis_too_many_clients},
         }) {
        attempts.clear();
        options.password = "x";
        start();
        last().accept();
        last().say(each.answer + "\r\n");
        EXPECT_FALSE(last().is_open());
        EXPECT_EQ(user.reason, each.means) << each.answer << " | " << user.reason.message();
        EXPECT_THAT(user.take().back(), testing::EndsWith(" | " + each.answer.substr(1)));
        pass(100ms);
        EXPECT_EQ(attempts.size(), 2U) << "it is tried again";
        line->close();
    }
}

TEST_F(connection_faults_test, of_a_password_that_is_missing_shows_in_whatever_is_asked_first) {
    start();
    last().accept();
    last().say("-NOAUTH Authentication required.\r\n");
    EXPECT_EQ(user.reason, error::redis_password_missing);
}

TEST_F(connection_faults_test, of_a_database_that_is_none) {
    options.database = 99;
    for (std::string const answer :
         {"-ERR DB index is out of range\r\n", "-ERR SELECT is not allowed in cluster mode\r\n",
          "-NOPERM this user has no permissions\r\n"}) {
        start();
        last().accept();
        last().say(answer);
        EXPECT_EQ(user.reason, error::redis_no_database) << answer;
        line->close();
    }
}

TEST_F(connection_faults_test, of_a_peer_that_is_no_redis) {
    struct peer {
        std::string says;
        error means;
    };

    for (peer const& each :
         {peer{"HTTP/1.1 400 Bad Request\r\n\r\n", error::redis_is_none},
          peer{"SSH-2.0-OpenSSH_9.2p1\r\n", error::redis_is_none},
          peer{"\x15\x03\x01" + std::string("\0\x02\x02\x28", 4), error::redis_speaks_tls},
          peer{"\x16\x03\x01", error::redis_speaks_tls}}) {
        start();
        last().accept();
        last().say(each.says);
        EXPECT_FALSE(last().is_open());
        EXPECT_EQ(user.reason, each.means) << user.reason.message();
        line->close();
    }
    EXPECT_THAT(user.heard, testing::Contains("down: what answers at this address is no Redis | "
                                              "HTTP/1.1 400 Bad Request...."));
}

TEST_F(connection_faults_test, of_a_peer_that_says_nothing) {
    start();
    pass(4900ms);
    EXPECT_TRUE(last().is_open());
    pass(200ms);
    EXPECT_FALSE(attempts.front()->is_open());
    EXPECT_EQ(user.reason, error::redis_unreachable) << "it does not even connect";
    last().late = error::redis_speaks_no_tls;
    pass(5100ms);
    EXPECT_EQ(user.reason, error::redis_speaks_no_tls);
    last().accept();
    auto const connected = attempts.back();
    pass(4900ms);
    EXPECT_TRUE(connected->is_open());
    pass(200ms);
    EXPECT_FALSE(connected->is_open());
    EXPECT_EQ(user.reason, error::redis_silent);
}

TEST_F(connection_faults_test, of_a_peer_that_hangs_up) {
    start();
    last().end(error::redis_unreachable, "Connection refused");
    EXPECT_THAT(user.take(), ElementsAre("down: nothing answers at the address of Redis | "
                                         "Connection refused"));
    pass(100ms);
    last().accept();
    last().end(error::redis_connection_lost);
    EXPECT_EQ(user.reason, error::redis_hung_up);
}

TEST_F(connection_faults_test, of_an_answer_that_does_not_come_in_time) {
    be_ready();
    ask("a");
    pass(2s);
    ask("b");
    last().say("+1\r\n");
    pass(4900ms);
    EXPECT_TRUE(last().is_open());
    pass(200ms);
    EXPECT_EQ(user.reason, error::redis_silent);
    EXPECT_THAT(take_answers(), ElementsAre("1", "Redis did not answer in : null"));
}

TEST_F(connection_faults_test, of_a_peer_that_takes_nothing) {
    be_ready();
    last().stalls = true;
    ask("a");
    ask("b");
    auto const stalled = attempts.back();
    pass(5100ms);
    EXPECT_FALSE(stalled->is_open());
    EXPECT_EQ(user.reason, error::redis_silent);
    EXPECT_EQ(answers.size(), 1U) << "the second was not on its way";
}

TEST_F(connection_faults_test, leave_a_command_that_blocks_its_time) {
    be_ready();
    ask("xread", 10s);
    pass(14900ms);
    EXPECT_TRUE(last().is_open());
    pass(200ms);
    EXPECT_EQ(user.reason, error::redis_silent);

    pass(100ms);
    greet();
    ask("xread", 10s);
    last().say("+1\r\n");
    ask("short");
    pass(5100ms);
    EXPECT_FALSE(attempts[1]->is_open()) << "what follows has no more time for it";
}

TEST_F(connection_faults_test, of_an_answer_that_nobody_asked_for) {
    be_ready();
    last().say("+OK\r\n");
    EXPECT_EQ(user.reason, error::redis_is_none);
    pass(100ms);
    greet();
    last().say("-DENIED\r\n");
    EXPECT_EQ(user.reason, error::redis_protected_mode);
}

TEST_F(connection_faults_test, of_an_answer_that_is_too_large) {
    options.max_answer_bytes = 100;
    be_ready();
    ask("a");
    last().say("$1000\r\n");
    EXPECT_EQ(user.reason, error::redis_answer_too_large);
    EXPECT_THAT(take_answers(), ElementsAre("an answer of Redis is to: null"));
}

TEST_F(connection_faults_test, of_a_reply_that_is_cut) {
    be_ready();
    ask("a");
    last().say("*2\r\n$5\r\nhel");
    last().end(error::redis_connection_lost);
    EXPECT_THAT(take_answers(), ElementsAre("the connection to Redis : null"));
    pass(100ms);
    greet();
    ask("b");
    last().say("+1\r\n");
    EXPECT_THAT(take_answers(), ElementsAre("1")) << "nothing of the old one is left";
}

// After a failover the old master is a replica: its address may now lead to another.
TEST_F(connection_faults_test, of_a_replica_have_it_connect_again) {
    be_ready();
    ask("xadd");
    ask("next");
    last().say("-READONLY You can't write against a read only replica.\r\n");
    EXPECT_THAT(take_answers(),
                ElementsAre("this Redis is a replica,: !READONLY You can't write against a read "
                            "only replica.",
                            "this Redis is a replica,: null"))
        << "the next one has the same reason";
    EXPECT_EQ(user.reason, error::redis_read_only);
    pass(100ms);
    EXPECT_EQ(attempts.size(), 2U);
}

TEST_F(connection_faults_test, of_a_cluster_are_told_to_who_asked) {
    be_ready();
    ask("get");
    last().say("-MOVED 3999 127.0.0.1:6381\r\n");
    EXPECT_THAT(take_answers(),
                ElementsAre("this Redis is one of a R: !MOVED 3999 127.0.0.1:6381"));
    EXPECT_TRUE(line->is_ready());
}

TEST_F(connection_faults_test, of_being_away_for_long_are_told_and_lose_what_waited) {
    be_ready();
    last().end(error::redis_connection_lost);
    static_cast<void>(user.take());
    ask("first");
    line->send({"PUBLISH"}, {}, {});
    auto const fail_all = [this](base::duration time) {
        for (base::time_point const end = home.now() + time; home.now() < end;) {
            pass(50ms);
            if (last().is_open())
                last().end(error::redis_unreachable);
        }
    };
    fail_all(5s);
    ask("second");
    EXPECT_THAT(take_answers(), IsEmpty());
    EXPECT_FALSE(line->is_long_away());
    fail_all(5200ms);
    EXPECT_TRUE(line->is_long_away());
    EXPECT_THAT(take_answers(), ElementsAre("Redis has been away for : null"));
    EXPECT_THAT(user.heard,
                testing::IsSupersetOf({"lost: Redis has been away for too long", "long away"}));
    pass(2s);
    greet();
    EXPECT_FALSE(line->is_long_away());
    EXPECT_THAT(last().take_commands(), ElementsAre("second"));
}

TEST_F(connection_faults_test, of_a_full_queue_are_told_after_the_call) {
    options.max_queued_commands = 2;
    be_ready();
    for (int each = 0; each < 3; ++each)
        line->send({"x"}, {}, [this](error_code failure, reply) {
            answers.push_back(failure.message().substr(0, 23));
        });
    line->send({"PUBLISH"}, {}, {});
    EXPECT_THAT(answers, IsEmpty());
    home.settle();
    EXPECT_THAT(take_answers(), ElementsAre("too much waits for Redi"));
    EXPECT_THAT(user.take(), ElementsAre("lost: too much waits for Redis"));
    last().say("+1\r\n");
    ask("again");
    EXPECT_EQ(last().take_commands().back(), "again") << "there is room";
}

TEST_F(connection_faults_test, bound_the_octets_that_wait) {
    options.max_queued_bytes = 1000;
    start();
    std::string const word(400, 'x');
    ask(word);
    ask(word);
    EXPECT_THAT(take_answers(), IsEmpty());
    ask(word);
    EXPECT_THAT(take_answers(), ElementsAre("too much waits for Redis: null"));
    greet();
    EXPECT_EQ(last().take_commands().size(), 2U);
    ask(word);
    EXPECT_EQ(last().take_commands().size(), 1U);
}

} // namespace
} // namespace socketiota::redis

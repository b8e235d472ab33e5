// SPDX-License-Identifier: MIT
#include "recording_listener.hpp"
#include "scripted_redis.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include <redis/cluster_client.hpp>

namespace socketiota::redis {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// Two masters that the test plays: `one` has the lower half of the slots, `two` the upper.
///
/// The slot of `{b}` is 3300, that of `{a}` is 15495.
class cluster_client_test : public scripted_redis {
protected:
    struct server {
        std::vector<std::shared_ptr<scripted_carrier>> lines;
        std::vector<std::string> commands; // without those that every connection begins with
        std::map<std::string, std::string> answers; // to commands that begin so
        bool is_away = false;
    };

    void start() {
        options.deployment = redis_deployment::cluster;
        std::vector<address> seeds(1);
        seeds[0].host = "one";
        made = std::make_unique<cluster_client>(
            home.shared(), shared_options(), seeds, [this](address const& at) {
                auto line = std::make_shared<scripted_carrier>(home);
                servers[at.host].lines.push_back(line);
                return std::shared_ptr<carrier>(line);
            });
        made->start(heard);
        serve();
    }

    /// Lets all servers answer what there is, and a little time pass.
    void serve() {
        for (int round = 0; round < 12; ++round) {
            serve_now();
            pass(20ms);
        }
    }

    void serve_now() {
        home.settle();
        for (auto& [name, each] : servers)
            for (std::size_t line = 0; line < each.lines.size(); ++line)
                serve(each, *each.lines[line]);
    }

    void serve(server& who, scripted_carrier& line) {
        if (!line.is_open())
            return;
        if (who.is_away)
            return line.end(error::redis_unreachable);
        if (line.late == error::redis_unreachable) { // it is new
            line.late = error::redis_speaks_no_tls;
            line.accept();
        }
        for (std::string const& each : line.take_commands())
            if (line.is_open())
                line.say(answer_to(who, each));
    }

    std::string answer_to(server& who, std::string const& command) {
        std::string const verb = command.substr(0, command.find(' '));
        if (command == "CLUSTER SLOTS")
            return slots;
        if (verb == "PING" || verb == "HELLO")
            return "+OK\r\n";
        who.commands.push_back(command);
        for (auto const& [beginning, answer] : who.answers)
            if (command.starts_with(beginning))
                return answer;
        if (verb.ends_with("subscribe"))
            return "*3\r\n+" + verb + "\r\n+" + command.substr(verb.size() + 1) + "\r\n:1\r\n";
        return "+" + verb + "\r\n";
    }

    [[nodiscard]] static std::string range(int first, int last, std::string const& host) {
        return "*3\r\n:" + std::to_string(first) + "\r\n:" + std::to_string(last) + "\r\n*2\r\n+" +
               host + "\r\n:6379\r\n";
    }

    void ask(std::initializer_list<std::string_view> words) {
        made->send(command(words), [this](error_code failure, reply value) {
            answers.push_back((failure ? "! " : "") + text_of(value));
        });
        serve();
    }

    [[nodiscard]] std::vector<std::string> commands_of(std::string const& host) {
        return std::exchange(servers[host].commands, {});
    }

    std::string slots = "*2\r\n" + range(0, 8000, "one") + range(8001, 16383, "two");
    std::map<std::string, server> servers;
    recording_listener heard;
    std::vector<std::string> answers;
    std::unique_ptr<client> made;
};

TEST_F(cluster_client_test, sends_each_command_to_the_master_of_its_key) {
    start();
    EXPECT_EQ(made->state(), link_state::connected);
    EXPECT_THAT(heard.take(), ElementsAre("connected"));
    ask({"GET", "b"});
    ask({"SPUBLISH", "a", "1"});
    ask({"GET", "x{b}"});
    EXPECT_THAT(commands_of("one"), ElementsAre("GET b", "GET x{b}"));
    EXPECT_THAT(commands_of("two"), ElementsAre("SPUBLISH a 1"));
    EXPECT_THAT(answers, ElementsAre("GET", "SPUBLISH", "GET"));
}

TEST_F(cluster_client_test, keeps_what_is_for_no_key_with_one_master) {
    start();
    for (int each = 0; each < 3; ++each)
        ask({"PUBLISH", std::to_string(each), "x"});
    EXPECT_EQ(commands_of("one").size(), 3U);
    servers["one"].is_away = true;
    slots = "*1\r\n" + range(0, 16383, "two");
    serve();
    ask({"PUBLISH", "c", "x"});
    EXPECT_THAT(commands_of("two"), Contains("PUBLISH c x"));
}

TEST_F(cluster_client_test, has_commands_wait_until_it_knows_the_masters) {
    slots = "*0\r\n";
    start();
    ask({"GET", "a"});
    EXPECT_THAT(answers, IsEmpty());
    EXPECT_EQ(made->state(), link_state::degraded);
    slots = "*1\r\n" + range(0, 16383, "two");
    pass(600ms);
    serve();
    EXPECT_THAT(answers, ElementsAre("GET"));
    slots = "*0\r\n";
}

TEST_F(cluster_client_test, gives_up_what_nobody_can_do) {
    slots = "*1\r\n" + range(0, 8000, "one");
    start();
    ask({"GET", "a"});
    made->send({"XADD", "a", "1"});
    pass(11s);
    EXPECT_THAT(answers, ElementsAre("! null"));
    EXPECT_THAT(heard.heard, Contains("lost command: Redis has been away for too long"));
}

TEST_F(cluster_client_test, follows_moved_and_asks_who_has_what) {
    start();
    servers["one"].answers["GET"] = "-MOVED 3300 two:6379\r\n";
    slots = "*2\r\n" + range(0, 3000, "one") + range(3001, 16383, "two");
    ask({"GET", "b"});
    EXPECT_THAT(answers, ElementsAre("GET"));
    EXPECT_THAT(commands_of("one"), ElementsAre("GET b"));
    EXPECT_THAT(commands_of("two"), ElementsAre("GET b"));
    ask({"GET", "b"});
    EXPECT_THAT(commands_of("one"), IsEmpty());
    EXPECT_THAT(commands_of("two"), ElementsAre("GET b"));
}

TEST_F(cluster_client_test, follows_ask_once) {
    start();
    servers["one"].answers["GET"] = "-ASK 3300 three:6379\r\n";
    ask({"GET", "b"});
    EXPECT_THAT(commands_of("three"), ElementsAre("ASKING", "GET b"));
    EXPECT_THAT(answers, ElementsAre("GET"));
    servers["one"].answers.clear();
    ask({"GET", "b"});
    EXPECT_THAT(commands_of("three"), IsEmpty());
    EXPECT_EQ(commands_of("one").size(), 2U);
}

TEST_F(cluster_client_test, keeps_the_order_of_a_slot_that_moves) {
    start();
    auto const send = [this](std::string_view what) { made->send({what, "b"}); };
    send("A");
    send("B");
    home.settle();
    // Both are under way; their answers do not come at once.
    auto const line = *std::find_if(
        servers["one"].lines.begin(), servers["one"].lines.end(),
        [](auto const& each) { return each->is_open() && each->take_commands().size() == 2; });
    line->say("-MOVED 3300 two:6379\r\n");
    send("C");
    line->say("-MOVED 3300 two:6379\r\n");
    slots = "*2\r\n" + range(0, 3000, "one") + range(3001, 16383, "two");
    send("D");
    serve();
    EXPECT_THAT(commands_of("two"), ElementsAre("A b", "B b", "C b", "D b"));
}

TEST_F(cluster_client_test, keeps_the_order_of_a_slot_that_is_known_to_have_moved) {
    start();
    made->send({"A", "b"});
    home.settle();
    auto const line = *std::find_if(
        servers["one"].lines.begin(), servers["one"].lines.end(),
        [](auto const& each) { return each->is_open() && each->take_commands().size() == 1; });
    // Another connection hears of it first.
    servers["one"].answers["XREAD"] = "-MOVED 3300 two:6379\r\n";
    auto const blocking = made->open_blocking("b");
    blocking->send({"XREAD", "STREAMS", "b", "1"}, 1ms, [](error_code, reply) {});
    for (int round = 0; round < 3; ++round) {
        home.settle();
        serve(servers["one"], *servers["one"].lines.back());
    }
    made->send({"B", "b"});
    home.settle();
    line->say("-MOVED 3300 two:6379\r\n");
    slots = "*2\r\n" + range(0, 3000, "one") + range(3001, 16383, "two");
    serve();
    std::vector<std::string> commands = commands_of("two");
    std::erase(commands, "XREAD STREAMS b 1");
    EXPECT_THAT(commands, ElementsAre("A b", "B b"));
}

TEST_F(cluster_client_test, keeps_the_order_of_a_slot_that_nobody_takes_for_a_while) {
    start();
    servers["one"].answers["A"] = "-TRYAGAIN\r\n";
    made->send({"A", "b"});
    serve_now();
    EXPECT_THAT(commands_of("one"), ElementsAre("A b"));
    servers["one"].answers.clear();
    made->send({"B", "b"});
    made->send({"A", "x"}); // of another slot
    serve();
    EXPECT_THAT(commands_of("one"), ElementsAre("A b", "B b"));
    EXPECT_THAT(commands_of("two"), ElementsAre("A x"));
}

TEST_F(cluster_client_test, does_not_follow_for_ever) {
    start();
    servers["one"].answers["GET"] = "-MOVED 3300 two:6379\r\n";
    servers["two"].answers["GET"] = "-MOVED 3300 one:6379\r\n";
    ask({"GET", "b"});
    serve();
    EXPECT_THAT(answers, ElementsAre("! !MOVED 3300 one:6379"));
}

TEST_F(cluster_client_test, follows_to_no_more_servers_than_a_cluster_may_have_on_its_way) {
    slots = "*1\r\n" + range(0, 16383, "one");
    options.queue_timeout = 60s;
    start();
    for (int each = 0; each < 70; ++each) {
        servers["one"].answers["GET"] = "-ASK 3300 h" + std::to_string(each) + ":6379\r\n";
        made->send({"GET", "k" + std::to_string(each)}, [this](error_code failure, reply value) {
            answers.push_back((failure ? "! " : "") + text_of(value));
        });
        serve_now();
    }
    serve();
    EXPECT_EQ(std::count(answers.begin(), answers.end(), "GET"), 64);
    EXPECT_EQ(answers.back().substr(0, 18), "! !ASK 3300 h69:63");
    EXPECT_EQ(servers.size(), 65U);
}

TEST_F(cluster_client_test, tries_again_what_is_to_be_tried_again) {
    start();
    servers["one"].answers["GET"] = "-TRYAGAIN Multiple keys request during rehashing of slot\r\n";
    ask({"GET", "b"});
    EXPECT_THAT(answers, IsEmpty());
    servers["one"].answers.clear();
    pass(600ms);
    serve();
    EXPECT_THAT(answers, ElementsAre("GET"));
    servers["one"].answers["GET"] = "-ERR no\r\n";
    ask({"GET", "b"});
    EXPECT_THAT(answers, ElementsAre("GET", "! !ERR no"));
}

TEST_F(cluster_client_test, sends_what_waited_for_a_master_that_failed_to_the_next) {
    start();
    servers["two"].is_away = true;
    serve();
    EXPECT_EQ(made->state(), link_state::degraded);
    ask({"GET", "a"});
    EXPECT_THAT(answers, IsEmpty());
    slots = "*2\r\n" + range(0, 8000, "one") + range(8001, 16383, "three");
    pass(600ms);
    serve();
    EXPECT_THAT(commands_of("three"), ElementsAre("GET a"));
    EXPECT_THAT(answers, ElementsAre("GET"));
    EXPECT_EQ(made->state(), link_state::connected);
    EXPECT_THAT(heard.heard, Contains("gap"));
}

TEST_F(cluster_client_test, subscribes_where_the_slot_is_and_moves_with_it) {
    start();
    made->subscribe(channel_kind::channel, "c", heard);
    made->subscribe(channel_kind::shard, "a", heard);
    made->subscribe(channel_kind::shard, "b", heard);
    serve();
    EXPECT_THAT(commands_of("one"), ElementsAre("subscribe c", "ssubscribe b"));
    EXPECT_THAT(commands_of("two"), ElementsAre("ssubscribe a"));
    static_cast<void>(heard.take());

    slots = "*2\r\n" + range(0, 3000, "one") + range(3001, 16383, "two");
    servers["one"].answers["ssubscribe"] = "-MOVED 3300 two:6379\r\n";
    for (auto const& each : std::vector(servers["one"].lines))
        if (each->is_open()) // the one where nothing is subscribed takes it for an answer
            each->say(">3\r\n+sunsubscribe\r\n+b\r\n:0\r\n");
    serve();
    EXPECT_THAT(commands_of("two"), Contains("ssubscribe b"));
    EXPECT_THAT(heard.heard, Contains("subscribed b"));
    EXPECT_THAT(heard.heard, Contains("gap"));
    EXPECT_EQ(made->state(), link_state::connected);
    made->unsubscribe(heard);
    serve();
    EXPECT_THAT(commands_of("two"),
                testing::UnorderedElementsAre("sunsubscribe a", "sunsubscribe b"));
    EXPECT_THAT(commands_of("one"), Contains("unsubscribe c"));
}

TEST_F(cluster_client_test, counts_subscribers_of_all_masters) {
    start();
    servers["one"].answers["PUBSUB"] = "*2\r\n+c\r\n:2\r\n";
    servers["two"].answers["PUBSUB"] = "*2\r\n+c\r\n:3\r\n";
    std::size_t sum = 0;
    made->count_subscribers(channel_kind::channel, "c", [&](error_code failure, std::size_t count) {
        EXPECT_FALSE(failure);
        sum = count;
    });
    serve();
    EXPECT_EQ(sum, 5U);
}

TEST_F(cluster_client_test, blocks_where_the_slot_is) {
    start();
    auto const blocking = made->open_blocking("b");
    servers["one"].answers["XREAD"] = "-MOVED 3300 two:6379\r\n";
    slots = "*1\r\n" + range(0, 16383, "two");
    blocking->send({"XREAD", "BLOCK", "1", "STREAMS", "b", "$"}, 1ms,
                   [this](error_code failure, reply value) {
                       answers.push_back((failure ? "! " : "") + text_of(value));
                   });
    serve();
    EXPECT_THAT(answers, ElementsAre("XREAD"));
    EXPECT_THAT(commands_of("two"), ElementsAre("XREAD BLOCK 1 STREAMS b $"));
}

TEST_F(cluster_client_test, blocks_where_the_slot_is_going) {
    start();
    auto const blocking = made->open_blocking("b");
    servers["one"].answers["XREAD"] = "-ASK 3300 three:6379\r\n";
    blocking->send({"XREAD", "STREAMS", "b", "1"}, 1ms, [this](error_code failure, reply value) {
        answers.push_back((failure ? "! " : "") + text_of(value));
    });
    serve();
    EXPECT_THAT(answers, ElementsAre("XREAD"));
    EXPECT_THAT(commands_of("three"), ElementsAre("ASKING", "XREAD STREAMS b 1"));
    EXPECT_EQ(made->state(), link_state::connected);
    static_cast<void>(heard.take());

    // As long as it is on its way, and then for good: by the connections that are there.
    std::size_t const connections = servers["one"].lines.size() + servers["three"].lines.size();
    auto const ask_again = [&] {
        blocking->send({"XREAD", "STREAMS", "b", "2"}, 1ms,
                       [](error_code failure, reply) { EXPECT_FALSE(failure); });
        serve();
        EXPECT_THAT(commands_of("three"), Contains("XREAD STREAMS b 2"));
    };
    ask_again();
    servers["one"].answers["XREAD"] = "-MOVED 3300 three:6379\r\n";
    ask_again();
    EXPECT_EQ(servers["one"].lines.size() + servers["three"].lines.size(), connections);
    EXPECT_THAT(heard.take(), IsEmpty());
}

TEST_F(cluster_client_test, blocks_at_the_next_master_when_one_is_away) {
    start();
    auto const blocking = made->open_blocking("b");
    servers["one"].is_away = true;
    blocking->send({"XREAD", "STREAMS", "b", "1"}, 1ms, [this](error_code failure, reply value) {
        answers.push_back((failure ? "! " : "") + text_of(value));
    });
    serve();
    EXPECT_THAT(answers, IsEmpty());
    slots = "*1\r\n" + range(0, 16383, "two");
    pass(600ms);
    serve();
    EXPECT_THAT(answers, ElementsAre("XREAD"));
    EXPECT_THAT(commands_of("two"), ElementsAre("XREAD STREAMS b 1"));
}

TEST_F(cluster_client_test, bounds_what_waits) {
    options.max_queued_commands = 2;
    slots = "*0\r\n";
    start();
    for (int each = 0; each < 3; ++each)
        made->send({"GET", "a"}, [this](error_code failure, reply) {
            answers.push_back(failure.message().substr(0, 8));
        });
    EXPECT_THAT(answers, IsEmpty()) << "not inside of the call";
    home.settle();
    EXPECT_THAT(answers, ElementsAre("too much"));
}

TEST_F(cluster_client_test, may_be_destroyed_in_whatever_it_calls) {
    for (int nth = 1; nth < 14; ++nth) {
        servers.clear();
        answers.clear();
        slots = "*2\r\n" + range(0, 8000, "one") + range(8001, 16383, "two");
        int count = 0;
        auto const at_each = [&] {
            if (++count == nth)
                made.reset();
        };
        heard.at_each = at_each;
        start();
        for (std::string const name : {"a", "b", "c"})
            if (made)
                made->subscribe(channel_kind::shard, name, heard);
        serve();
        for (std::string const key : {"a", "b", "a"})
            if (made)
                made->send({"GET", key}, [&](error_code, reply) { at_each(); });
        home.settle();
        servers["two"].is_away = true;
        slots = "*1\r\n" + range(0, 16383, "one");
        serve();
        pass(1s);
        serve();
        EXPECT_EQ(made == nullptr, count >= nth) << nth;
        made.reset();
        heard.at_each = {};
    }
}

} // namespace
} // namespace socketiota::redis

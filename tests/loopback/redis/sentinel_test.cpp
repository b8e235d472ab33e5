// SPDX-License-Identifier: MIT
#include "redis_test.hpp"

namespace socketiota::redis {
namespace {

/// One that watches a master under the name `mymaster` and decides alone.
std::string sentinel_file(std::uint16_t master) {
    return "sentinel monitor mymaster 127.0.0.1 " + std::to_string(master) +
           " 1\n"
           "sentinel down-after-milliseconds mymaster 200\n"
           "sentinel failover-timeout mymaster 2000\n";
}

/// The options of a client that finds `mymaster` by this sentinel.
redis_options found_by(test::redis_server const& sentinel) {
    redis_options made{.url = "redis://mymaster"};
    made.deployment = redis_deployment::sentinels;
    made.hosts = {"127.0.0.1:" + std::to_string(test::free_port()),
                  "127.0.0.1:" + std::to_string(sentinel.port())};
    made.max_backoff = 100ms;
    made.queue_timeout = 60s;
    return made;
}

/// A master, its replica and a sentinel that watches them.
class redis_sentinels : public redis_test {
protected:
    /// Connects to the master, and returns once the other could take its place.
    void begin(redis_options const& options) {
        ann = connect(options);
        ann->line->subscribe(channel_kind::channel, "a", ann->heard);
        wait_for(*ann, "subscribed a");
        EXPECT_EQ(ask(*ann, {"SET", "k", "v"}), "OK;");
        EXPECT_EQ(ask(*ann, {"CONFIG", "GET", "port"}),
                  "[port, " + std::to_string(first.port()) + "];");
        // What is not there yet cannot be found there later, and a sentinel needs to know the
        // other.
        while (ask(*ann, {"WAIT", "1", "1000"}) != "1;") {
        }
        auto const asking = connect(sentinel);
        while (ask(*asking, {"SENTINEL", "replicas", "mymaster"}).size() < 10) {
        }
        run_until([&] { return ann->line->state() == link_state::connected; });
        static_cast<void>(ann->heard.take());
    }

    /// Everything is with the other, as it was.
    void expect_second() {
        wait_for(*ann, "gap");
        EXPECT_EQ(ask(*ann, {"CONFIG", "GET", "port"}),
                  "[port, " + std::to_string(second.port()) + "];");
        EXPECT_EQ(ask(*ann, {"GET", "k"}), "v;");
        EXPECT_EQ(ask(*ann, {"SET", "k", "w"}), "OK;") << "it is a master";
        ann->line->send({"PUBLISH", "a", "1"});
        wait_for(*ann, "a/a: 1");
    }

    test::redis_server first;
    test::redis_server second{{"--replicaof", "127.0.0.1", std::to_string(first.port()),
                               "--repl-diskless-sync-delay", "0"}};
    test::redis_server sentinel{test::redis_server::sentinel{sentinel_file(first.port())}};
    std::unique_ptr<user> ann;
};

TEST_F(redis_sentinels, lead_to_the_new_master_when_the_old_one_has_failed) {
    begin(found_by(sentinel));
    first.kill();
    expect_second();
}

TEST_F(redis_sentinels, tell_of_a_new_master_while_the_old_one_is_silent) {
    redis_options options = found_by(sentinel);
    options.ping_interval = 1h; // nothing else would notice it
    options.answer_timeout = 1h;
    begin(options);
    // The watch is there: nothing that is switched earlier would be heard.
    auto const asking = connect(sentinel);
    while (ask(*asking, {"CLIENT", "LIST"}).find(" sub=1 ") == std::string::npos) {
    }
    first.pause();
    wait_for(*ann, "degraded: the sentinels of Redis have made another server the master");
    expect_second();
}

TEST_F(redis_sentinels, that_know_no_such_master_are_told) {
    redis_options options = found_by(sentinel);
    options.url = "redis://other";
    options.hosts.erase(options.hosts.begin());
    EXPECT_EQ(failure_of(options), error::redis_no_master);
}

} // namespace
} // namespace socketiota::redis

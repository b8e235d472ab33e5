// SPDX-License-Identifier: MIT
#include "redis_test.hpp"

namespace socketiota::redis {
namespace {

using redis_sentinels = redis_test;

/// One that watches a master under the name `mymaster` and decides alone.
std::string sentinel_file(std::uint16_t master) {
    return "sentinel monitor mymaster 127.0.0.1 " + std::to_string(master) +
           " 1\n"
           "sentinel down-after-milliseconds mymaster 200\n"
           "sentinel failover-timeout mymaster 2000\n";
}

TEST_F(redis_sentinels, lead_to_the_new_master_when_the_old_one_has_failed) {
    test::redis_server first;
    test::redis_server const second({"--replicaof", "127.0.0.1", std::to_string(first.port()),
                                     "--repl-diskless-sync-delay", "0"});
    test::redis_server const sentinel(test::redis_server::sentinel{sentinel_file(first.port())});

    redis_options options{.url = "redis://mymaster"};
    options.deployment = redis_deployment::sentinels;
    options.hosts = {"127.0.0.1:" + std::to_string(test::free_port()),
                     "127.0.0.1:" + std::to_string(sentinel.port())};
    options.max_backoff = 100ms;
    options.queue_timeout = 60s;
    auto const ann = connect(options);
    ann->line->subscribe(channel_kind::channel, "a", ann->heard);
    wait_for(*ann, "subscribed a");
    EXPECT_EQ(ask(*ann, {"SET", "k", "v"}), "OK;");
    EXPECT_EQ(ask(*ann, {"CONFIG", "GET", "port"}),
              "[port, " + std::to_string(first.port()) + "];");
    // What is not there yet cannot be found there later, and a sentinel needs to know the other.
    while (ask(*ann, {"WAIT", "1", "1000"}) != "1;") {
    }
    auto const watcher = connect(sentinel);
    while (ask(*watcher, {"SENTINEL", "replicas", "mymaster"}).size() < 10) {
    }
    run_until([&] { return ann->line->state() == link_state::connected; });
    static_cast<void>(ann->heard.take());

    first.kill();
    wait_for(*ann, "gap");
    EXPECT_EQ(ask(*ann, {"CONFIG", "GET", "port"}),
              "[port, " + std::to_string(second.port()) + "];");
    EXPECT_EQ(ask(*ann, {"GET", "k"}), "v;");
    EXPECT_EQ(ask(*ann, {"SET", "k", "w"}), "OK;") << "it is a master";
    ann->line->send({"PUBLISH", "a", "1"});
    wait_for(*ann, "a/a: 1");
}

TEST_F(redis_sentinels, that_know_no_such_master_are_told) {
    test::redis_server const master;
    test::redis_server const sentinel(test::redis_server::sentinel{sentinel_file(master.port())});
    redis_options options{.url = "redis://other"};
    options.deployment = redis_deployment::sentinels;
    options.hosts = {"127.0.0.1:" + std::to_string(sentinel.port())};
    EXPECT_EQ(failure_of(options), error::redis_no_master);
}

} // namespace
} // namespace socketiota::redis

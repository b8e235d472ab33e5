// SPDX-License-Identifier: MIT
#include "redis_test.hpp"

#include <array>
#include <optional>

#include <redis/key_slot.hpp>

namespace socketiota::redis {
namespace {

/// A Redis Cluster of three masters.
class redis_cluster : public redis_test {
protected:
    redis_cluster() {
        for (std::size_t each = 0; each < servers_.size(); ++each) {
            servers_[each].emplace(arguments());
            root_[each] = connect(*servers_[each]);
        }
        for (std::size_t each = 0; each < servers_.size(); ++each) {
            std::string const first = std::to_string(each * slot_count / 3);
            std::string const last = std::to_string((each + 1) * slot_count / 3 - 1);
            EXPECT_EQ(ask(*root_[each], {"CLUSTER", "ADDSLOTSRANGE", first, last}), "OK;");
            EXPECT_EQ(ask(*root_[each], {"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(each + 1)}),
                      "OK;");
            ids_[each] = ask(*root_[each], {"CLUSTER", "MYID"});
            ids_[each].pop_back();
        }
        for (std::size_t each = 1; each < servers_.size(); ++each)
            EXPECT_EQ(ask(*root_[0], {"CLUSTER", "MEET", "127.0.0.1", port_of(each), bus_[each]}),
                      "OK;");
        for (auto const& each : root_)
            wait_until(*each, "cluster_state:ok");
    }

    /// Until CLUSTER INFO says so, and that it knows all three.
    void wait_until(user& who, std::string const& what) {
        for (;;) {
            std::string const info = ask(who, {"CLUSTER", "INFO"});
            if (info.find(what) != std::string::npos &&
                info.find("cluster_size:3") != std::string::npos)
                return;
        }
    }

    std::vector<std::string> arguments() {
        bus_[made_] = std::to_string(test::free_port());
        return {"--cluster-enabled",      "yes", "--cluster-port", bus_[made_++],
                "--cluster-node-timeout", "1000"};
    }

    [[nodiscard]] std::string port_of(std::size_t server) const {
        return std::to_string(servers_[server]->port());
    }

    redis_options options() const {
        redis_options made{.url = servers_[0]->url()};
        made.deployment = redis_deployment::cluster;
        return made;
    }

    [[nodiscard]] std::size_t owner_of(std::string_view key) const {
        return slot_of_key(key) * 3U / slot_count;
    }

    /// Has another master own the slot of a key.
    void move_slot(std::string_view key, std::size_t to) {
        std::size_t const from = owner_of(key);
        std::string const slot = std::to_string(slot_of_key(key));
        EXPECT_EQ(ask(*root_[to], {"CLUSTER", "SETSLOT", slot, "IMPORTING", ids_[from]}), "OK;");
        EXPECT_EQ(ask(*root_[from], {"CLUSTER", "SETSLOT", slot, "MIGRATING", ids_[to]}), "OK;");
        EXPECT_EQ(ask(*root_[from], {"MIGRATE", "127.0.0.1", port_of(to), key, "0", "1000"}),
                  "OK;");
        EXPECT_EQ(ask(*root_[to], {"CLUSTER", "SETSLOT", slot, "NODE", ids_[to]}), "OK;");
        EXPECT_EQ(ask(*root_[from], {"CLUSTER", "SETSLOT", slot, "NODE", ids_[to]}), "OK;");
    }

    std::array<std::string, 3> bus_;
    std::size_t made_ = 0;
    std::array<std::optional<test::redis_server>, 3> servers_;
    std::array<std::unique_ptr<user>, 3> root_;
    std::array<std::string, 3> ids_;
};

TEST_F(redis_cluster, has_each_key_and_channel_with_its_master) {
    auto const ann = connect(options());
    for (std::string const key : {"a", "b", "c", "d", "e", "f"})
        EXPECT_EQ(ask(*ann, {"SET", key, "v" + key}), "OK;");
    for (std::string const key : {"a", "b", "c", "d", "e", "f"})
        EXPECT_EQ(ask(*root_[owner_of(key)], {"GET", key}), "v" + key + ";");
    std::vector<std::string> answers;
    ann->line->send_together({{"GET", "a"}, {"DEL", "a"}},
                             [&](error_code, reply value) { answers.push_back(text_of(value)); });
    run_until([&] { return !answers.empty(); });
    EXPECT_EQ(answers[0], "[va, 1]");

    ann->line->subscribe(channel_kind::channel, "all", ann->heard);
    for (std::string const name : {"a", "b", "c"})
        ann->line->subscribe(channel_kind::shard, name, ann->heard);
    for (std::string const name : {"all", "a", "b", "c"})
        wait_for(*ann, "subscribed " + name);
    root_[2]->line->send({"PUBLISH", "all", "1"}); // of another master, over the cluster's bus
    wait_for(*ann, "all/all: 1");
    for (std::string const name : {"a", "b", "c"}) {
        ann->line->send({"SPUBLISH", name, "2"});
        wait_for(*ann, name + "/" + name + ": 2");
    }
    std::optional<std::size_t> count;
    ann->line->count_subscribers(channel_kind::channel, "all",
                                 [&](error_code, std::size_t sum) { count = sum; });
    run_until([&] { return count.has_value(); });
    EXPECT_EQ(count, 1U);
    count.reset();
    ann->line->count_subscribers(channel_kind::shard, "b",
                                 [&](error_code, std::size_t sum) { count = sum; });
    run_until([&] { return count.has_value(); });
    EXPECT_EQ(count, 1U);

    auto const blocking = ann->line->open_blocking("s");
    answers.clear();
    blocking->send({"XREAD", "BLOCK", "30000", "STREAMS", "s", "0"}, 30s,
                   [&](error_code, reply value) { answers.push_back(text_of(value)); });
    ann->line->send({"XADD", "s", "1-1", "k", "v"});
    run_until([&] { return !answers.empty(); });
    EXPECT_EQ(answers[0], "[[s, [[1-1, [k, v]]]]]");
}

TEST_F(redis_cluster, is_followed_when_a_slot_moves) {
    auto const ann = connect(options());
    std::string const key = "b";
    std::size_t const to = (owner_of(key) + 1) % 3;
    EXPECT_EQ(ask(*ann, {"SET", key, "v"}), "OK;");
    ann->line->subscribe(channel_kind::shard, key, ann->heard);
    wait_for(*ann, "subscribed b");
    run_until([&] { return ann->line->state() == link_state::connected; });
    static_cast<void>(ann->heard.take());
    move_slot(key, to);
    EXPECT_EQ(ask(*ann, {"GET", key}), "v;");
    EXPECT_EQ(ask(*ann, {"SET", key, "w"}), "OK;");
    EXPECT_EQ(ask(*root_[to], {"GET", key}), "w;");
    wait_for(*ann, "subscribed b");
    wait_for(*ann, "gap");
    EXPECT_EQ(ask(*ann, {"SPUBLISH", key, "1"}), "1;");
    wait_for(*ann, "b/b: 1");
}

TEST_F(redis_cluster, is_followed_while_a_slot_is_moving) {
    auto const ann = connect(options());
    std::size_t const from = owner_of("b");
    std::size_t const to = (from + 1) % 3;
    std::string const slot = std::to_string(slot_of_key("b"));
    EXPECT_EQ(ask(*root_[to], {"CLUSTER", "SETSLOT", slot, "IMPORTING", ids_[from]}), "OK;");
    EXPECT_EQ(ask(*root_[from], {"CLUSTER", "SETSLOT", slot, "MIGRATING", ids_[to]}), "OK;");
    // ASK: what is not there any more is where the slot goes.
    EXPECT_EQ(ask(*ann, {"SET", "b", "v"}), "OK;");
    EXPECT_EQ(ask(*ann, {"GET", "b"}), "v;");
    EXPECT_THAT(ask(*root_[to], {"GET", "b"}), StartsWith("error: ")) << "it is not its own yet";
}

TEST_F(redis_cluster, goes_on_with_the_replica_of_a_master_that_has_failed) {
    std::string const bus = std::to_string(test::free_port());
    test::redis_server const replica(
        {"--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "1000"});
    auto const fourth = connect(replica);
    EXPECT_EQ(ask(*fourth, {"CLUSTER", "MEET", "127.0.0.1", port_of(0), bus_[0]}), "OK;");
    std::size_t const failing = owner_of("b");
    ASSERT_EQ(failing, 0U);
    // It has to have heard of it.
    while (ask(*fourth, {"CLUSTER", "REPLICATE", ids_[failing]}) != "OK;") {
    }
    redis_options given = options();
    given.url = servers_[1]->url();
    given.max_backoff = 100ms;
    given.queue_timeout = 60s;
    auto const ann = connect(given);
    ann->line->subscribe(channel_kind::shard, "b", ann->heard);
    wait_for(*ann, "subscribed b");
    EXPECT_EQ(ask(*ann, {"SET", "b", "v"}), "OK;");
    while (ask(*root_[failing], {"INFO", "replication"}).find("state=online") ==
           std::string::npos) {
    }
    while (ask(*ann, {"GET", "b"}) != "v;") {
    }
    // Named alone it is no replica like others: what is published there reaches all.
    static_cast<void>(connect(replica));
    run_until([&] { return ann->line->state() == link_state::connected; });
    static_cast<void>(ann->heard.take());

    root_[failing].reset();
    servers_[failing]->kill();
    wait_for(*ann, "degraded: ");
    // What is on its way in this moment fails; what is not waits for the next master.
    std::string answer;
    do {
        answer = ask(*ann, {"SET", "b", "w"});
    } while (answer.starts_with("error: the connection to Redis ended"));
    EXPECT_EQ(answer, "OK;");
    wait_for(*ann, "gap");
    EXPECT_EQ(ask(*fourth, {"GET", "b"}), "w;");
    EXPECT_EQ(ask(*ann, {"SPUBLISH", "b", "1"}), "1;");
    wait_for(*ann, "b/b: 1");
}

TEST_F(redis_cluster, is_explained_to_who_takes_it_for_one_server) {
    auto const ann = connect(*servers_[owner_of("a")]);
    EXPECT_THAT(ask(*ann, {"GET", "b"}), StartsWith("error: this Redis is one of a Redis Cluster"));
}

} // namespace
} // namespace socketiota::redis

// SPDX-License-Identifier: MIT
// What a server is told of the Redis that it moves messages through.
#include "scripted_redis_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/classic_mover.hpp>
#include <cluster/redis_mover.hpp>
#include <support/counting_sink.hpp>

namespace socketiota::cluster {
namespace {

using redis::link_state;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class noting final : public mover_observer {
public:
    void on_state(std::string_view sentence, bool is_wrong) noexcept override {
        said.push_back((is_wrong ? "wrong: " : "") + std::string(sentence));
    }

    std::vector<std::string> said;
};

class of_redis : public ::testing::Test {
protected:
    of_redis() {
        auto made = std::make_unique<test::scripted_redis_client>(hub);
        client = made.get();
        moves.emplace(std::move(made), metrics, observer, classic_options());
    }

    void becomes(link_state now, error_code why = {}, std::string_view words = {}) const {
        client->owner->on_state(now, why, words);
    }

    test::scripted_redis_hub hub;
    test::counting_sink metrics;
    noting observer;
    test::scripted_redis_client* client = nullptr;
    std::optional<redis_mover<classic_mover>> moves;
};

TEST_F(of_redis, a_state_is_counted_when_it_begins) {
    EXPECT_EQ(moves->now(), mover::state::degraded);
    becomes(link_state::degraded);
    EXPECT_EQ(metrics[metric::cluster_degraded], 0U) << "it only begins";
    becomes(link_state::connected);
    EXPECT_EQ(moves->now(), mover::state::connected);
    becomes(link_state::degraded, error::redis_connection_lost);
    becomes(link_state::degraded, error::redis_unreachable); // for another reason
    EXPECT_EQ(moves->now(), mover::state::degraded);
    EXPECT_EQ(metrics[metric::cluster_degraded], 1U);
    EXPECT_EQ(metrics[metric::cluster_lost], 0U);
    becomes(link_state::lost, error::redis_unreachable);
    EXPECT_EQ(moves->now(), mover::state::lost);
    EXPECT_EQ(metrics[metric::cluster_lost], 1U);
    becomes(link_state::connected);
    EXPECT_EQ(metrics[metric::cluster_connected], 2U);
}

TEST_F(of_redis, each_state_is_a_sentence) {
    becomes(link_state::degraded);
    becomes(link_state::connected);
    becomes(link_state::degraded, error::redis_wrong_password, "WRONGPASS");
    becomes(link_state::lost, error::redis_unreachable);
    auto const text = [](error why) { return make_error_code(why).message(); };
    EXPECT_THAT(observer.said,
                ElementsAre("wrong: connecting to Redis",
                            "Redis is there, and through it the other servers",
                            "wrong: Redis is away, what is for other servers waits: " +
                                text(error::redis_wrong_password) + " (WRONGPASS)",
                            "wrong: Redis has been away for long, what is for other servers is "
                            "lost: " +
                                text(error::redis_unreachable)));
}

TEST_F(of_redis, a_replica_is_one_state_and_one_sentence_until_it_is_a_master) {
    becomes(link_state::degraded, error::redis_read_only, "slave");
    for (int times = 0; times < 3; ++times) { // it refuses something, and is left and found again
        becomes(link_state::at_replica, error::redis_read_only);
        EXPECT_EQ(moves->now(), mover::state::degraded);
        becomes(link_state::degraded, error::redis_read_only, "READONLY");
        EXPECT_EQ(moves->now(), mover::state::degraded);
    }
    becomes(link_state::connected);
    EXPECT_EQ(metrics[metric::cluster_degraded], 0U) << "it began so";
    becomes(link_state::at_replica, error::redis_read_only);
    EXPECT_EQ(metrics[metric::cluster_degraded], 1U);
    std::string const replica = "wrong: what is for other servers may not reach them: " +
                                make_error_code(error::redis_read_only).message();
    EXPECT_THAT(observer.said,
                ElementsAre(replica + " (slave)",
                            "Redis is there, and through it the other servers", replica));
}

TEST_F(of_redis, what_is_lost_is_counted) {
    client->owner->on_lost(error::redis_queue_full, {});
    EXPECT_EQ(metrics[metric::cluster_message_lost], 1U);
    client->owner->on_gap();
    EXPECT_EQ(metrics[metric::cluster_gap], 1U);
}

TEST_F(of_redis, each_reason_of_losses_is_told_once_and_all_are_counted) {
    for (int number = 0; number < 3; ++number)
        client->owner->on_lost(error::redis_silent, {});
    client->owner->on_lost(error::redis_connection_lost, "reset");
    EXPECT_THAT(observer.said, ElementsAre(HasSubstr("is lost"), HasSubstr("reset")));
    EXPECT_EQ(metrics[metric::cluster_message_lost], 4U);

    becomes(link_state::connected); // the next time that Redis is away is another matter
    client->owner->on_lost(error::redis_connection_lost, "reset");
    EXPECT_THAT(observer.said.back(), HasSubstr("reset"));
    EXPECT_EQ(observer.said.size(), 4U);
}

class deaf final : public line_listener {
public:
    void on_message(message&) override {}

    void on_gap() override {}

    [[nodiscard]] bool may_have_room(std::string_view room) const override { return room == has; }

    std::string has;
};

class to_redis : public of_redis {
protected:
    to_redis() : way(moves->open("/", ear)) {
        becomes(link_state::connected);
        observer.said.clear();
    }

    void send(std::vector<std::string> rooms) const {
        message what{.type = message_type::broadcast};
        what.to.rooms = std::move(rooms);
        what.values = {carried_value::encoding::msgpack, "\x91\xA1"
                                                         "e"};
        way->send(what);
    }

    deaf ear;
    std::unique_ptr<line> way;
};

TEST_F(to_redis, another_server_with_its_id_is_told_once) {
    send({});
    send({"room"});
    hub.deliver(); // what it has sent comes back
    EXPECT_THAT(observer.said, ::testing::IsEmpty());
    EXPECT_EQ(moves->now(), mover::state::connected);
    for (int times = 0; times < 2; ++times)
        client->deliver(hub.log[0].channel, hub.log[0].payload);
    EXPECT_THAT(observer.said, ElementsAre(HasSubstr("another server of the cluster has the id of "
                                                     "this one")));
    EXPECT_EQ(moves->now(), mover::state::degraded);
    EXPECT_EQ(moves->counted()->twin.read(), 2U);
    becomes(link_state::lost, error::redis_unreachable);
    EXPECT_EQ(moves->now(), mover::state::lost);
}

TEST_F(to_redis, what_is_lost_on_its_way_back_is_no_other_server) {
    send({});
    way->send({.type = message_type::fetch_sockets, .request_id = "r"});
    send({"here"});
    ear.has = "here";
    send({"here"});
    ASSERT_EQ(hub.log.size(), 4U);
    for (std::size_t each = 1; each < hub.log.size(); ++each) // but for the first
        client->deliver(hub.log[each].channel, hub.log[each].payload);
    EXPECT_EQ(moves->counted()->twin.read(), 0U);
}

TEST_F(to_redis, what_other_versions_say_is_told_once) {
    for (int times = 0; times < 2; ++times) {
        client->deliver("socket.io-request#/#", R"({"uid":"other","type":99,"requestId":"r"})");
        client->deliver("socket.io-request#/#", "no message");
    }
    EXPECT_THAT(observer.said,
                ElementsAre(HasSubstr("has a newer adapter"), HasSubstr("need the same adapter")));
    EXPECT_EQ(metrics[metric::cluster_message_wrong], 2U);
}

} // namespace
} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
// What messages cost on the connections to Redis, counted: commands, and writes of a turn.
#include "recorded_redis_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <cluster/classic_encoder.hpp>
#include <cluster/classic_mover.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/sharded_mover.hpp>
#include <cluster/stream_mover.hpp>
#include <unit/redis/client_scene.hpp>

namespace socketiota::cluster {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::size_t many = 1000;

class counting_ear final : public line_listener {
public:
    void on_message(message&) override { ++heard; }

    void on_gap() override {}

    std::size_t heard = 0;
};

message event_of(std::string uid) {
    message what{.type = message_type::broadcast, .uid = std::move(uid), .nsp = "/"};
    what.values = {carried_value::encoding::json, R"(["news",1])"};
    return what;
}

/// A server on a client of Redis whose connections the test plays.
class redis_traffic : public redis::client_scene {
protected:
    ~redis_traffic() override { way.reset(); }

    template <class Mover, class... More>
    void begin(More&&... more) {
        start();
        mover = std::make_unique<Mover>(*made, std::forward<More>(more)...);
        way = mover->open("/", ear);
        for (int rounds = 0; rounds < 4; ++rounds) {
            home.settle();
            welcome();
            for (auto const& each : attempts)
                answer(*each);
        }
        ASSERT_EQ(made->state(), redis::link_state::connected);
        static_cast<void>(take_seen());
        before = writes();
    }

    [[nodiscard]] std::size_t writes() const {
        std::size_t sum = 0;
        for (auto const& each : attempts)
            sum += each->writes;
        return sum;
    }

    /// What is sent in one turn leaves in one write, a command for each.
    void expect_one_write(std::string const& beginning) {
        for (std::size_t each = 0; each < many; ++each)
            way->send(event_of({}));
        home.settle();
        EXPECT_EQ(writes(), before + 1);
        EXPECT_THAT(attempts[0]->take_commands(), AllOf(SizeIs(many), Each(StartsWith(beginning))));
    }

    /// What comes is answered by nothing.
    void expect_no_write(std::string const& publication) {
        std::string all;
        for (std::size_t each = 0; each < many; ++each)
            all += publication;
        attempts[1]->say(all);
        EXPECT_EQ(ear.heard, many);
        EXPECT_EQ(writes(), before);
    }

    counting_ear ear;
    std::unique_ptr<cluster::mover> mover;
    std::unique_ptr<line> way;
    std::size_t before = 0;
};

TEST_F(redis_traffic, a_broadcast_is_one_command_and_those_of_a_turn_are_one_write) {
    begin<classic_mover>(classic_options());
    expect_one_write("PUBLISH socket.io#/# ");
}

TEST_F(redis_traffic, the_same_with_shard_channels) {
    begin<sharded_mover>(sharded_options());
    expect_one_write("SPUBLISH socket.io#/# ");
}

TEST_F(redis_traffic, what_comes_costs_no_command) {
    begin<classic_mover>(classic_options());
    classic_encoder encoder;
    expect_no_write(test::array_of({test::bulk("pmessage"), test::bulk("socket.io#/#*"),
                                    test::bulk("socket.io#/#"),
                                    test::bulk(*encoder.encode_broadcast(event_of("other")))}));
}

TEST_F(redis_traffic, what_comes_on_shard_channels_costs_no_command) {
    begin<sharded_mover>(sharded_options());
    message_encoder encoder;
    expect_no_write(
        test::array_of({test::bulk("smessage"), test::bulk("socket.io#/#"),
                        test::bulk(*encoder.encode(event_of("other"),
                                                   message_encoder::form::json_unless_binary))}));
}

TEST_F(redis_traffic, at_the_start_all_connections_come_together) {
    begin<stream_mover>(stream_options(), *home.shared());
    EXPECT_THAT(attempts, SizeIs(3)) << "for commands, what is subscribed, and the stream";
    EXPECT_THAT(heard.heard, ::testing::ElementsAre("connected")) << "and not degraded again";
}

} // namespace
} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
// Clients that come back and wait for a middleware, while limits are reached.
#include "hub_scene.hpp"
#include "returning_client.hpp"

#include <socketiota/expired_session.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class recoveries_that_wait : public testing::Test {
protected:
    void begin(recovery_options kept) {
        kept.skip_middlewares = false;
        kept.max_packet_age = kept.max_disconnection_duration;
        hub::hub_options options;
        options.recovery = kept;
        scene.emplace(options, shards_under_test(), loop::mailbox_limits{1'000'000, 1U << 30},
                      hub::nsp_rules{.keeps_sessions = true});
        scene->on_connection([this](socket const& who) { people.push_back(who); });
        scene->use([this](socket& who) { return decide(who); });
        root().on_session_expired(
            [this](expired_session const& each) { expired.push_back(each.id); });
        scene->time.settle();
        one.emplace(*scene);
        one->come();
    }

    /// Who goes on waits until the test says so.
    boost::asio::awaitable<verdict> decide(socket who) {
        if (!who.recovered())
            co_return verdict::accept();
        waiting = who;
        boost::asio::steady_timer timer(who.get_executor(),
                                        boost::asio::steady_timer::time_point::max());
        go_on = [&timer] { timer.cancel(); };
        try {
            co_await timer.async_wait(boost::asio::use_awaitable);
        } catch (boost::system::system_error const&) {
            co_return refuses ? verdict::reject("no") : verdict::accept();
        }
        co_return verdict::reject("never");
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    void emit(std::string_view name) {
        scene->on_shard([&] { root().emit(name); });
    }

    std::optional<hub_scene> scene;
    std::vector<socket> people; // as they came
    std::vector<std::string> expired;
    std::optional<socket> waiting;
    std::function<void()> go_on;
    bool refuses = false;
    std::optional<returning_client> one;
};

TEST_F(recoveries_that_wait, go_on_if_only_what_was_never_for_them_was_dropped) {
    begin({.max_packets = 1});
    returning_client other(*scene);
    other.come();
    scene->on_shard([&] { people[1].join("busy"); });
    emit("received");
    EXPECT_THAT(one->heard(), ElementsAre("received"));
    auto const be_busy = [&] { root().to("busy").emit("for others"); };
    for (int count = 0; count != 3; ++count)
        scene->on_shard(be_busy);
    one->lose();
    one->come();
    scene->on_shard(be_busy);
    scene->on_shard([&] { go_on(); });
    EXPECT_TRUE(one->listen());
    EXPECT_THAT(one->heard(), IsEmpty());
    EXPECT_THAT(expired, IsEmpty());
}

TEST_F(recoveries_that_wait, begin_anew_if_what_they_missed_was_dropped) {
    begin({.max_packets = 1});
    std::string const id = one->id;
    scene->on_shard([&] {
        people[0].join("room");
        people[0].data().set("name", "ann");
    });
    one->lose();
    one->come();
    scene->on_shard([&] { waiting->join("by the middleware"); });
    emit("a");
    emit("b");
    scene->on_shard([&] { go_on(); });
    EXPECT_FALSE(one->listen());
    EXPECT_THAT(one->events, IsEmpty());
    ASSERT_EQ(people.size(), 2U);
    EXPECT_EQ(people[1].recovery(), recovery_outcome::packets_dropped);
    EXPECT_NE(one->id, id);
    EXPECT_EQ(people[1].id(), one->id);
    EXPECT_THAT(people[1].rooms(), testing::UnorderedElementsAre(one->id, "by the middleware"));
    EXPECT_EQ(people[1].data(), value::empty_object());
    EXPECT_THAT(expired, ElementsAre(id));
    // It has a session as any other.
    one->lose();
    emit("c");
    one->come();
    scene->on_shard([&] { go_on(); });
    EXPECT_TRUE(one->listen());
    EXPECT_THAT(one->heard(), ElementsAre("c"));
}

TEST_F(recoveries_that_wait, stand_that_who_hears_of_it_disconnects_them) {
    begin({.max_packets = 1});
    root().on_session_expired([this](expired_session const&) { waiting->disconnect(true); });
    scene->time.settle();
    one->lose();
    one->come();
    emit("a");
    emit("b");
    scene->on_shard([&] { go_on(); });
    EXPECT_EQ(people.size(), 1U);
    EXPECT_EQ(root().size(), 0U);
    EXPECT_EQ(expired.size(), 1U);
    EXPECT_FALSE(one->session->is_open);
}

TEST_F(recoveries_that_wait, count_among_those_away_once_they_are_refused) {
    begin({.max_sessions = 1});
    returning_client other(*scene);
    other.come();
    one->lose();
    one->come();
    other.lose();
    EXPECT_THAT(expired, IsEmpty());
    refuses = true;
    scene->on_shard([&] { go_on(); });
    EXPECT_THAT(expired, ElementsAre(one->id));
    EXPECT_TRUE(scene->counted(metric::too_many_kept_sessions));
}

} // namespace
} // namespace socketiota::test

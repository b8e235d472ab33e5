// SPDX-License-Identifier: MIT
// Namespaces that are made on demand, where shards meet: whatever order the seed chooses.
#include "hub_scene.hpp"

#include <socketiota/nsp_pattern.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <hub/nsp_core.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::ElementsAre;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr std::size_t shard_count = 4;

class dynamic_nsps : public testing::Test {
protected:
    explicit dynamic_nsps(bool removes_empty = false)
        : scene(hub::hub_options{}, shard_count, {1'000'000, 1U << 30},
                {.removes_empty = removes_empty}) {
        scene.all->on_new([this](nsp const& made) { news.push_back(made.name()); });
    }

    nsp parent(std::string_view pattern = "/a-*") {
        return scene.all->add_parent(nsp_pattern(pattern), {})->handle();
    }

    /// Has a client say something on its shard, when that goes on.
    void say(std::size_t client, std::string text) {
        net::post(scene.time[client % shard_count].context(),
                  [this, client, kept = std::move(text)] { scene.sessions[client]->say(kept); });
    }

    /// Has a client on each shard say `text`, without letting any of them go on before all have.
    std::vector<fake_session*> arrive_together(std::string const& text) {
        std::vector<fake_session*> clients;
        for (std::size_t shard = 0; shard != shard_count; ++shard) {
            say(scene.sessions.size(), text);
            clients.push_back(&scene.arrive(shard));
        }
        return clients;
    }

    hub_scene scene;
    std::vector<std::string> news;
};

TEST_F(dynamic_nsps, are_made_once_though_all_shards_ask_at_once) {
    int came = 0;
    parent().on_connection([&came] { ++came; });
    scene.time.settle();
    auto const clients = arrive_together("0/a-1,");
    scene.time.settle();
    for (auto* const each : clients)
        EXPECT_THAT(each->heard(), ElementsAre(MatchesRegex("40/a-1,\\{\"sid\":.*")));
    EXPECT_THAT(news, ElementsAre("/a-1"));
    EXPECT_EQ(scene.all->of("/a-1")->size(), shard_count);
    EXPECT_EQ(came, static_cast<int>(shard_count));
}

TEST_F(dynamic_nsps, are_made_once_though_coroutines_decide_at_once) {
    scene.all->add_parent({},
                          [](std::string const&, handshake const&) -> detail::eventual_permission {
                              return [](int turns) -> net::awaitable<bool> {
                                  for (; turns > 0; --turns)
                                      co_await net::post(net::deferred);
                                  co_return true;
                              }(3);
                          });
    auto const clients = arrive_together("0/x,");
    scene.time.settle();
    for (auto* const each : clients)
        EXPECT_THAT(each->heard(), ElementsAre(StartsWith("40/x,")));
    EXPECT_THAT(news, ElementsAre("/x"));
}

// Else a client of another shard could be past the middleware before that shard has heard of it.
TEST_F(dynamic_nsps, let_nobody_in_on_any_shard_before_what_hears_of_them_has_registered) {
    scene.all->on_new(
        [](nsp const& made) { made.use([](socket&) { return verdict::reject("closed"); }); });
    parent();
    for (int round = 0; round != 20; ++round) {
        std::string const name = "/a-" + std::to_string(round);
        auto const clients = arrive_together("0" + name + ",");
        scene.time.settle();
        for (auto* const each : clients)
            EXPECT_THAT(each->heard(), ElementsAre("44" + name + ",{\"message\":\"closed\"}"));
    }
}

class dynamic_nsps_cleaned_up : public dynamic_nsps {
protected:
    dynamic_nsps_cleaned_up() : dynamic_nsps(true) {}

    [[nodiscard]] bool is_there(std::string const& name) const {
        auto const all = scene.all->sockets_by_nsp();
        return std::any_of(all.begin(), all.end(),
                           [&name](auto const& each) { return each.first == name; });
    }
};

TEST_F(dynamic_nsps_cleaned_up, are_never_removed_while_another_shard_joins) {
    parent();
    std::mt19937 random(seed_under_test() + 1);
    std::vector<fake_session*> clients;
    for (std::size_t index = 0; index != shard_count; ++index)
        clients.push_back(&scene.arrive(index));
    std::vector<bool> inside(clients.size(), false);
    int removed = 0;
    for (int round = 0; round != 400; ++round) {
        // Some come and some go, in no order.
        for (std::size_t index = 0; index != clients.size(); ++index) {
            if (random() % 2 == 0)
                continue;
            say(index, inside[index] ? "1/a-1," : "0/a-1,");
            inside[index] = !inside[index];
        }
        scene.time.settle();
        auto const count = static_cast<std::size_t>(std::count(inside.begin(), inside.end(), true));
        EXPECT_EQ(is_there("/a-1"), count != 0);
        removed += count == 0 ? 1 : 0;
        if (count != 0) {
            EXPECT_EQ(scene.all->of("/a-1")->size(), count);
        }
        for (auto* const each : clients)
            for (std::string const& heard : each->heard())
                EXPECT_THAT(heard, StartsWith("40/a-1,"));
        // Who is in it hears what is sent to it, wherever it lives.
        if (count != 0)
            scene.all->of("/a-1")->handle().emit("x");
        scene.time.settle();
        for (std::size_t index = 0; index != clients.size(); ++index)
            EXPECT_EQ(clients[index]->heard().size(), inside[index] ? 1U : 0U);
        for (auto* const each : clients)
            EXPECT_TRUE(each->is_open);
    }
    EXPECT_GT(news.size(), 1U);
    EXPECT_LE(news.size(), 400U);
    EXPECT_GT(removed, 0);
}

TEST_F(dynamic_nsps_cleaned_up, leave_nothing_behind) {
    std::weak_ptr<int> held;
    scene.all->on_new([&held](nsp const& made) {
        auto const kept = std::make_shared<int>(1);
        held = kept;
        // It holds its namespace, and its sockets.
        made.on_connection([kept, made](socket const& who) { made.on("x", [who, kept] {}); });
    });
    parent();
    for (std::size_t shard = 0; shard != shard_count; ++shard)
        scene.arrive(shard);
    say(2, "0/a-1,");
    scene.time.settle();
    EXPECT_FALSE(held.expired());
    say(2, "1/a-1,");
    scene.time.settle();
    EXPECT_FALSE(is_there("/a-1"));
    EXPECT_TRUE(held.expired());
}

TEST_F(dynamic_nsps_cleaned_up, end_with_the_server_while_they_are_being_removed) {
    parent();
    auto const clients = arrive_together("0/a-1,");
    scene.time.settle();
    auto const kept = scene.all->of("/a-1")->handle();
    for (std::size_t client = 0; client != clients.size(); ++client)
        say(client, "1/a-1,");
    for (std::size_t shard = 0; shard != shard_count; ++shard)
        net::post(scene.time[shard].context(), [this, shard] { scene.hubs[shard]->close(); });
    scene.time.settle();
    EXPECT_EQ(kept.size(), 0U);
    kept.emit("x"); // does nothing, and does no harm
    scene.time.settle();
}

} // namespace
} // namespace socketiota::test

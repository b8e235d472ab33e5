// SPDX-License-Identifier: MIT
// Clients that come back to another shard than where they were, while all shards send.
#include "hub_scene.hpp"
#include "returning_client.hpp"

#include <socketiota/expired_session.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <hub/session_keeper.hpp>
#include <hub/session_moves.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::size_t all_four = 4;

class recoveries_on_shards : public testing::Test {
protected:
    recoveries_on_shards() { begin({}); }

    void begin(recovery_options kept, bool removes_empty = false) {
        one.reset();
        people.clear();
        if (!kept.max_packet_age)
            kept.max_packet_age = kept.max_disconnection_duration;
        hub::hub_options options;
        options.recovery = kept;
        scene.emplace(options, all_four, loop::mailbox_limits{1'000'000, 1U << 30},
                      hub::nsp_rules{.removes_empty = removes_empty, .keeps_sessions = true});
        scene->on_connection([this](socket const& who) { people.push_back(who); });
        one.emplace(*scene);
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    /// Has that shard do `work` some time, among what else is to be done.
    template <class F>
    void post(std::size_t shard, F work) {
        boost::asio::post(scene->time[shard].context(), std::move(work));
    }

    template <class F>
    void on(std::size_t shard, F work) {
        post(shard, std::move(work));
        scene->time.settle();
    }

    [[nodiscard]] hub::session_keeper& keeper(std::size_t shard) const {
        return *scene->all->of("/")->part(shard).lock()->around().keeper;
    }

    void emit(std::size_t shard, std::string name) {
        on(shard, [this, name = std::move(name)] { root().emit(name); });
    }

    /// As a client of shard 0 that has received something and lost its connection.
    void be_away() {
        one->come(0);
        emit(2, "first");
        one->heard();
        one->lose();
    }

    /// Has that shard send so many events, one in each turn, which are numbered.
    void send(std::size_t shard, int count) {
        if (count == 0)
            return;
        post(shard, [this, shard, count] {
            int const number = sent.at(shard)++;
            std::string const name = std::to_string(shard) + ':' + std::to_string(number);
            if (number % 2 == 0)
                root().to("room").emit(name);
            else
                root().emit(name);
            send(shard, count - 1);
        });
    }

    /// As a client whose connection breaks before it is answered.
    void come_and_go(std::size_t shard) {
        fake_session& brief = scene->arrive(shard);
        on(shard, [&] {
            brief.say("0{\"pid\":\"" + *one->private_id + "\",\"offset\":\"" + *one->offset +
                      "\"}");
            brief.end(engine::close_reason::transport_close);
        });
    }

    std::optional<hub_scene> scene;
    std::vector<socket> people; // as they came
    std::array<int, all_four> sent{};
    std::optional<returning_client> one;
};

TEST_F(recoveries_on_shards, bring_id_rooms_data_and_what_was_missed) {
    one->come(0);
    std::string const id = one->id;
    on(0, [&] {
        people[0].join("room");
        people[0].data().set("name", "ann");
        people[0].emit("to one");
    });
    EXPECT_THAT(one->heard(), ElementsAre("to one"));
    one->lose();
    on(1, [&] { root().emit("to all"); });
    on(2, [&] { root().to("room").emit("to room"); });
    on(3, [&] { root().to("elsewhere").emit("to others"); });
    on(0, [&] { root().to(id).emit("to its id"); });

    ASSERT_TRUE(one->come(3));
    EXPECT_EQ(one->id, id);
    EXPECT_EQ(one->went_on_after, 3U);
    EXPECT_THAT(one->heard(), ElementsAre("to all", "to room", "to its id"));
    ASSERT_EQ(people.size(), 2U);
    EXPECT_TRUE(people[1].recovered());
    EXPECT_EQ(people[1].data(), object("name", "ann"));
    EXPECT_THAT(people[1].rooms(), UnorderedElementsAre(id, "room"));
    EXPECT_EQ(root().size(), 1U);
    on(1, [&] { root().to("room").emit("later"); });
    EXPECT_THAT(one->heard(), ElementsAre("later"));
    people[0].emit("by the old handle");
    scene->time.settle();
    EXPECT_THAT(one->heard(), ElementsAre("by the old handle"));
}

TEST_F(recoveries_on_shards, work_on_one_after_the_other_and_back) {
    be_away();
    std::string const id = one->id;
    for (std::size_t const shard : {1U, 3U, 3U, 0U, 0U, 2U, 1U, 0U}) {
        emit(shard % 3, "missed");
        ASSERT_TRUE(one->come(shard)) << shard;
        EXPECT_EQ(one->id, id);
        emit(2, "received");
        EXPECT_THAT(one->heard(), ElementsAre("missed", "received"));
        one->lose();
    }
}

TEST_F(recoveries_on_shards, send_again_what_was_brought_and_never_arrived) {
    be_away();
    emit(1, "a");
    emit(2, "b");
    std::string const before = *one->offset;
    ASSERT_TRUE(one->come(3));
    emit(1, "c");
    EXPECT_THAT(one->heard(), ElementsAre("a", "b", "c"));
    std::string const last = *one->offset;
    one->lose();
    one->offset = before; // as if none of it had arrived
    ASSERT_TRUE(one->come(2));
    EXPECT_THAT(one->heard(), ElementsAre("a", "b", "c"));
    EXPECT_EQ(*one->offset, last); // each has its own still
}

TEST_F(recoveries_on_shards, take_nothing_that_another_brought_for_their_own) {
    be_away();
    returning_client other(*scene);
    other.come(1);
    emit(3, "received by the other");
    EXPECT_THAT(other.heard(), ElementsAre("received by the other"));
    emit(3, "lost");
    ASSERT_TRUE(one->come(1));
    EXPECT_THAT(one->heard(), ElementsAre("received by the other", "lost"));
    other.lose(false);
    ASSERT_TRUE(other.come(1));
    EXPECT_THAT(other.heard(), ElementsAre("lost"));
}

TEST_F(recoveries_on_shards, leave_what_was_brought_to_whom_it_was_for) {
    be_away();
    emit(2, "a");
    returning_client other(*scene);
    other.come(1);
    on(1, [&] { people.back().join(one->id); }); // which is a room as any other
    ASSERT_TRUE(one->come(1));
    EXPECT_THAT(one->heard(), ElementsAre("a"));
    other.lose();
    ASSERT_TRUE(other.come(1));
    EXPECT_THAT(other.heard(), IsEmpty());
}

TEST_F(recoveries_on_shards, take_no_place_from_those_that_stay) {
    begin({.max_packets = 2});
    be_away();
    returning_client stays(*scene);
    stays.come(1);
    stays.lose();
    emit(3, "a");
    emit(3, "b");
    ASSERT_TRUE(one->come(1));
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
    ASSERT_TRUE(stays.come(1));
    EXPECT_THAT(stays.heard(), ElementsAre("a", "b"));
}

TEST_F(recoveries_on_shards, bring_as_many_packets_as_they_may) {
    begin({.max_packets = 2});
    be_away();
    returning_client two(*scene);
    two.come(0);
    two.lose();
    emit(3, "a");
    emit(3, "b");
    std::string const before = *one->offset;
    ASSERT_TRUE(one->come(1));
    one->lose(false); // none of it arrives
    ASSERT_TRUE(two.come(1));
    EXPECT_THAT(two.heard(), ElementsAre("a", "b"));
    one->offset = before;
    EXPECT_FALSE(one->come(1));
    EXPECT_EQ(people.back().recovery(), recovery_outcome::packets_dropped);
}

TEST_F(recoveries_on_shards, keep_what_was_brought_as_long_as_they_may) {
    for (auto const wait : {9s, 11s}) {
        begin({.max_packet_age = 10s});
        be_away();
        emit(3, "a");
        come_and_go(1);
        scene->time.pass(wait);
        EXPECT_EQ(one->come(1), wait < 10s);
    }
}

TEST_F(recoveries_on_shards, bring_it_to_who_has_received_nothing_yet) {
    one->come(0);
    one->lose();
    emit(1, "a");
    ASSERT_TRUE(one->come(2));
    EXPECT_THAT(one->heard(), ElementsAre("a"));
}

TEST_F(recoveries_on_shards, take_over_from_a_connection_on_another) {
    one->come(0);
    emit(1, "a");
    one->heard();
    fake_session* const old = one->session;
    emit(1, "b"); // which is lost
    ASSERT_TRUE(one->come(1));
    EXPECT_THAT(one->heard(), ElementsAre("b"));
    EXPECT_FALSE(old->is_open);
    EXPECT_EQ(root().size(), 1U);
    EXPECT_FALSE(people[0].connected());
}

TEST_F(recoveries_on_shards, expire_where_the_client_was_last) {
    std::vector<std::string> lost;
    root().on_session_expired([&lost](expired_session const& each) { lost.push_back(each.id); });
    scene->time.settle();
    be_away();
    ASSERT_TRUE(one->come(1));
    one->heard();
    one->lose();
    scene->time.pass(119s);
    EXPECT_THAT(lost, IsEmpty());
    scene->time.pass(2s);
    EXPECT_THAT(lost, ElementsAre(one->id));
    ASSERT_FALSE(one->come(2));
    EXPECT_EQ(people.back().recovery(), recovery_outcome::unknown_session);
}

TEST_F(recoveries_on_shards, count_the_time_since_the_connection_broke) {
    std::vector<std::string> lost;
    root().on_session_expired([&lost](expired_session const& each) { lost.push_back(each.id); });
    scene->time.settle();
    be_away();
    scene->time.pass(100s);
    come_and_go(2);
    scene->time.pass(19s);
    EXPECT_THAT(lost, IsEmpty());
    scene->time.pass(2s);
    EXPECT_THAT(lost, ElementsAre(one->id));
}

TEST_F(recoveries_on_shards, say_why_not) {
    be_away();
    one->offset = "made up";
    EXPECT_FALSE(one->come(1));
    EXPECT_EQ(people.back().recovery(), recovery_outcome::invalid_offset);
    EXPECT_TRUE(scene->counted(metric::recovery_with_invalid_offset));
    one->lose();

    begin({.max_packets = 1});
    be_away();
    emit(1, "a");
    emit(2, "b");
    EXPECT_FALSE(one->come(3));
    EXPECT_EQ(people.back().recovery(), recovery_outcome::packets_dropped);
}

TEST_F(recoveries_on_shards, find_nobody_by_forged_ids) {
    be_away();
    std::string forged = *one->private_id;
    forged.front() = forged.front() == 'A' ? 'B' : 'A';
    for (std::string const& each :
         {forged, one->private_id->substr(0, 20) + "__", std::string("AB"), std::string()}) {
        returning_client thief(*scene);
        thief.private_id = each;
        thief.offset = one->offset;
        EXPECT_FALSE(thief.come(2));
        EXPECT_EQ(people.back().recovery(), recovery_outcome::unknown_session);
    }
    EXPECT_TRUE(one->come(2));
}

TEST_F(recoveries_on_shards, bring_it_although_its_client_has_gone_again) {
    be_away();
    emit(1, "a");
    come_and_go(2);
    emit(3, "b");
    ASSERT_TRUE(one->come(1));
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
}

TEST_F(recoveries_on_shards, work_in_a_namespace_that_goes_with_its_last_socket) {
    begin({}, true);
    auto const parent = scene->all->add_parent(nsp_pattern("/room-*"), {});
    scene->time.settle();
    one.emplace(*scene, "/room-1");
    one->come(0);
    std::string const id = one->id;
    for (std::size_t const shard : {1U, 3U, 0U, 2U}) {
        one->lose();
        ASSERT_EQ(scene->all->children_of(*parent).size(), 1U);
        on(1, [&] { scene->all->of("/room-1")->handle().emit("a"); });
        ASSERT_TRUE(one->come(shard)) << shard;
        EXPECT_EQ(one->id, id);
        EXPECT_THAT(one->heard(), ElementsAre("a"));
    }
    one->lose();
    scene->time.pass(121s);
    EXPECT_TRUE(scene->all->children_of(*parent).empty());
}

// What is said of the session arrives after its shard has given up waiting.
TEST_F(recoveries_on_shards, come_to_no_namespace_that_has_been_removed_meanwhile) {
    begin({}, true);
    scene->all->add_parent(nsp_pattern("/room-*"), {});
    scene->time.settle();
    one.emplace(*scene, "/room-1");
    one->come(0);
    one->lose();
    fake_session& brief = scene->arrive(2);
    post(2, [&] {
        brief.say("0/room-1,{\"pid\":\"" + *one->private_id + "\"}");
        brief.end(engine::close_reason::transport_close);
    });
    scene->time[2].settle();
    scene->time[0].settle();
    scene->time[0].pass(11s);
    scene->time.settle();
    scene->time.pass(11s);
    EXPECT_EQ(std::ranges::count(scene->metrics, metric::session_expired), 1);
}

TEST_F(recoveries_on_shards, end_with_the_server_while_one_is_on_its_way) {
    be_away();
    fake_session& back = scene->arrive(2);
    post(2, [&] {
        back.say("0{\"pid\":\"" + *one->private_id + "\",\"offset\":\"" + *one->offset + "\"}");
    });
    post(0, [&] { scene->hubs[0]->close(); });
    scene->time.settle();
    scene->close();
    scene->time.settle();
}

TEST_F(recoveries_on_shards, tell_nobody_of_one_on_its_way_when_the_server_ends) {
    int lost = 0;
    root().on_session_expired([&lost](expired_session const&) { ++lost; });
    scene->time.settle();
    be_away();
    fake_session& back = scene->arrive(2);
    post(2, [&] {
        back.say("0{\"pid\":\"" + *one->private_id + "\",\"offset\":\"" + *one->offset + "\"}");
    });
    scene->time[2].settle();
    scene->time[0].settle(); // which begins to give it away
    scene->time[2].settle(); // which expects it
    for (auto const& each : scene->hubs)
        each->close();
    scene->time[0].pass(11s);
    scene->time[2].pass(11s);
    EXPECT_EQ(lost, 0);
}

// The one that a session began on knows where it is, and forgets that with it: also if the last
// socket of its namespace takes that with it.
TEST_F(recoveries_on_shards, leave_nothing_at_home_when_they_end_elsewhere) {
    for (bool const removes_empty : {false, true}) {
        begin({}, removes_empty);
        auto const parent = scene->all->add_parent(nsp_pattern("/room-*"), {});
        scene->time.settle();
        one.emplace(*scene, "/room-1");
        one->come(0);
        one->lose();
        ASSERT_TRUE(one->come(1));
        auto const is_known = [&] {
            return keeper(0).moves().may_be_elsewhere(*one->private_id, all_four);
        };
        EXPECT_TRUE(is_known());
        one->say("1/room-1,");
        EXPECT_EQ(scene->all->children_of(*parent).empty(), removes_empty);
        EXPECT_FALSE(is_known());
    }
}

// A shard has what it has heard itself, whatever sessions say that come there: the rest is still on
// its way, and whoever leaves meanwhile has not received it.
TEST_F(recoveries_on_shards, say_of_themselves_what_they_have_heard) {
    returning_client two(*scene);
    two.come(1);
    on(1, [&] {
        hub::session_keeper& its = keeper(1);
        hub::nsp_part& part = *scene->all->of("/")->part(1).lock();
        auto& other = its.expect(part, "another", "id", {});
        its.end_move(other, {}, {0, 0, 7, 0}, {});
        EXPECT_THAT(its.heard_with(other), ElementsAre(0, 0, 7, 0));
        auto& stays = *its.find(*two.private_id, part);
        EXPECT_THAT(its.heard_with(stays), ElementsAre(0, 0, 0, 0));
        // But that there is such a packet is known.
        auto const by = [&](std::uint64_t number) {
            return its.resume(
                stays, {*two.private_id, its.text_of({2, number}), packet::parser_kind::json});
        };
        EXPECT_EQ(by(7), recovery_outcome::recovered);
        EXPECT_EQ(by(8), recovery_outcome::invalid_offset);
        its.forget(other);
    });
}

// What each shard sends comes once and in its order, however the shards go on.
TEST_F(recoveries_on_shards, miss_nothing_and_get_nothing_twice_while_all_send) {
    for (std::uint32_t seed = 0; seed != 60; ++seed) {
        begin({});
        std::mt19937 random(seed);
        sent = {};
        returning_client two(*scene);
        std::array<returning_client*, 2> const clients{&*one, &two};
        std::array<std::vector<std::string>, 2> heard;
        auto const take = [&] {
            for (std::size_t each = 0; each != clients.size(); ++each)
                std::ranges::move(std::exchange(clients.at(each)->events, {}),
                                  std::back_inserter(heard.at(each)));
        };
        for (returning_client* const each : clients)
            each->come(random() % all_four);
        on(0, [&] { root().sockets_join("room"); });
        for (int round = 0; round != 12; ++round) {
            for (std::size_t shard = 0; shard != all_four; ++shard)
                send(shard, static_cast<int>(random() % 3));
            if (random() % 2 == 0)
                scene->time.settle();
            for (returning_client* const each : clients) {
                each->lose(random() % 3 != 0);
                for (std::size_t shard = 0; shard != all_four; ++shard)
                    send(shard, static_cast<int>(random() % 3));
            }
            take();
            // They come back in the midst of that.
            for (returning_client* const each : clients)
                each->begin_to_come(random() % all_four);
            for (std::size_t shard = 0; shard != all_four; ++shard)
                send(shard, static_cast<int>(random() % 20));
            scene->time.settle();
            for (returning_client* const each : clients)
                ASSERT_TRUE(each->listen()) << "seed " << seed << ", round " << round;
            take();
        }
        for (auto const& its : heard) {
            std::array<int, all_four> next{};
            for (std::string const& each : its) {
                auto const shard = static_cast<std::size_t>(each[0] - '0');
                ASSERT_EQ(each.substr(2), std::to_string(next.at(shard)++))
                    << "of shard " << shard << ", seed " << seed;
            }
            EXPECT_EQ(next, sent) << "seed " << seed;
        }
        EXPECT_EQ(root().size(), 2U);
    }
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
// Clients whose connection breaks and that come back to the shard where they were.
#include "hub_scene.hpp"
#include "returning_client.hpp"

#include <socketiota/broadcast_operator.hpp>
#include <socketiota/expired_session.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <adapter/packet_offset.hpp>
#include <hub/session_keeper.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

hub::hub_options keeping(recovery_options kept = {}) {
    hub::hub_options options;
    if (!kept.max_packet_age)
        kept.max_packet_age = kept.max_disconnection_duration;
    options.recovery = kept;
    return options;
}

class recoveries : public testing::Test {
protected:
    recoveries() { begin({}); }

    void begin(recovery_options const& kept, hub::nsp_rules rules = {}) {
        one.reset();
        people.clear();
        rules.keeps_sessions = true;
        scene.emplace(keeping(kept), shards_under_test(), loop::mailbox_limits{1'000'000, 1U << 30},
                      std::move(rules));
        scene->on_connection([this](socket const& who) { people.push_back(who); });
        one.emplace(*scene);
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    template <class F>
    void on_shard(F work) {
        scene->on_shard(std::move(work));
    }

    void emit(std::string_view name) {
        on_shard([&] { root().emit(name); });
    }

    /// As a client that has joined, received something and lost its connection.
    void be_away() {
        one->come();
        emit("first");
        one->heard();
        one->lose();
    }

    std::optional<hub_scene> scene;
    std::vector<socket> people; // as they came
    std::optional<returning_client> one;
};

TEST_F(recoveries, go_on_with_id_rooms_data_and_what_was_missed) {
    one->come();
    std::string const id = one->id;
    EXPECT_EQ(people[0].recovery(), recovery_outcome::not_asked);
    on_shard([&] {
        people[0].join("room");
        people[0].data().set("name", "ann");
        people[0].emit("to one", 1);
    });
    EXPECT_THAT(one->heard(), ElementsAre("to one"));
    one->lose();
    EXPECT_EQ(root().size(), 0U);
    on_shard([&] {
        root().emit("to all");
        root().to("room").emit("to room");
        root().to("elsewhere").emit("to others");
        root().except("room").emit("not to room");
        root().to(id).emit("to its id");
    });

    ASSERT_TRUE(one->come());
    EXPECT_EQ(one->id, id);
    EXPECT_EQ(one->went_on_after, 3U); // missed events come first, as in Node
    EXPECT_THAT(one->heard(), ElementsAre("to all", "to room", "to its id"));
    ASSERT_EQ(people.size(), 2U);
    EXPECT_TRUE(people[1].recovered());
    EXPECT_EQ(people[1].id(), id);
    EXPECT_EQ(people[1].data(), object("name", "ann"));
    EXPECT_THAT(people[1].rooms(), UnorderedElementsAre(id, "room"));
    EXPECT_EQ(root().size(), 1U);
    EXPECT_TRUE(scene->counted(metric::session_recovered));
    on_shard([&] { root().to("room").emit("later"); });
    EXPECT_THAT(one->heard(), ElementsAre("later"));
}

TEST_F(recoveries, work_a_second_and_a_third_time) {
    be_away();
    std::string const id = one->id;
    for (int time = 0; time != 3; ++time) {
        emit("missed");
        ASSERT_TRUE(one->come());
        EXPECT_EQ(one->id, id);
        emit("received");
        EXPECT_THAT(one->heard(), ElementsAre("missed", "received"));
        one->lose();
    }
}

TEST_F(recoveries, send_again_what_was_sent_and_never_arrived) {
    be_away();
    emit("a");
    std::string const before = *one->offset;
    ASSERT_TRUE(one->come());
    emit("b");
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
    one->lose();
    emit("c");
    one->offset = before; // as if a and b had not arrived
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a", "b", "c"));
}

TEST_F(recoveries, work_for_who_has_received_nothing_yet) {
    one->come();
    one->lose();
    emit("a");
    ASSERT_FALSE(one->offset);
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a"));
}

TEST_F(recoveries, replay_all_for_who_lost_the_first_event) {
    one->come();
    emit("a");
    one->lose(false);
    emit("b");
    ASSERT_FALSE(one->offset);
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
}

TEST_F(recoveries, begin_anew_without_what_came_before_the_session) {
    returning_client other(*scene);
    other.come();
    emit("before");
    one->come();
    one->lose();
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), IsEmpty());
}

TEST_F(recoveries, take_an_offset_of_an_earlier_session_for_none) {
    be_away();
    scene->time.pass(121s);
    ASSERT_FALSE(one->come()); // and keeps the offset, as the official client does
    one->lose();
    emit("a");
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a"));
}

TEST_F(recoveries, give_no_offset_to_volatile_and_acked_events) {
    one->come();
    on_shard([&] {
        root().volatile_().emit("volatile");
        people[0].volatile_().emit("volatile to one");
        people[0].emit_with_ack<int>("asked")([](error_code, int) {});
        root().timeout(1s).emit_with_ack<int>("all asked")(
            [](error_code, std::vector<int> const&) {});
        root().emit("kept");
    });
    auto const texts = one->session->heard();
    ASSERT_EQ(texts.size(), 5U);
    EXPECT_EQ(texts[0], "42[\"volatile\"]");
    EXPECT_EQ(texts[1], "42[\"volatile to one\"]");
    EXPECT_THAT(texts[2], testing::EndsWith("[\"asked\"]"));
    EXPECT_THAT(texts[3], testing::EndsWith("[\"all asked\"]"));
    EXPECT_THAT(texts[4], testing::MatchesRegex("42\\[\"kept\",\"[-_A-Za-z0-9]{9}\"\\]"));
}

TEST_F(recoveries, never_replay_volatile_and_acked_events) {
    be_away();
    on_shard([&] {
        root().volatile_().emit("volatile");
        root().timeout(1s).emit_with_ack<int>("asked")([](error_code, std::vector<int> const&) {});
        root().emit("kept");
    });
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("kept"));
}

TEST_F(recoveries, follow_rooms_that_changed) {
    one->come();
    on_shard([&] { people[0].join("left"); });
    emit("received");
    one->heard();
    // None of this arrives.
    on_shard([&] {
        root().to("joined later").emit("before it joined");
        people[0].join("joined later");
        root().to("joined later").emit("after it joined");
        root().to("left").emit("before it left");
        people[0].leave("left");
    });
    one->lose(false);
    on_shard([&] {
        root().to("left").emit("after it left");
        root().to("joined later").emit("while away");
    });
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("after it joined", "while away"));
    EXPECT_THAT(people[1].rooms(), UnorderedElementsAre(one->id, "joined later"));
}

TEST_F(recoveries, send_what_is_emitted_to_a_socket_that_is_away) {
    be_away();
    EXPECT_TRUE(people[0].emit("kept") == emit_status::queued);
    scene->time.settle();
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("kept"));
    // And to who goes on with its session, as in Node.
    people[0].emit("to the next");
    scene->time.settle();
    EXPECT_THAT(one->heard(), ElementsAre("to the next"));
}

TEST_F(recoveries, send_what_is_emitted_to_a_socket_that_is_about_to_go) {
    one->come();
    on_shard([&] {
        people[0].on_disconnecting([](socket const& who, disconnect_reason) {
            EXPECT_TRUE(who.emit("a") == emit_status::queued);
        });
        people[0].on_disconnect([](socket const& who, disconnect_reason) {
            EXPECT_TRUE(who.emit("b") == emit_status::queued);
        });
    });
    one->lose();
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
}

TEST_F(recoveries, know_who_left_for_good) {
    one->come();
    emit("a");
    one->heard();
    on_shard([&] { people[0].disconnect(); });
    EXPECT_TRUE(people[0].emit("b") == emit_status::not_connected);
    one->lose();
    EXPECT_FALSE(one->come());
    EXPECT_EQ(people[1].recovery(), recovery_outcome::unknown_session);
    EXPECT_TRUE(scene->counted(metric::recovery_of_unknown_session));
    one->heard();
    one->say("1"); // it leaves the namespace
    one->lose();
    EXPECT_FALSE(one->come());
}

TEST_F(recoveries, depend_on_the_reason_of_the_disconnection) {
    using enum engine::close_reason;
    for (auto const why : {transport_error, transport_close, forced_close, ping_timeout}) {
        one->come();
        emit("a");
        one->heard();
        one->lose(true, why);
        EXPECT_TRUE(one->come()) << static_cast<int>(why);
        one->lose();
    }
    one->come();
    one->lose(true, parse_error);
    EXPECT_FALSE(one->come());
}

// ---- limits ----

TEST_F(recoveries, expire_in_time_and_tell_so) {
    std::vector<expired_session> lost;
    root().on_session_expired([&lost](expired_session const& each) { lost.push_back(each); });
    scene->time.settle();
    one->come();
    on_shard([&] {
        people[0].join("room");
        people[0].data().set("name", "ann");
    });
    emit("a");
    one->heard();
    one->lose();
    scene->time.pass(119s);
    EXPECT_THAT(lost, IsEmpty());
    ASSERT_TRUE(one->come());
    one->lose();
    scene->time.pass(121s);
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost[0].id, one->id);
    EXPECT_THAT(lost[0].rooms, UnorderedElementsAre(one->id, "room"));
    EXPECT_EQ(lost[0].data, object("name", "ann"));
    EXPECT_TRUE(scene->counted(metric::session_expired));
    EXPECT_FALSE(one->come());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::unknown_session);
}

TEST_F(recoveries, keep_as_many_sessions_as_they_may) {
    begin({.max_sessions = 1});
    std::vector<std::string> lost;
    root().on_session_expired([&lost](expired_session const& each) { lost.push_back(each.id); });
    scene->time.settle();
    returning_client two(*scene);
    one->come();
    two.come();
    one->lose();
    EXPECT_THAT(lost, IsEmpty());
    two.lose();
    EXPECT_THAT(lost, ElementsAre(one->id));
    EXPECT_TRUE(scene->counted(metric::too_many_kept_sessions));
    EXPECT_TRUE(two.come());
    EXPECT_FALSE(one->come());
}

TEST_F(recoveries, keep_as_many_packets_as_they_may) {
    begin({.max_packets = 2});
    be_away();
    emit("a");
    emit("b");
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
    one->lose();
    emit("c");
    emit("d");
    emit("e");
    EXPECT_FALSE(one->come());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::packets_dropped);
    EXPECT_TRUE(scene->counted(metric::recovery_packets_dropped));
    EXPECT_THAT(one->heard(), IsEmpty());
}

TEST_F(recoveries, keep_as_many_octets_as_they_may) {
    begin({.max_bytes = 3'000});
    be_away();
    emit("a");
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a"));
    one->lose();
    emit(std::string(3'000, 'x'));
    EXPECT_FALSE(one->come());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::packets_dropped);
}

TEST_F(recoveries, keep_packets_as_long_as_they_may) {
    begin({.max_packet_age = 10s});
    be_away();
    emit("a");
    scene->time.pass(9s);
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a"));
    one->lose();
    emit("b");
    scene->time.pass(11s);
    EXPECT_FALSE(one->come());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::packets_dropped);
}

// Node drops the packet whose offset the client has, and begins anew.
TEST_F(recoveries, work_for_who_received_the_last_packet_long_ago) {
    begin({.max_packet_age = 10s});
    one->come();
    emit("a");
    one->heard();
    scene->time.pass(1h);
    one->lose();
    emit("b");
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("b"));
}

TEST_F(recoveries, record_nothing_that_nobody_can_miss) {
    begin({.max_packets = 1});
    be_away();
    emit("a");
    on_shard([&] {
        for (int count = 0; count != 10; ++count)
            root().to("nobody").emit("b");
    });
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("a"));
}

// ---- middlewares ----

TEST_F(recoveries, leave_out_middlewares_unless_told_otherwise) {
    int asked = 0;
    scene->use([&asked](socket&) {
        ++asked;
        return verdict::accept();
    });
    be_away();
    EXPECT_EQ(asked, 1);
    ASSERT_TRUE(one->come());
    EXPECT_EQ(asked, 1);
    one->private_id = "forged";
    EXPECT_FALSE(one->come());
    EXPECT_EQ(asked, 2);
}

TEST_F(recoveries, show_middlewares_the_session) {
    begin({.skip_middlewares = false});
    std::vector<std::string> seen;
    bool refuses = false;
    scene->use([&](socket& who) {
        seen.push_back(who.recovered() ? who.id() : "new");
        if (who.recovered()) {
            EXPECT_THAT(who.rooms(), ElementsAre("room"));
            EXPECT_EQ(who.data(), object("name", "ann"));
        }
        return refuses ? verdict::reject("no") : verdict::accept();
    });
    one->come();
    on_shard([&] {
        people[0].join("room");
        people[0].data().set("name", "ann");
    });
    emit("a");
    one->heard();
    one->lose();
    refuses = true;
    EXPECT_FALSE(one->come());
    EXPECT_THAT(one->others, ElementsAre("44{\"message\":\"no\"}"));
    emit("b");
    refuses = false;
    ASSERT_TRUE(one->come()); // it is kept for another attempt
    EXPECT_THAT(one->heard(), ElementsAre("b"));
    EXPECT_THAT(seen, ElementsAre("new", one->id, one->id));
}

TEST_F(recoveries, miss_nothing_while_a_middleware_waits) {
    begin({.max_disconnection_duration = 10s, .skip_middlewares = false, .max_packet_age = 1h});
    std::function<void()> go_on;
    scene->use([&](socket& who) -> boost::asio::awaitable<verdict> {
        if (!who.recovered())
            co_return verdict::accept();
        boost::asio::steady_timer timer(who.get_executor(),
                                        boost::asio::steady_timer::time_point::max());
        go_on = [&timer] { timer.cancel(); };
        try {
            co_await timer.async_wait(boost::asio::use_awaitable);
        } catch (boost::system::system_error const&) {
            co_return verdict::accept();
        }
        co_return verdict::reject("never");
    });
    be_away();
    emit("a");
    one->come();
    EXPECT_TRUE(go_on);
    emit("b");
    scene->time.pass(20s); // it does not expire meanwhile
    EXPECT_THAT(one->heard(), IsEmpty());
    on_shard([&] { go_on(); });
    EXPECT_TRUE(one->listen());
    EXPECT_THAT(one->heard(), ElementsAre("a", "b"));
}

// ---- whom nobody expects ----

TEST_F(recoveries, refuse_forged_offsets) {
    for (std::string const offset : {"", "x", "AAAAAAAAB", "9", "undefined"}) {
        be_away();
        one->offset = offset;
        EXPECT_FALSE(one->come()) << offset;
        EXPECT_EQ(people.back().recovery(), recovery_outcome::invalid_offset);
        EXPECT_TRUE(people.back().connected());
        one->lose();
    }
    be_away();
    one->offset->back() = '_'; // the server has not sent so many
    EXPECT_FALSE(one->come());
    EXPECT_TRUE(scene->counted(metric::recovery_with_invalid_offset));
}

// Which would go from shard to shard, as long as a client makes it.
TEST_F(recoveries, take_no_longer_offset_with_them_than_there_are) {
    for (std::size_t const size :
         {adapter::offset_text::longest, adapter::offset_text::longest + 1}) {
        one->private_id = "somebody";
        one->offset = std::string(size, 'a');
        EXPECT_FALSE(one->come());
        auto const wanted =
            hub::wanted_session_of(people.back().handshake(), packet::parser_kind::json);
        ASSERT_TRUE(wanted && wanted->offset);
        EXPECT_EQ(*wanted->offset,
                  size > adapter::offset_text::longest ? "" : std::string(size, 'a'));
        one->lose();
    }
}

TEST_F(recoveries, let_nobody_have_the_session_of_another) {
    be_away();
    auto const honest = *one->private_id;
    for (std::string const& forged :
         {std::string(), one->id, honest.substr(1), honest + 'A', std::string(100'000, 'A')}) {
        returning_client thief(*scene);
        thief.private_id = forged;
        thief.offset = one->offset;
        EXPECT_FALSE(thief.come());
        EXPECT_NE(thief.id, one->id);
        thief.lose();
    }
    EXPECT_TRUE(one->come());
}

TEST_F(recoveries, take_only_texts) {
    be_away();
    one->session = &scene->arrive(0);
    one->say("0{\"pid\":1,\"offset\":[]}");
    EXPECT_FALSE(one->listen());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::not_asked);
}

// The server has not noticed yet that the old connection is gone.
TEST_F(recoveries, take_over_from_a_connection_that_is_still_there) {
    std::vector<disconnect_reason> reasons;
    root().on_disconnect(
        [&reasons](socket const&, disconnect_reason why) { reasons.push_back(why); });
    scene->time.settle();
    one->come();
    emit("a");
    one->heard();
    emit("b");
    fake_session* const old = one->session;
    old->heard(); // which is lost
    std::string const id = one->id;
    ASSERT_TRUE(one->come());
    EXPECT_EQ(one->id, id);
    EXPECT_THAT(one->heard(), ElementsAre("b"));
    EXPECT_FALSE(old->is_open);
    EXPECT_THAT(reasons, ElementsAre(disconnect_reason::transport_close));
    EXPECT_EQ(root().size(), 1U); // never twice
    EXPECT_FALSE(people[0].connected());
}

TEST_F(recoveries, end_when_who_hears_of_the_old_connection_ends_the_session) {
    one->come();
    emit("a");
    one->heard();
    on_shard([&] {
        people[0].on_disconnecting(
            [](socket const& who, disconnect_reason) { who.disconnect(true); });
    });
    one->come();
    EXPECT_EQ(root().size(), 1U);
}

TEST_F(recoveries, begin_anew_with_another_parser) {
    be_away();
    one->session = &scene->arrive(0);
    std::string octets = "\x83\xa4type";
    octets += '\0';
    octets += "\xa3nsp\xa1/\xa4";
    octets += "data\x81\xa3pid\xb6"; // a text of 22 octets
    octets += *one->private_id;
    boost::asio::post(one->session->shard().get_executor(),
                      [&] { one->session->say_binary(octets); });
    scene->time.settle();
    EXPECT_EQ(people.back().recovery(), recovery_outcome::parser_changed);
    EXPECT_TRUE(scene->counted(metric::recovery_parser_changed));
}

TEST_F(recoveries, are_nothing_to_clients_of_protocol_4) {
    fake_session& old =
        *scene->sessions.emplace_back(std::make_unique<fake_session>(scene->time[0].shard()));
    old.revision = wire::engine_revision::three;
    old.listener = scene->hubs[0]->on_session(old);
    scene->time.settle();
    EXPECT_THAT(old.heard(), ElementsAre("40"));
    on_shard([&] { people[0].emit("plain"); });
    EXPECT_THAT(old.heard(), ElementsAre("42[\"plain\"]"));
    boost::asio::post(old.shard().get_executor(),
                      [&old] { old.end(engine::close_reason::transport_close); });
    scene->time.settle();
    EXPECT_TRUE(people[0].emit("lost") == emit_status::not_connected);
}

// Who hears of a room that the session joins may have others leave, which need its place.
TEST_F(recoveries, stand_what_observers_of_rooms_do_on_one_shard) {
    begin({.max_sessions = 1});
    returning_client two(*scene);
    two.come();
    bool armed = false;
    root().on_room_joined([&](std::string const& room, std::string const&) {
        if (armed && room == "room")
            two.session->end(engine::close_reason::transport_close);
    });
    one->come();
    on_shard([&] { people.back().join("room"); });
    one->lose();
    armed = true;
    ASSERT_TRUE(one->come());
    EXPECT_THAT(people.back().rooms(), UnorderedElementsAre(one->id, "room"));
    ASSERT_TRUE(two.come());
}

// ---- with the rest of the house ----

TEST_F(recoveries, hold_for_namespaces_that_are_made_on_demand) {
    begin({}, {.removes_empty = true});
    auto const parent = scene->all->add_parent(nsp_pattern("/room-*"), {});
    scene->time.settle();
    one.emplace(*scene, "/room-1");
    one->come();
    std::string const id = one->id;
    auto const emit_to_all = [&](std::string_view name) {
        on_shard([&] {
            for (auto const& each : scene->all->children_of(*parent))
                each->broadcast({}, {}, name, {});
        });
    };
    emit_to_all("a");
    EXPECT_THAT(one->heard(), ElementsAre("a"));
    one->lose();
    ASSERT_EQ(scene->all->children_of(*parent).size(), 1U); // kept for it
    emit_to_all("b");
    ASSERT_TRUE(one->come());
    EXPECT_EQ(one->id, id);
    EXPECT_THAT(one->heard(), ElementsAre("b"));
    one->lose();
    scene->time.pass(121s);
    EXPECT_TRUE(scene->all->children_of(*parent).empty());
}

TEST_F(recoveries, keep_namespaces_apart) {
    scene->all->of("/other");
    returning_client elsewhere(*scene, "/other");
    be_away();
    elsewhere.private_id = one->private_id;
    elsewhere.offset = one->offset;
    EXPECT_FALSE(elsewhere.come());
    on_shard([&] { scene->all->of("/other")->handle().emit("not for it"); });
    emit("for it");
    ASSERT_TRUE(one->come());
    EXPECT_THAT(one->heard(), ElementsAre("for it"));
}

TEST_F(recoveries, end_with_the_server_and_tell_nobody) {
    int lost = 0;
    root().on_session_expired([&lost](expired_session const&) { ++lost; });
    scene->time.settle();
    be_away();
    scene->close();
    scene->time.settle();
    EXPECT_EQ(lost, 0);
}

TEST(without_recovery, nothing_is_added_and_nothing_kept) {
    hub_scene scene;
    returning_client one(scene);
    std::vector<socket> people;
    scene.on_connection([&people](socket const& who) { people.push_back(who); });
    one.come();
    EXPECT_EQ(one.private_id, "");
    scene.on_shard([&] { people[0].emit("a"); });
    EXPECT_THAT(one.session->heard(), ElementsAre("42[\"a\"]"));
    one.private_id = "forged";
    one.lose();
    EXPECT_FALSE(one.come());
    EXPECT_EQ(people.back().recovery(), recovery_outcome::not_asked);
}

} // namespace
} // namespace socketiota::test

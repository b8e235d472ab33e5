// SPDX-License-Identifier: MIT
#include "outcome_of_all.hpp"
#include "room_scene.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class broadcast_answers : public room_scene {
protected:
    outcome_of_all seen;
};

TEST_F(broadcast_answers, are_complete_when_all_have_answered) {
    everybody().emit_with_ack<int>("vote", "cake")(seen.handler());
    scene->time.settle();
    for (fake_session* const each : clients)
        EXPECT_THAT(each->heard(), ElementsAre("420[\"vote\",\"cake\"]"));
    say(1, "30[11]");
    say(0, "30[10]");
    EXPECT_FALSE(seen.failure);
    say(2, "30[12]");
    EXPECT_EQ(seen.failure, error_code());
    EXPECT_THAT(seen.answers, ElementsAre(11, 10, 12));
}

TEST_F(broadcast_answers, use_one_id_and_the_ids_of_the_namespace) {
    scene->on_shard([&] {
        people[0].emit_with_ack<int>("first")(net::detached);
        everybody().except(people[0].id()).emit_with_ack<int>("second")(seen.handler());
        people[1].emit_with_ack<int>("third")(net::detached);
    });
    EXPECT_THAT(clients[0]->heard(), ElementsAre("420[\"first\"]"));
    EXPECT_THAT(clients[1]->heard(), ElementsAre("421[\"second\"]", "422[\"third\"]"));
    EXPECT_THAT(clients[2]->heard(), ElementsAre("421[\"second\"]"));
}

TEST_F(broadcast_answers, that_came_are_given_when_the_time_is_over) {
    everybody().timeout(1s).emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    scene->time.pass(900ms);
    EXPECT_FALSE(seen.failure);
    scene->time.pass(200ms);
    EXPECT_EQ(seen.failure, error::operation_has_timed_out);
    EXPECT_THAT(seen.answers, ElementsAre(10));
    // Too late, and nobody waits any more.
    say(1, "30[11]");
    say(2, "30[12]");
    EXPECT_THAT(seen.answers, ElementsAre(10));
}

TEST_F(broadcast_answers, are_not_waited_for_after_a_disconnect) {
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    say(1, "1");
    EXPECT_FALSE(seen.failure);
    say(2, "30[12]");
    EXPECT_EQ(seen.failure, error::socket_disconnected);
    EXPECT_THAT(seen.answers, ElementsAre(10, 12));
}

TEST_F(broadcast_answers, are_none_when_nobody_is_selected) {
    everybody().to("empty").timeout(1h).emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    EXPECT_EQ(seen.failure, error_code());
    EXPECT_THAT(seen.answers, IsEmpty());
}

TEST_F(broadcast_answers, that_do_not_fit_are_left_out_and_told_at_the_end) {
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[\"ten\"]");
    say(1, "30[11]");
    EXPECT_FALSE(seen.failure);
    say(2, "30[12]");
    EXPECT_EQ(seen.failure, error::arguments_do_not_fit);
    EXPECT_THAT(seen.answers, ElementsAre(11, 12));
}

TEST_F(broadcast_answers, count_once_for_each_recipient) {
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    say(0, "30[10]");
    say(0, "30[10]");
    EXPECT_FALSE(seen.failure);
    say(1, "30[11]");
    say(2, "30[12]");
    EXPECT_THAT(seen.answers, ElementsAre(10, 11, 12));
}

TEST_F(broadcast_answers, are_not_expected_of_those_for_whom_a_volatile_event_is_dropped) {
    clients[1]->takes_volatile = false;
    everybody().volatile_().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    EXPECT_THAT(clients[1]->heard(), IsEmpty());
    say(0, "30[10]");
    EXPECT_FALSE(seen.failure);
    say(2, "30[12]");
    EXPECT_EQ(seen.failure, error_code());
    EXPECT_THAT(seen.answers, ElementsAre(10, 12));
}

TEST_F(broadcast_answers, are_expected_of_one_who_does_not_read_until_it_disconnects) {
    clients[1]->is_full = true;
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    say(2, "30[12]");
    EXPECT_FALSE(seen.failure);
    scene->on_shard([&] { people[1].disconnect(true); });
    EXPECT_EQ(seen.failure, error::socket_disconnected);
    EXPECT_THAT(seen.answers, ElementsAre(10, 12));
}

TEST_F(broadcast_answers, survive_outgoing_handlers_that_disconnect_others) {
    scene->on_shard([&] {
        people[0].on_any_outgoing([&](incoming const& event) {
            EXPECT_EQ(event.name(), "vote");
            people[1].disconnect();
        });
    });
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    say(2, "30[12]");
    ASSERT_TRUE(seen.failure);
    EXPECT_THAT(seen.answers, ElementsAre(10, 12));
}

TEST_F(broadcast_answers, fail_when_nothing_can_be_sent) {
    everybody().emit_with_ack<int>("connect")(seen.handler());
    scene->time.settle();
    EXPECT_EQ(seen.failure, error::reserved_event_name);

    outcome_of_all second;
    value deep;
    for (int level = 0; level < 1000; ++level)
        deep = array(std::move(deep));
    everybody().emit_with_ack<int>("deep", deep)(second.handler());
    scene->time.settle();
    EXPECT_EQ(second.failure, error::nested_too_deep);
    EXPECT_THAT(clients[0]->heard(), IsEmpty());
}

TEST_F(broadcast_answers, are_given_up_when_cancelled) {
    net::cancellation_signal signal;
    everybody().timeout(1h).emit_with_ack<int>("vote")(
        net::bind_cancellation_slot(signal.slot(), seen.handler()));
    scene->time.settle();
    say(0, "30[10]");
    scene->on_shard([&] { signal.emit(net::cancellation_type::terminal); });
    EXPECT_EQ(seen.failure, net::error::operation_aborted);
    EXPECT_THAT(seen.answers, ElementsAre(10));
    // Nothing waits any more: neither answers nor the time that passes change anything.
    say(1, "30[11]");
    say(2, "1");
    scene->time.pass(2h);
    signal.emit(net::cancellation_type::terminal);
}

TEST_F(broadcast_answers, end_when_the_server_closes) {
    everybody().emit_with_ack<int>("vote")(seen.handler());
    scene->time.settle();
    say(0, "30[10]");
    scene->on_shard([&] { scene->close(); });
    EXPECT_EQ(seen.failure, error::socket_disconnected);
    EXPECT_THAT(seen.answers, ElementsAre(10));
}

TEST_F(broadcast_answers, come_as_a_future) {
    auto votes = everybody().emit_with_ack<int>("vote")(net::use_future);
    scene->time.settle();
    for (std::size_t index = 0; index < 3; ++index)
        say(index, "30[1]");
    EXPECT_THAT(votes.get(), ElementsAre(1, 1, 1));
}

TEST_F(broadcast_answers, come_to_a_coroutine_of_another_context) {
    net::io_context other;
    std::vector<std::string> names;
    net::co_spawn(
        other,
        [&]() -> net::awaitable<void> {
            auto const all = co_await everybody().emit_with_ack<std::tuple<std::string, bool>>(
                "name?")(net::use_awaitable);
            for (auto const& [name, sure] : all)
                names.push_back(sure ? name : name + "?");
        },
        net::detached);
    other.poll();
    scene->time.settle();
    say(0, "30[\"ann\",true]");
    say(1, "30[\"bob\",false]");
    say(2, "30[\"eve\",true]");
    EXPECT_THAT(names, IsEmpty());
    EXPECT_FALSE(other.stopped()) << "the context of the handler has work: it waits";
    other.run();
    EXPECT_THAT(names, ElementsAre("ann", "bob?", "eve"));
}

TEST_F(broadcast_answers, of_nothing_only_say_that_all_have_answered) {
    auto done = everybody().emit_with_ack<void>("ready?")(net::use_future);
    static_assert(std::is_same_v<decltype(done), std::future<void>>);
    scene->time.settle();
    for (std::size_t index = 0; index < 3; ++index)
        say(index, "30[]");
    EXPECT_NO_THROW(done.get());
}

TEST_F(broadcast_answers, can_be_asked_for_from_another_thread) {
    std::future<gathered<int>> votes;
    std::thread([&] {
        everybody().emit("before");
        votes = everybody().emit_with_ack<int>("vote", std::string("cake"))(net::use_future);
        everybody().emit("after");
    }).join();
    scene->time.settle();
    EXPECT_THAT(clients[0]->heard(),
                ElementsAre("42[\"before\"]", "420[\"vote\",\"cake\"]", "42[\"after\"]"));
    for (std::size_t index = 0; index < 3; ++index)
        say(index, "30[2]");
    EXPECT_THAT(votes.get(), ElementsAre(2, 2, 2));
}

TEST_F(broadcast_answers, are_not_waited_for_when_the_server_has_gone) {
    auto const kept = everybody();
    auto const started = kept.emit_with_ack<int>("vote");
    scene.reset();
    EXPECT_THROW(started(net::use_future).get(), boost::system::system_error);
    EXPECT_EQ(kept.emit("x"), emit_status::not_connected);
    kept.sockets_join("x");
    kept.sockets_leave("x");
    kept.disconnect_sockets(true);
    EXPECT_THAT(kept.fetch_sockets(net::use_future).get(), IsEmpty());
}

TEST_F(broadcast_answers, end_when_the_request_is_lost_on_its_way) {
    net::io_context other;
    everybody().emit_with_ack<int>("vote")(
        net::bind_executor(other.get_executor(), seen.handler()));
    std::size_t found = 1;
    everybody().fetch_sockets(net::bind_executor(
        other.get_executor(),
        [&found](error_code, std::vector<remote_socket> const& all) { found = all.size(); }));
    scene.reset(); // with its context, on which both were posted
    other.run();
    EXPECT_EQ(seen.failure, error::socket_disconnected);
    EXPECT_EQ(found, 0U);
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include "link_scene.hpp"

#include <socketiota/error.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <value/value_reader.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using cluster::message;
using enum cluster::message_type;
using testing::ElementsAre;
using testing::IsEmpty;
using membership = cluster::mover::membership;

// ---- what is done here ----

class nsp_link : public link_scene {};

TEST_F(nsp_link, sends_what_is_done_here) {
    open();
    flags.is_volatile = true;
    publish({.rooms = {"r"}, .except = {"x"}}, "news");
    link->join({.rooms = {"r"}}, {"one", "two"});
    link->leave({.except = {"x"}}, {"one"});
    link->disconnect({}, true);
    link->emit("tick", {}, nullptr);
    link->note_room("r", true);
    link->note_room("r", false);

    ASSERT_EQ(mover.sent.size(), 5U);
    EXPECT_EQ(mover.opened, "/chat");
    EXPECT_EQ(mover.sent[0]->type, broadcast);
    EXPECT_EQ(text_of(mover.sent[0]->values), R"([["news",7]])");
    EXPECT_THAT(mover.sent[0]->to.rooms, ElementsAre("r"));
    EXPECT_THAT(mover.sent[0]->to.except, ElementsAre("x"));
    EXPECT_TRUE(mover.sent[0]->flags.is_volatile);
    EXPECT_EQ(mover.sent[1]->type, sockets_join);
    EXPECT_THAT(mover.sent[1]->rooms, ElementsAre("one", "two"));
    EXPECT_EQ(mover.sent[2]->type, sockets_leave);
    EXPECT_THAT(mover.sent[2]->to.except, ElementsAre("x"));
    EXPECT_EQ(mover.sent[3]->type, disconnect_sockets);
    EXPECT_TRUE(mover.sent[3]->close);
    EXPECT_EQ(mover.sent[4]->type, server_side_emit);
    EXPECT_EQ(text_of(mover.sent[4]->values), R"([["tick"]])");
    for (auto const& each : mover.sent)
        EXPECT_THAT(each->request_id, IsEmpty());
    EXPECT_THAT(mover.rooms, ElementsAre("+r", "-r"));
}

TEST_F(nsp_link, encodes_as_the_mover_prefers) {
    open();
    publish({}, "news");
    EXPECT_EQ(mover.sent.back()->values.in, cluster::carried_value::encoding::json);
    link.reset();
    mover.preferred = cluster::encoded_values::preference::msgpack;
    open();
    publish({}, "news");
    EXPECT_EQ(mover.sent.back()->values.in, cluster::carried_value::encoding::msgpack);
    EXPECT_EQ(text_of(mover.sent.back()->values), R"([["news",7]])");
}

TEST_F(nsp_link, needs_no_heartbeat_while_it_publishes) {
    open();
    for (int second = 0; second != 20; ++second) {
        publish({}, "news");
        time.pass(1s);
    }
    EXPECT_EQ(mover.sent.size(), 20U);
    time.pass(5s);
    EXPECT_EQ(mover.sent.back()->type, heartbeat);
}

// ---- what others do here ----

TEST_F(nsp_link, has_done_here_what_others_send) {
    open();
    hear("a", broadcast, [](message& what) {
        what.to = {.rooms = {"r"}, .except = {"x"}};
        what.flags.is_volatile = true;
        what.values = json(R"(["news",{"a":[1]},null])");
    });
    hear("a", sockets_join, [](message& what) {
        what.to = {.rooms = {"r"}};
        what.rooms = {"one", "two"};
    });
    hear("a", sockets_leave, [](message& what) { what.rooms = {"one"}; });
    hear("emitter", disconnect_sockets, [](message& what) { what.close = true; });
    hear("a", server_side_emit, [](message& what) { what.values = json(R"(["tick",1])"); });
    EXPECT_THAT(here.done, ElementsAre(R"(broadcast [r][x] news[{"a":[1]},null] volatile)",
                                       "join [r][] one,two", "leave [][] one",
                                       "disconnect [][] close", "told [][] tick[1]"));
    EXPECT_THAT(mover.sent, IsEmpty());
}

TEST_F(nsp_link, looks_at_nothing_for_which_nobody_is_here) {
    open();
    for (auto const type : {broadcast, sockets_join, sockets_leave, disconnect_sockets})
        hear("a", type, [](message& what) {
            what.to = {.rooms = {"empty"}};
            what.values = json("no JSON");
        });
    EXPECT_THAT(here.done, IsEmpty());
    EXPECT_EQ(counts->malformed.read(), 0U);
}

TEST_F(nsp_link, lets_sockets_answer_others) {
    open();
    hear("a", broadcast, [](message& what) {
        what.request_id = "q1";
        what.flags.timeout = 700ms;
        what.values = json(R"(["vote"])");
    });
    EXPECT_THAT(here.done, ElementsAre("ask [][] vote[] 700"));
    EXPECT_EQ(link->asked_by_others(), 1U);
    here.questioners[0]->on_count(2);
    value const answers = *value::parse(R"(["yes","ignored"])");
    value_reader from(answers);
    from.enter_array();
    here.questioners[0]->on_answer(from);
    here.questioners[0].reset();

    ASSERT_EQ(mover.sent.size(), 2U);
    EXPECT_EQ(mover.sent[0]->type, broadcast_client_count);
    EXPECT_EQ(mover.sent[0]->client_count, 2U);
    EXPECT_EQ(mover.sent[1]->type, broadcast_ack);
    EXPECT_EQ(text_of(mover.sent[1]->values), R"(["yes"])");
    for (auto const& each : mover.sent) {
        EXPECT_EQ(each->request_id, "q1");
        EXPECT_EQ(each->recipient, "a");
    }
    EXPECT_EQ(link->asked_by_others(), 0U);
}

TEST_F(nsp_link, says_when_it_has_nobody_to_answer) {
    open();
    for (auto const type : {broadcast, fetch_sockets})
        hear("a", type, [](message& what) {
            what.request_id = "q1";
            what.to = {.rooms = {"empty"}};
            what.values = json(R"(["vote"])");
        });
    EXPECT_THAT(here.done, IsEmpty());
    ASSERT_EQ(mover.sent.size(), 2U);
    EXPECT_EQ(mover.sent[0]->type, broadcast_client_count);
    EXPECT_EQ(mover.sent[0]->client_count, 0U);
    EXPECT_EQ(mover.sent[1]->type, fetch_sockets_response);
    EXPECT_THAT(mover.sent[1]->sockets, IsEmpty());
    EXPECT_EQ(link->asked_by_others(), 0U);
}

TEST_F(nsp_link, describes_its_sockets_to_others) {
    open();
    hear("a", fetch_sockets, [](message& what) { what.request_id = "q2"; });
    std::vector<remote_socket> found;
    found.push_back(fake_remote_socket("s1", {"s1", "r"}, *value::parse(R"({"name":"x"})")));
    found.push_back(fake_remote_socket("s2", {"s2"}, nullptr));
    here.fetches[0]->complete(std::move(found));
    here.fetches.clear();

    ASSERT_EQ(mover.sent.size(), 1U);
    message const& sent = mover.sent[0].get();
    EXPECT_EQ(sent.type, fetch_sockets_response);
    EXPECT_EQ(sent.recipient, "a");
    ASSERT_EQ(sent.sockets.size(), 2U);
    EXPECT_EQ(sent.sockets[0].id, "s1");
    EXPECT_THAT(sent.sockets[0].rooms, ElementsAre("s1", "r"));
    EXPECT_EQ(text_of(sent.sockets[0].handshake), R"([{"of":"s1"}])");
    EXPECT_EQ(text_of(sent.sockets[1].handshake), R"([{"of":"s2"}])");
    EXPECT_EQ(text_of(sent.sockets[1].data), "[null]");
    EXPECT_EQ(link->asked_by_others(), 0U);
}

TEST_F(nsp_link, lets_the_program_answer_others) {
    open();
    hear("a", server_side_emit, [](message& what) {
        what.request_id = "q3";
        what.values = json(R"(["who"])");
    });
    EXPECT_THAT(here.done, ElementsAre("asked [][] who[]"));
    std::string const name = "me";
    here.askers[0]->on_answer(detail::argument_list{detail::argument_ref(name)});
    here.askers[0].reset();
    ASSERT_EQ(mover.sent.size(), 1U);
    EXPECT_EQ(mover.sent[0]->type, server_side_emit_response);
    EXPECT_EQ(text_of(mover.sent[0]->values), R"(["me"])");
    EXPECT_EQ(link->asked_by_others(), 0U);
}

// ---- what is asked here ----

TEST_F(nsp_link, collects_the_answers_of_sockets) {
    open();
    auto const waiting = ask_sockets();
    EXPECT_EQ(question().type, broadcast);
    EXPECT_THAT(asked_id, testing::Not(IsEmpty()));
    answer_count("a", 1);
    answer_value("a", broadcast_ack, R"("yes")");
    answer_value("b", broadcast_ack, R"({"no":1})"); // before it says how many
    answer_count("b", 1);
    EXPECT_THAT(waiting->answers, ElementsAre(value("yes"), *value::parse(R"({"no":1})")));
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    EXPECT_EQ(link->asked(), 0U);
}

TEST_F(nsp_link, drops_answers_that_are_late_double_or_foreign) {
    open();
    auto const waiting = ask_sockets();
    question();
    answer_count("a", 1);
    answer_count("a", 5);
    answer_value("a", broadcast_ack, "1");
    answer_value("a", broadcast_ack, "2");
    answer_value("stranger", broadcast_ack, "3");
    answer_count("stranger", 9);
    answer_value("b", fetch_sockets_response, "4"); // the answer to another question
    EXPECT_EQ(counts->not_awaited.read(), 5U);
    answer_count("b", 0);
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    answer_value("b", broadcast_ack, "5");
    hear("b", broadcast_ack, [](message& what) { what.request_id = "forged"; });
    EXPECT_EQ(counts->not_asked.read(), 2U);
    EXPECT_THAT(waiting->answers, ElementsAre(value(1)));
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
}

TEST_F(nsp_link, says_which_servers_are_silent_when_the_time_is_over) {
    open();
    flags.timeout = 300ms;
    auto const waiting = ask_sockets();
    EXPECT_EQ(question().flags.timeout, 300ms);
    answer_count("a", 2);
    answer_value("a", broadcast_ack, "1");
    time.pass(290ms);
    EXPECT_THAT(waiting->ended, IsEmpty());
    time.pass(30ms);
    EXPECT_THAT(waiting->ended, ElementsAre(error::operation_has_timed_out));
    EXPECT_THAT(waiting->answers, ElementsAre(value(1)));
    EXPECT_THAT(waiting->silent.ids, ElementsAre("b"));
    EXPECT_EQ(link->asked(), 0U);
}

TEST_F(nsp_link, waits_for_sockets_as_long_as_for_others_unless_told) {
    open();
    options.requests_timeout = 5s;
    auto const waiting = ask_sockets();
    time.pass(4990ms);
    EXPECT_THAT(waiting->ended, IsEmpty());
    time.pass(30ms);
    EXPECT_THAT(waiting->ended, ElementsAre(error::operation_has_timed_out));
    EXPECT_THAT(waiting->silent.ids, ElementsAre("a", "b"));
    EXPECT_EQ(counts->timed_out.read(), 1U);
}

TEST_F(nsp_link, does_not_wait_for_who_goes) {
    open();
    auto const programs = ask_programs();
    question();
    answer_value("a", server_side_emit_response, "1");
    EXPECT_THAT(programs->ended, IsEmpty());
    hear("b", adapter_close);
    EXPECT_THAT(programs->ended, ElementsAre(error_code()));
    EXPECT_THAT(programs->answers, ElementsAre(value(1)));

    auto const sockets = ask_sockets();
    question();
    answer_count("a", 2);
    answer_value("a", broadcast_ack, "1");
    hear("a", adapter_close); // and the other socket with it
    EXPECT_THAT(sockets->ended, ElementsAre(error::socket_disconnected));
    EXPECT_THAT(sockets->answers, ElementsAre(value(1)));
}

TEST_F(nsp_link, does_not_wait_for_who_dies_without_a_word) {
    open();
    flags.timeout = 1min;
    auto const waiting = ask_sockets();
    question();
    answer_count("a", 0);
    for (int second = 0; second != 12; ++second) {
        time.pass(1s);
        hear("a", heartbeat);
    }
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    EXPECT_EQ(link->members(), 1U);
}

TEST_F(nsp_link, does_not_wait_for_who_is_new) {
    open();
    auto const waiting = ask_programs();
    question();
    hear("c", initial_heartbeat);
    answer_value("a", server_side_emit_response, "1");
    answer_value("b", server_side_emit_response, "2");
    answer_value("c", server_side_emit_response, "3");
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    EXPECT_EQ(waiting->answers.size(), 2U);
}

TEST_F(nsp_link, waits_for_nobody_when_it_is_alone) {
    open();
    hear("a", adapter_close);
    hear("b", adapter_close);
    EXPECT_THAT(ask_programs()->ended, ElementsAre(error_code()));
    EXPECT_EQ(fetch<std::size_t>()->completed, 1);
    EXPECT_THAT(mover.sent, IsEmpty());
    EXPECT_THAT(ask_sockets()->ended, ElementsAre(error_code()));
    EXPECT_EQ(mover.sent.size(), 1U); // it is an event as well
    EXPECT_EQ(link->asked(), 0U);
}

TEST_F(nsp_link, is_not_alone_before_it_knows) {
    link = std::make_unique<cluster::nsp_link>(time.shard(), mover, "/chat", here, options, counts);
    auto const programs = ask_programs();
    question();
    auto const number = std::make_shared<waiting_for<std::size_t>>();
    link->count_servers(number);
    hear("a", heartbeat); // was there before
    hear("new", initial_heartbeat);
    answer_value("a", server_side_emit_response, "1");
    EXPECT_THAT(programs->ended, IsEmpty()); // there may be others
    EXPECT_EQ(number->completed, 0);
    time.pass(1100ms);
    EXPECT_THAT(programs->ended, ElementsAre(error_code()));
    EXPECT_EQ(number->found, 3U);
}

TEST_F(nsp_link, says_who_was_silent_among_those_that_it_learned_of) {
    link = std::make_unique<cluster::nsp_link>(time.shard(), mover, "/chat", here, options, counts);
    auto const programs = ask_programs();
    hear("a", heartbeat);
    time.pass(5100ms);
    EXPECT_THAT(programs->ended, ElementsAre(error::operation_has_timed_out));
    EXPECT_THAT(programs->silent.ids, ElementsAre("a"));
}

TEST_F(nsp_link, finds_the_sockets_of_others) {
    open();
    auto const sockets = fetch<std::vector<remote_socket>>();
    EXPECT_EQ(question().type, fetch_sockets);
    EXPECT_THAT(question().to.rooms, ElementsAre("r"));
    answer("b", fetch_sockets_response, [](message& what) {
        what.sockets.resize(1);
        what.sockets[0].id = "s1";
        what.sockets[0].rooms = {"s1", "r"};
        what.sockets[0].handshake = json(R"({"url":"/"})");
        what.sockets[0].data = json("[1]");
    });
    EXPECT_EQ(sockets->completed, 0);
    answer("a", fetch_sockets_response, [](message& what) {
        what.sockets.resize(2);
        what.sockets[0].id = "s2"; // says nothing else that can be read
        what.sockets[0].handshake = json("{");
        what.sockets[1].id = "broken";
        what.sockets[1].data = json("[");
    });
    EXPECT_EQ(sockets->completed, 1);
    ASSERT_EQ(sockets->found.size(), 2U);
    EXPECT_EQ(sockets->found[0].id(), "s1");
    EXPECT_THAT(sockets->found[0].rooms(), ElementsAre("s1", "r"));
    EXPECT_EQ(sockets->found[0].data(), *value::parse(R"([{"url":"/"},[1]])"));
    EXPECT_EQ(sockets->found[1].id(), "s2");
    EXPECT_EQ(sockets->found[1].data(), *value::parse("[null,null]"));
    EXPECT_FALSE(sockets->reason);
    EXPECT_EQ(counts->malformed.read(), 1U);
}

TEST_F(nsp_link, gives_what_it_found_when_the_time_of_a_fetch_is_over) {
    open();
    auto const number = fetch<std::size_t>(300ms);
    EXPECT_EQ(question().flags.timeout, 300ms);
    answer("b", fetch_sockets_response, [](message& what) { what.sockets.resize(3); });
    time.pass(320ms);
    EXPECT_EQ(number->completed, 1);
    EXPECT_EQ(number->found, 3U);
    EXPECT_EQ(number->reason, error::operation_has_timed_out);
    EXPECT_THAT(number->silent.ids, ElementsAre("a"));
}

TEST_F(nsp_link, forgets_who_does_not_wait_any_more) {
    open();
    auto const waiting = ask_programs();
    EXPECT_EQ(link->asked(), 1U);
    waiting->give_up();
    EXPECT_EQ(link->asked(), 0U);
    question();
    answer_value("a", server_side_emit_response, "1");
    EXPECT_EQ(counts->not_asked.read(), 1U);
    time.pass(10s);
    EXPECT_THAT(waiting->ended, IsEmpty());
}

// ---- where servers are counted ----

class counted_nsp_link : public link_scene {
protected:
    void SetUp() override { mover.how = membership::counted; }

    void say_number(std::size_t servers, error_code reason = {}) {
        mover.counting.front()(reason, servers);
        mover.counting.erase(mover.counting.begin());
    }
};

TEST_F(counted_nsp_link, sends_no_heartbeats) {
    open();
    hear("a", initial_heartbeat);
    time.pass(1min);
    EXPECT_THAT(mover.sent, IsEmpty());
}

TEST_F(counted_nsp_link, waits_for_as_many_as_there_were) {
    open();
    auto const programs = ask_programs();
    question();
    ASSERT_EQ(mover.counting.size(), 1U);
    answer_value("a", server_side_emit_response, "1"); // before the number
    EXPECT_THAT(programs->ended, IsEmpty());
    say_number(3);
    answer_value("a", server_side_emit_response, "2"); // twice
    EXPECT_THAT(programs->ended, IsEmpty());
    answer_value("b", server_side_emit_response, "3");
    EXPECT_THAT(programs->ended, ElementsAre(error_code()));
    EXPECT_THAT(programs->answers, ElementsAre(value(1), value(3)));
}

TEST_F(counted_nsp_link, takes_answers_without_a_name) {
    open();
    auto const sockets = ask_sockets();
    question();
    say_number(3);
    answer_count("", 1);
    answer_value("", broadcast_ack, "1");
    answer_count("", 1);
    EXPECT_THAT(sockets->ended, IsEmpty());
    answer_value("", broadcast_ack, "2");
    EXPECT_THAT(sockets->ended, ElementsAre(error_code()));
    EXPECT_THAT(sockets->answers, ElementsAre(value(1), value(2)));
}

TEST_F(counted_nsp_link, may_find_that_it_is_alone) {
    open();
    auto const number = fetch<std::size_t>();
    EXPECT_EQ(number->completed, 0);
    say_number(1);
    EXPECT_EQ(number->completed, 1);
    EXPECT_FALSE(number->reason);
    auto const again = fetch<std::size_t>();
    say_number(0); // not even itself: its subscription is not there yet
    EXPECT_EQ(again->completed, 1);
}

TEST_F(counted_nsp_link, says_how_many_are_silent) {
    open();
    auto const number = fetch<std::size_t>();
    question();
    say_number(4);
    answer("a", fetch_sockets_response, [](message& what) { what.sockets.resize(2); });
    time.pass(5100ms);
    EXPECT_EQ(number->completed, 1);
    EXPECT_EQ(number->found, 2U);
    EXPECT_EQ(number->reason, error::operation_has_timed_out);
    EXPECT_EQ(number->silent.unnamed, 2U);
}

TEST_F(counted_nsp_link, ends_when_nobody_can_count) {
    open();
    auto const number = fetch<std::size_t>();
    auto const programs = ask_programs();
    auto const servers = std::make_shared<waiting_for<std::size_t>>();
    link->count_servers(servers);
    error_code const reason = error::session_ended;
    for (int each = 0; each != 3; ++each)
        say_number(0, reason);
    EXPECT_EQ(number->completed, 1);
    EXPECT_EQ(number->reason, reason);
    EXPECT_THAT(programs->ended, ElementsAre(reason));
    EXPECT_EQ(servers->found, 1U);
    EXPECT_EQ(servers->reason, reason);
}

TEST_F(counted_nsp_link, counts_servers) {
    open();
    auto const servers = std::make_shared<waiting_for<std::size_t>>();
    link->count_servers(servers);
    say_number(3);
    EXPECT_EQ(servers->found, 3U);
    link->count_servers(servers);
    link.reset();
    say_number(3); // told too late
    EXPECT_EQ(servers->completed, 2);
    EXPECT_EQ(servers->reason, error::socket_disconnected);
}

} // namespace
} // namespace socketiota::test

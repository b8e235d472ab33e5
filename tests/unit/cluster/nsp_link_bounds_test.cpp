// SPDX-License-Identifier: MIT
#include "link_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <new>
#include <string>
#include <vector>

#include <cluster/linked_cluster.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using cluster::message;
using enum cluster::message_type;
using testing::ElementsAre;
using testing::IsEmpty;

class nsp_link_bounds : public link_scene {
protected:
    void ask_from(std::string uid, std::string id, cluster::message_type type = server_side_emit) {
        hear(std::move(uid), type, [&](message& what) {
            what.request_id = std::move(id);
            what.values = json(R"(["who"])");
        });
    }
};

TEST_F(nsp_link_bounds, are_set_for_questions_of_this_server) {
    options.max_requests = 2;
    open();
    auto const first = ask_programs();
    auto const second = fetch<std::size_t>();
    auto const third = fetch<std::size_t>();
    auto const fourth = ask_sockets();
    EXPECT_EQ(mover.sent.size(), 2U); // the others are not sent
    EXPECT_EQ(third->completed, 1);
    EXPECT_TRUE(third->reason);
    EXPECT_EQ(fourth->ended.size(), 1U);
    EXPECT_TRUE(fourth->ended[0]);
    EXPECT_EQ(counts->too_many_requests.read(), 2U);
    EXPECT_THAT(first->ended, IsEmpty());
    hear("a", adapter_close);
    hear("b", adapter_close);
    EXPECT_EQ(second->completed, 1);
    EXPECT_EQ(link->asked(), 0U);
}

TEST_F(nsp_link_bounds, are_set_for_who_asks_how_many_there_are) {
    options.max_requests = 1;
    link = std::make_unique<cluster::nsp_link>(time.shard(), mover, "/chat", here, options, counts);
    auto const first = std::make_shared<waiting_for<std::size_t>>();
    auto const second = std::make_shared<waiting_for<std::size_t>>();
    link->count_servers(first);
    link->count_servers(second);
    EXPECT_EQ(second->completed, 1);
    EXPECT_TRUE(second->reason);
    time.pass(1100ms);
    EXPECT_EQ(first->found, 1U);
    EXPECT_FALSE(first->reason);
}

TEST_F(nsp_link_bounds, are_set_for_questions_of_others) {
    options.max_questions = 2;
    open();
    ask_from("a", "1");
    ask_from("a", "2");
    ask_from("a", "3");
    ask_from("b", "3", fetch_sockets);
    ask_from("b", "3", broadcast);
    EXPECT_EQ(here.done.size(), 2U);
    EXPECT_EQ(counts->too_many_questions.read(), 3U);
    here.askers[0].reset();
    ask_from("a", "4");
    EXPECT_EQ(here.done.size(), 3U);
    EXPECT_EQ(link->asked_by_others(), 2U);
}

TEST_F(nsp_link_bounds, tell_questions_of_one_id_apart_by_who_asks) {
    open();
    ask_from("a", "1");
    ask_from("a", "1");
    ask_from("b", "1");
    EXPECT_EQ(here.done.size(), 2U);
    EXPECT_EQ(counts->repeated.read(), 1U);
}

TEST_F(nsp_link_bounds, are_set_for_answers_of_sockets) {
    options.max_answers = 2;
    open();
    auto const waiting = ask_sockets();
    question();
    answer_count("a", 4);
    answer_count("b", 0);
    for (int each = 0; each != 4; ++each)
        answer_value("a", broadcast_ack, "1");
    EXPECT_EQ(waiting->answers.size(), 2U);
    EXPECT_EQ(counts->too_many_answers.read(), 2U);
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
}

TEST_F(nsp_link_bounds, are_set_for_sockets_of_an_answer) {
    options.max_sockets = 2;
    open();
    auto const number = fetch<std::size_t>();
    question();
    answer("a", fetch_sockets_response, [](message& what) { what.sockets.resize(2); });
    EXPECT_EQ(counts->too_many_sockets.read(), 0U);
    answer("b", fetch_sockets_response, [](message& what) { what.sockets.resize(3); });
    EXPECT_EQ(counts->too_many_sockets.read(), 1U);
    EXPECT_EQ(number->found, 4U);
}

TEST_F(nsp_link_bounds, ignore_what_is_not_for_it) {
    open();
    hear("me", server_side_emit, [](message& what) { what.values = json(R"(["who"])"); });
    hear("a", server_side_emit, [](message& what) {
        what.nsp = "/other";
        what.values = json(R"(["who"])");
    });
    EXPECT_THAT(here.done, IsEmpty());
    EXPECT_EQ(counts->not_for_us.read(), 2U);
    hear("a", server_side_emit, [](message& what) {
        what.nsp.clear(); // as emitters of Postgres do
        what.values = json(R"(["who"])");
    });
    EXPECT_EQ(here.done.size(), 1U);
}

TEST_F(nsp_link_bounds, ignore_what_makes_no_sense) {
    open();
    for (char const* const text : {"", "{", "1", "[]", "[null]", "{}"})
        for (auto const type : {broadcast, server_side_emit})
            for (char const* const id : {"", "q"})
                hear("a", type, [&](message& what) {
                    what.values = json(text);
                    what.request_id = id;
                });
    EXPECT_EQ(counts->malformed.read(), 24U);
    hear("a", static_cast<cluster::message_type>(77));
    EXPECT_EQ(counts->unknown_type.read(), 1U);
    EXPECT_THAT(here.done, IsEmpty());
    EXPECT_EQ(link->asked_by_others(), 0U);

    auto const waiting = ask_programs();
    question();
    answer_value("a", server_side_emit_response, "{");
    answer_value("b", server_side_emit_response, "");
    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    EXPECT_THAT(waiting->answers, ElementsAre(value())); // that of "b" is undefined
    EXPECT_EQ(counts->malformed.read(), 25U);
}

TEST_F(nsp_link_bounds, keep_what_is_thrown_inside) {
    open();
    here.meanwhile = [] { throw std::bad_alloc(); };
    hear("a", disconnect_sockets);
    EXPECT_EQ(counts->failed.read(), 1U);
    ask_from("a", "1");
    EXPECT_EQ(counts->failed.read(), 2U);

    auto const sockets = fetch<std::vector<remote_socket>>();
    question();
    here.describe_throws = true;
    for (char const* const uid : {"a", "b"})
        answer(uid, fetch_sockets_response, [](message& what) {
            what.sockets.resize(1);
            what.sockets[0].id = "s1";
        });
    EXPECT_EQ(sockets->completed, 1);
    EXPECT_EQ(counts->failed.read(), 4U);
}

TEST_F(nsp_link_bounds, allow_its_end_inside_of_each_message) {
    for (auto const type : {broadcast, sockets_join, sockets_leave, disconnect_sockets,
                            fetch_sockets, server_side_emit})
        for (char const* const id : {"", "q"}) {
            open();
            here.meanwhile = [&] { link.reset(); };
            ask_from("a", id, type);
            EXPECT_EQ(mover.heard_by, nullptr);
            here.meanwhile = {};
            // Those who answer then answer nobody.
            for (auto const& each : here.questioners)
                each->on_count(1);
            for (auto const& each : here.fetches)
                each->complete({});
            here.questioners.clear();
            here.askers.clear();
            here.fetches.clear();
        }
    EXPECT_EQ(counts->failed.read(), 0U);
}

TEST_F(nsp_link_bounds, leave_nobody_waiting_at_its_end) {
    open();
    auto const programs = ask_programs();
    auto const sockets = ask_sockets();
    auto const number = fetch<std::size_t>();
    ask_from("a", "1");
    link.reset();
    EXPECT_THAT(programs->ended, ElementsAre(error::socket_disconnected));
    EXPECT_THAT(sockets->ended, ElementsAre(error::socket_disconnected));
    EXPECT_EQ(number->completed, 1);
    EXPECT_EQ(mover.sent.back()->type, adapter_close);
    std::size_t const sent = mover.sent.size();
    here.askers[0]->on_answer({});
    here.askers.clear();
    time.pass(1min);
    EXPECT_EQ(mover.sent.size(), sent);
}

TEST_F(nsp_link_bounds, do_not_keep_it_from_beginning_anew_after_a_gap) {
    open();
    mover.heard_by->on_gap();
    ASSERT_EQ(mover.sent.size(), 1U);
    EXPECT_EQ(mover.sent[0]->type, initial_heartbeat);
    auto const number = std::make_shared<waiting_for<std::size_t>>();
    link->count_servers(number);
    EXPECT_EQ(number->completed, 0);
    time.pass(1100ms);
    EXPECT_EQ(number->found, 3U); // who was known is not forgotten at once
}

TEST_F(nsp_link_bounds, hold_for_all_links_of_a_cluster) {
    cluster::linked_cluster all(time.shard(), mover, options);
    auto const first = all.open("/chat", here);
    EXPECT_EQ(mover.opened, "/chat");
    hear("me", heartbeat);
    EXPECT_EQ(all.counts().not_for_us.read(), 1U);
}

} // namespace
} // namespace socketiota::test

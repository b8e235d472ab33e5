// SPDX-License-Identifier: MIT
//
// A server among others: what it asks of them, and what they do here.
#include "fake_cluster.hpp"
#include "hub_scene.hpp"
#include "outcome_of_all.hpp"
#include "returning_client.hpp"

#include <socketiota/nsp.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/other_servers.hpp>
#include <hub/server_side_questions.hpp>
#include <value/value_reader.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// Who asks from another server, and what it hears.
struct heard_elsewhere {
    std::optional<std::size_t> count;
    std::vector<std::string> answers;
    bool over = false;
};

class distant_questioner final : public adapter::distant_questioner {
public:
    explicit distant_questioner(heard_elsewhere& to) noexcept : heard_(to) {}

    ~distant_questioner() override { heard_.over = true; }

    void on_count(std::size_t sockets) override { heard_.count = sockets; }

    void on_answer(reader& arguments) override {
        value first;
        if (arguments.next_element() && decode(arguments, first))
            heard_.answers.push_back(first.to_json());
    }

private:
    heard_elsewhere& heard_;
};

class distant_asker final : public adapter::distant_asker {
public:
    explicit distant_asker(heard_elsewhere& to) noexcept : heard_(to) {}

    ~distant_asker() override { heard_.over = true; }

    void on_answer(detail::argument_list const& values) override {
        heard_.answers.push_back(text_of(values));
    }

private:
    heard_elsewhere& heard_;
};

class in_a_cluster : public testing::Test {
protected:
    explicit in_a_cluster(hub::hub_options const& options = {})
        : scene(std::in_place, options, shards_under_test(),
                loop::mailbox_limits{1'000'000, 1U << 30},
                hub::nsp_rules{.keeps_sessions = options.recovery.has_value(), .in_cluster = true},
                &others) {
        scene->on_connection([this](socket const& each) { people.push_back(each); });
        for (std::size_t index = 0; index != 4; ++index)
            clients.push_back(&scene->join());
        others.log.clear();
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    [[nodiscard]] adapter::residents& residents() const { return others.lines.at(0)->residents; }

    /// Another server has them do something with `arguments`, on the shard where the cluster is.
    template <class Work, class... Argument>
    void arrives(Work work, Argument const&... arguments) {
        scene->on_shard([&] {
            work(detail::argument_list{detail::argument_ref(detail::borrow(arguments))...});
        });
    }

    /// On the last shard.
    template <class Work>
    void far_from_cluster(Work work) {
        net::post(scene->time[scene->time.size() - 1].context(), std::move(work));
        scene->time.settle();
    }

    std::vector<std::string> all_heard() {
        std::vector<std::string> all;
        for (auto* const each : clients)
            for (auto& packet : each->heard())
                all.push_back(std::move(packet));
        return all;
    }

    fake_cluster others;
    std::optional<hub_scene> scene;
    std::vector<socket> people;
    std::vector<fake_session*> clients;
};

TEST_F(in_a_cluster, a_namespace_is_known_to_it_from_the_beginning) {
    EXPECT_THAT(others.opened, ElementsAre("/"));
    scene->all->of("/chat");
    scene->time.settle();
    EXPECT_THAT(others.opened, ElementsAre("/", "/chat"));
    scene.reset();
    EXPECT_EQ(others.closed, 2U);
}

TEST_F(in_a_cluster, an_event_goes_to_other_servers_too) {
    far_from_cluster([this] {
        root().to("a", "b").except("c").emit("news", 1, "two");
        people.back().broadcast().volatile_().emit("typing");
        root().emit("all");
    });
    EXPECT_THAT(others.log,
                ElementsAre("publish a b -c news[1,\"two\"]",
                            "publish -" + people.back().id() + " typing[] v", "publish all[]"));
    EXPECT_EQ(all_heard().size(), 7U);
}

TEST_F(in_a_cluster, a_local_event_does_not) {
    far_from_cluster([this] {
        root().local().emit("here");
        root().local().sockets_join("room");
        root().in("room").local().disconnect_sockets();
    });
    EXPECT_THAT(others.log, IsEmpty());
    EXPECT_EQ(root().size(), 0U);
}

TEST_F(in_a_cluster, what_cannot_be_sent_goes_nowhere) {
    scene->on_shard([this] {
        EXPECT_EQ(root().emit("connect").reason(), make_error_code(error::reserved_event_name));
    });
    EXPECT_THAT(others.log, IsEmpty());
}

TEST_F(in_a_cluster, what_other_servers_cannot_take_is_told_on_one_shard_on_one_shard) {
    others.publishes = emit_status::dropped;
    scene->on_shard([this] { EXPECT_EQ(root().emit("news").status(), emit_status::dropped); });
}

TEST_F(in_a_cluster, acts_go_to_other_servers_too) {
    far_from_cluster([this] {
        root().in("a").sockets_join("b", "c");
        root().except("a").sockets_leave("b");
        root().in("a").disconnect_sockets(true);
    });
    EXPECT_THAT(others.log,
                ElementsAre("join a { \"b\", \"c\" }", "leave -a { \"b\" }", "disconnect a close"));
}

TEST_F(in_a_cluster, sockets_of_all_servers_are_found) {
    std::optional<std::size_t> found;
    std::optional<std::size_t> counted;
    std::optional<room_sizes> rooms;
    far_from_cluster([&] {
        root().fetch_sockets()(
            [&](error_code, std::vector<remote_socket> const& all) { found = all.size(); });
        root().all().count_sockets()([&](error_code, std::size_t all) { counted = all; });
        root().fetch_rooms()([&](error_code, room_sizes const& all) { rooms = all; });
    });
    EXPECT_EQ(counted, 14U);
    EXPECT_EQ((*rooms)["elsewhere"], 2U);
    EXPECT_FALSE(found) << "the others have not answered";
    scene->on_shard([this] { others.fetches.clear(); });
    EXPECT_EQ(found, 4U);
}

TEST_F(in_a_cluster, sockets_of_all_servers_answer) {
    outcome_of_all outcome;
    far_from_cluster([&] { root().emit_with_ack<int>("sum", 1)(outcome.handler()); });
    EXPECT_THAT(others.log, ElementsAre("ask sum[1]"));
    for (auto* const each : clients) {
        auto const heard = each->heard();
        ASSERT_EQ(heard.size(), 1U);
        auto const id = heard[0].substr(2, heard[0].find('[') - 2);
        far_from_cluster([each, id] { each->say('3' + id + "[5]"); });
    }
    EXPECT_FALSE(outcome.failure);
    scene->on_shard([this] {
        value const answer = value::parse("[7]").value();
        value_reader from(answer);
        from.enter_array();
        others.asked.at(0)->on_answer(from);
        others.asked.at(0)->on_end({});
    });
    EXPECT_EQ(outcome.failure, error_code());
    EXPECT_THAT(outcome.answers, UnorderedElementsAre(5, 5, 5, 5, 7));
}

TEST_F(in_a_cluster, who_is_silent_is_told_with_what_was_found) {
    std::optional<error_code> failure;
    gathered<remote_socket> found;
    far_from_cluster([&] {
        root().fetch_sockets()([&](error_code failed, gathered<remote_socket> all) {
            failure = failed;
            found = std::move(all);
        });
    });
    scene->on_shard([this] {
        others.fetches.at(0)->miss(make_error_code(error::operation_has_timed_out),
                                   {{"0123456789abcdef"}, 2});
        others.fetches.clear();
    });
    EXPECT_EQ(failure, make_error_code(error::operation_has_timed_out));
    EXPECT_EQ(found.size(), 4U);
    EXPECT_THAT(found.silent.ids, ElementsAre("0123456789abcdef"));
    EXPECT_EQ(found.silent.unnamed, 2U);
}

TEST_F(in_a_cluster, who_is_silent_is_told_with_the_answers) {
    std::optional<gathered<int>> answers;
    far_from_cluster([&] {
        root().to("nobody").emit_with_ack<int>("vote")(
            [&](error_code, gathered<int> all) { answers = std::move(all); });
    });
    scene->on_shard([this] {
        others.asked.at(0)->on_silent({{"0123456789abcdef"}});
        others.asked.at(0)->on_end(make_error_code(error::operation_has_timed_out));
    });
    scene->time.settle();
    EXPECT_THAT(answers.value().silent.ids, ElementsAre("0123456789abcdef"));
}

/// Where the question of a cluster waits.
class silent_place final : public detail::pending_answer_place {
public:
    void forget() noexcept override {}

    void add_silent(silent_servers& to) const override { to.add({{"0123456789abcdef"}, 2}); }
};

TEST_F(in_a_cluster, who_is_silent_is_told_when_the_time_is_over) {
    std::optional<error_code> failure;
    gathered<int> answers;
    far_from_cluster([&] {
        root().timeout(1s).emit_with_ack<int>("vote")([&](error_code reason, gathered<int> all) {
            failure = reason;
            answers = std::move(all);
        });
    });
    silent_place place;
    others.asked.at(0)->set_place(&place);
    scene->time.pass(900ms);
    EXPECT_FALSE(failure);
    scene->time.pass(150ms); // far from a moment more for the last word
    EXPECT_EQ(failure, make_error_code(error::operation_has_timed_out));
    EXPECT_THAT(answers.silent.ids, ElementsAre("0123456789abcdef"));
    EXPECT_EQ(answers.silent.unnamed, 2U);
    EXPECT_THAT(answers, IsEmpty());
}

TEST_F(in_a_cluster, nobody_is_waited_for_longer_when_all_servers_have_answered) {
    std::optional<error_code> failure;
    far_from_cluster([&] {
        root().timeout(1s).emit_with_ack<int>("vote")(
            [&](error_code reason, gathered<int> const&) { failure = reason; });
    });
    scene->on_shard([this] { others.asked.at(0)->on_end({}); });
    scene->time.pass(1050ms);
    EXPECT_EQ(failure, make_error_code(error::operation_has_timed_out)); // sockets here are silent
}

// ---- what other servers do here ----

TEST_F(in_a_cluster, their_event_reaches_those_selected_here_and_goes_no_further) {
    far_from_cluster([this] { people.back().join("room"); });
    others.log.clear();
    arrives(
        [this](detail::argument_list const& list) {
            residents().broadcast({{"room"}, {}}, {"news", list, {}});
        },
        1, "two");
    EXPECT_THAT(all_heard(), ElementsAre("42[\"news\",1,\"two\"]"));
    EXPECT_THAT(others.log, IsEmpty());
}

TEST_F(in_a_cluster, an_event_of_theirs_whose_name_is_reserved_reaches_nobody) {
    heard_elsewhere heard;
    arrives([&](detail::argument_list const& list) {
        residents().broadcast({}, {"connect", list, {}});
        residents().ask({}, {"disconnect", list, {}}, std::make_unique<distant_questioner>(heard));
    });
    EXPECT_THAT(all_heard(), IsEmpty());
    EXPECT_TRUE(heard.over);
}

TEST_F(in_a_cluster, their_acts_happen_here_and_go_no_further) {
    auto const id = people.back().id();
    scene->on_shard([&] {
        residents().join({{id}, {}}, {"room"});
        residents().join({{}, {id}}, {"others"});
    });
    scene->on_shard([&] { residents().leave({{"others"}, {people[0].id()}}, {"others"}); });
    std::optional<room_sizes> rooms;
    root().fetch_rooms()([&](error_code, room_sizes const& all) { rooms = all; });
    scene->time.settle();
    EXPECT_EQ((*rooms)["room"], 1U);
    EXPECT_EQ((*rooms)["others"], 1U);
    scene->on_shard([&] { residents().disconnect({{"room"}, {}}, false); });
    EXPECT_EQ(root().size(), 3U);
    EXPECT_THAT(others.log, IsEmpty());
}

TEST_F(in_a_cluster, they_hear_how_many_they_asked_and_each_answer) {
    heard_elsewhere heard;
    arrives(
        [&](detail::argument_list const& list) {
            residents().ask({}, {"sum", list, {}}, std::make_unique<distant_questioner>(heard));
        },
        2);
    EXPECT_EQ(heard.count, 4U);
    EXPECT_FALSE(heard.over);
    for (auto* const each : clients) {
        auto const packet = each->heard().at(0);
        auto const id = packet.substr(2, packet.find('[') - 2);
        far_from_cluster([each, id] { each->say('3' + id + "[\"yes\",1]"); });
    }
    EXPECT_THAT(heard.answers, ElementsAre("\"yes\"", "\"yes\"", "\"yes\"", "\"yes\""));
    EXPECT_TRUE(heard.over);
    EXPECT_THAT(others.log, IsEmpty());
}

TEST_F(in_a_cluster, they_are_told_that_nobody_was_asked) {
    heard_elsewhere heard;
    arrives([&](detail::argument_list const& list) {
        residents().ask({{"nobody"}, {}}, {"sum", list, {}},
                        std::make_unique<distant_questioner>(heard));
    });
    EXPECT_EQ(heard.count, 0U);
    EXPECT_TRUE(heard.over);
}

TEST_F(in_a_cluster, they_know_whether_anybody_may_be_meant) {
    far_from_cluster([this] {
        EXPECT_FALSE(residents().may_have_room("room"));
        people.back().join("room");
        EXPECT_TRUE(residents().may_have_room("room")) << "before any letter has come";
    });
    scene->on_shard([this] {
        EXPECT_TRUE(residents().may_have({}));
        EXPECT_TRUE(residents().may_have({"nobody", "room"}));
        EXPECT_TRUE(residents().may_have({people.back().id()}));
    });
    scene->all->of("/empty");
    scene->time.settle();
    EXPECT_FALSE(others.lines.at(1)->residents.may_have({}));
    EXPECT_FALSE(others.lines.at(1)->residents.may_have({"room"}));
}

TEST_F(in_a_cluster, which_rooms_are_here_is_told) {
    EXPECT_THAT(others.rooms, UnorderedElementsAre("+" + people[0].id(), "+" + people[1].id(),
                                                   "+" + people[2].id(), "+" + people[3].id()));
    others.rooms.clear();
    far_from_cluster([this] {
        people[0].join("room");
        people[1].join("room");
    });
    EXPECT_THAT(others.rooms, ElementsAre("+room"));
    far_from_cluster([this] { people[0].leave("room"); });
    EXPECT_THAT(others.rooms, ElementsAre("+room"));
    far_from_cluster([this] { people[1].disconnect(); });
    EXPECT_THAT(others.rooms, UnorderedElementsAre("+room", "-room", "-" + people[1].id()));
}

// ---- programs ----

TEST_F(in_a_cluster, programs_hear_of_each_other) {
    scene->on_shard([this] { root().server_side_emit("tick", 1); });
    far_from_cluster([this] { root().server_side_emit("tick", 2); });
    EXPECT_THAT(others.log, ElementsAre("emit tick[1]", "emit tick[2]"));
    EXPECT_THAT(all_heard(), IsEmpty()) << "no socket does";
}

TEST_F(in_a_cluster, programs_answer_each_other) {
    outcome_of_all outcome;
    far_from_cluster([&] { root().server_side_emit_with_ack<int>("load")(outcome.handler()); });
    scene->on_shard([this] {
        value const answer = value::parse("[7]").value();
        value_reader from(answer);
        from.enter_array();
        others.asked.at(0)->on_answer(from);
        others.asked.at(0)->on_end(make_error_code(error::operation_has_timed_out));
    });
    EXPECT_EQ(outcome.failure, make_error_code(error::operation_has_timed_out));
    EXPECT_THAT(outcome.answers, ElementsAre(7));
}

TEST_F(in_a_cluster, handlers_of_this_program_are_called_once_and_answer) {
    int calls = 0;
    root().on_server_side("add", [&](nsp const& in, int left, int right) {
        ++calls;
        EXPECT_EQ(in.name(), "/");
        return left + right;
    });
    scene->time.settle();
    heard_elsewhere heard;
    arrives(
        [&](detail::argument_list const& list) {
            residents().on_server_side_event("add", list, std::make_unique<distant_asker>(heard));
            residents().on_server_side_event("add", list, nullptr);
        },
        2, 3);
    EXPECT_EQ(calls, 2);
    EXPECT_THAT(heard.answers, ElementsAre("[5]"));
    EXPECT_TRUE(heard.over);
}

TEST_F(in_a_cluster, a_handler_answers_later_from_anywhere) {
    std::optional<reply<int>> kept;
    root().on_server_side("later", [&](reply<int> answer) { kept = std::move(answer); });
    root().on_server_side("awaited", []() -> net::awaitable<int> { co_return 8; });
    scene->time.settle();
    heard_elsewhere heard;
    heard_elsewhere awaited;
    arrives([&](detail::argument_list const& list) {
        residents().on_server_side_event("later", list, std::make_unique<distant_asker>(heard));
        residents().on_server_side_event("awaited", list, std::make_unique<distant_asker>(awaited));
    });
    EXPECT_THAT(awaited.answers, ElementsAre("[8]"));
    EXPECT_FALSE(heard.over);
    far_from_cluster([&] { (*kept)(9); });
    EXPECT_THAT(heard.answers, ElementsAre("[9]"));
}

TEST_F(in_a_cluster, without_a_handler_nobody_answers) {
    heard_elsewhere heard;
    arrives([&](detail::argument_list const& list) {
        residents().on_server_side_event("unknown", list, std::make_unique<distant_asker>(heard));
    });
    EXPECT_THAT(heard.answers, IsEmpty());
    EXPECT_TRUE(heard.over);
}

TEST_F(in_a_cluster, arguments_that_do_not_fit_are_answered_with_an_error) {
    root().on_server_side("add", [](int left) { return left; });
    root().on_server_side("fail", []() -> int { throw std::runtime_error("secret"); });
    scene->time.settle();
    heard_elsewhere heard;
    arrives(
        [&](detail::argument_list const& list) {
            residents().on_server_side_event("add", list, std::make_unique<distant_asker>(heard));
            residents().on_server_side_event("fail", list, std::make_unique<distant_asker>(heard));
        },
        "no number");
    EXPECT_THAT(heard.answers,
                ElementsAre("[{\"error\":\"argument 1 is a string, expected a whole number\"}]",
                            "[{\"error\":\"the handler failed\"}]"));
    EXPECT_TRUE(scene->counted(metric::bad_arguments));
    EXPECT_TRUE(scene->counted(metric::handler_failed));
}

TEST_F(in_a_cluster, who_waits_for_too_long_is_given_up) {
    std::vector<reply<int>> kept;
    root().on_server_side("later", [&](reply<int> answer) { kept.push_back(std::move(answer)); });
    scene->time.settle();
    heard_elsewhere first;
    heard_elsewhere others_heard;
    arrives([&](detail::argument_list const& list) {
        residents().on_server_side_event("later", list, std::make_unique<distant_asker>(first));
        for (std::size_t more = 1; more != hub::server_side_questions::most_unanswered; ++more)
            residents().on_server_side_event("later", list,
                                             std::make_unique<distant_asker>(others_heard));
        EXPECT_FALSE(first.over);
        residents().on_server_side_event("later", list,
                                         std::make_unique<distant_asker>(others_heard));
        EXPECT_TRUE(first.over);
        EXPECT_FALSE(others_heard.over);
    });
    scene->on_shard([&] { kept.front()(1); });
    EXPECT_THAT(first.answers, IsEmpty());
    scene.reset(); // those who wait say where they were heard when they end
}

TEST_F(in_a_cluster, servers_are_counted) {
    std::optional<std::size_t> servers;
    far_from_cluster([&] {
        root().count_servers()([&](error_code failed, std::size_t all) {
            EXPECT_FALSE(failed);
            servers = all;
        });
    });
    EXPECT_EQ(servers, 3U);
}

TEST(alone, a_server_is_one) {
    hub_scene scene;
    auto const root = scene.all->of("/")->handle();
    std::optional<std::size_t> servers;
    outcome_of_all outcome;
    root.count_servers()([&](error_code, std::size_t all) { servers = all; });
    root.server_side_emit_with_ack<int>("load")(outcome.handler());
    scene.time.settle();
    EXPECT_EQ(servers, 1U);
    EXPECT_EQ(outcome.failure, error_code());
    EXPECT_THAT(outcome.answers, IsEmpty());
}

/// Clients that come back get what they missed from this server.
class with_recovery_in_a_cluster : public in_a_cluster {
protected:
    with_recovery_in_a_cluster() : in_a_cluster(options()) {}

    static hub::hub_options options() {
        hub::hub_options made;
        made.recovery.emplace();
        return made;
    }
};

TEST_F(with_recovery_in_a_cluster, other_servers_get_events_without_offset) {
    far_from_cluster([this] { root().emit("news", 1); });
    EXPECT_THAT(others.log, ElementsAre("publish news[1]"));
    auto const heard = all_heard();
    ASSERT_EQ(heard.size(), 4U);
    EXPECT_THAT(heard[0], testing::StartsWith("42[\"news\",1,\""));
}

TEST_F(with_recovery_in_a_cluster, a_room_is_here_while_who_was_in_it_may_come_back) {
    auto const last = scene->time.size() - 1;
    returning_client one(*scene);
    one.come(last);
    std::string const id = people.back().id();
    far_from_cluster([this] {
        people.back().join("room");
        people.back().emit("first");
    });
    EXPECT_THAT(one.heard(), ElementsAre("first"));
    others.rooms.clear();
    one.lose();
    EXPECT_THAT(others.rooms, IsEmpty());
    scene->on_shard([this] { EXPECT_TRUE(residents().may_have({"room"})); });
    arrives([this](detail::argument_list const& list) {
        residents().broadcast({.rooms = {"room"}}, {"news", list, {}});
    });

    ASSERT_TRUE(one.come(0));
    EXPECT_THAT(one.heard(), ElementsAre("news"));
    EXPECT_THAT(others.rooms, IsEmpty());
    one.lose();
    scene->time.pass(std::chrono::minutes(3));
    EXPECT_THAT(others.rooms, UnorderedElementsAre("-room", "-" + id));
}

TEST_F(with_recovery_in_a_cluster, their_events_have_an_offset_of_this_server) {
    arrives([this](detail::argument_list const& list) {
        residents().broadcast({}, {"news", list, {}});
    });
    auto const heard = all_heard();
    ASSERT_EQ(heard.size(), 4U);
    EXPECT_THAT(heard[0], testing::StartsWith("42[\"news\",\""));
}

} // namespace
} // namespace socketiota::test

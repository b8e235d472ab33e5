// SPDX-License-Identifier: MIT
// A namespace whose sockets live on three shards: what one of them asks for reaches all.
#include "hub_scene.hpp"
#include "outcome_of_all.hpp"

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <adapter/interest.hpp>
#include <hub/client.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::size_t shard_count = 3;

/// Two clients on each shard: `clients[n]` lives on shard `n % 3`.
class several_shards : public testing::Test {
protected:
    explicit several_shards(loop::mailbox_limits limits = {1'000'000, 1U << 30})
        : scene(std::in_place, hub::hub_options{}, shard_count, limits) {
        scene->on_connection([this](socket const& each) { people.push_back(each); });
        for (std::size_t client = 0; client != clients.size(); ++client) {
            clients.at(client) = &scene->arrive(client % shard_count);
            say(client, "0");
        }
        heard_all();
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    /// Runs `work` as that shard would, and then all.
    template <class F>
    void on(std::size_t shard, F work) {
        net::post(scene->time[shard].context(), std::move(work));
        scene->time.settle();
    }

    void say(std::size_t client, std::string text) {
        on(client % shard_count,
           [this, client, kept = std::move(text)] { clients.at(client)->say(kept); });
    }

    std::array<std::vector<std::string>, 6> heard_all() {
        std::array<std::vector<std::string>, 6> all;
        for (std::size_t index = 0; index != all.size(); ++index)
            all.at(index) = clients.at(index)->heard();
        return all;
    }

    /// How many answers of a client are waited for on its shard.
    [[nodiscard]] std::size_t waiting_on(std::size_t client) const {
        return static_cast<hub::client&>(*clients.at(client)->listener).pending_acks();
    }

    /// The name of a room that no shard takes for one where somebody is: the hash is another in
    /// each process, so that now and then two names look alike.
    [[nodiscard]] std::string room_strange_to_all(std::string const& stem) const {
        auto const whole = scene->all->of("/");
        for (int number = 0; number != 100; ++number) {
            std::string name = stem + std::to_string(number);
            std::size_t shard = 0;
            while (shard != shard_count &&
                   !whole->interest_of(shard)->may_have(adapter::interest::hash_of(name)))
                ++shard;
            if (shard == shard_count)
                return name;
        }
        ADD_FAILURE() << "each name is taken for one that is there";
        return stem;
    }

    [[nodiscard]] std::uint64_t letters() const { return scene->time.boxes()->figures().letters; }

    std::optional<hub_scene> scene;
    std::vector<socket> people; // as they came: that of `clients[n]` is `people[n]`
    std::array<fake_session*, 6> clients{};
};

// ---- broadcasts ----

TEST_F(several_shards, hear_a_broadcast_in_the_order_of_its_sender) {
    on(1, [this] {
        root().emit("a", 1);
        people[4].broadcast().emit("b");
        root().emit("c", bytes(std::string_view("xy")));
    });
    auto const heard = heard_all();
    for (std::size_t index = 0; index != heard.size(); ++index)
        if (index == 4)
            EXPECT_THAT(
                heard.at(index),
                ElementsAre("42[\"a\",1]", "451-[\"c\",{\"_placeholder\":true,\"num\":0}]"));
        else
            EXPECT_THAT(heard.at(index),
                        ElementsAre("42[\"a\",1]", "42[\"b\"]",
                                    "451-[\"c\",{\"_placeholder\":true,\"num\":0}]"))
                << index;
}

TEST_F(several_shards, send_nothing_where_nobody_is) {
    std::string const two = room_strange_to_all("two");
    std::string const nobody = room_strange_to_all("nobody");
    on(2, [this, two] { people[2].join(two); });
    std::uint64_t const before = letters();
    on(2, [this, two, nobody] {
        root().to(two).emit("x");
        root().to(nobody).emit("x");
    });
    EXPECT_EQ(letters(), before);
    on(0, [this, two] { root().to(two).emit("x"); });
    EXPECT_EQ(letters(), before + 1);
    EXPECT_THAT(clients[2]->heard(), ElementsAre("42[\"x\"]", "42[\"x\"]"));
    on(2, [this, two] { people[2].leave(two); });
    on(0, [this, two] { root().to(two).emit("x"); });
    EXPECT_EQ(letters(), before + 1);
}

TEST_F(several_shards, hand_over_one_batch_a_turn) {
    auto const before = scene->time.boxes()->figures();
    on(0, [this] {
        for (int count = 0; count != 10; ++count)
            root().emit("x", count);
    });
    auto const after = scene->time.boxes()->figures();
    EXPECT_EQ(after.letters - before.letters, 20U);
    EXPECT_EQ(after.batches - before.batches, 2U);
    EXPECT_EQ(after.wakes - before.wakes, 2U);
}

TEST_F(several_shards, reach_whoever_is_told_to_join_at_once) {
    on(0, [this] {
        root().sockets_join("all");
        root().to("all").emit("x");
        people[1].join("one");
        root().to("one").emit("y");
    });
    auto const heard = heard_all();
    EXPECT_THAT(heard[1], ElementsAre("42[\"x\"]", "42[\"y\"]"));
    for (std::size_t const index : {0U, 2U, 3U, 4U, 5U})
        EXPECT_THAT(heard.at(index), ElementsAre("42[\"x\"]")) << index;
}

TEST_F(several_shards, keep_the_order_of_what_is_done_to_a_socket) {
    on(0, [this] {
        people[1].emit("a");
        root().emit("b");
        people[1].leave("r");
        people[1].emit("c");
        people[1].disconnect();
        root().emit("d");
    });
    EXPECT_THAT(clients[1]->heard(), ElementsAre("42[\"a\"]", "42[\"b\"]", "42[\"c\"]", "41"));
}

TEST_F(several_shards, drop_what_is_volatile_for_those_who_cannot_take_it) {
    clients[2]->takes_volatile = false;
    on(0, [this] { root().volatile_().emit("x"); });
    auto const heard = heard_all();
    EXPECT_THAT(heard[2], IsEmpty());
    EXPECT_THAT(heard[5], ElementsAre("42[\"x\"]"));
}

TEST_F(several_shards, tell_who_listens_to_what_leaves) {
    std::vector<std::string> told;
    on(2, [&] {
        people[2].on_any_outgoing([&told](incoming const& event) {
            told.push_back(std::string(event.name()) + event.arguments()[0].value_or("?"));
        });
    });
    on(0, [this] { root().emit("x", "y"); });
    EXPECT_THAT(told, ElementsAre("xy"));
    EXPECT_THAT(clients[2]->heard(), ElementsAre("42[\"x\",\"y\"]"));
}

TEST_F(several_shards, are_reached_from_a_thread_of_the_program) {
    std::thread program([this] {
        root().emit("a");
        root().to(people[1].id()).emit("b");
        people[2].emit("c");
    });
    program.join();
    scene->time.settle();
    auto const heard = heard_all();
    EXPECT_THAT(heard[0], ElementsAre("42[\"a\"]"));
    EXPECT_THAT(heard[1], ElementsAre("42[\"a\"]", "42[\"b\"]"));
    EXPECT_THAT(heard[2], UnorderedElementsAre("42[\"a\"]", "42[\"c\"]"));
}

TEST_F(several_shards, are_no_other_servers) {
    int calls = 0;
    on(0, [&, this] {
        root().on("x", [&calls] { ++calls; });
        EXPECT_EQ(root().server_side_emit("x", 1).status(), emit_status::queued);
        EXPECT_EQ(root().server_side_emit("connect").reason(), error::reserved_event_name);
    });
    EXPECT_EQ(calls, 0);
    for (auto const& heard : heard_all())
        EXPECT_THAT(heard, IsEmpty());
}

// ---- answers ----

TEST_F(several_shards, answer_a_broadcast) {
    outcome_of_all seen;
    on(1, [&] { root().emit_with_ack<int>("vote")(seen.handler()); });
    for (fake_session* const each : clients)
        EXPECT_THAT(each->heard(), ElementsAre("420[\"vote\"]"));
    for (std::size_t const client : {3U, 0U, 5U, 1U, 2U}) {
        say(client, "30[" + std::to_string(client) + "]");
        EXPECT_FALSE(seen.failure);
    }
    say(4, "30[4]");
    EXPECT_EQ(seen.failure, error_code());
    EXPECT_THAT(seen.answers, ElementsAre(3, 0, 5, 1, 2, 4));
}

TEST_F(several_shards, give_the_answers_that_came_when_the_time_is_over) {
    outcome_of_all seen;
    on(0, [&] { root().timeout(1s).emit_with_ack<int>("vote")(seen.handler()); });
    say(1, "30[1]");
    say(3, "30[3]");
    scene->time.pass(2s);
    EXPECT_EQ(seen.failure, error_code(error::operation_has_timed_out));
    EXPECT_THAT(seen.answers, ElementsAre(1, 3));
    say(2, "30[2]"); // too late, and nobody waits for it there either
    EXPECT_EQ(waiting_on(2), 0U);
}

TEST_F(several_shards, wait_for_nobody_who_has_left) {
    outcome_of_all seen;
    on(0, [&] { root().emit_with_ack<int>("vote")(seen.handler()); });
    for (std::size_t const client : {0U, 1U, 3U, 4U, 5U})
        say(client, "30[" + std::to_string(client) + "]");
    say(2, "1");
    EXPECT_EQ(seen.failure, error_code(error::socket_disconnected));
    EXPECT_THAT(seen.answers, ElementsAre(0, 1, 3, 4, 5));
}

TEST_F(several_shards, are_asked_no_more_when_whoever_waits_gives_up) {
    outcome_of_all seen;
    net::cancellation_signal signal;
    on(0, [&] {
        root().emit_with_ack<int>("vote")(
            net::bind_cancellation_slot(signal.slot(), seen.handler()));
    });
    EXPECT_EQ(waiting_on(2), 1U);
    on(0, [&] { signal.emit(net::cancellation_type::terminal); });
    EXPECT_EQ(seen.failure, error_code(net::error::operation_aborted));
    EXPECT_EQ(waiting_on(2), 0U);
}

TEST_F(several_shards, resolve_when_the_server_closes) {
    outcome_of_all seen;
    on(0, [&] { root().emit_with_ack<int>("vote")(seen.handler()); });
    on(1, [this] { scene->close(); });
    EXPECT_EQ(seen.failure, error_code(error::socket_disconnected));
}

TEST_F(several_shards, have_nobody_to_ask) {
    outcome_of_all seen;
    on(0, [&] { root().to("nobody").emit_with_ack<int>("vote")(seen.handler()); });
    EXPECT_EQ(seen.failure, error_code());
}

TEST_F(several_shards, use_one_id_for_each_question) {
    on(0, [this] { people[0].emit_with_ack<int>("q")(net::detached); });
    on(1, [this] { people[1].emit_with_ack<int>("q")(net::detached); });
    EXPECT_THAT(clients[0]->heard(), ElementsAre("420[\"q\"]"));
    EXPECT_THAT(clients[1]->heard(), ElementsAre("421[\"q\"]"));
}

TEST_F(several_shards, complete_where_they_were_asked) {
    std::optional<std::size_t> of_socket;
    std::optional<std::size_t> of_all;
    on(2, [&, this] {
        people[1].emit_with_ack<int>("q")(
            [&, this](error_code, int) { of_socket = scene->time.all()->here(); });
        root()
            .to(people[1].id())
            .emit_with_ack<int>("q")([&, this](error_code, std::vector<int> const&) {
                of_all = scene->time.all()->here();
            });
    });
    say(1, "30[1]");
    say(1, "31[1]");
    EXPECT_EQ(of_socket, 2U);
    EXPECT_EQ(of_all, 2U);
}

// ---- sockets ----

TEST_F(several_shards, are_found_and_counted) {
    std::vector<std::string> ids;
    std::optional<std::size_t> count;
    on(0, [this] {
        people[1].join("some");
        people[3].join("some");
    });
    on(2, [&] {
        root().in("some").fetch_sockets([&](error_code, std::vector<remote_socket> const& found) {
            for (auto const& each : found)
                ids.push_back(each.id());
        });
        root().count_sockets([&](error_code, std::size_t found) { count = found; });
    });
    EXPECT_THAT(ids, UnorderedElementsAre(people[1].id(), people[3].id()));
    EXPECT_EQ(count, 6U);
    EXPECT_EQ(root().size(), 6U);
}

TEST_F(several_shards, are_found_though_a_shard_closes_meanwhile) {
    std::optional<std::size_t> count;
    net::post(scene->time[0].context(),
              [&] { root().count_sockets([&](error_code, std::size_t found) { count = found; }); });
    net::post(scene->time[1].context(), [this] {
        scene->hubs[1]->close();
        scene->time.boxes()->close(1);
    });
    scene->time.settle();
    EXPECT_TRUE(count);
}

TEST_F(several_shards, are_disconnected_together) {
    on(1, [this] { root().except(people[5].id()).disconnect_sockets(); });
    EXPECT_EQ(root().size(), 1U);
    EXPECT_TRUE(people[5].connected());
}

TEST_F(several_shards, report_what_a_handler_throws_where_it_lives) {
    on(0, [this] {
        for (int room = 0; room != 20'000; ++room)
            people[1].join("r" + std::to_string(room));
    });
    EXPECT_TRUE(scene->counted(metric::too_many_rooms));
}

// ---- what is registered ----

TEST_F(several_shards, call_handlers_that_are_registered_while_they_run) {
    int calls = 0;
    on(1, [&] { root().on("x", [&calls] { ++calls; }); });
    for (std::size_t client = 0; client != clients.size(); ++client)
        say(client, "2[\"x\"]");
    EXPECT_EQ(calls, 6);
    on(2, [&] { root().off("x"); });
    say(0, "2[\"x\"]");
    EXPECT_EQ(calls, 6);
}

TEST_F(several_shards, call_no_more_the_one_that_is_removed) {
    std::string calls;
    auto const first = root().on("x", [&calls] { calls += '1'; });
    root().on("x", [&calls] { calls += '2'; });
    auto const seen = root().on_any([&calls](incoming const&) { calls += '0'; });
    scene->time.settle();
    on(2, [&] {
        root().off(first);
        root().off(seen);
    });
    for (std::size_t client = 0; client != clients.size(); ++client)
        say(client, "2[\"x\"]");
    EXPECT_EQ(calls, "222222");
}

TEST_F(several_shards, call_once_what_is_to_run_once) {
    int calls = 0;
    root().once("x", [&calls] {
        ++calls;
        return 1;
    });
    scene->time.settle();
    heard_all();
    say(1, "20[\"x\"]");
    say(2, "20[\"x\"]");
    say(1, "20[\"x\"]");
    EXPECT_EQ(calls, 1);
    EXPECT_THAT(clients[1]->heard(), ElementsAre("430[1]"));
    EXPECT_THAT(clients[2]->heard(), IsEmpty()); // as if nobody listened, as on one shard
}

TEST_F(several_shards, refuse_a_function_that_changes_itself) {
    nsp const all = root();
    auto const is_refused = [](auto const& registers) {
        try {
            registers();
        } catch (boost::system::system_error const& thrown) {
            return thrown.code() == error::invalid_option;
        }
        return false;
    };
    EXPECT_TRUE(is_refused([&] { all.on("x", [calls = 0]() mutable { return ++calls; }); }));
    EXPECT_TRUE(is_refused([&] { all.on_connection([calls = 0]() mutable { ++calls; }); }));
    EXPECT_TRUE(is_refused([&] { all.on_disconnect([calls = 0]() mutable { ++calls; }); }));
    EXPECT_TRUE(is_refused([&] { all.on_any([calls = 0]() mutable { ++calls; }); }));
    EXPECT_TRUE(is_refused([&] {
        all.use([calls = 0](socket&) mutable {
            return ++calls > 0 ? verdict::accept() : refuse("no");
        });
    }));
    EXPECT_TRUE(is_refused(
        [&] { all.on_room_created([calls = 0](std::string const&) mutable { ++calls; }); }));
    all.once("x", [calls = 0]() mutable { return ++calls; }); // one thread calls it, one time
    all.on("y", cancel_on_disconnect([]() -> net::awaitable<void> { co_return; }));
    all.on("z", [](int) { return 1; });
    all.on("handle", [](socket) {});
    people[0].on("own", [calls = 0]() mutable { return ++calls; });
    scene->time.settle();
}

TEST_F(several_shards, know_a_namespace_that_is_made_while_they_run) {
    on(1, [this] { scene->all->of("/new"); });
    for (std::size_t client = 0; client != 3; ++client) {
        say(client, "0/new,");
        EXPECT_THAT(clients.at(client)->heard().front(), testing::StartsWith("40/new,"));
    }
    EXPECT_EQ(scene->all->of("new")->size(), 3U);
}

// ---- news of rooms ----

class room_news_of_shards : public several_shards {
protected:
    room_news_of_shards() {
        nsp const all = root();
        all.on_room_created([this](std::string const& room) { note("+", room); });
        all.on_room_removed([this](std::string const& room) { note("-", room); });
        all.on_room_joined([this](std::string const& room, std::string const& who) {
            note(">" + number_of(who), room);
        });
        all.on_room_left([this](std::string const& room, std::string const& who) {
            note("<" + number_of(who), room);
        });
        scene->time.settle();
    }

    void note(std::string const& what, std::string const& room) {
        EXPECT_TRUE(scene->time.all()->here());
        shards_that_told.insert_or_assign(room, *scene->time.all()->here());
        if (room == "red")
            told.push_back(what);
        else if (room == people[1].id())
            of_one.push_back(what);
    }

    std::string number_of(std::string const& id) const {
        for (std::size_t index = 0; index != people.size(); ++index)
            if (people[index].id() == id)
                return std::to_string(index);
        return "?";
    }

    std::vector<std::string> told;
    std::vector<std::string> of_one;
    std::map<std::string, std::size_t> shards_that_told;
};

TEST_F(room_news_of_shards, come_once_and_in_order) {
    on(0, [this] { people[0].join("red"); });
    on(1, [this] { people[1].join("red"); });
    on(0, [this] { people[0].leave("red"); });
    EXPECT_THAT(told, ElementsAre("+", ">0", ">1", "<0"));
    on(2, [this] { people[2].join("red"); });
    on(1, [this] { people[1].leave("red"); });
    on(2, [this] { people[2].leave("red"); });
    EXPECT_THAT(told, ElementsAre("+", ">0", ">1", "<0", ">2", "<1", "<2", "-"));
    on(2, [this] { people[5].join("red"); });
    EXPECT_THAT(std::vector(told.end() - 2, told.end()), ElementsAre("+", ">5"));
}

TEST_F(room_news_of_shards, know_of_rooms_that_were_there_before) {
    say(1, "1");
    EXPECT_THAT(of_one, ElementsAre("<1", "-"));
}

TEST_F(room_news_of_shards, have_an_order_whatever_the_shards_do) {
    std::minstd_rand random; // NOLINT: repeatable
    for (int turn = 0; turn != 300; ++turn) {
        std::size_t const who = random() % people.size();
        bool const joins = random() % 2 == 0;
        net::post(scene->time[who % shard_count].context(), [this, who, joins] {
            if (joins)
                people[who].join("red");
            else
                people[who].leave("red");
        });
    }
    scene->time.settle();
    std::size_t inside = 0;
    bool there = false;
    for (std::string const& each : told) {
        if (each == "+") {
            EXPECT_FALSE(std::exchange(there, true));
        } else if (each == "-") {
            EXPECT_TRUE(std::exchange(there, false));
            EXPECT_EQ(inside, 0U);
        } else {
            EXPECT_TRUE(there) << each;
            inside += each[0] == '>' ? 1U : std::size_t(-1);
        }
    }
    EXPECT_THAT(told.size(), testing::Gt(20U));
}

// ---- limits ----

class full_mailboxes : public several_shards {
protected:
    full_mailboxes() : several_shards({40, 1U << 30}) {}
};

TEST_F(full_mailboxes, refuse_what_the_program_sends) {
    std::vector<emit_status> said;
    on(0, [&] {
        for (int count = 0; count != 50; ++count)
            said.push_back(root().emit("x", count).status());
    });
    EXPECT_EQ(std::count(said.begin(), said.end(), emit_status::queued), 40);
    EXPECT_EQ(said.back(), emit_status::dropped);
    EXPECT_TRUE(scene->counted(metric::shard_busy));
    EXPECT_EQ(clients[1]->heard().size(), 40U);
    EXPECT_EQ(clients[0]->heard().size(), 50U);
    on(0, [&] { EXPECT_EQ(root().emit("y").status(), emit_status::queued); });
}

TEST_F(full_mailboxes, refuse_what_the_program_sends_to_one_socket) {
    std::size_t queued = 0;
    on(0, [&] {
        for (int count = 0; count != 50; ++count)
            queued += people[1].emit("x", count).status() == emit_status::queued ? 1U : 0U;
        EXPECT_EQ(people[2].emit("x").status(), emit_status::queued); // another shard
    });
    EXPECT_EQ(queued, 40U);
    EXPECT_EQ(clients[1]->heard().size(), 40U);
}

TEST_F(full_mailboxes, take_all_that_a_client_causes) {
    on(0, [this] {
        root().on("flood", [this] {
            for (int count = 0; count != 50; ++count)
                EXPECT_EQ(root().emit("x", count).status(), emit_status::queued);
        });
    });
    say(0, "2[\"flood\"]");
    EXPECT_EQ(clients[1]->heard().size(), 50U);
    EXPECT_EQ(scene->time.times_full, 1U);
}

TEST_F(full_mailboxes, make_the_events_of_clients_wait) {
    int calls = 0;
    root().on("flood", [&, this] {
        ++calls;
        for (int count = 0; count != 50; ++count)
            root().emit("x", count);
    });
    scene->time.settle();
    // The others do nothing meanwhile, and what is sent to them waits.
    net::post(scene->time[0].context(), [this] {
        clients[0]->say("2[\"flood\"]");
        clients[0]->say("2[\"flood\"]");
        clients[3]->say("20[\"flood\"]");
    });
    scene->time[0].settle();
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(scene->counted(metric::shard_busy));
    scene->time.settle();
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(clients[1]->heard().size(), 150U);
}

TEST_F(full_mailboxes, do_not_wait_for_each_other_for_ever) {
    root().on("flood", [this] {
        for (int count = 0; count != 50; ++count)
            root().emit("x", count);
    });
    scene->time.settle();
    for (std::size_t client = 0; client != clients.size(); ++client)
        net::post(scene->time[client % shard_count].context(), [this, client] {
            for (int count = 0; count != 3; ++count)
                clients.at(client)->say("2[\"flood\"]");
        });
    scene->time.settle();
    for (auto const& heard : heard_all())
        EXPECT_EQ(heard.size(), 6U * 3U * 50U);
}

} // namespace
} // namespace socketiota::test

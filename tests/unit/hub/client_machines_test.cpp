// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <hub/client_machine.hpp>
#include <hub/intake_machine.hpp>
#include <hub/patience_machine.hpp>
#include <support/gate.hpp>
#include <support/taken_arrows.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

[[maybe_unused]] testing::Environment* const registered = testing::AddGlobalTestEnvironment(
    new every_arrow<hub::client_definition, hub::patience_definition, hub::intake_definition>);

/// The state that each of the others leads to on `on`; none where one has no arrow for it.
template <class Definition>
std::vector<typename Definition::state> targets_of(typename Definition::input on,
                                                   typename Definition::state but) {
    std::vector<typename Definition::state> targets;
    for (std::size_t from = 0; from < Definition::states; ++from) {
        base::state_machine<Definition> machine(static_cast<typename Definition::state>(from));
        if (machine.state() == but)
            continue;
        static_cast<void>(machine.step(on));
        targets.push_back(machine.state());
    }
    return targets;
}

TEST(client_machines, can_end_in_every_state) {
    using hub::client_definition;
    using hub::intake_definition;
    using hub::patience_definition;
    EXPECT_THAT(targets_of<client_definition>(client_definition::input::end,
                                              client_definition::state::closed),
                testing::Each(client_definition::state::closed));
    EXPECT_THAT(targets_of<client_definition>(client_definition::input::disconnect,
                                              client_definition::state::closed),
                testing::Each(client_definition::state::closed));
    EXPECT_THAT(targets_of<patience_definition>(patience_definition::input::end,
                                                patience_definition::state::over),
                testing::Each(patience_definition::state::over));
    EXPECT_THAT(targets_of<intake_definition>(intake_definition::input::end,
                                              intake_definition::state::over),
                testing::Each(intake_definition::state::over));
}

constexpr char announcement[] = R"(51-["octets",{"_placeholder":true,"num":0}])";

/// Clients whose middleware decides when the test lets it, and whose handler `wait` stands at the
/// same gate.
class steps_of_client : public testing::Test {
protected:
    explicit steps_of_client(hub::hub_options const& options = {.connect_timeout = 45s,
                                                                .attachments_timeout = 60s,
                                                                .max_running_handlers = 1,
                                                                .max_inbox_bytes = 0})
        : scene(std::in_place, options), door(std::in_place, scene->time.context()) {
        scene->on("wait", [this]() -> net::awaitable<void> { co_await door->pass(); });
        scene->on("quick", []() -> net::awaitable<void> { co_return; });
        scene->on("note", [this](std::string const& name) { noted.push_back(name); });
        scene->on("octets", [this](bytes const& octets) { noted.emplace_back(octets.as_text()); });
        scene->on_connection([this](socket const& each) { people.push_back(each); });
    }

    // Coroutines that still wait end with the scene.
    ~steps_of_client() override {
        door.reset();
        scene.reset();
    }

    void say(fake_session& client, std::vector<std::string> const& packets) {
        scene->on_shard([&] {
            for (std::string const& each : packets)
                client.say(each);
        });
    }

    void let_go(std::size_t count = 1) {
        scene->on_shard([&] { door->let_go(count); });
    }

    std::vector<std::string> noted;
    std::vector<socket> people;
    std::optional<hub_scene> scene;
    std::optional<gate> door;
};

// ---- life ----

TEST_F(steps_of_client, take_nothing_after_an_invalid_packet_and_can_be_disconnected) {
    fake_session& client = scene->join();
    say(client, {"nonsense"});
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene->counted(metric::invalid_packet));
    EXPECT_TRUE(people[0].connected()) << "until the session has ended, as in Node";
    scene->on_shard([&] { client.listener->on_binary({}); });
    scene->on_shard([&] { people[0].disconnect(true); });
    EXPECT_FALSE(people[0].connected());
    EXPECT_THAT(client.heard(), IsEmpty());
}

// ---- patience ----

class patience_of_clients : public steps_of_client {};

TEST_F(patience_of_clients, is_of_attachments_once_they_are_announced) {
    fake_session& client = scene->arrive();
    scene->time.pass(44s);
    say(client, {announcement});
    scene->time.pass(59s);
    EXPECT_TRUE(client.is_open);
    scene->time.pass(2s);
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene->counted(metric::attachments_timeout));
    EXPECT_FALSE(scene->counted(metric::connect_timeout));
}

TEST_F(patience_of_clients, is_not_renewed_by_joining_while_attachments_are_missing) {
    scene->use([this](socket&) -> net::awaitable<verdict> {
        co_await door->pass();
        co_return verdict::accept();
    });
    fake_session& client = scene->arrive();
    say(client, {"0", announcement});
    scene->time.pass(30s);
    let_go();
    ASSERT_EQ(people.size(), 1U);
    scene->time.pass(31s);
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene->counted(metric::attachments_timeout));
}

TEST_F(patience_of_clients, ends_with_the_client) {
    fake_session& unjoined = scene->arrive();
    fake_session& unjoined_incomplete = scene->arrive();
    fake_session& incomplete = scene->join();
    say(unjoined_incomplete, {announcement});
    say(incomplete, {announcement});
    scene->on_shard([&] {
        for (fake_session* const each : {&unjoined, &unjoined_incomplete, &incomplete})
            each->end(engine::close_reason::transport_close);
    });
    scene->time.pass(120s);
    EXPECT_FALSE(scene->counted(metric::connect_timeout));
    EXPECT_FALSE(scene->counted(metric::attachments_timeout));
}

TEST_F(patience_of_clients, does_not_wait_for_attachments_before_a_namespace_is_joined) {
    fake_session& client = scene->arrive();
    scene->on_shard([&] {
        client.say(announcement);
        client.say_binary("octets");
    });
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene->counted(metric::protocol_violation));
    EXPECT_THAT(noted, IsEmpty());
}

TEST_F(patience_of_clients, knows_of_attachments_that_were_read_before_a_pause) {
    fake_session& client = scene->join();
    say(client, {R"(2["wait"])", R"(2["note","a"])", announcement});
    EXPECT_TRUE(client.paused);
    scene->on_shard([&] { client.say_binary("b"); });
    scene->time.pass(120s);
    let_go();
    EXPECT_FALSE(client.paused);
    EXPECT_THAT(noted, ElementsAre("a", "b"));
    scene->time.pass(120s);
    EXPECT_TRUE(client.is_open);
}

TEST_F(patience_of_clients, ends_with_a_client_that_is_not_read) {
    fake_session& complete = scene->join();
    say(complete, {R"(2["wait"])", R"(2["note","a"])"});
    fake_session& incomplete = scene->join();
    say(incomplete, {R"(2["wait"])", R"(2["note","a"])", announcement});
    scene->on_shard([&] {
        complete.end(engine::close_reason::transport_close);
        incomplete.end(engine::close_reason::transport_close);
    });
    let_go(2);
    EXPECT_THAT(noted, IsEmpty());
}

// ---- intake ----

class intake_of_clients : public steps_of_client {};

TEST_F(intake_of_clients, flows_again_without_anything_held) {
    fake_session& client = scene->join();
    say(client, {R"(2["wait"])"});
    let_go();
    say(client, {R"(2["note","a"])"});
    EXPECT_THAT(noted, ElementsAre("a"));
    EXPECT_FALSE(client.paused);
}

TEST_F(intake_of_clients, takes_what_comes_in_the_turn_in_which_a_handler_ends) {
    fake_session& client = scene->join();
    say(client, {R"(2["quick"])", R"(2["note","a"])", R"(2["note","b"])"});
    EXPECT_THAT(noted, ElementsAre("a", "b"));
    EXPECT_TRUE(scene->counted(metric::reading_paused));
    EXPECT_FALSE(client.paused);

    say(client, {R"(2["quick"])"});
    scene->on_shard([&] {
        client.say(R"(2["quick"])");
        client.end(engine::close_reason::transport_close);
    });
    fake_session& other = scene->join();
    scene->on_shard([&] {
        other.say(R"(2["quick"])");
        other.say(R"(2["note","never"])");
        other.end(engine::close_reason::transport_close);
    });
    EXPECT_THAT(noted, ElementsAre("a", "b"));
}

TEST_F(intake_of_clients, starts_in_the_order_of_arrival_what_ends_at_once) {
    fake_session& client = scene->join();
    say(client,
        {R"(2["wait"])", R"(2["quick"])", R"(2["note","a"])", R"(2["quick"])", R"(2["note","b"])"});
    let_go();
    EXPECT_THAT(noted, ElementsAre("a", "b"));
    EXPECT_FALSE(client.paused);
}

class intake_with_an_inbox : public steps_of_client {
protected:
    intake_with_an_inbox()
        : steps_of_client({.max_running_handlers = 1, .max_inbox_bytes = 4096}) {}
};

TEST_F(intake_with_an_inbox, resumes_reading_at_half_of_what_may_wait) {
    std::string const large(1200, 'x');
    fake_session& client = scene->join();
    std::vector<std::string> packets{R"(2["wait"])"};
    for (int count = 0; count < 4; ++count) {
        packets.push_back(R"(2["note",")" + large + R"("])");
        packets.emplace_back(R"(2["wait"])");
    }
    say(client, packets);
    EXPECT_TRUE(client.paused);
    let_go();
    EXPECT_TRUE(client.paused);
    let_go();
    EXPECT_TRUE(client.paused);
    let_go();
    EXPECT_FALSE(client.paused);
    EXPECT_EQ(noted.size(), 3U);
    scene->on_shard([&] { client.end(engine::close_reason::transport_close); });
}

TEST_F(intake_with_an_inbox, flows_again_when_all_has_started) {
    std::string const large(3000, 'x');
    fake_session& client = scene->join();
    say(client, {R"(2["wait"])", R"(2["note",")" + large + R"("])",
                 R"(2["note",")" + large + R"("])", R"(2["quick"])", R"(2["note","a"])"});
    EXPECT_TRUE(client.paused);
    let_go();
    EXPECT_FALSE(client.paused);
    EXPECT_EQ(noted.size(), 3U);
    say(client, {R"(2["note","b"])"});
    EXPECT_EQ(noted.back(), "b");
}

} // namespace
} // namespace socketiota::test

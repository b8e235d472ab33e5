// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <socketiota/nsp.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class socket_lifetime : public testing::Test {
protected:
    socket_lifetime() {
        scene->on_connection([this](socket const& each) {
            who = each;
            each.join("red");
            each.on_disconnecting([this](socket const& self, disconnect_reason) {
                rooms_at_the_end = self.rooms().size();
            });
            each.on_disconnect(
                [this](disconnect_reason why) { reasons.emplace_back(to_string(why)); });
        });
        client = &scene->join();
    }

    std::optional<hub_scene> scene{std::in_place};
    std::optional<socket> who;
    fake_session* client = nullptr;
    std::vector<std::string> reasons;
    std::size_t rooms_at_the_end = 0;
};

TEST_F(socket_lifetime, ends_with_the_transport) {
    scene->on_shard([&] { client->end(engine::close_reason::ping_timeout); });
    EXPECT_THAT(reasons, ElementsAre("ping timeout"));
    EXPECT_EQ(rooms_at_the_end, 2U);
    EXPECT_FALSE(who->connected());
    EXPECT_THAT(who->rooms(), IsEmpty());
    scene->on_shard([&] {
        who->join("late");
        EXPECT_EQ(who->emit("late"), emit_status::not_connected);
    });
    EXPECT_EQ(scene->all->of("/")->size(), 0U);
}

TEST_F(socket_lifetime, ends_when_the_client_leaves_the_namespace) {
    scene->on_shard([&] { client->say("1"); });
    EXPECT_THAT(reasons, ElementsAre("client namespace disconnect"));
    EXPECT_TRUE(client->is_open);
    scene->on_shard([&] { client->say("0"); });
    EXPECT_EQ(scene->all->of("/")->size(), 1U);
}

TEST_F(socket_lifetime, ends_when_the_server_disconnects_it) {
    scene->on_shard([&] { who->disconnect(); });
    EXPECT_THAT(reasons, ElementsAre("server namespace disconnect"));
    EXPECT_THAT(client->heard(), ElementsAre("41"));
    EXPECT_TRUE(client->is_open);
}

TEST_F(socket_lifetime, ends_in_all_namespaces_when_the_server_closes_the_connection) {
    scene->all->of("/other");
    scene->on_shard([&] { client->say("0/other,"); });
    client->heard();
    scene->on_shard([&] { who->disconnect(true); });
    EXPECT_THAT(reasons, ElementsAre("server namespace disconnect"));
    EXPECT_THAT(client->heard(), ElementsAre("41", "41/other,"));
    EXPECT_FALSE(client->is_open);
}

TEST_F(socket_lifetime, ends_when_the_server_shuts_down) {
    scene->on_shard([&] { scene->close(); });
    EXPECT_THAT(reasons, ElementsAre("server shutting down"));
    EXPECT_THAT(client->heard(), IsEmpty());
}

TEST_F(socket_lifetime, is_not_prolonged_by_handlers_that_hold_the_socket) {
    auto captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
    scene->on_shard([self = *who, kept = captured] {
        self.on("x", [self, kept] {});
        self.on_any([self, kept](incoming const&) {});
        self.on_disconnect([self, kept] {});
        self.use([self, kept](incoming const&) { return verdict::accept(); });
    });
    captured.reset();
    EXPECT_FALSE(watch.expired());
    scene->on_shard([&] { client->end(engine::close_reason::transport_close); });
    EXPECT_TRUE(watch.expired());
}

/// Registers one function of each kind that holds `self` and `kept`.
void register_everything(socket const& self, std::shared_ptr<int> const& kept) {
    self.on("x", [self, kept] {});
    self.once("x", [self, kept] {});
    self.on_any([self, kept](incoming const&) {});
    self.on_any_outgoing([self, kept](incoming const&) {});
    self.on_disconnecting([self, kept] {});
    self.on_disconnect([self, kept] {});
    self.use([self, kept](incoming const&) { return verdict::accept(); });
}

TEST_F(socket_lifetime, is_not_prolonged_by_what_is_registered_after_it) {
    auto captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
    scene->on_shard([&] {
        who->on_disconnect([&] { register_everything(*who, captured); });
        client->end(engine::close_reason::transport_close);
        register_everything(*who, captured);
        captured.reset();
        EXPECT_TRUE(watch.expired());
    });
}

TEST_F(socket_lifetime, is_not_prolonged_when_a_middleware_refuses) {
    auto captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
    scene->use(
        [&](socket& refused) {
            register_everything(refused, captured);
            return verdict::reject("no");
        },
        "/guarded");
    scene->on_shard([&] { client->say("0/guarded,"); });
    EXPECT_THAT(client->heard(), ElementsAre("44/guarded,{\"message\":\"no\"}"));
    captured.reset();
    EXPECT_TRUE(watch.expired());
}

TEST_F(socket_lifetime, is_not_prolonged_when_the_client_goes_during_a_middleware) {
    auto captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
    scene->use(
        [&](socket& arriving) {
            register_everything(arriving, captured);
            arriving.disconnect(true);
            register_everything(arriving, captured);
            return verdict::accept();
        },
        "/guarded");
    scene->on_shard([&] { client->say("0/guarded,"); });
    EXPECT_FALSE(client->is_open);
    captured.reset();
    EXPECT_TRUE(watch.expired());
}

TEST_F(socket_lifetime, of_a_namespace_is_not_prolonged_by_what_is_registered_after_its_server) {
    auto captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
    nsp const root = scene->all->of("/")->handle();
    scene->on_shard([&] { client->end(engine::close_reason::transport_close); });
    scene.reset();
    root.on("x", [root, captured] {});
    root.use([root, captured](socket&) { return verdict::accept(); });
    root.on_connection([root, captured](socket const&) {});
    root.on_any([root, captured](incoming const&) {});
    root.on_disconnecting([root, captured] {});
    root.on_disconnect([root, captured] {});
    root.on_room_created([root, captured](std::string const&) {});
    root.on_room_removed([root, captured](std::string const&) {});
    root.on_room_joined([root, captured](std::string const&, std::string const&) {});
    root.on_room_left([root, captured](std::string const&, std::string const&) {});
    captured.reset();
    EXPECT_TRUE(watch.expired());
}

TEST_F(socket_lifetime, leaves_inert_handles_behind_when_the_server_goes) {
    auto const nsp = scene->all->of("/");
    scene->on_shard([&] { client->end(engine::close_reason::transport_close); });
    scene.reset();
    EXPECT_FALSE(who->connected());
    EXPECT_EQ(who->emit("x"), emit_status::not_connected);
    EXPECT_EQ(who->broadcast().emit("x"), emit_status::not_connected);
    EXPECT_EQ(who->nsp().emit("x"), emit_status::not_connected);
    EXPECT_EQ(nsp->broadcast({}, {}, "x", {}), emit_status::not_connected);
    who->disconnect(true);
    EXPECT_THAT(who->rooms(), IsEmpty());
    EXPECT_EQ(who->nsp().name(), "/");
}

TEST_F(socket_lifetime, has_a_state_of_one_type) {
    scene->on_shard([&] {
        who->state<std::vector<int>>().push_back(7);
        try {
            static_cast<void>(who->state<std::optional<int>>());
            ADD_FAILURE() << "a second type replaces the first";
        } catch (std::logic_error const& thrown) {
            EXPECT_THAT(thrown.what(), HasSubstr("std::vector<int"));
            EXPECT_THAT(thrown.what(), HasSubstr("std::optional<int>"));
        }
        EXPECT_THAT(who->state<std::vector<int>>(), ElementsAre(7));
    });
}

TEST_F(socket_lifetime, lets_other_threads_emit_and_drop_handles) {
    auto kept = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = kept;
    scene->on_shard(
        [this, kept]() mutable { who->state<std::shared_ptr<int>>() = std::move(kept); });
    kept.reset();
    std::thread([this] {
        EXPECT_EQ(who->emit("a", std::string("from afar"), bytes(std::string_view("x"))),
                  emit_status::queued);
        EXPECT_EQ(who->emit("disconnect").status(), emit_status::refused);
        EXPECT_EQ(who->nsp().name(), "/");
    }).join();
    scene->time.settle();
    EXPECT_THAT(client->heard(),
                ElementsAre("451-[\"a\",\"from afar\",{\"_placeholder\":true,\"num\":0}]"));
    scene->on_shard([&] { client->end(engine::close_reason::transport_close); });
    std::thread([last = std::move(*who)]() mutable {
        socket const dropped = std::move(last);
    }).join();
    who.reset();
    // What the program kept in the socket is destroyed on the shard, not on the other thread.
    scene->time.settle();
    EXPECT_TRUE(watch.expired());
}

} // namespace
} // namespace socketiota::test

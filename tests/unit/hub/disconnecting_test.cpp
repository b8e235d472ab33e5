// SPDX-License-Identifier: MIT
//
// What hears of an end may end more: the socket that ends, its room, its client's other sockets.
#include "hub_scene.hpp"

#include <socketiota/nsp.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class ends_inside_of_the_end;

/// One way in which the socket of the host ends.
struct way {
    std::string name;
    std::function<void(ends_inside_of_the_end&)> happens;
    std::string reason;
    std::vector<std::string> heard; // by a host who is in `/` alone
};

void PrintTo(way const& each, std::ostream* out) { *out << each.name; }

/// The host is in `/` and then in `/other`, a guest in `/`; both are in the room `table`.
class ends_inside_of_the_end : public testing::TestWithParam<way> {
protected:
    ends_inside_of_the_end() {
        scene.on_connection([this](socket const& each) {
            each.join("table");
            (host ? guest : host) = each;
        });
        scene.on_connection([this](socket const& each) { other = each; }, "/other");
        root().on_disconnect([this](socket const& each, disconnect_reason why) {
            told.push_back((each == *host ? "host: " : "guest: ") + std::string(to_string(why)));
        });
        nsp_of("/other").on_disconnect([this](disconnect_reason why) {
            told.push_back("other: " + std::string(to_string(why)));
        });
        client = &scene.join();
        scene.join();
    }

    nsp nsp_of(std::string_view name) { return scene.all->of(name)->handle(); }

    nsp root() { return nsp_of("/"); }

    void join_other() {
        scene.on_shard([this] { client->say("0/other,"); });
        client->heard();
    }

    void end() {
        scene.on_shard([this] { GetParam().happens(*this); });
    }

    [[nodiscard]] bool everybody_ends() const { return GetParam().name == "server_close"; }

public:
    hub_scene scene;
    fake_session* client = nullptr;
    std::optional<socket> host;
    std::optional<socket> guest;
    std::optional<socket> other;
    std::vector<std::string> told;
};

TEST_P(ends_inside_of_the_end, is_there_once_for_who_disconnects_itself) {
    host->on_disconnecting([this](socket const& self) {
        told.emplace_back("disconnecting");
        EXPECT_TRUE(self.connected());
        self.disconnect();
        EXPECT_TRUE(self.connected()) << "still in its rooms";
        EXPECT_EQ(self.rooms().size(), 2U);
    });
    end();
    told.resize(2); // without the guest, who may have ended too
    EXPECT_THAT(told, ElementsAre("disconnecting", "host: " + GetParam().reason));
    EXPECT_THAT(client->heard(), GetParam().heard);
    EXPECT_FALSE(host->connected());
    EXPECT_EQ(root().size(), everybody_ends() ? 0U : 1U);
}

TEST_P(ends_inside_of_the_end, ends_the_connection_of_who_asks_for_it) {
    join_other();
    host->on_disconnecting([](socket const& self) { self.disconnect(true); });
    end();
    EXPECT_EQ(client->is_open, everybody_ends()) << "when all end, the engine closes it later";
    EXPECT_EQ(std::count(told.begin(), told.end(), "host: " + GetParam().reason), 1);
    EXPECT_FALSE(other->connected());
    EXPECT_EQ(nsp_of("/other").size(), 0U);
    auto const heard = client->heard();
    EXPECT_LE(std::count(heard.begin(), heard.end(), "41"), 1);
}

TEST_P(ends_inside_of_the_end, takes_the_whole_room_along_on_one_shard) {
    host->on_disconnecting([this] { root().in("table").disconnect_sockets(); });
    end();
    EXPECT_THAT(told, UnorderedElementsAre("host: " + GetParam().reason,
                                           "guest: server namespace disconnect"));
    EXPECT_THAT(client->heard(), GetParam().heard);
    EXPECT_EQ(root().size(), 0U);
}

TEST_P(ends_inside_of_the_end, takes_another_socket_of_the_client_along) {
    join_other();
    host->on_disconnect([this] { other->disconnect(); });
    end();
    EXPECT_THAT(told, testing::IsSupersetOf({"host: " + GetParam().reason,
                                             std::string("other: server namespace disconnect")}));
    EXPECT_EQ(told.size(), everybody_ends() ? 3U : 2U);
    EXPECT_EQ(nsp_of("/other").size(), 0U);
}

TEST_P(ends_inside_of_the_end, takes_it_along_when_it_leaves_a_room_on_one_shard) {
    join_other();
    root().on_room_left([this](std::string const& room, std::string const& id) {
        if (room == "table" && id == host->id())
            other->disconnect();
    });
    end();
    EXPECT_THAT(told, testing::IsSupersetOf({"host: " + GetParam().reason,
                                             std::string("other: server namespace disconnect")}));
    EXPECT_EQ(told.size(), everybody_ends() ? 3U : 2U);
    EXPECT_EQ(nsp_of("/other").size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    , ends_inside_of_the_end,
    testing::Values(
        way{"transport_close",
            [](auto& scene) { scene.client->end(engine::close_reason::transport_close); },
            "transport close",
            {}},
        way{"disconnect_packet",
            [](auto& scene) { scene.client->say("1"); },
            "client namespace disconnect",
            {}},
        way{"disconnect",
            [](auto& scene) { scene.host->disconnect(); },
            "server namespace disconnect",
            {"41"}},
        way{"disconnect_and_close",
            [](auto& scene) { scene.host->disconnect(true); },
            "server namespace disconnect",
            {"41"}},
        way{"server_close", [](auto& scene) { scene.scene.close(); }, "server shutting down", {}}),
    [](auto const& each) { return each.param.name; });

TEST(disconnecting, tells_who_still_emits_that_nobody_is_there) {
    hub_scene scene;
    std::optional<emit_status> told;
    scene.on_connection([&told](socket const& who) {
        who.on_disconnecting([&told](socket const& self) {
            EXPECT_TRUE(self.connected());
            told = self.emit("bye").status();
        });
    });
    fake_session& client = scene.join();
    scene.on_shard([&client] { client.end(engine::close_reason::transport_close); });
    EXPECT_EQ(told, emit_status::not_connected);
}

} // namespace
} // namespace socketiota::test

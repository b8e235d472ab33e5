// SPDX-License-Identifier: MIT
//
// Handles that outlive their server and the event loop that it ran on.
#include "blocking_client.hpp"

#include <socketiota/engine_server.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace socketiota {
namespace {

namespace asio = boost::asio;

/// A server on a context of the program; both go with `end`.
template <class Server, class Options>
class world_of : public testing::Test {
protected:
    void SetUp() override {
        Options options;
        if constexpr (requires { options.serve_client; })
            options.serve_client = false;
        options.log = [](log_level level, std::string_view line) {
            EXPECT_NE(level, log_level::error) << line;
        };
        context.emplace(1);
        io.emplace(*context, std::move(options));
    }

    /// Connects a peer that asks for a WebSocket.
    void ask(std::string_view path) {
        io->listen({asio::ip::address_v4::loopback(), 0});
        peer.emplace(io->port(), path);
    }

    template <class Predicate>
    void run_until(Predicate is_done) {
        while (!is_done())
            ASSERT_EQ(context->run_one(), 1U);
    }

    void end() {
        io.reset();
        context.reset();
    }

    std::optional<test::blocking_websocket> peer;
    std::optional<asio::io_context> context;
    std::optional<Server> io;
    std::shared_ptr<int> captured = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = captured;
};

using outlives_server_on_one_shard = world_of<server, server_options>;
using outlives_engine_on_one_shard = world_of<engine_server, engine_server_options>;

TEST_F(outlives_server_on_one_shard, reply) {
    std::optional<reply<int>> kept;
    std::optional<socket> who;
    io->on("question", [&](socket from, reply<int> done) {
        who = std::move(from);
        kept = std::move(done);
    });
    ask("/socket.io/");
    peer->say("40");
    peer->say("420[\"question\"]");
    run_until([&] { return kept.has_value(); });
    reply<int> const copy = *kept;
    end();
    EXPECT_TRUE(kept->wanted());
    (*kept)(7);
    std::thread([&copy] { copy(8); }).join();
    EXPECT_FALSE(copy.wanted());
    EXPECT_FALSE(who->connected());
}

TEST_F(outlives_server_on_one_shard, websocket_connection) {
    std::optional<websocket_connection> kept;
    int closed = 0;
    io->websocket("/feed/:topic", [&](websocket_connection const& each) {
        kept = each;
        each.on_close([&closed, each](std::uint16_t, std::string_view) { ++closed; });
        each.on_text([each, held = captured](std::string_view) {});
    });
    ask("/feed/news");
    run_until([&] { return kept.has_value(); });
    end();
    EXPECT_EQ(closed, 1);
    EXPECT_FALSE(kept->open());
    EXPECT_EQ(kept->send("late"), emit_status::not_connected);
    EXPECT_EQ(kept->send(bytes(std::string_view("late"))), emit_status::not_connected);
    EXPECT_EQ(kept->unsent(), 0U);
    EXPECT_EQ(kept->request().parameter("topic"), "news");
    EXPECT_EQ(kept->subprotocol(), "");
    kept->close();
    kept->on_text([each = *kept, held = captured](std::string_view) {});
    kept->on_binary([each = *kept, held = captured](std::span<std::byte const>) {});
    kept->on_close([each = *kept, held = captured](std::uint16_t, std::string_view) {});
    captured.reset();
    EXPECT_TRUE(watch.expired());
    asio::post(kept->get_executor(), asio::use_future([] {})).get();
    std::thread([last = std::move(*kept)]() mutable {
        websocket_connection const dropped = std::move(last);
    }).join();
}

TEST_F(outlives_engine_on_one_shard, session) {
    std::optional<engine_session> kept;
    int closed = 0;
    io->on_connection([&](engine_session const& each) {
        kept = each;
        each.on_close([&closed, each](std::string_view) { ++closed; });
        each.on_text([each, held = captured](std::string_view) {});
    });
    ask("/engine.io/");
    run_until([&] { return kept.has_value(); });
    end();
    EXPECT_EQ(closed, 1);
    EXPECT_FALSE(kept->open());
    EXPECT_EQ(kept->send("late"), emit_status::not_connected);
    EXPECT_EQ(kept->send(bytes(std::string_view("late"))), emit_status::not_connected);
    EXPECT_EQ(kept->unsent(), 0U);
    EXPECT_FALSE(kept->id().empty());
    EXPECT_EQ(kept->handshake().address(), "127.0.0.1");
    kept->close();
    kept->on_text([each = *kept, held = captured](std::string_view) {});
    kept->on_binary([each = *kept, held = captured](std::span<std::byte const>) {});
    kept->on_close([each = *kept, held = captured](std::string_view) {});
    captured.reset();
    EXPECT_TRUE(watch.expired());
    std::thread([last = std::move(*kept)]() mutable {
        engine_session const dropped = std::move(last);
    }).join();
}

TEST_F(outlives_server_on_one_shard, routes) {
    http_routes const routes = io->http();
    auto const add = [&] {
        http_routes(routes).get(
            "/x", [routes, held = captured] { return http_response::text(std::to_string(*held)); });
    };
    add();
    end();
    add();
    captured.reset();
    EXPECT_TRUE(watch.expired());
    EXPECT_THROW(http_routes(routes).get("no slash", [] { return http_response(); }),
                 boost::system::system_error);
}

TEST_F(outlives_server_on_one_shard, nsp_with_functions_registered_late) {
    nsp const chat = io->of("/chat");
    chat.on("x", [chat, held = captured] {});
    end();
    chat.on("x", [chat, held = captured] {});
    chat.once("x", [chat, held = captured] {});
    chat.off("x");
    chat.use([chat, held = captured](socket&) { return verdict::accept(); });
    chat.on_connection([chat, held = captured](socket const&) {});
    chat.on_room_joined([chat, held = captured](std::string const&, std::string const&) {});
    captured.reset();
    EXPECT_TRUE(watch.expired());
    EXPECT_EQ(chat.name(), "/chat");
}

} // namespace
} // namespace socketiota

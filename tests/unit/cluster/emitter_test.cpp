// SPDX-License-Identifier: MIT
// An emitter writes what the official one does, octet for octet, and says what becomes of it.
#include "golden.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <cluster/classic_emitter.hpp>
#include <cluster/redis_thread.hpp>
#include <loop/shard.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;

/// What a Redis of a test hears, and how it answers; to be read when the emitter is closed.
struct scripted_redis {
    std::vector<std::vector<std::string>> heard;
    bool answers = true;
    error_code failure;
    int turns = 0; // of the loop, before it answers
};

/// A client of it.
class scripted_client final : public redis::client {
public:
    scripted_client(std::shared_ptr<loop::shard> home, scripted_redis& redis)
        : home_(std::move(home)), redis_(redis) {}

    void start(redis::client_listener&) override {}

    [[nodiscard]] redis::link_state state() const noexcept override {
        return redis::link_state::connected;
    }

    void send(redis::command const& what, redis::completion done) override {
        redis_.heard.emplace_back(what.words().begin(), what.words().end());
        if (redis_.answers)
            answer(std::move(done), redis_.turns);
    }

    void send_together(std::initializer_list<redis::command>, redis::completion) override {
        ADD_FAILURE() << "not expected";
    }

    void subscribe(redis::channel_kind, std::string, redis::subscription_listener&) override {
        ADD_FAILURE() << "a server would be counted that is none";
    }

    void unsubscribe(redis::channel_kind, std::string_view) override {}

    void unsubscribe(redis::subscription_listener const&) override {}

    void count_subscribers(redis::channel_kind, std::string_view,
                           detail::callback<void(error_code, std::size_t)>) override {
        ADD_FAILURE() << "not expected";
    }

    [[nodiscard]] std::unique_ptr<redis::blocking_connection>
    open_blocking(std::string_view) override {
        ADD_FAILURE() << "not expected";
        return nullptr;
    }

private:
    void answer(redis::completion done, int turns) {
        boost::asio::post(home_->get_executor(),
                          [this, alive = std::weak_ptr(alive_), done = std::move(done), turns] {
                              if (alive.expired())
                                  return;
                              if (turns != 0)
                                  answer(done, turns - 1);
                              else
                                  done(redis_.failure, redis::reply());
                          });
    }

    std::shared_ptr<loop::shard> const home_;
    scripted_redis& redis_;
    std::shared_ptr<int> const alive_ = std::make_shared<int>();
};

using lost_function = detail::callback<void(error_code, std::string_view)>;

constexpr redis_thread::limits ample{
    .octets = std::size_t{1} << 20, .commands = 100'000, .close_timeout = 10s};

emitter emitter_to(scripted_redis& redis, redis_thread::limits within = ample,
                   lost_function on_lost = {}) {
    auto const make = [&redis](std::shared_ptr<loop::shard> const& home) {
        return std::make_unique<scripted_client>(home, redis);
    };
    return emitter(std::make_shared<classic_emitter>(
        "socket.io", std::make_unique<redis_thread>(make, within, std::move(on_lost))));
}

/// What the official emitter has sent: the steps of the recording, whatever came between.
std::vector<golden_line> recorded(std::string_view kind) {
    std::vector<golden_line> found;
    for (golden_line const& line : golden(kind))
        if (line.step.starts_with("emitter: "))
            found.push_back(line);
    return found;
}

TEST(emitter, writes_what_the_official_one_does) {
    scripted_redis redis;
    emitter const out = emitter_to(redis);
    EXPECT_TRUE(out.emit("e", "x", 1));
    EXPECT_TRUE(out.to("room1").emit("e", "x"));
    EXPECT_TRUE(out.to("room1").to("room2").except("room3").emit("e"));
    EXPECT_TRUE(out.volatile_().compress(false).emit("e"));
    EXPECT_TRUE(out.emit("e", bytes(std::string_view("\x01\x02\x03"))));
    EXPECT_TRUE(out.of("chat").to("r").emit("e"));
    EXPECT_TRUE(out.sockets_join("r1"));
    EXPECT_TRUE(out.in("room1").sockets_leave("a", "b"));
    EXPECT_TRUE(out.in("room1").except("room2").disconnect_sockets(true));
    EXPECT_TRUE(out.server_side_emit("sse", "hello", 2));
    out.close();

    std::vector<std::string> const channels{"socket.io#/#",         "socket.io#/#room1#",
                                            "socket.io#/#",         "socket.io#/#",
                                            "socket.io#/#",         "socket.io#/chat#r#",
                                            "socket.io-request#/#", "socket.io-request#/#",
                                            "socket.io-request#/#", "socket.io-request#/#"};
    std::vector<golden_line> lines = recorded("classic_broadcast");
    for (golden_line const& line : recorded("classic_request"))
        lines.push_back(line);
    ASSERT_EQ(lines.size(), channels.size());
    ASSERT_EQ(redis.heard.size(), channels.size());
    for (std::size_t at = 0; at != channels.size(); ++at) {
        SCOPED_TRACE(lines[at].step);
        ASSERT_EQ(redis.heard[at].size(), 3U);
        EXPECT_EQ(redis.heard[at][0], "PUBLISH");
        EXPECT_EQ(redis.heard[at][1], channels[at]);
        EXPECT_EQ(to_hex(redis.heard[at][2]), to_hex(lines[at].parts[0]));
    }
}

TEST(emitter, knows_the_names_of_servers) {
    EXPECT_EQ(emitter(nullptr).of("chat").emit("e"), emit_status::not_connected);
    scripted_redis redis;
    emitter const out = emitter_to(redis);
    out.of("/chat").disconnect_sockets();
    out.of("").disconnect_sockets();
    out.close();
    ASSERT_EQ(redis.heard.size(), 2U);
    EXPECT_EQ(redis.heard[0][1], "socket.io-request#/chat#");
    EXPECT_EQ(redis.heard[0][2], R"({"type":4,"opts":{"rooms":[],"except":[]},"close":false})");
    EXPECT_EQ(redis.heard[1][1], "socket.io-request#/#");
}

TEST(emitter, refuses_what_cannot_be_sent) {
    scripted_redis redis;
    emitter const out = emitter_to(redis);
    for (char const* const name : {"connect", "connect_error", "disconnect", "disconnecting",
                                   "newListener", "removeListener"}) {
        EXPECT_EQ(out.emit(name).reason(), error::reserved_event_name) << name;
        EXPECT_EQ(out.to("a").emit(name).reason(), error::reserved_event_name) << name;
        EXPECT_EQ(out.server_side_emit(name).reason(), error::reserved_event_name) << name;
    }
    for (char const* const name : {"connection", "new_namespace"})
        EXPECT_EQ(out.server_side_emit(name).reason(), error::reserved_event_name) << name;
    EXPECT_TRUE(out.emit("connection")); // to clients it is a name like others

    value deep;
    for (int depth = 0; depth != 2'000; ++depth) {
        value outer = value::empty_array();
        outer.push_back(std::move(deep));
        deep = std::move(outer);
    }
    EXPECT_EQ(out.emit("e", deep).reason(), error::nested_too_deep);
    EXPECT_EQ(out.server_side_emit("e", deep).reason(), error::nested_too_deep);
    out.close();
    EXPECT_EQ(redis.heard.size(), 1U);
}

TEST(emitter, holds_so_many_messages_without_an_answer_and_tells_of_each_that_is_lost) {
    scripted_redis redis;
    redis.answers = false;
    std::vector<error_code> lost;
    auto within = ample;
    within.commands = 2;
    within.close_timeout = 0ms;
    emitter const out = emitter_to(
        redis, within, [&lost](error_code why, std::string_view) { lost.push_back(why); });
    EXPECT_TRUE(out.emit("e"));
    EXPECT_TRUE(out.emit("e"));
    EXPECT_EQ(out.emit("e").reason(), error::redis_queue_full);
    EXPECT_EQ(out.to("a").sockets_join("b").reason(), error::redis_queue_full);
    out.close();
    EXPECT_EQ(lost, std::vector<error_code>(2, error::redis_silent));
    EXPECT_EQ(out.emit("e"), emit_status::not_connected);
    EXPECT_EQ(out.disconnect_sockets(), emit_status::not_connected);
    EXPECT_EQ(out.server_side_emit("e"), emit_status::not_connected);
    out.close();
}

TEST(emitter, holds_so_many_octets_without_an_answer) {
    scripted_redis redis;
    redis.answers = false;
    auto within = ample;
    within.octets = 1'000;
    within.close_timeout = 0ms;
    emitter const out = emitter_to(redis, within);
    EXPECT_EQ(out.emit("e", std::string(1'000, 'x')).reason(), error::redis_queue_full);
    EXPECT_TRUE(out.emit("e", std::string(600, 'x')));
    EXPECT_EQ(out.emit("e", std::string(600, 'x')).reason(), error::redis_queue_full);
    EXPECT_TRUE(out.emit("e"));
}

TEST(emitter, has_room_again_when_redis_has_answered) {
    scripted_redis redis;
    auto within = ample;
    within.commands = 1;
    emitter const out = emitter_to(redis, within);
    for (int sent = 0; sent != 100;)
        sent += out.emit("e") ? 1 : 0;
    out.close();
    EXPECT_EQ(redis.heard.size(), 100U);
}

TEST(emitter, tells_what_redis_refuses) {
    scripted_redis redis;
    redis.failure = error::redis_no_permission;
    std::vector<error_code> lost;
    {
        emitter const out = emitter_to(redis, ample, [&lost](error_code why, std::string_view) {
            lost.push_back(why);
            throw std::string("dropped");
        });
        EXPECT_TRUE(out.emit("e"));
        EXPECT_TRUE(out.to("a").emit("e"));
    }
    EXPECT_EQ(lost, std::vector<error_code>(2, error::redis_no_permission));
}

TEST(emitter, waits_until_its_last_handle_has_gone_and_redis_has_answered) {
    scripted_redis redis;
    redis.turns = 10'000;
    int lost = 0;
    {
        std::optional<emitter> out =
            emitter_to(redis, ample, [&lost](error_code, std::string_view) { ++lost; });
        emitter_operator const kept = out->of("chat").to("a");
        out.reset();
        EXPECT_TRUE(kept.emit("e"));
    }
    EXPECT_EQ(redis.heard.size(), 1U);
    EXPECT_EQ(lost, 0);
}

TEST(emitter, may_be_closed_and_emit_when_something_is_lost) {
    scripted_redis redis;
    redis.failure = error::redis_refused;
    std::promise<emit_status> after_close;
    std::optional<emitter> out;
    std::promise<void> kept;
    auto const is_kept = kept.get_future().share();
    out = emitter_to(redis, ample, [&, is_kept](error_code, std::string_view) {
        is_kept.wait();
        out->close();
        after_close.set_value(out->emit("e").status());
    });
    EXPECT_TRUE(out->emit("e"));
    kept.set_value();
    EXPECT_EQ(after_close.get_future().get(), emit_status::not_connected);
}

TEST(emitter, may_lose_its_last_handle_when_something_is_lost) {
    scripted_redis redis;
    redis.failure = error::redis_refused;
    auto const from = std::make_shared<std::promise<emitter>>();
    std::promise<void> ended;
    // Is destroyed with the function that the emitter holds, and so when all else of it has gone.
    std::shared_ptr<void> until(nullptr, [&ended](void*) { ended.set_value(); });
    emitter out = emitter_to(redis, ample, [from, until](error_code, std::string_view) {
        emitter const last = from->get_future().get();
    });
    until.reset();
    EXPECT_TRUE(out.emit("e"));
    from->set_value(std::move(out));
    ended.get_future().wait();
    EXPECT_EQ(redis.heard.size(), 1U);
}

TEST(emitter, keeps_the_order_of_each_thread) {
    constexpr int each_sends = 500;
    scripted_redis redis;
    emitter const out = emitter_to(redis);
    std::vector<std::thread> threads;
    for (int number = 0; number != 4; ++number)
        threads.emplace_back([out, number] {
            for (int sent = 0; sent != each_sends; ++sent)
                EXPECT_TRUE(out.of(std::to_string(number)).server_side_emit("e", sent));
        });
    for (std::thread& each : threads)
        each.join();
    out.close();
    std::vector<int> next(4);
    for (auto const& command : redis.heard) {
        auto const number = static_cast<std::size_t>(command[1].at(command[1].size() - 2) - '0');
        EXPECT_EQ(command[2], R"({"uid":"emitter","type":6,"data":["e",)" +
                                  std::to_string(next.at(number)++) + "]}");
    }
    EXPECT_EQ(next, std::vector<int>(4, each_sends));
}

TEST(emitter, does_not_begin_with_options_that_cannot_be) {
    auto const reason = [](redis_emitter_options options) {
        try {
            emitter const out(std::move(options));
        } catch (boost::system::system_error const& failure) {
            return failure.code();
        }
        return error_code();
    };
    EXPECT_EQ(reason({.redis = {.url = "http://localhost"}}), error::invalid_option);
    EXPECT_EQ(reason({.close_timeout = -1ms}), error::invalid_option);
    redis_emitter_options without_room;
    without_room.redis.max_queued_commands = 0;
    EXPECT_EQ(reason(without_room), error::invalid_option);
}

} // namespace
} // namespace socketiota::cluster

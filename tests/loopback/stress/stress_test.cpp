// SPDX-License-Identifier: MIT
//
// Clients of four shards join, leave, emit, ask and disconnect, in an order that a seed chooses:
// nothing is lost, doubled or out of order for who is connected, and all that is asked is answered.
// Run it under ThreadSanitizer. SOCKETIOTA_STRESS_SECONDS says for how long, SOCKETIOTA_SEED in
// which order, SOCKETIOTA_SHARDS on how many shards.
#include "stress_client.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using nlohmann::json;
using clock = std::chrono::steady_clock;

std::size_t number_from(char const* variable, std::size_t otherwise) {
    char const* const given = std::getenv(variable); // NOLINT: nobody sets it meanwhile
    return given == nullptr ? otherwise : std::stoul(given);
}

/// No braces: g++ 12 destroys what they hold twice where it is awaited.
template <class... Argument>
json event(char const* name, Argument const&... arguments) {
    json made = json::array();
    made.push_back(name);
    (made.push_back(arguments), ...);
    return made;
}

/// What the clients ask for.
class stressed_server {
public:
    stressed_server() : io_(options()) {
        io_.on_connection([](socket const& who) { who.join("always"); });
        io_.on("say", [this](std::size_t from, std::size_t count) {
            EXPECT_TRUE(io_.to("always").emit("said", from, count));
            return count;
        });
        io_.on("join", [](socket const& who, std::string const& room) { who.join(room); });
        io_.on("leave", [](socket const& who, std::string const& room) { who.leave(room); });
        io_.on("poke", [this](std::string const& room, std::size_t token) {
            io_.to(room).emit("poked", room, token);
        });
        io_.on("ask",
               [this](std::string room) -> asio::awaitable<std::size_t> { return ask(room); });
        io_.on("count", [this]() -> asio::awaitable<std::size_t> {
            co_return co_await io_.count_sockets();
        });
        // Those who only come and go are in no room that is counted.
        io_.on("pass", [](socket const& who) { who.leave("always"); });
        io_.on("quit", [](socket const& who) { who.disconnect(true); });
        io_.listen(tcp_endpoint(asio::ip::address_v4::loopback(), 0));
        runs_ = std::thread([this] { io_.run(); });
    }

    stressed_server(stressed_server const&) = delete;
    stressed_server& operator=(stressed_server const&) = delete;

    ~stressed_server() { end(); }

    void end() {
        io_.stop();
        if (runs_.joinable())
            runs_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return io_.port(); }

    [[nodiscard]] std::size_t failures() const { return failures_; }

private:
    server_options options() {
        server_options given;
        given.shards = number_from("SOCKETIOTA_SHARDS", 4);
        given.serve_client = false;
        given.log = [this](log_level level, std::string_view line) {
            if (level != log_level::error)
                return;
            ++failures_;
            ADD_FAILURE() << line;
        };
        return given;
    }

    asio::awaitable<std::size_t> ask(std::string room) {
        auto const [failure, answers] = co_await io_.to(room).timeout(60s).emit_with_ack<int>(
            "question")(asio::as_tuple(asio::use_awaitable));
        EXPECT_FALSE(failure) << failure.message();
        co_return answers.size();
    }

    std::atomic<std::size_t> failures_ = 0;
    server io_;
    std::thread runs_;
};

class stress : public testing::Test {
protected:
    static constexpr std::size_t steady_clients = 24;
    static constexpr std::size_t passing_clients = 6;
    static constexpr std::size_t room_count = 8;

    /// One that stays, and what it has heard.
    struct person {
        std::shared_ptr<stress_client> client;
        std::size_t number;
        std::size_t said = 0;
        std::vector<std::size_t> heard; // of each: how many in a row
        std::set<std::string> rooms;    // that it has been told of
        std::set<std::size_t> tokens;   // that it waits for
        bool done = false;
    };

    void run_all() {
        context_.restart();
        context_.run();
    }

    template <class F>
    void spawn(F work) {
        asio::co_spawn(context_, std::move(work), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
    }

    asio::awaitable<void> arrive(person& who) {
        who.client = std::make_shared<stress_client>(context_);
        who.heard.resize(steady_clients);
        who.client->on_event = [this, &who](json const& event) { hear(who, event); };
        co_await who.client->connect(server_.port());
        spawn(who.client->read(who.client));
    }

    void hear(person& who, json const& event) {
        if (event[0] == "said") {
            std::size_t const from = event[1];
            EXPECT_EQ(event[2], who.heard.at(from) + 1) << from << " at " << who.number;
            who.heard.at(from) = event[2];
        } else if (event[0] == "poked") {
            EXPECT_TRUE(who.rooms.contains(event[1])) << who.number << " is not in " << event[1];
            who.tokens.erase(event[2].get<std::size_t>());
        }
    }

    asio::awaitable<void> live(person& who) {
        std::minstd_rand random(static_cast<unsigned>(seed_ * 1'000 + who.number)); // NOLINT
        while (clock::now() < until_) {
            std::size_t const what = random() % 16;
            std::string const room = "room " + std::to_string(random() % room_count);
            if (what < 8) {
                std::size_t const count = ++who.said;
                json const answer = co_await who.client->ask(event("say", who.number, count));
                EXPECT_EQ(answer, count);
            } else if (what < 11) {
                co_await join_and_be_reached(who, room, random());
            } else if (what < 13) {
                co_await leave(who, room);
            } else if (what == 13) {
                // Passing clients may be in the room for a moment.
                json const answer = co_await who.client->ask(event("ask", "always"));
                EXPECT_GE(answer, steady_clients);
                ++asked_;
            } else if (what == 14) {
                json const answer = co_await who.client->ask(event("count"));
                EXPECT_GE(answer, steady_clients);
            } else {
                co_await who.client->say("42" + event("poke", room, 0).dump());
            }
            EXPECT_FALSE(who.client->ended);
            if (who.client->ended)
                break;
        }
        who.done = true;
    }

    /// Whoever has been told of a join is reached from any shard.
    asio::awaitable<void> join_and_be_reached(person& who, std::string const& room,
                                              std::size_t token) {
        who.rooms.insert(room); // it may be told of events of the room before it is of the join
        who.tokens.insert(token);
        co_await who.client->ask(event("join", room));
        person const& other = people_.at(token % people_.size());
        co_await other.client->ask(event("poke", room, token));
        // It is on its way; if it is lost this goes on until the test gives up.
        while (who.tokens.contains(token) && !who.client->ended)
            co_await who.client->ask(event("count"));
        ++reached_;
    }

    asio::awaitable<void> leave(person& who, std::string const& room) {
        co_await who.client->ask(event("leave", room));
        who.rooms.erase(room);
    }

    asio::awaitable<void> pass_by(std::size_t number) {
        std::minstd_rand random(static_cast<unsigned>(seed_ * 1'000 + 500 + number)); // NOLINT
        while (clock::now() < until_) {
            auto const client = std::make_shared<stress_client>(context_);
            co_await client->connect(server_.port());
            spawn(client->read(client));
            co_await client->ask(event("pass"));
            std::string const room = "room " + std::to_string(random() % room_count);
            for (std::size_t step = random() % 6; step != 0; --step)
                co_await client->ask(event(random() % 2 == 0 ? "join" : "leave", room));
            if (random() % 2 == 0)
                co_await client->ask(event("quit"));
            client->leave();
            ++passed_;
        }
    }

    [[nodiscard]] bool all_have_heard_all() const {
        for (person const& each : people_)
            for (person const& from : people_)
                if (each.heard.at(from.number) != from.said)
                    return false;
        return true;
    }

    stressed_server server_;
    asio::io_context context_{1};
    std::size_t const seed_ = number_from("SOCKETIOTA_SEED", 1);
    clock::time_point until_;
    std::vector<person> people_{steady_clients};
    std::size_t asked_ = 0;
    std::size_t reached_ = 0;
    std::size_t passed_ = 0;
};

TEST_F(stress, loses_doubles_and_mixes_up_nothing) {
    std::size_t arrived = 0;
    for (person& each : people_) {
        each.number = static_cast<std::size_t>(&each - people_.data());
        spawn([&]() -> asio::awaitable<void> {
            co_await arrive(each);
            if (++arrived == people_.size())
                context_.stop();
        });
    }
    run_all();
    until_ = clock::now() + std::chrono::seconds(number_from("SOCKETIOTA_STRESS_SECONDS", 60));
    std::size_t done = 0;
    for (person& each : people_)
        spawn([&]() -> asio::awaitable<void> {
            co_await live(each);
            ++done;
        });
    for (std::size_t number = 0; number != passing_clients; ++number)
        spawn([&, number]() -> asio::awaitable<void> {
            co_await pass_by(number);
            ++done;
        });
    context_.restart();
    // Everything that is waited for comes: a loop that runs for so long waits in vain.
    auto const limit = until_ + 60s;
    while (clock::now() < limit &&
           (done != people_.size() + passing_clients || !all_have_heard_all()))
        context_.run_one_for(1s);
    EXPECT_EQ(done, people_.size() + passing_clients);
    EXPECT_TRUE(all_have_heard_all());
    std::size_t said = 0;
    for (person const& each : people_) {
        said += each.said;
        EXPECT_EQ(each.client->waiting(), 0U) << each.number;
        EXPECT_TRUE(each.tokens.empty()) << each.number;
    }
    std::cout << said << " broadcasts to " << people_.size() << ", " << asked_ << " asked, "
              << reached_ << " reached after a join, " << passed_ << " passed\n";
    EXPECT_GT(said, 0U);
    EXPECT_GT(asked_, 0U);
    EXPECT_GT(reached_, 0U);
    EXPECT_GT(passed_, 0U);
    server_.end();
    run_all(); // all connections have ended
    for (person const& each : people_)
        EXPECT_TRUE(each.client->ended) << each.number;
    EXPECT_EQ(server_.failures(), 0U);
}

} // namespace
} // namespace socketiota::test

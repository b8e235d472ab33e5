// SPDX-License-Identifier: MIT
// A client whose Postgres is not there. With a real one it is tested in tests/interop/cluster.
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <postgres/make_client.hpp>

namespace socketiota::postgres {
namespace {

using namespace std::chrono_literals;
using cluster::postgres_state;

class recording final : public cluster::postgres_client_listener {
public:
    void on_state(postgres_state now, error_code why, std::string_view) override {
        states.emplace_back(now, why);
    }

    void on_gap() override { ADD_FAILURE(); }

    void on_lost(error_code why, std::string_view) override { lost.push_back(why); }

    void on_listening(std::string_view) override { ADD_FAILURE(); }

    void on_notification(std::string_view, std::string_view) override { ADD_FAILURE(); }

    std::vector<std::pair<postgres_state, error_code>> states;
    std::vector<error_code> lost;
};

class libpq_client_test : public testing::Test {
protected:
    void start(postgres_options options) {
        options.url = "postgresql://user@127.0.0.1:1/none"; // tcpmux, which nobody has
        client = make_client(context.get_executor(), options, "attachments",
                             libpq_client::role::sends_and_listens);
        client->start(heard);
    }

    template <class Predicate>
    void run_until(Predicate is_done) {
        while (!is_done())
            ASSERT_EQ(context.run_one(), 1U) << "there is nothing left that could happen";
    }

    boost::asio::io_context context;
    recording heard;
    std::unique_ptr<cluster::postgres_client> client;
};

TEST_F(libpq_client_test, says_once_that_nothing_answers_and_tries_again) {
    start({.min_backoff = 1ms, .max_backoff = 1ms, .queue_timeout = 100ms});
    EXPECT_TRUE(heard.states.empty());
    run_until([&] { return heard.states.size() == 2; });
    EXPECT_EQ(heard.states[0],
              std::pair(postgres_state::degraded, make_error_code(error::postgres_unreachable)));
    EXPECT_EQ(heard.states[1],
              std::pair(postgres_state::lost, make_error_code(error::postgres_unreachable)));
}

TEST_F(libpq_client_test, bounds_what_waits) {
    start({.queue_timeout = 50ms, .max_queued_bytes = 2'000, .max_queued_commands = 3});
    client->notify("channel", std::string(2'000, 'x'), {});
    for (int each = 0; each != 4; ++each)
        client->notify("channel", "payload", {});
    EXPECT_TRUE(heard.lost.empty()); // never inside of the call
    run_until([&] { return heard.lost.size() == 5; });
    std::vector<error_code> const expected{error::postgres_queue_full, error::postgres_queue_full,
                                           error::postgres_away, error::postgres_away,
                                           error::postgres_away};
    EXPECT_EQ(heard.lost, expected);
    // There is room again.
    client->notify("channel", "payload", {});
    run_until([&] { return heard.lost.size() == 6; });
    EXPECT_EQ(heard.lost.back(), error::postgres_away);
}

TEST_F(libpq_client_test, tells_who_waits_for_an_attachment) {
    start({.queue_timeout = 1ms});
    error_code told;
    client->fetch("1", 100, [&](error_code failure, std::string_view) { told = failure; });
    run_until([&] { return told.failed(); });
    EXPECT_EQ(told, error::postgres_away);
}

TEST_F(libpq_client_test, may_be_destroyed_with_all_that_it_does) {
    start({});
    client->listen("channel");
    client->notify("channel", "payload", [](error_code, std::string_view) { ADD_FAILURE(); });
    context.run_one();
    client.reset();
    context.run();
}

} // namespace
} // namespace socketiota::postgres

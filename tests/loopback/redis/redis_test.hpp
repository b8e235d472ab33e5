// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <loop/shard.hpp>
#include <redis/make_client.hpp>
#include <support/redis_server.hpp>
#include <unit/redis/recording_listener.hpp>
#include <unit/redis/reply_text.hpp>

namespace socketiota::redis {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

/// Clients with real sockets. A test that waits for what never comes ends by the time limit of its
/// ctest.
class redis_test : public testing::Test {
protected:
    struct user {
        recording_listener heard;
        std::unique_ptr<client> line;
    };

    template <class Predicate>
    void run_until(Predicate is_done) {
        while (!is_done()) {
            context.restart();
            ASSERT_EQ(context.run_one(), 1U) << "there is nothing left that could happen";
        }
    }

    std::unique_ptr<user> start(redis_options const& options) {
        auto made = std::make_unique<user>();
        made->line = make_client(home, options);
        made->line->start(made->heard);
        return made;
    }

    std::unique_ptr<user> connect(redis_options const& options) {
        auto made = start(options);
        run_until([&] { return made->line->state() == link_state::connected; });
        return made;
    }

    std::unique_ptr<user> connect(test::redis_server const& to) {
        return connect(redis_options{.url = to.url()});
    }

    /// Runs until it has heard something that begins so.
    void wait_for(user const& who, std::string const& beginning) {
        run_until([&] {
            for (std::string const& each : who.heard.heard)
                if (each.starts_with(beginning))
                    return true;
            return false;
        });
    }

    /// The answer to a command, or the error.
    std::string ask(user& who, command const& what) {
        std::string answer;
        who.line->send(what, [&](error_code failure, reply value) {
            answer = failure ? "error: " + failure.message() + " " + text_of(value)
                             : text_of(value) + ";";
        });
        run_until([&] { return !answer.empty(); });
        return answer;
    }

    /// Why a client with these options does not connect.
    error_code failure_of(redis_options const& options) {
        auto const made = start(options);
        wait_for(*made, "degraded: ");
        words = made->heard.last_words;
        return made->heard.last_reason;
    }

    boost::asio::io_context context{1};
    std::shared_ptr<loop::shard> home = loop::shard::on(context);
    std::string words;
};

} // namespace socketiota::redis

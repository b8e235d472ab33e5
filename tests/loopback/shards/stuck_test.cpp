// SPDX-License-Identifier: MIT
//
// A shard that is stuck in a handler, and what the others do meanwhile. Run it under
// ThreadSanitizer.
#include "shards_test.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>

#include <array>
#include <future>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;

class stuck_shard : public shards_test {
protected:
    engine_server_options told_of_shards() {
        auto options = of_shards(shards);
        options.log = [this](log_entry const& entry) {
            if (entry.category != log_category::shards)
                return;
            (entry.level == log_level::error ? stuck : back).set_value(std::string(entry.text));
        };
        return options;
    }

    void on_text(engine_session const& from, std::string_view text) override {
        if (text == "block")
            release.get_future().wait();
        shards_test::on_text(from, text);
    }

    std::promise<std::string> stuck;
    std::promise<std::string> back;
    std::promise<void> release;
};

TEST_F(stuck_shard, keeps_nobody_else_waiting) {
    start(told_of_shards());
    {
        auto const clients = one_on_each();
        auto const& blocks = *clients.begin();
        blocks.second->say("4block");
        std::string const line = stuck.get_future().get();
        EXPECT_THAT(line, testing::StartsWith("shard "));
        EXPECT_THAT(line, testing::HasSubstr("has been in one handler for 2."));
        for (auto const& [name, client] : clients)
            if (name != blocks.first) {
                EXPECT_EQ(ask(*client, "still"), name + ":still");
            }
        // Of these, one in four comes to the socket of the shard that is stuck, which has fewer
        // sessions with each of them.
        std::vector<std::unique_ptr<blocking_websocket>> others;
        for (int count = 0; count < 100; ++count) {
            others.push_back(connect());
            EXPECT_FALSE(ask(*others.back(), "who").starts_with(blocks.first + ':'));
        }
        release.set_value();
        EXPECT_EQ(blocks.second->next(), blocks.first + ":block");
        EXPECT_THAT(back.get_future().get(), testing::HasSubstr("goes on after "));
        EXPECT_EQ(one_on_each().count(blocks.first), 1U) << "it takes new ones again";
    }
    end(); // before what handlers refer to
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <loop/accepted_channel.hpp>
#include <support/kernel_peer.hpp>
#include <test_kit/insides.hpp>

// Coroutines that decide who is let in, when nobody waits for what they decide any more.

namespace socketiota::test {
namespace {

namespace net = boost::asio;

enum class decides { allow_request, engine_middlewares };

class deciding_coroutines : public testing::TestWithParam<decides> {
protected:
    deciding_coroutines() {
        request_guard const waits = [this](handshake const&) -> net::awaitable<bool> {
            // Told when its frame goes, whatever it waits for.
            std::shared_ptr<void> const here(nullptr, [this](void*) { ++ended_; });
            co_await net_->io().delay(std::chrono::hours(1));
            co_return true;
        };
        server_options options;
        options.log = [this](log_entry const& entry) {
            if (entry.level == log_level::error)
                log_.emplace_back(entry.text);
        };
        if (GetParam() == decides::allow_request)
            options.allow_request = waits;
        else
            options.engine_middlewares = {waits};
        net_.emplace(std::move(options));
        auto [client_end, server_end] = connected_sockets();
        loop::error_code failure;
        test_kit::insides::accept(*net_,
                                  loop::accepted_channel(test_kit::insides::time(*net_).shared(),
                                                         std::move(server_end), failure));
        client_.emplace(std::move(client_end));
        client_->request("GET", "/socket.io/?EIO=4&transport=polling");
        pass(std::chrono::milliseconds(1));
        EXPECT_EQ(ended_, 0);
    }

    ~deciding_coroutines() override { net_.reset(); } // while what they count is there

    void pass(std::chrono::milliseconds time) {
        auto& clock = test_kit::insides::time(*net_);
        clock.pass(time, [&] {
            do {
                clock.context().restart();
                clock.context().poll();
            } while (client_->read());
        });
    }

    int ended_ = 0;
    std::vector<std::string> log_;
    std::optional<test_server> net_;
    std::optional<kernel_peer> client_;
};

TEST_P(deciding_coroutines, are_cancelled_when_their_client_leaves) {
    client_->leave();
    pass(std::chrono::milliseconds(1));
    EXPECT_EQ(ended_, 1);
    EXPECT_EQ(log_.size(), 0U) << log_.front();
}

TEST_P(deciding_coroutines, are_cancelled_when_their_time_is_over) {
    pass(std::chrono::seconds(9));
    EXPECT_EQ(ended_, 0);
    EXPECT_EQ(client_->take_answer(), "");
    pass(std::chrono::seconds(2));
    EXPECT_EQ(ended_, 1);
    EXPECT_EQ(client_->take_answer(), GetParam() == decides::allow_request ? "403" : "400");
    EXPECT_EQ(log_.size(), 0U) << log_.front();
}

INSTANTIATE_TEST_SUITE_P(all, deciding_coroutines,
                         testing::Values(decides::allow_request, decides::engine_middlewares),
                         [](auto const& each) {
                             return std::string(each.param == decides::allow_request
                                                    ? "allow_request"
                                                    : "engine_middlewares");
                         });

} // namespace
} // namespace socketiota::test

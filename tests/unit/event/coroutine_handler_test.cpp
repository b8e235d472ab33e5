// SPDX-License-Identifier: MIT
#include "fake_socket.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/no_answer.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace socketiota::test {
namespace {

namespace net = boost::asio;

/// Something that coroutines wait for until the test opens it.
class gate {
public:
    explicit gate(net::io_context& context)
        : timer_(context, net::steady_timer::time_point::max()) {}

    net::awaitable<void> pass() {
        boost::system::error_code ignored;
        co_await timer_.async_wait(net::redirect_error(net::use_awaitable, ignored));
    }

    // Also for those who come later.
    void open() { timer_.expires_at(net::steady_timer::time_point::min()); }

private:
    net::steady_timer timer_;
};

class coroutine_handler : public testing::Test {
protected:
    net::io_context context_;
    gate gate_{context_};
    std::shared_ptr<fake_core> core_ = std::make_shared<fake_core>(context_);
    fake_socket socket_{core_};
};

nlohmann::json error_saying(std::string_view sentence) {
    return nlohmann::json::array({{{"error", sentence}}});
}

TEST_F(coroutine_handler, answers_with_what_it_awaited) {
    socket_.on("load", [](fake_socket, std::string key) -> net::awaitable<std::string> {
        co_return key + "!";
    });
    auto const result = socket_.receive("load", {"a"});
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{"a!"}}));
}

TEST_F(coroutine_handler, answers_with_nothing_when_it_is_done) {
    socket_.on("load", [this]() -> net::awaitable<void> { co_await gate_.pass(); });
    auto const result = socket_.receive("load", nlohmann::json::array());
    context_.poll();
    EXPECT_TRUE(result->answers.empty());
    gate_.open();
    context_.poll();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{nlohmann::json::array()}));
}

TEST_F(coroutine_handler, gives_no_answer_if_its_type_says_so) {
    bool ran = false;
    socket_.on("log", [&ran]() -> net::awaitable<no_answer> {
        ran = true;
        co_return no_answer{};
    });
    auto const result = socket_.receive("log", nlohmann::json::array());
    context_.run();
    EXPECT_TRUE(ran);
    EXPECT_TRUE(result->answers.empty());
}

TEST_F(coroutine_handler, keeps_closure_handle_and_arguments_across_off) {
    auto captured = std::make_shared<std::string>("closure");
    std::weak_ptr<std::string> const alive = captured;
    socket_.on("load",
               [this, captured = std::move(captured)](
                   fake_socket self, std::string key,
                   std::string const& more) -> net::awaitable<std::string> {
                   std::string const before = key;
                   co_await gate_.pass();
                   co_return *captured + " " + before + " " + key + " " + more + " " +
                       std::to_string(self.core().next_ack_id);
               });
    auto const result = socket_.receive("load", {"a long enough key to be on the heap", "more"});
    context_.poll();
    EXPECT_EQ(socket_.off("load"), 1U);
    socket_ = fake_socket(nullptr);
    core_.reset();
    EXPECT_FALSE(alive.expired());
    gate_.open();
    context_.poll();
    EXPECT_EQ(result->answers,
              (std::vector<nlohmann::json>{{"closure a long enough key to be on the heap "
                                            "a long enough key to be on the heap more 0"}}));
    EXPECT_TRUE(alive.expired());
}

TEST_F(coroutine_handler, reports_what_it_throws) {
    socket_.on("load", [this](int) -> net::awaitable<int> {
        co_await gate_.pass();
        throw std::runtime_error("secret");
    });
    auto const result = socket_.receive("load", {1});
    gate_.open();
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{error_saying("the handler failed")}));
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"secret"}));
}

TEST_F(coroutine_handler, reports_what_it_throws_without_ack) {
    socket_.on("load", []() -> net::awaitable<void> {
        throw std::runtime_error("secret");
        co_return;
    });
    auto const result = socket_.receive("load", nlohmann::json::array(), false);
    context_.run();
    EXPECT_TRUE(result->answers.empty());
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"secret"}));
}

TEST_F(coroutine_handler, answers_through_its_reply) {
    socket_.on("load", [this](int number, reply<int> done) -> net::awaitable<void> {
        done(number + 1);
        co_await gate_.pass();
    });
    auto const result = socket_.receive("load", {1});
    context_.poll();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{2}}));
    gate_.open();
    context_.run();
    EXPECT_EQ(result->answers.size(), 1U);
}

TEST_F(coroutine_handler, answers_its_reply_with_an_error_when_it_throws) {
    socket_.on("load", [](reply<int>) -> net::awaitable<void> {
        throw std::runtime_error("secret");
        co_return;
    });
    auto const result = socket_.receive("load", nlohmann::json::array());
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{error_saying("the handler failed")}));
}

TEST_F(coroutine_handler, is_not_started_when_the_arguments_do_not_fit) {
    bool started = false;
    socket_.on("load", [&started](int) -> net::awaitable<void> {
        started = true;
        co_return;
    });
    auto const result = socket_.receive("load", {"a"});
    context_.run();
    EXPECT_FALSE(started);
    EXPECT_EQ(result->answers.size(), 1U);
}

TEST_F(coroutine_handler, takes_move_only_state) {
    socket_.on("load", [owned = std::make_unique<int>(4)]() -> net::awaitable<result<int>> {
        co_return *owned;
    });
    auto const result = socket_.receive("load", nlohmann::json::array());
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{4}}));
}

TEST_F(coroutine_handler, answers_several_values) {
    socket_.on("load", []() -> net::awaitable<std::tuple<int, std::string>> {
        co_return std::tuple(1, std::string("two"));
    });
    auto const result = socket_.receive("load", nlohmann::json::array());
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{1, "two"}}));
}

TEST_F(coroutine_handler, has_the_ack_before_later_handlers) {
    socket_.on("load", [this]() -> net::awaitable<int> {
        co_await gate_.pass();
        co_return 1;
    });
    socket_.on("load", [] { return 2; });
    auto const result = socket_.receive("load", nlohmann::json::array());
    EXPECT_TRUE(result->answers.empty());
    gate_.open();
    context_.run();
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{1}}));
}

TEST_F(coroutine_handler, is_destroyed_with_its_context) {
    auto const captured = std::make_shared<int>(1);
    auto own_context = std::make_unique<net::io_context>();
    auto own_gate = std::make_unique<gate>(*own_context);
    auto own_core = std::make_shared<fake_core>(*own_context);
    fake_socket(own_core).on("load", [captured, &own_gate](fake_socket) -> net::awaitable<void> {
        co_await own_gate->pass();
    });
    auto const result = fake_socket(own_core).receive("load", nlohmann::json::array());
    own_context->poll();
    own_core->listeners.clear();
    own_core.reset();
    EXPECT_EQ(captured.use_count(), 2);
    own_gate.reset();
    own_context.reset();
    EXPECT_EQ(captured.use_count(), 1);
    EXPECT_TRUE(result->answers.empty());
}

} // namespace
} // namespace socketiota::test

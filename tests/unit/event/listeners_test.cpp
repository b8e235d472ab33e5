// SPDX-License-Identifier: MIT
#include "fake_socket.hpp"

#include <socketiota/codec.hpp>

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::test {
namespace {

class listeners : public testing::Test {
protected:
    /// A handler that appends `letter` to what was called.
    auto says(char letter) {
        return [this, letter] { called_ += letter; };
    }

    void receive(std::string_view name) {
        result_ = socket_.receive(name, nlohmann::json::array());
    }

    boost::asio::io_context context_;
    fake_socket socket_{std::make_shared<fake_core>(context_)};
    std::string called_;
    std::shared_ptr<outcome> result_;
};

TEST_F(listeners, are_called_in_order) {
    socket_.on("b", says('x'));
    socket_.on("a", says('1'));
    socket_.on("c", says('y'));
    socket_.on("a", says('2'));
    socket_.on("a", says('3'));
    receive("a");
    EXPECT_EQ(called_, "123");
}

TEST_F(listeners, are_found_by_the_whole_name) {
    socket_.on("add", says('1'));
    socket_.on("added", says('2'));
    receive("ad");
    receive("adde");
    receive("");
    EXPECT_EQ(called_, "");
    receive("added");
    EXPECT_EQ(called_, "2");
}

TEST_F(listeners, leave_an_event_without_handler_unanswered) {
    receive("a");
    EXPECT_TRUE(result_->answers.empty());
}

TEST_F(listeners, answer_with_nothing_after_void_handlers) {
    socket_.on("a", says('1'));
    socket_.on("a", says('2'));
    receive("a");
    EXPECT_EQ(result_->answers, (std::vector<nlohmann::json>{nlohmann::json::array()}));
}

TEST_F(listeners, prefer_a_value_to_a_void_handler) {
    socket_.on("a", says('1'));
    socket_.on("a", [] { return 5; });
    socket_.on("a", [] { return 6; });
    receive("a");
    EXPECT_EQ(result_->answers, (std::vector<nlohmann::json>{{5}}));
}

TEST_F(listeners, leave_the_ack_to_a_reply) {
    reply<int> kept;
    socket_.on("a", [&kept](reply<int> done) { kept = done; });
    socket_.on("a", says('1'));
    receive("a");
    EXPECT_TRUE(result_->answers.empty());
    kept(1);
    EXPECT_EQ(result_->answers, (std::vector<nlohmann::json>{{1}}));
}

TEST_F(listeners, read_the_arguments_for_each_handler) {
    socket_.on("a", [this](std::string text) { called_ += text; });
    socket_.on("a", [this](std::string_view text) { called_ += text; });
    socket_.receive("a", {"x"});
    EXPECT_EQ(called_, "xx");
}

TEST_F(listeners, are_removed_by_name) {
    socket_.on("a", says('1'));
    socket_.on("a", says('2'));
    socket_.on("b", says('3'));
    EXPECT_EQ(socket_.off("a"), 2U);
    EXPECT_EQ(socket_.off("a"), 0U);
    receive("a");
    receive("b");
    EXPECT_EQ(called_, "3");
}

TEST_F(listeners, are_removed_one_by_one) {
    socket_.on("a", says('1'));
    auto const second = socket_.on("a", says('2'));
    auto const third = socket_.once("a", says('3'));
    EXPECT_NE(second, third);
    EXPECT_EQ(socket_.core().listeners.registrations("a").at(1), second);
    EXPECT_TRUE(socket_.off(second));
    EXPECT_FALSE(socket_.off(second));
    EXPECT_FALSE(socket_.off(registration()));
    receive("a");
    EXPECT_EQ(called_, "13");
    EXPECT_FALSE(socket_.off(third)) << "it was to run once";
    EXPECT_EQ(socket_.core().listeners.registrations("a").size(), 1U);
    EXPECT_TRUE(socket_.core().listeners.registrations("b").empty());
}

TEST_F(listeners, remove_themselves_alone) {
    auto captured = std::make_shared<char>('1');
    std::weak_ptr<char> const watch = captured;
    registration self;
    self = socket_.on("a", [this, &self, captured = std::move(captured)](fake_socket socket) {
        socket.off(self);
        called_ += *captured;
    });
    socket_.on("a", says('2'));
    receive("a");
    receive("a");
    EXPECT_EQ(called_, "122");
    EXPECT_TRUE(watch.expired());
}

TEST_F(listeners, fire_once) {
    socket_.once("a", says('1'));
    socket_.on("a", says('2'));
    receive("a");
    receive("a");
    EXPECT_EQ(called_, "122");
    EXPECT_EQ(socket_.core().listeners.size(), 1U);
}

TEST_F(listeners, fire_once_even_if_the_handler_causes_the_event_again) {
    socket_.once("a", [this](fake_socket self) {
        called_ += '1';
        self.receive("a", nlohmann::json::array());
    });
    socket_.on("a", says('2'));
    receive("a");
    EXPECT_EQ(called_, "122");
}

TEST_F(listeners, fire_once_even_if_an_earlier_handler_causes_the_event_again) {
    bool again = true;
    socket_.on("a", [&again](fake_socket self) {
        if (std::exchange(again, false))
            self.receive("a", nlohmann::json::array());
    });
    socket_.once("a", says('1'));
    receive("a");
    EXPECT_EQ(called_, "1");
}

TEST_F(listeners, that_are_removed_meanwhile_still_run) {
    socket_.on("a", [](fake_socket self) { self.off("a"); });
    socket_.on("a", says('2'));
    receive("a");
    receive("a");
    EXPECT_EQ(called_, "2");
}

TEST_F(listeners, that_remove_themselves_live_until_they_return) {
    auto captured = std::make_shared<std::string>("alive");
    std::weak_ptr<std::string> const watch = captured;
    socket_.on("a", [this, captured = std::move(captured)](fake_socket self) {
        self.core().listeners.clear();
        called_ = *captured;
    });
    receive("a");
    EXPECT_EQ(called_, "alive");
    EXPECT_TRUE(watch.expired());
}

TEST_F(listeners, that_are_added_meanwhile_wait_for_the_next_event) {
    socket_.on("a", [this](fake_socket self) { self.on("a", says('2')); });
    receive("a");
    EXPECT_EQ(called_, "");
    receive("a");
    EXPECT_EQ(called_, "2");
}

TEST_F(listeners, may_destroy_their_socket) {
    auto core = std::make_shared<fake_core>(context_);
    fake_socket(core).on("a", [&core] { core.reset(); });
    fake_socket(core).on("a", says('2'));
    auto const result = fake_socket(core).receive("a", nlohmann::json::array());
    EXPECT_EQ(called_, "2");
}

TEST_F(listeners, go_on_after_a_handler_that_throws) {
    socket_.on("a", [] { throw std::runtime_error("oops"); });
    socket_.on("a", says('2'));
    receive("a");
    EXPECT_EQ(called_, "2");
    EXPECT_EQ(result_->exceptions, (std::vector<std::string>{"oops"}));
    EXPECT_EQ(result_->answers.size(), 1U);
}

TEST_F(listeners, refuse_reserved_names) {
    for (char const* const name : {"connect", "connect_error", "disconnect", "disconnecting",
                                   "newListener", "removeListener"})
        EXPECT_THROW(socket_.on(name, says('1')), std::invalid_argument) << name;
    for (char const* const name : {"connection", "error", "message", "ping", "Connect", ""})
        EXPECT_NO_THROW(socket_.on(name, says('1'))) << name;
}

} // namespace
} // namespace socketiota::test

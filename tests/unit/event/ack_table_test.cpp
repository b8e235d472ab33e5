// SPDX-License-Identifier: MIT
#include "fake_reader.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <base/timer_wheel.hpp>
#include <event/ack_table.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

/// Writes down what it is told.
class recorder final : public detail::pending_answer {
public:
    explicit recorder(std::vector<std::string>& log, std::string name)
        : log_(log), name_(std::move(name)) {}

    void on_answer(reader& arguments) override {
        int value = 0;
        ASSERT_TRUE(arguments.next_element());
        std::int64_t number = 0;
        ASSERT_TRUE(arguments.read_int64(number));
        value = static_cast<int>(number);
        log_.push_back(name_ + "=" + std::to_string(value));
    }

    void on_end(error_code reason) override {
        log_.push_back(name_ + (reason == error::operation_has_timed_out ? " timeout"
                                : reason == error::socket_disconnected   ? " disconnected"
                                                                         : " other"));
    }

    void cancel() { leave_place(); }

private:
    std::vector<std::string>& log_;
    std::string name_;
};

class ack_table : public testing::Test {
protected:
    std::shared_ptr<recorder> waiting(std::string name) {
        return std::make_shared<recorder>(log_, std::move(name));
    }

    bool resolve(std::uint64_t id, int value) {
        nlohmann::json const values = {value};
        fake_reader from(values);
        return table_.resolve(id, from);
    }

    using log = std::vector<std::string>;

    base::time_point const start_{};
    base::timer_wheel wheel_{start_};
    log log_;
    events::ack_table table_;
};

TEST_F(ack_table, hands_an_answer_to_its_id) {
    table_.add(1, waiting("a"));
    table_.add(2, waiting("b"));
    EXPECT_TRUE(resolve(2, 5));
    EXPECT_EQ(log_, (log{"b=5"}));
    EXPECT_EQ(table_.size(), 1U);
}

TEST_F(ack_table, ignores_answers_that_nobody_waits_for) {
    table_.add(1, waiting("a"));
    EXPECT_TRUE(resolve(1, 5));
    EXPECT_FALSE(resolve(1, 6));
    EXPECT_FALSE(resolve(7, 7));
    EXPECT_EQ(log_, (log{"a=5"}));
}

TEST_F(ack_table, times_out_once) {
    wheel_.set(table_.add(1, waiting("a")), start_ + 5s);
    table_.add(2, waiting("b"));
    wheel_.advance(start_ + 4s);
    EXPECT_TRUE(log_.empty());
    wheel_.advance(start_ + 6s);
    EXPECT_EQ(log_, (log{"a timeout"}));
    EXPECT_FALSE(resolve(1, 5));
    wheel_.advance(start_ + 20s);
    EXPECT_EQ(log_, (log{"a timeout"}));
    EXPECT_EQ(table_.size(), 1U);
}

TEST_F(ack_table, forgets_the_deadline_of_an_answer_that_came) {
    wheel_.set(table_.add(1, waiting("a")), start_ + 5s);
    EXPECT_TRUE(resolve(1, 5));
    wheel_.advance(start_ + 20s);
    EXPECT_EQ(log_, (log{"a=5"}));
}

TEST_F(ack_table, resolves_everything_when_the_socket_disconnects) {
    wheel_.set(table_.add(1, waiting("a")), start_ + 5s);
    table_.fail_all(error::socket_disconnected);
    EXPECT_TRUE(table_.empty());
    wheel_.advance(start_ + 20s);
    EXPECT_EQ(log_, (log{"a disconnected"}));
}

TEST_F(ack_table, resolves_what_is_pending_when_it_is_destroyed) {
    {
        events::ack_table temporary;
        wheel_.set(temporary.add(1, waiting("a")), start_ + 5s);
    }
    wheel_.advance(start_ + 20s);
    EXPECT_EQ(log_, (log{"a disconnected"}));
}

TEST_F(ack_table, fails_one_answer) {
    table_.add(1, waiting("a"));
    EXPECT_TRUE(table_.fail(1, make_error_code(error::invalid_option)));
    EXPECT_FALSE(table_.fail(1, make_error_code(error::invalid_option)));
    EXPECT_EQ(log_, (log{"a other"}));
}

TEST_F(ack_table, forgets_what_is_cancelled) {
    auto const pending = waiting("a");
    wheel_.set(table_.add(1, pending), start_ + 5s);
    pending->cancel();
    EXPECT_TRUE(table_.empty());
    pending->cancel();
    wheel_.advance(start_ + 20s);
    EXPECT_TRUE(log_.empty());
}

TEST_F(ack_table, is_forgotten_by_what_outlives_it) {
    auto const pending = waiting("a");
    {
        events::ack_table temporary;
        temporary.add(1, pending);
    }
    pending->cancel();
    EXPECT_EQ(log_, (log{"a disconnected"}));
}

TEST_F(ack_table, keeps_ten_thousand) {
    for (std::uint64_t id = 0; id != 10'000; ++id)
        wheel_.set(table_.add(id, waiting("x")), start_ + 1s + std::chrono::milliseconds(id));
    for (std::uint64_t id = 0; id != 10'000; id += 2)
        EXPECT_TRUE(resolve(id, 1));
    wheel_.advance(start_ + 60s);
    EXPECT_TRUE(table_.empty());
    EXPECT_EQ(log_.size(), 10'000U);
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include "fake_socket.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;

class emitter : public testing::Test {
protected:
    using emitted = std::vector<std::pair<std::string, nlohmann::json>>;

    net::io_context context_;
    std::shared_ptr<fake_core> core_ = std::make_shared<fake_core>(context_);
    fake_socket socket_{core_};
    fake_handle<detail::answer_count::many> broadcast_{core_};
};

TEST_F(emitter, encodes_arguments_of_all_kinds) {
    std::string const text = "three";
    char const* const pointer = "four";
    EXPECT_TRUE(socket_.emit("a", 1, "two", text, pointer, std::string_view("five"), 6.5, true,
                             nullptr, std::vector<int>{7, 8}));
    EXPECT_EQ(core_->emitted,
              (emitted{{"a", {1, "two", "three", "four", "five", 6.5, true, nullptr, {7, 8}}}}));
}

TEST_F(emitter, sends_an_event_without_arguments) {
    EXPECT_EQ(socket_.emit("a"), emit_status::queued);
    EXPECT_EQ(core_->emitted, (emitted{{"a", nlohmann::json::array()}}));
}

TEST_F(emitter, says_why_it_refuses) {
    auto const sent = socket_.emit("disconnect");
    EXPECT_FALSE(sent);
    EXPECT_EQ(sent.status(), emit_status::refused);
    EXPECT_EQ(sent.reason(), error::reserved_event_name);
}

TEST_F(emitter, ends_a_literal_at_its_nul) {
    char buffer[16] = "short";
    socket_.emit("a", buffer);
    EXPECT_EQ(core_->emitted, (emitted{{"a", {"short"}}}));
}

TEST_F(emitter, sends_a_request_when_it_is_started) {
    {
        auto const operation = socket_.emit_with_ack<int>("add", 1, 2);
        (void)operation;
    }
    EXPECT_TRUE(core_->emitted.empty());
    socket_.emit_with_ack<int>("add", 1, 2)(net::detached);
    EXPECT_EQ(core_->emitted, (emitted{{"add", {1, 2}}}));
}

TEST_F(emitter, calls_back_where_the_answer_comes) {
    std::optional<int> seen;
    socket_.emit_with_ack<int>("add", 1, 2)([&seen](error_code failed, int sum) {
        EXPECT_FALSE(failed);
        seen = sum;
    });
    EXPECT_TRUE(socket_.receive_answer(0, {3}));
    EXPECT_EQ(seen, 3);
}

TEST_F(emitter, posts_the_end_of_a_request) {
    error_code seen;
    socket_.emit_with_ack<int>("add", 1, 2)([&seen](error_code failed, int) { seen = failed; });
    // Inside of the context, where a dispatch would call back at once.
    net::post(context_, [this, &seen] {
        core_->acks.fail_all(error::socket_disconnected);
        EXPECT_FALSE(seen);
    });
    context_.run();
    EXPECT_EQ(seen, error::socket_disconnected);
}

TEST_F(emitter, has_the_context_throw_what_a_handler_throws) {
    socket_.emit_with_ack<int>("a")([](error_code, int) { throw std::runtime_error("mine"); });
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    EXPECT_THROW(context_.run(), std::runtime_error);
}

TEST_F(emitter, may_ask_again_where_the_answer_comes) {
    std::vector<int> seen;
    std::function<void()> const ask = [&] {
        socket_.emit_with_ack<int>("a")([&](error_code, int value) {
            seen.push_back(value);
            ask();
        });
    };
    ask();
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    EXPECT_TRUE(socket_.receive_answer(1, {2}));
    EXPECT_EQ(seen, (std::vector{1, 2}));
    EXPECT_EQ(core_->acks.size(), 1U);
}

TEST_F(emitter, keeps_copies_of_what_it_sends_later) {
    auto const deferred = [this] {
        std::string name = "a name that lives on the heap";
        std::string text = "a text that lives on the heap";
        std::byte const octets[] = {std::byte{1}, std::byte{2}};
        return socket_.emit_with_ack<void>(std::string_view(name), std::string_view(text),
                                           text.c_str(), "literal",
                                           std::span<std::byte const>(octets));
    };
    auto operation = deferred();
    std::move(operation)(net::detached);
    ASSERT_EQ(core_->emitted.size(), 1U);
    EXPECT_EQ(core_->emitted[0].first, "a name that lives on the heap");
    EXPECT_EQ(core_->emitted[0].second,
              (nlohmann::json{"a text that lives on the heap", "a text that lives on the heap",
                              "literal", nlohmann::json::binary({1, 2})}));
}

TEST_F(emitter, counts_each_of_several_arguments_that_it_sends_later) {
    arguments const several{value(2), value("three")};
    socket_.emit_with_ack<void>("a", 1, several, true)(net::detached);
    EXPECT_EQ(core_->emitted, (emitted{{"a", {1, 2, "three", true}}}));
}

TEST_F(emitter, sends_the_same_from_each_copy_of_an_operation) {
    auto const operation = socket_.emit_with_ack<int>("a", std::string("text"));
    auto copy = operation;
    operation(net::detached);
    std::move(copy)(net::detached);
    EXPECT_EQ(core_->emitted, (emitted{{"a", {"text"}}, {"a", {"text"}}}));
}

TEST_F(emitter, goes_on_with_another_operation) {
    int seen = 0;
    auto both = socket_.emit_with_ack<int>("a") | net::deferred([](error_code failed, int answer) {
                    return net::deferred.values(failed, answer + 1);
                });
    std::move(both)([&seen](error_code, int more) { seen = more; });
    EXPECT_TRUE(socket_.receive_answer(0, {3}));
    context_.run();
    EXPECT_EQ(seen, 4);
}

TEST_F(emitter, keeps_its_handle) {
    std::weak_ptr<fake_core> const watch = core_;
    auto operation = socket_.emit_with_ack<int>("a");
    socket_ = fake_socket(nullptr);
    broadcast_ = fake_handle<detail::answer_count::many>(nullptr);
    core_.reset();
    EXPECT_FALSE(watch.expired());
    std::move(operation)(net::detached);
    // What waits does not keep the socket: its end is what resolves it.
    operation = fake_socket(std::make_shared<fake_core>(context_)).emit_with_ack<int>("b");
    EXPECT_TRUE(watch.expired());
}

TEST_F(emitter, is_awaited) {
    int sum = 0;
    net::co_spawn(
        context_,
        [this, &sum]() -> net::awaitable<void> {
            sum = co_await socket_.emit_with_ack<int>("add", 1, 2);
        },
        net::detached);
    context_.poll();
    EXPECT_TRUE(socket_.receive_answer(0, {3}));
    context_.run();
    EXPECT_EQ(sum, 3);
}

TEST_F(emitter, is_awaited_with_the_error_as_a_value) {
    error_code seen;
    net::co_spawn(
        context_,
        [this, &seen]() -> net::awaitable<void> {
            auto const [failed, sum] =
                co_await socket_.emit_with_ack<int>("add", 1, 2)(net::as_tuple(net::use_awaitable));
            seen = failed;
            EXPECT_EQ(sum, 0);
        },
        net::detached);
    context_.poll();
    core_->acks.fail(0, error::operation_has_timed_out);
    context_.run();
    EXPECT_EQ(seen, error::operation_has_timed_out);
}

TEST_F(emitter, gives_a_future) {
    std::future<int> sum = socket_.emit_with_ack<int>("add", 1, 2)(net::use_future);
    EXPECT_TRUE(socket_.receive_answer(0, {3}));
    context_.run();
    EXPECT_EQ(sum.get(), 3);
}

TEST_F(emitter, takes_the_first_value_of_an_answer) {
    std::future<std::string> text = socket_.emit_with_ack<std::string>("a")(net::use_future);
    EXPECT_TRUE(socket_.receive_answer(0, {"first", "second"}));
    context_.run();
    EXPECT_EQ(text.get(), "first");
}

TEST_F(emitter, takes_several_values_of_an_answer) {
    auto both = socket_.emit_with_ack<std::tuple<int, std::optional<int>>>("a")(net::use_future);
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    context_.run();
    EXPECT_EQ(both.get(), std::tuple(1, std::optional<int>()));
}

TEST_F(emitter, takes_no_value_of_an_answer) {
    std::future<void> done = socket_.emit_with_ack<void>("a")(net::use_future);
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    context_.run();
    EXPECT_NO_THROW(done.get());
}

TEST_F(emitter, fails_when_the_answer_does_not_fit) {
    std::vector<error_code> seen;
    for (int round = 0; round != 2; ++round)
        socket_.emit_with_ack<int>("a")(
            [&seen](error_code failed, int) { seen.push_back(failed); });
    EXPECT_TRUE(socket_.receive_answer(0, {"text"}));
    EXPECT_TRUE(socket_.receive_answer(1, nlohmann::json::array()));
    context_.run();
    EXPECT_EQ(seen,
              (std::vector<error_code>{error::arguments_do_not_fit, error::argument_missing}));
}

TEST_F(emitter, fails_when_nothing_can_be_sent) {
    error_code seen;
    socket_.emit_with_ack<int>("connect")([&seen](error_code failed, int) { seen = failed; });
    EXPECT_FALSE(seen);
    context_.run();
    EXPECT_EQ(seen, error::reserved_event_name);
    EXPECT_TRUE(core_->acks.empty());
}

TEST_F(emitter, completes_on_the_executor_of_the_handler) {
    net::io_context other;
    std::optional<int> seen;
    socket_.emit_with_ack<int>("a")(
        net::bind_executor(other.get_executor(), [&seen](error_code, int value) { seen = value; }));
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    context_.run();
    EXPECT_FALSE(seen.has_value());
    other.run();
    EXPECT_EQ(seen, 1);
}

TEST_F(emitter, keeps_the_context_of_the_handler_busy) {
    net::io_context other;
    socket_.emit_with_ack<int>("a")(
        net::bind_executor(other.get_executor(), [](error_code, int) {}));
    other.poll();
    EXPECT_FALSE(other.stopped());
    core_->acks.fail_all(error::socket_disconnected);
    context_.run();
    other.run();
    EXPECT_TRUE(other.stopped());
}

TEST_F(emitter, is_cancelled) {
    net::cancellation_signal signal;
    std::vector<error_code> seen;
    socket_.emit_with_ack<int>("a")(net::bind_cancellation_slot(
        signal.slot(), [&seen](error_code failed, int) { seen.push_back(failed); }));
    signal.emit(net::cancellation_type::total);
    context_.poll();
    EXPECT_TRUE(seen.empty());
    signal.emit(net::cancellation_type::terminal);
    context_.restart();
    context_.poll();
    EXPECT_EQ(seen, (std::vector<error_code>{net::error::operation_aborted}));
    EXPECT_TRUE(core_->acks.empty());
    signal.emit(net::cancellation_type::terminal);
    EXPECT_FALSE(socket_.receive_answer(0, {1}));
    context_.restart();
    context_.poll();
    EXPECT_EQ(seen.size(), 1U);
}

TEST_F(emitter, is_cancelled_partially) {
    // Asio: side effects that the caller may know of; that the event was sent is one.
    net::cancellation_signal signal;
    std::vector<error_code> seen;
    socket_.emit_with_ack<int>("a")(net::bind_cancellation_slot(
        signal.slot(), [&seen](error_code failed, int) { seen.push_back(failed); }));
    signal.emit(net::cancellation_type::partial);
    context_.poll();
    EXPECT_EQ(seen, (std::vector<error_code>{net::error::operation_aborted}));
    EXPECT_TRUE(core_->acks.empty());
}

TEST_F(emitter, cannot_be_cancelled_after_the_answer) {
    net::cancellation_signal signal;
    std::vector<error_code> seen;
    socket_.emit_with_ack<int>("a")(net::bind_cancellation_slot(
        signal.slot(), [&seen](error_code failed, int) { seen.push_back(failed); }));
    EXPECT_TRUE(socket_.receive_answer(0, {1}));
    signal.emit(net::cancellation_type::all);
    context_.run();
    EXPECT_EQ(seen, (std::vector<error_code>{error_code()}));
}

TEST_F(emitter, collects_the_answers_of_a_broadcast) {
    auto const answer = [](detail::pending_answer& to, nlohmann::json const& values) {
        fake_reader from(values);
        to.on_answer(from);
    };
    std::vector<int> seen;
    error_code outcome;
    using many = detail::answer_kind<detail::answer_count::many, int>;
    auto const pending = detail::make_answer<detail::answer_count::many, many>(
        [&](error_code failed, std::vector<int> answers) {
            outcome = failed;
            seen = std::move(answers);
        },
        context_.get_executor(), context_.get_executor());
    answer(*pending, {1});
    answer(*pending, {2});
    pending->on_end(error::operation_has_timed_out);
    pending->on_end({});
    context_.run();
    EXPECT_EQ(outcome, error::operation_has_timed_out);
    EXPECT_EQ(seen, (std::vector<int>{1, 2}));
}

TEST_F(emitter, makes_an_error_of_what_a_codec_throws) {
    nlohmann::json const values = {1};
    auto const outcome_of = [&values](bool (*decode)(reader&, void*), error_code misfit = {}) {
        fake_reader from(values);
        detail::decode_answer(from, decode, nullptr, misfit);
        return misfit;
    };
    auto const out_of_memory = [](reader&, void*) -> bool { throw std::bad_alloc(); };
    auto const anything = [](reader&, void*) -> bool { throw 1; };
    auto const nothing_said = [](reader&, void*) { return false; };
    auto const right = [](reader&, void*) { return true; };
    EXPECT_EQ(outcome_of(out_of_memory), boost::system::errc::not_enough_memory);
    EXPECT_EQ(outcome_of(anything), error::arguments_do_not_fit);
    EXPECT_EQ(outcome_of(nothing_said), error::arguments_do_not_fit);
    EXPECT_FALSE(outcome_of(right));
    // The first failure is kept.
    EXPECT_EQ(outcome_of(anything, error::number_out_of_range), error::number_out_of_range);
    EXPECT_EQ(outcome_of(right, error::number_out_of_range), error::number_out_of_range);
}

TEST_F(emitter, fails_a_broadcast_when_an_answer_does_not_fit) {
    error_code seen;
    std::size_t count = 0;
    using many = detail::answer_kind<detail::answer_count::many, int>;
    auto const pending = detail::make_answer<detail::answer_count::many, many>(
        [&](error_code failed, std::vector<int> const& answers) {
            seen = failed;
            count = answers.size();
        },
        context_.get_executor(), context_.get_executor());
    nlohmann::json const values = {"text"};
    fake_reader from(values);
    pending->on_answer(from);
    context_.poll();
    EXPECT_FALSE(seen);
    pending->on_end({});
    context_.restart();
    context_.poll();
    EXPECT_EQ(seen, error::arguments_do_not_fit);
    EXPECT_EQ(count, 0U);
}

TEST_F(emitter, gives_a_broadcast_all_answers) {
    auto answers = broadcast_.emit_with_ack<int>("a")(net::use_future);
    static_assert(std::is_same_v<decltype(answers), std::future<gathered<int>>>);
    core_->acks.fail(0, error_code());
    context_.run();
    EXPECT_TRUE(answers.get().empty());
}

} // namespace
} // namespace socketiota::test

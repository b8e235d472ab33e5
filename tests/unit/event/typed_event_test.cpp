// SPDX-License-Identifier: MIT
#include "fake_socket.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/event.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;

inline constexpr event<"add", int(int, int)> add{};
inline constexpr event<"say", void(std::string const&, std::string_view)> say{};
inline constexpr event<"scale", double(double)> scale{};
inline constexpr event<"find", std::tuple<int, std::string>(std::optional<std::string>)> find{};

static_assert(detail::is_reserved_event("connect_error"));
static_assert(!detail::is_reserved_event("connection"));
static_assert(add.name() == "add");

// What may stand for what.
static_assert(detail::fits<int, double>());
static_assert(!detail::fits<double, int>());
static_assert(detail::fits<std::uint64_t, std::int8_t>()); // refused by the other side, not cut
static_assert(!detail::fits<bool, int>() && !detail::fits<int, bool>());
static_assert(!detail::fits<char const*, bool>());
static_assert(detail::fits<char[4], std::string>() &&
              detail::fits<std::string_view, std::string>());
static_assert(!detail::fits<std::nullptr_t, std::string>() && !detail::fits<int, std::string>());
static_assert(detail::fits<int, std::optional<double>>());
static_assert(!detail::all_fit<detail::type_list<int>, detail::type_list<int, int>>);

class typed_event : public testing::Test {
protected:
    using emitted = std::vector<std::pair<std::string, nlohmann::json>>;
    using answers = std::vector<nlohmann::json>;

    /// Registers `function` for `what`, lets the event come in and returns the answers.
    template <class Event, class F>
    answers answer(Event what, F function, nlohmann::json arguments) {
        socket_.on(what, std::move(function));
        auto const result = socket_.receive(what.name(), std::move(arguments));
        context_.restart();
        context_.poll();
        socket_.off(what.name());
        EXPECT_TRUE(result->exceptions.empty());
        return result->answers;
    }

    net::io_context context_;
    std::shared_ptr<fake_core> core_ = std::make_shared<fake_core>(context_);
    fake_socket socket_{core_};
};

TEST_F(typed_event, is_emitted) {
    EXPECT_TRUE(socket_.emit(add, 1, 2));
    EXPECT_TRUE(socket_.emit(say, "literal", std::string("text")));
    EXPECT_TRUE(socket_.emit(find, "converted"));
    EXPECT_TRUE(socket_.emit(find, std::nullopt));
    EXPECT_EQ(core_->emitted, (emitted{{"add", {1, 2}},
                                       {"say", {"literal", "text"}},
                                       {"find", {"converted"}},
                                       {"find", {nullptr}}}));
}

TEST_F(typed_event, keeps_a_number_that_is_too_wide) {
    socket_.emit(add, 5'000'000'000, std::uint8_t{1});
    EXPECT_EQ(core_->emitted, (emitted{{"add", {5'000'000'000, 1}}}));
}

TEST_F(typed_event, tells_the_type_of_its_answer) {
    std::future<int> sum = socket_.emit_with_ack(add, 1, 2)(net::use_future);
    std::future<void> said = socket_.emit_with_ack(say, "a", "b")(net::use_future);
    auto found = socket_.emit_with_ack(find, "key")(net::use_future);
    static_assert(std::is_same_v<decltype(found), std::future<std::tuple<int, std::string>>>);
    socket_.receive_answer(0, {3});
    socket_.receive_answer(1, nlohmann::json::array());
    socket_.receive_answer(2, {1, "one"});
    context_.run();
    EXPECT_EQ(sum.get(), 3);
    EXPECT_NO_THROW(said.get());
    EXPECT_EQ(found.get(), std::tuple(1, std::string("one")));
    EXPECT_EQ(core_->emitted[2].second, (nlohmann::json{"key"}));
}

TEST_F(typed_event, takes_handlers_of_all_shapes) {
    answers const three{{3}};
    EXPECT_EQ(answer(add, [](int a, int b) { return a + b; }, {1, 2}), three);
    EXPECT_EQ(answer(add, [](fake_socket, int a, int b) { return a + b; }, {1, 2}), three);
    EXPECT_EQ(answer(add, [](int a, int b, reply<int> done) { done(a + b); }, {1, 2}), three);
    EXPECT_EQ(answer(add,
                     [](fake_socket&, long a, int const& b, reply<int> done) {
                         done(static_cast<int>(a) + b);
                     },
                     {1, 2}),
              three);
    EXPECT_EQ(answer(add, [](int a, int b) -> net::awaitable<int> { co_return a + b; }, {1, 2}),
              three);
    EXPECT_EQ(answer(add, [](int a, int b) -> result<short> { return static_cast<short>(a + b); },
                     {1, 2}),
              three);
}

TEST_F(typed_event, takes_generic_handlers_of_all_shapes) {
    answers const three{{3}};
    EXPECT_EQ(answer(add, [](auto a, auto b) { return a + b; }, {1, 2}), three);
    EXPECT_EQ(answer(add, [](fake_socket const&, auto a, auto b) { return a + b; }, {1, 2}), three);
    EXPECT_EQ(answer(add, [](auto a, auto b, reply<int> done) { done(a + b); }, {1, 2}), three);
    EXPECT_EQ(
        answer(add, [](fake_socket, auto a, auto b, reply<int> done) { done(a + b); }, {1, 2}),
        three);
}

TEST_F(typed_event, takes_any_type_of_string) {
    std::string seen;
    EXPECT_EQ(answer(say,
                     [&seen](std::string_view one, std::string const& two) {
                         seen = std::string(one) + two;
                     },
                     {"a", "b"}),
              (answers{nlohmann::json::array()}));
    EXPECT_EQ(seen, "ab");
    answer(say,
           [&seen](std::string one, std::string two) -> net::awaitable<void> {
               seen = two + one;
               co_return;
           },
           {"a", "b"});
    EXPECT_EQ(seen, "ba");
}

TEST_F(typed_event, takes_a_wider_number) {
    EXPECT_EQ(answer(add, [](double a, double b) { return static_cast<int>(a + b); }, {1, 2}),
              (answers{{3}}));
}

TEST_F(typed_event, converts_what_a_handler_returns) {
    EXPECT_EQ(answer(scale, [](double factor) { return static_cast<int>(factor * 4); }, {0.5}),
              (answers{{2}}));
    EXPECT_EQ(answer(find, [](std::optional<std::string>) { return std::tuple(1, "one"); }, {}),
              (answers{{1, "one"}}));
    EXPECT_EQ(
        answer(find,
               [](std::optional<std::string>, reply<int, std::string> done) { done(1, "one"); },
               {}),
        (answers{{1, "one"}}));
}

TEST_F(typed_event, is_listened_to_once) {
    socket_.once(add, [](int a, int b) { return a + b; });
    EXPECT_EQ(socket_.receive("add", {1, 2})->answers, (answers{{3}}));
    EXPECT_TRUE(socket_.receive("add", {1, 2})->answers.empty());
}

TEST_F(typed_event, refuses_arguments_of_other_types) {
    socket_.on(add, [](int a, int b) { return a + b; });
    EXPECT_EQ(socket_.receive("add", {1, "2"})->sentences,
              (std::vector<std::string>{"argument 2 is a string, expected a whole number"}));
}

} // namespace
} // namespace socketiota::test

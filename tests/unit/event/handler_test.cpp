// SPDX-License-Identifier: MIT
#include "fake_invocation.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/no_answer.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

namespace socketiota::test {
namespace {

/// Any copyable type can be the handle.
struct handle {
    int number = 7;
};

struct position {
    double x = 0;
    double y = 0;
};

/// Calls a handler made from `function`; the answer is left to it alone.
template <class F>
std::shared_ptr<outcome> call(F function, nlohmann::json arguments, bool wants_ack = true) {
    auto result = std::make_shared<outcome>();
    auto const made = detail::make_handler<handle, F>(std::move(function));
    fake_invocation incoming(result, std::move(arguments), wants_ack);
    made->invoke(incoming, handle());
    return result;
}

nlohmann::json failure_saying(std::string_view sentence) {
    return nlohmann::json::array({{{"error", sentence}}});
}

int sum_of(int left, int right) { return left + right; }

TEST(handler, takes_arguments) {
    std::string seen;
    call([&seen](std::string text, int number) { seen = text + std::to_string(number); }, {"a", 2});
    EXPECT_EQ(seen, "a2");
}

TEST(handler, takes_views) {
    std::string seen;
    call([&seen](std::string_view text) { seen = text; }, {"a"});
    EXPECT_EQ(seen, "a");
}

TEST(handler, takes_references) {
    std::string seen;
    call([&seen](std::string const& one, std::string&& two,
                 std::string& three) { seen = one + two + three; },
         {"a", "b", "c"});
    EXPECT_EQ(seen, "abc");
}

TEST(handler, takes_structs) {
    double seen = 0;
    call([&seen](position where) { seen = where.x + where.y; }, {{{"x", 1}, {"y", 2.5}}});
    EXPECT_EQ(seen, 3.5);
}

TEST(handler, takes_the_handle_by_value) {
    int seen = 0;
    call([&seen](handle self, int number) { seen = self.number + number; }, {1});
    EXPECT_EQ(seen, 8);
}

TEST(handler, takes_the_handle_by_reference) {
    int seen = 0;
    call([&seen](handle& self) { seen = self.number; }, nlohmann::json::array());
    EXPECT_EQ(seen, 7);
}

TEST(handler, takes_the_handle_by_const_reference) {
    int seen = 0;
    call([&seen](handle const& self) { seen = self.number; }, nlohmann::json::array());
    EXPECT_EQ(seen, 7);
}

TEST(handler, is_a_function_pointer) {
    EXPECT_EQ(call(&sum_of, {1, 2})->answers, (std::vector<nlohmann::json>{{3}}));
}

TEST(handler, is_a_std_function) {
    EXPECT_EQ(call(std::function<int(int, int)>(sum_of), {1, 2})->answers,
              (std::vector<nlohmann::json>{{3}}));
}

TEST(handler, gives_no_answer_if_its_type_says_so) {
    auto result = std::make_shared<outcome>();
    auto const silent = [](int) { return no_answer{}; };
    auto const made = detail::make_handler<handle, decltype(silent)>(silent);
    fake_invocation incoming(result, {1}, true);
    made->invoke(incoming, handle());
    EXPECT_FALSE(incoming.wants_ack()) << "the answer of who has not answered would follow";
    incoming.finish();
    EXPECT_TRUE(result->answers.empty());
}

TEST(handler, answers_that_it_failed_though_it_gives_no_answer) {
    auto const result = call(
        [](int number) -> no_answer {
            if (number == 1)
                throw std::runtime_error("broken");
            return {};
        },
        {1});
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying("the handler failed")}));
}

TEST(handler, is_move_only) {
    auto owned = std::make_unique<int>(5);
    auto const result =
        call([owned = std::move(owned)] { return *owned; }, nlohmann::json::array());
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{5}}));
}

TEST(handler, is_mutable) {
    auto result = std::make_shared<outcome>();
    auto const made =
        detail::make_handler<handle>([count = 0]() mutable noexcept { return ++count; });
    for (int round = 0; round != 2; ++round) {
        fake_invocation incoming(result, nlohmann::json::array(), true);
        made->invoke(incoming, handle());
    }
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{1}, {2}}));
}

TEST(handler, ignores_surplus_arguments) {
    EXPECT_EQ(call(&sum_of, {1, 2, "three", nullptr})->answers, (std::vector<nlohmann::json>{{3}}));
}

TEST(handler, refuses_a_missing_argument) {
    auto const result = call(&sum_of, {1});
    ASSERT_EQ(result->sentences.size(), 1U);
    EXPECT_EQ(result->sentences[0], "argument 2 is missing, expected a whole number");
    EXPECT_EQ(result->bad_arguments[0].index, 1U);
    EXPECT_EQ(result->bad_arguments[0].reason, error::argument_missing);
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying(result->sentences[0])}));
}

TEST(handler, takes_nothing_for_a_missing_optional_argument) {
    bool empty = false;
    auto const result = call(
        [&empty](std::string, std::optional<int> number) { empty = !number.has_value(); }, {"a"});
    EXPECT_TRUE(empty);
    EXPECT_TRUE(result->sentences.empty());
}

TEST(handler, refuses_an_argument_of_another_kind) {
    bool called = false;
    auto const result = call([&called](std::string, int) { called = true; }, {"a", "b"});
    EXPECT_FALSE(called);
    ASSERT_EQ(result->sentences.size(), 1U);
    EXPECT_EQ(result->sentences[0], "argument 2 is a string, expected a whole number");
    EXPECT_EQ(result->bad_arguments[0].reason, error::arguments_do_not_fit);
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying(result->sentences[0])}));
}

TEST(handler, refuses_without_an_answer_when_no_ack_is_wanted) {
    auto const result = call([](bool) {}, {1}, false);
    EXPECT_EQ(result->sentences,
              (std::vector<std::string>{"argument 1 is a whole number, expected true or false"}));
    EXPECT_TRUE(result->answers.empty());
}

TEST(handler, refuses_a_number_out_of_range) {
    auto const result = call([](std::uint8_t) {}, {256});
    EXPECT_EQ(result->sentences, (std::vector<std::string>{"argument 1 is a number out of range"}));
    EXPECT_EQ(result->bad_arguments[0].reason, error::number_out_of_range);
}

TEST(handler, refuses_what_does_not_fit_inside) {
    auto const result = call([](position) {}, {{{"x", "one"}, {"y", 2}}});
    EXPECT_EQ(result->sentences, (std::vector<std::string>{
                                     R"(argument 1: member "x" is a string, expected a number)"}));
}

TEST(handler, names_all_kinds_that_are_expected) {
    auto const result = call([](std::optional<double>) {}, {"a"});
    EXPECT_EQ(result->sentences,
              (std::vector<std::string>{"argument 1 is a string, expected a number or null"}));
}

TEST(handler, decodes_everything_before_it_is_called) {
    int calls = 0;
    call([&calls](std::string, std::vector<int>) { ++calls; }, {"fits", {1, 2, "three"}});
    EXPECT_EQ(calls, 0);
}

TEST(handler, answers_with_what_it_returns) {
    EXPECT_EQ(call([](std::string text) { return text; }, {"a"})->answers,
              (std::vector<nlohmann::json>{{"a"}}));
}

TEST(handler, answers_with_a_view_of_its_argument) {
    EXPECT_EQ(call([](std::string_view text) { return text.substr(1); }, {"abc"})->answers,
              (std::vector<nlohmann::json>{{"bc"}}));
}

TEST(handler, answers_with_several_values) {
    EXPECT_EQ(call([] { return std::tuple(1, std::string("two")); }, {})->answers,
              (std::vector<nlohmann::json>{{1, "two"}}));
}

TEST(handler, answers_with_an_array) {
    EXPECT_EQ(call([] { return std::pair(1, 2); }, {})->answers,
              (std::vector<nlohmann::json>{nlohmann::json::array({{1, 2}})}));
}

TEST(handler, answers_with_an_optional_value) {
    EXPECT_EQ(call([] { return std::optional<int>(); }, {})->answers,
              (std::vector<nlohmann::json>{nlohmann::json::array({nullptr})}));
}

TEST(handler, answers_with_the_value_of_a_result) {
    EXPECT_EQ(call([]() -> result<int> { return 3; }, {})->answers,
              (std::vector<nlohmann::json>{{3}}));
    EXPECT_EQ(call([]() -> result<void> { return {}; }, {})->answers,
              (std::vector<nlohmann::json>{nlohmann::json::array()}));
}

TEST(handler, answers_with_the_error_of_a_result) {
    auto const code = make_error_code(error::invalid_option);
    EXPECT_EQ(call([code]() -> result<int> { return code; }, {})->answers,
              (std::vector<nlohmann::json>{failure_saying(code.message())}));
}

TEST(handler, does_not_answer_when_no_ack_is_wanted) {
    EXPECT_TRUE(call([] { return 1; }, {}, false)->answers.empty());
}

TEST(handler, leaves_the_answer_of_a_void_function_to_the_dispatch) {
    EXPECT_TRUE(call([] {}, {})->answers.empty());
}

TEST(handler, tells_the_program_but_not_the_other_side_what_was_thrown) {
    auto const result =
        call([]() -> int { throw std::runtime_error("password of the database"); }, {});
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"password of the database"}));
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying("the handler failed")}));
}

TEST(handler, survives_what_is_not_a_std_exception) {
    EXPECT_EQ(call([] { throw 1; }, {})->exceptions.size(), 1U);
}

/// Can be sent, but not encoded.
struct endless {};

/// Throws while it is encoded.
struct explosive {};

} // namespace
} // namespace socketiota::test

template <>
struct socketiota::codec<socketiota::test::endless> {
    static void encode(writer& to, socketiota::test::endless const&) {
        to.fail(error::nested_too_deep);
    }
};

template <>
struct socketiota::codec<socketiota::test::explosive> {
    static void encode(writer&, socketiota::test::explosive const&) {
        throw std::runtime_error("encode");
    }
};

namespace socketiota::test {
namespace {

TEST(handler, answers_with_an_error_when_its_result_cannot_be_encoded) {
    EXPECT_EQ(call([] { return endless(); }, {})->answers,
              (std::vector<nlohmann::json>{failure_saying("the answer cannot be sent")}));
}

TEST(handler, answers_with_an_error_when_encoding_throws) {
    auto const result = call([] { return explosive(); }, {});
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying("the handler failed")}));
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"encode"}));
}

TEST(reply, answers_later) {
    reply<bool> kept;
    auto const result = call([&kept](std::string, reply<bool> done) { kept = done; }, {"a"});
    EXPECT_TRUE(result->answers.empty());
    EXPECT_TRUE(kept.wanted());
    kept(true);
    EXPECT_FALSE(kept.wanted());
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{true}}));
}

TEST(reply, answers_once_whichever_copy_is_used) {
    auto const result = call(
        [](reply<int> done) {
            std::function<void(int)> const copy = done;
            copy(1);
            done(2);
        },
        {});
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{1}}));
}

TEST(reply, answers_with_several_values_or_none) {
    EXPECT_EQ(call([](handle, reply<int, std::string> done) { done(1, "two"); }, {})->answers,
              (std::vector<nlohmann::json>{{1, "two"}}));
    EXPECT_EQ(call([](reply<> const& done) { done(); }, {})->answers,
              (std::vector<nlohmann::json>{nlohmann::json::array()}));
}

TEST(reply, sends_nothing_when_it_is_dropped) {
    EXPECT_TRUE(call([](reply<int>) {}, {})->answers.empty());
}

TEST(reply, is_inert_when_no_ack_is_wanted) {
    bool wanted = true;
    auto const result = call(
        [&wanted](reply<int> done) {
            wanted = done.wanted();
            done(1);
        },
        {}, false);
    EXPECT_FALSE(wanted);
    EXPECT_TRUE(result->answers.empty());
}

TEST(reply, is_inert_when_the_socket_is_gone) {
    reply<int> kept;
    call([&kept](reply<int> done) { kept = done; }, {});
    // `call` has dropped the outcome, which stands for the socket.
    EXPECT_TRUE(kept.wanted());
    kept(1);
    EXPECT_FALSE(kept.wanted());
}

TEST(reply, is_answered_with_an_error_when_the_handler_throws) {
    auto const result = call([](reply<int>) { throw std::runtime_error("secret"); }, {});
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying("the handler failed")}));
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"secret"}));
}

TEST(reply, keeps_its_answer_when_the_handler_throws_afterwards) {
    auto const result = call(
        [](reply<int> done) {
            done(1);
            throw std::runtime_error("late");
        },
        {});
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{{1}}));
    EXPECT_EQ(result->exceptions, (std::vector<std::string>{"late"}));
}

TEST(reply, answers_with_an_error_when_encoding_throws) {
    reply<explosive> kept;
    auto const result = call([&kept](reply<explosive> done) { kept = done; }, {});
    EXPECT_THROW(kept(explosive()), std::runtime_error);
    EXPECT_EQ(result->answers, (std::vector<nlohmann::json>{failure_saying("the handler failed")}));
}

/// Holds the first answer until a second one has been tried.
class slow_target final : public detail::answer_target {
public:
    std::atomic<int> count = 0;
    std::latch first_is_inside{1};
    std::latch second_was_tried{1};

    error_code answer(std::uint64_t, detail::argument_list const&) override {
        if (++count == 1) {
            first_is_inside.count_down();
            second_was_tried.wait();
        }
        return {};
    }

    void report(std::exception_ptr) override { ADD_FAILURE(); }
};

TEST(reply, answers_once_when_two_threads_answer_at_once) {
    auto const target = std::make_shared<slow_target>();
    // The state itself, because a reply looks first whether it is still wanted.
    detail::reply_state state(detail::late_answer(target, std::uint64_t{1}));
    std::thread first([&state] { state.acknowledge(detail::argument_list()); });
    target->first_is_inside.wait();
    state.acknowledge(detail::argument_list());
    state.acknowledge_error("late");
    target->second_was_tried.count_down();
    first.join();
    EXPECT_EQ(target->count, 1);
}

} // namespace
} // namespace socketiota::test

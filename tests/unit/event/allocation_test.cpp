// SPDX-License-Identifier: MIT
// Counts allocations, so it replaces operator new and is a program of its own.
#include <socketiota/codec.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/invocation.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <event/function_list.hpp>
#include <event/listeners.hpp>
#include <value/json_reader.hpp>

namespace {
std::size_t allocations = 0;
} // namespace

// Not inlined, none of them: g++ 12 takes the `malloc` or `free` that it then sees for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace socketiota::test {
namespace {

/// Adds numbers and lengths up, and keeps nothing.
class summing_writer final : public writer {
public:
    std::int64_t sum = 0;

    void write_null() override {}

    void write_bool(bool) override {}

    void write_int64(std::int64_t number) override { sum += number; }

    void write_uint64(std::uint64_t) override {}

    void write_double(double) override {}

    void write_string(std::string_view text) override {
        sum += static_cast<std::int64_t>(text.size());
    }

    void write_bytes(bytes const&) override {}

    bool begin_array(std::size_t) override { return true; }

    void end_array() override {}

    bool begin_object(std::size_t) override { return true; }

    void write_key(std::string_view) override {}

    void end_object() override {}

    void write_raw(std::string_view, std::span<bytes const>) override {}
};

struct handle {};

/// An event whose arguments are `text` from `offset` on.
class json_invocation final : public detail::invocation {
public:
    json_invocation(std::string_view text, std::size_t offset, summing_writer& answers)
        : invocation(true), answers_(answers) {
        reader_.reset(text);
        reader_.seek_element(offset);
    }

    [[nodiscard]] reader& arguments() override { return reader_; }

    void spawn(boost::asio::awaitable<void>, detail::when_disconnected) override { ADD_FAILURE(); }

private:
    error_code send_ack(detail::argument_list const& results) override {
        results.write(answers_);
        return {};
    }

    [[nodiscard]] detail::late_answer make_late_answer(bool) override { return {}; }

    void on_bad_argument(detail::bad_argument const&) override { ADD_FAILURE(); }

    void on_exception(std::exception_ptr) override { ADD_FAILURE(); }

    json_reader reader_;
    summing_writer& answers_;
};

/// What a synchronous handler of `text` costs.
template <class F>
std::pair<std::size_t, std::int64_t> dispatch(F function, std::string_view text,
                                              std::size_t offset) {
    events::listeners<handle> table;
    table.add("other", detail::make_handler<handle>([] {}), false);
    table.add("event", detail::make_handler<handle>(std::move(function)), false);
    summing_writer answers;
    std::size_t const before = allocations;
    json_invocation call(text, offset, answers);
    EXPECT_TRUE(table.dispatch("event", call, handle()));
    call.finish();
    return {allocations - before, answers.sum};
}

using cost = std::pair<std::size_t, std::int64_t>;

TEST(allocation, is_none_for_numbers) {
    EXPECT_EQ(dispatch([](int left, int right) { return left + right; }, R"(["event",1,2])", 9),
              cost(0, 3));
}

TEST(allocation, is_none_for_views) {
    EXPECT_EQ(dispatch([](handle, std::string_view text) { return text; },
                       R"(["event","a text that does not fit into a small string"])", 9),
              cost(0, 44));
}

TEST(allocation, is_none_for_optionals_and_several_answers) {
    EXPECT_EQ(dispatch([](double, std::optional<bool>) { return std::tuple(1, 2); },
                       R"(["event",1.5])", 9),
              cost(0, 3));
}

TEST(allocation, is_none_for_a_void_handler) {
    EXPECT_EQ(dispatch([] {}, R"(["event"])", 8), cost(0, 0));
}

TEST(allocation, is_one_for_a_string_on_the_heap) {
    EXPECT_EQ(dispatch([](std::string const& text) { return text.size(); },
                       R"(["event","a text that does not fit into a small string"])", 9)
                  .first,
              1U);
}

TEST(allocation, is_one_for_a_list_of_one_function) {
    detail::callback<void()> const function([] {});
    events::function_list<detail::callback<void()>> list;
    std::size_t const before = allocations;
    list.push_back(function);
    EXPECT_EQ(allocations - before, 1U);
}

} // namespace
} // namespace socketiota::test

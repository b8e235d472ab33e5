// SPDX-License-Identifier: MIT
#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace socketiota {
namespace {

struct owning {
    int number = 0;
    std::string text{};
    std::vector<owning> children{};
};

struct viewing {
    int number = 0;
    std::optional<std::vector<std::string_view>> words{};
};

struct holding_a_viewer {
    std::map<std::string, viewing> viewers{};
};

struct recursive_viewer {
    std::vector<recursive_viewer> children{};
    std::string_view text{};
};

static_assert(contains_view<std::string_view> && contains_view<std::span<std::byte const>>);
static_assert(contains_view<std::string_view const&> && contains_view<char const*>);
static_assert(contains_view<std::optional<std::string_view>>);
static_assert(contains_view<std::variant<int, std::string_view>>);
static_assert(contains_view<std::tuple<int, std::pair<std::string_view, int>>>);
static_assert(contains_view<std::array<std::string_view, 2>>);
static_assert(contains_view<std::map<std::string_view, int>>);
static_assert(contains_view<viewing> && contains_view<holding_a_viewer>);
static_assert(contains_view<recursive_viewer>);

static_assert(!contains_view<int> && !contains_view<std::string> && !contains_view<bytes>);
static_assert(!contains_view<owning> && !contains_view<std::vector<owning>>);
static_assert(!contains_view<std::map<std::string, owning>> && !contains_view<std::set<int>>);
static_assert(!contains_view<std::unordered_map<std::string, std::tuple<int, double>>>);
static_assert(!contains_view<value> && !contains_view<raw> && !contains_view<std::vector<value>>);
static_assert(!contains_view<std::variant<std::monostate, int>>);

template <class Value, class T>
concept converts = requires(Value&& from) {
    std::forward<Value>(from).template to<T>();
};

static_assert(converts<value const&, std::string_view> && converts<value, std::string>);
static_assert(!converts<raw const&, std::string_view>);

TEST(views, look_into_a_value_that_lives) {
    value const text("some text that is longer than a string holds in itself");
    std::string_view const view = text.to<std::string_view>().value();
    EXPECT_EQ(view, "some text that is longer than a string holds in itself");
    EXPECT_EQ(view.data(), text.to<std::string_view>().value().data());
}

} // namespace
} // namespace socketiota

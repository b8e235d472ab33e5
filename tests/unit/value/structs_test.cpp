// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shop {

struct position {
    double x = 0;
    double y = 0;
    bool operator==(position const&) const = default;
};

struct user {
    std::string name{};
    int age = 0;
    std::optional<std::string> mail{};
    std::vector<position> path{};
    std::map<std::string, int> scores{};
    std::variant<int, std::string> tag{};
    std::array<int, 2> pair{};
    bool operator==(user const&) const = default;
};

struct tree {
    int number = 0;
    std::vector<tree> children{};
    bool operator==(tree const&) const = default;
};

/// Has no default constructor.
class amount {
public:
    explicit amount(int cents) : cents_(cents) {}

    [[nodiscard]] int cents() const { return cents_; }

private:
    int cents_;
};

struct bill {
    int number;
    amount total;
};

struct nothing {};

struct single {
    std::optional<int> only{};
};

template <class T>
struct page {
    T content{};
    std::size_t next_page = 0;
};

struct base {
    int inherited = 0;
};

struct derived : base {
    int own = 0;
};

/// A class with an invariant, which is described in one line.
class account {
public:
    account() = default;

    explicit account(std::string id) : id_(std::move(id)) {}

    [[nodiscard]] std::string const& id() const { return id_; }

private:
    std::string id_{};
    std::optional<int> limit_{};

    friend constexpr auto describe_fields(account const*) {
        return socketiota::fields("accountId", &account::id_, "limit", &account::limit_);
    }
};

constexpr auto describe_fields(derived const*) {
    return socketiota::fields("inherited", &derived::inherited, "own", &derived::own);
}

struct widest {
    int a0{}, a1{}, a2{}, a3{}, a4{}, a5{}, a6{}, a7{}, a8{}, a9{}, b0{}, b1{}, b2{}, b3{}, b4{},
        b5{}, b6{}, b7{}, b8{}, b9{}, c0{}, c1{}, c2{}, c3{}, c4{}, c5{}, c6{}, c7{}, c8{}, c9{},
        d0{}, d1{};
};

} // namespace shop

template <>
struct socketiota::codec<shop::amount> {
    static void encode(writer& to, shop::amount const& from) { to.write_int64(from.cents()); }
};

namespace socketiota {
namespace {

struct hidden {
    int in_anonymous_namespace = 1;
};

TEST(codec_of_structs, needs_no_description) {
    shop::user const user{.name = "Ada",
                          .age = 36,
                          .mail = "ada@example.org",
                          .path = {{1, 2}, {0.5, -1}},
                          .scores = {{"chess", 7}},
                          .tag = "x",
                          .pair = {1, 2}};
    std::string const text =
        R"({"name":"Ada","age":36,"mail":"ada@example.org","path":[{"x":1,"y":2},)"
        R"({"x":0.5,"y":-1}],"scores":{"chess":7},"tag":"x","pair":[1,2]})";
    EXPECT_EQ(json_of(user), text);
    EXPECT_EQ(decode_json<shop::user>(text).value(), user);
}

TEST(codec_of_structs, ignores_unknown_keys_and_order) {
    auto const decoded =
        decode_json<shop::position>(R"({"z":[{}],"y":2,"":null,"x":1,"\u0079":3})").value();
    EXPECT_EQ(decoded, (shop::position{1, 3}));
}

TEST(codec_of_structs, writes_members_without_default_constructor) {
    EXPECT_EQ(json_of(shop::bill{1, shop::amount(250)}), R"({"number":1,"total":250})");
}

TEST(codec_of_structs, misses_members_that_are_not_optional) {
    EXPECT_EQ(error_of<shop::position>(R"({"x":1})"), error::argument_missing);
    EXPECT_EQ(error_of<shop::position>("{}"), error::argument_missing);
    EXPECT_FALSE(error_of<shop::single>("{}").failed());
    EXPECT_EQ(error_of<shop::position>("[1,2]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<shop::position>(R"({"x":"1","y":2})"), error::arguments_do_not_fit);
}

TEST(codec_of_structs, leaves_empty_optional_members_out) {
    EXPECT_EQ(json_of(shop::single{}), "{}");
    EXPECT_EQ(json_of(shop::single{1}), R"({"only":1})");
    EXPECT_EQ(decode_json<shop::single>(R"({"only":null})").value().only, std::nullopt);
}

TEST(codec_of_structs, forgets_an_optional_member_that_did_not_come) {
    reading from("{}");
    shop::single into{7};
    ASSERT_TRUE(decode(from.reader, into));
    EXPECT_EQ(into.only, std::nullopt);
}

TEST(codec_of_structs, may_nest_in_itself) {
    shop::tree const tree{1, {{2, {}}, {3, {{4, {}}}}}};
    std::string const text = R"({"number":1,"children":[{"number":2,"children":[]},)"
                             R"({"number":3,"children":[{"number":4,"children":[]}]}]})";
    EXPECT_EQ(json_of(tree), text);
    EXPECT_EQ(decode_json<shop::tree>(text).value(), tree);
}

TEST(codec_of_structs, stops_at_the_depth_of_the_writer) {
    shop::tree deep;
    for (int index = 0; index != 20'000; ++index) {
        shop::tree outer;
        outer.children.push_back(std::move(deep));
        deep = std::move(outer);
    }
    EXPECT_EQ(encode_json(deep).error, error::nested_too_deep);
    // Its own destructor would recurse as deep as it is.
    while (!deep.children.empty()) {
        shop::tree inner = std::move(deep.children.back());
        deep = std::move(inner);
    }
}

TEST(codec_of_structs, takes_empty_local_hidden_and_generic_structs) {
    struct local {
        std::string where = "here";
    };

    EXPECT_EQ(json_of(shop::nothing{}), "{}");
    EXPECT_FALSE(error_of<shop::nothing>(R"({"a":1})").failed());
    EXPECT_EQ(json_of(local{}), R"({"where":"here"})");
    EXPECT_EQ(json_of(hidden{}), R"({"in_anonymous_namespace":1})");
    EXPECT_EQ(json_of(shop::page<std::vector<hidden>>{{{}}, 2}),
              R"({"content":[{"in_anonymous_namespace":1}],"next_page":2})");
}

TEST(codec_of_structs, takes_members_that_can_be_made_of_anything) {
    struct local {
        value any{};
        std::optional<value> maybe{};
        int behind = 0;
    };

    EXPECT_EQ(json_of(local{.any = 1, .behind = 2}), R"({"any":1,"behind":2})");
    EXPECT_EQ(decode_json<local>(R"({"any":[3],"behind":4})").value().any, array(3));
}

TEST(codec_of_structs, takes_a_description) {
    EXPECT_EQ(json_of(shop::account("7")), R"({"accountId":"7"})");
    EXPECT_EQ(decode_json<shop::account>(R"({"accountId":"8","limit":1})").value().id(), "8");
    EXPECT_EQ(error_of<shop::account>(R"({"limit":1})"), error::argument_missing);
    EXPECT_EQ(json_of(shop::derived{{1}, 2}), R"({"inherited":1,"own":2})");
}

TEST(codec_of_structs, takes_thirty_two_members) {
    auto const decoded =
        decode_json<shop::widest>(json_of(shop::widest{.a0 = 1, .d1 = 32})).value();
    EXPECT_EQ(decoded.a0, 1);
    EXPECT_EQ(decoded.d1, 32);
}

static_assert(detail::struct_access<shop::user>::names ==
              std::array<std::string_view, 7>{"name", "age", "mail", "path", "scores", "tag",
                                              "pair"});

struct with_array {
    std::string text{};
    int numbers[3]{};
};

struct with_array_of_one {
    int number[1]{};
};

struct with_pair {
    std::pair<int, int> pair{};
    shop::position position{};
    std::vector<int> numbers{};
    std::optional<std::string> text{};
};

template <class T>
constexpr bool is_bindable = detail::can_bind<T, detail::count_fields<T>()>();

static_assert(!is_bindable<with_array> && !is_bindable<std::array<int, 40>>);
static_assert(is_bindable<with_pair> && is_bindable<shop::widest> && is_bindable<shop::nothing>);
static_assert(is_bindable<with_array_of_one> && !encodable<int[1]>);

class with_constructor {
public:
    explicit with_constructor(int number) : number_(number) {}

private:
    [[maybe_unused]] int number_;
};

union either {
    int number;
    float floating;
};

static_assert(!encodable<with_constructor> && !decodable<with_constructor>);
static_assert(!encodable<either> && !encodable<std::unique_ptr<int>>);
static_assert(detail::has_base_class<shop::derived> && !detail::plain_struct<shop::derived>);

} // namespace
} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string_view>

#include <value/decode_sentence.hpp>

namespace socketiota {
namespace {

using detail::kind_set;
using detail::numbers;
using detail::only;
using detail::whole_numbers;

struct named_kinds {
    kind_set kinds;
    std::string_view name;
};

// The wider kinds first, so that a type which takes all numbers is not said to take whole ones. Of
// the two kinds of whole numbers a type may take one: most integers hold nothing above INT64_MAX.
constexpr std::array<named_kinds, 10> names{{
    {numbers, "a number"},
    {only(value_kind::integer) | only(value_kind::floating), "a number"},
    {whole_numbers, "a whole number"},
    {only(value_kind::integer), "a whole number"},
    {only(value_kind::boolean), "true or false"},
    {only(value_kind::string), "a string"},
    {only(value_kind::bytes), "binary"},
    {only(value_kind::array), "an array"},
    {only(value_kind::object), "an object"},
    {only(value_kind::null), "null"},
}};

/// `a string, an array or null`; empty if the codec did not say or takes everything.
std::string expected_text(kind_set expected) {
    std::array<std::string_view, names.size()> parts;
    std::size_t count = 0;
    kind_set rest = expected;
    for (named_kinds const& named : names) {
        if ((rest & named.kinds) == named.kinds) {
            parts[count++] = named.name;
            rest = static_cast<kind_set>(rest & ~named.kinds);
        }
    }
    std::string text;
    for (std::size_t part = 0; part != count; ++part) {
        if (part != 0)
            text += part + 1 == count ? " or " : ", ";
        text += parts[part];
    }
    return text;
}

std::string_view found_text(value_kind kind) noexcept {
    switch (kind) {
    case value_kind::null:
        return "null";
    case value_kind::boolean:
        return "true or false";
    case value_kind::integer:
    case value_kind::unsigned_integer:
        return "a whole number";
    case value_kind::floating:
        return "a number with a fraction";
    case value_kind::string:
        return "a string";
    case value_kind::bytes:
        return "binary";
    case value_kind::array:
        return "an array";
    case value_kind::object:
        return "an object";
    case value_kind::end:
        break;
    }
    return "missing";
}

/// ` is a string, expected a whole number`.
std::string complaint(reader const& from, kind_set expected) {
    if (from.error() == error::argument_missing)
        return from.misses_member() ? " is missing" : " has too few elements";
    if (from.error() == error::number_out_of_range)
        return " is a number out of range";
    value_kind const found = from.error_kind();
    std::string wanted(from.wanted());
    if (wanted.empty() && (expected & only(found)) == 0)
        wanted = expected_text(expected);
    if (found == value_kind::end || wanted.empty())
        return " does not have the expected form";
    return " is " + std::string(found_text(found)) + ", expected " + wanted;
}

/// `member "user"."age"` or `element [3]."x"`.
std::string place(std::string_view path) {
    if (path.front() == '.')
        return "member " + std::string(path.substr(1));
    return "element " + std::string(path);
}

} // namespace

std::string decode_sentence(reader const& from) {
    std::string const path = from.error_path();
    return (path.empty() ? "the value" : place(path)) + complaint(from, from.wanted_kinds());
}

std::string argument_sentence(std::size_t index, kind_set expected, bool came, reader const& from) {
    std::string const subject = "argument " + std::to_string(index + 1);
    if (!came) {
        std::string const wanted = expected_text(expected);
        return subject + " is missing" + (wanted.empty() ? "" : ", expected " + wanted);
    }
    std::string const whole_path = from.error_path();
    // The first step is the argument itself.
    std::string_view const path =
        std::string_view(whole_path).substr(std::min(whole_path.find(']') + 1, whole_path.size()));
    if (!path.empty())
        return subject + ": " + place(path) + complaint(from, from.wanted_kinds());
    return subject + complaint(from, expected != 0 ? expected : from.wanted_kinds());
}

} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <socketiota/detail/invocation.hpp>

#include <array>
#include <utility>

namespace socketiota::detail {
namespace {

constexpr kind_set only(value_kind kind) noexcept {
    return static_cast<kind_set>(1U << static_cast<unsigned>(kind));
}

constexpr kind_set whole_numbers = only(value_kind::integer) | only(value_kind::unsigned_integer);
constexpr kind_set numbers = whole_numbers | only(value_kind::floating);

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

/// Speaks of the position, the kind found and the kinds expected, never of what the argument says:
/// this goes into logs and to the other side.
std::string describe(std::size_t index, kind_set expected, value_kind found, error_code reason) {
    std::string text = "argument " + std::to_string(index + 1);
    bool const right_kind = (expected & only(found)) != 0 && found != value_kind::end;
    if (found == value_kind::end) {
        text += " is missing";
    } else if (reason == error::number_out_of_range) {
        text += " is or holds a number out of range";
        return text;
    } else if (right_kind || expected == 0) {
        text += " does not have the expected form";
        return text;
    } else {
        text += " is ";
        text += found_text(found);
    }
    if (std::string const wanted = expected_text(expected); !wanted.empty()) {
        text += ", expected is ";
        text += wanted;
    }
    return text;
}

} // namespace

void invocation::acknowledge(argument_list const& results) {
    if (!wants_ack_)
        return;
    // A codec of the user may throw here: then the ack is still open, for an error answer.
    error_code const failure = send_ack(results);
    wants_ack_ = false;
    if (failure) {
        std::string_view const sentence = answer_not_sendable;
        send_ack(error_answer(sentence));
    }
}

void invocation::acknowledge_error(std::string_view sentence) {
    acknowledge(error_answer(sentence));
}

late_answer invocation::take_ack() { return make_late_answer(std::exchange(wants_ack_, false)); }

void invocation::refuse_argument(std::size_t index, kind_set expected, value_kind found,
                                 reader const& from) {
    error_code const reason =
        from.failed() ? from.error() : make_error_code(error::arguments_do_not_fit);
    std::string const sentence = describe(index, expected, found, reason);
    std::string const path = from.error_path();
    acknowledge_error(sentence);
    on_bad_argument({index, reason, sentence, path});
}

void invocation::fail(std::exception_ptr failure) {
    acknowledge_error(handler_failed);
    on_exception(std::move(failure));
}

void invocation::finish() { acknowledge(argument_list()); }

} // namespace socketiota::detail

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <vector>

#include <value/value_access.hpp>
#include <value/whole_numbers.hpp>

namespace socketiota {
namespace {

using pairs = std::vector<std::pair<value const*, value const*>>;

// Compared as numbers: rounding a whole number to a double first would find 2^53 + 1 equal to 2^53.
bool is_same_number(std::int64_t whole, double number) noexcept {
    return number >= -behind_int64 && number < behind_int64 && std::trunc(number) == number &&
           static_cast<std::int64_t>(number) == whole;
}

bool is_same_number(std::uint64_t whole, double number) noexcept {
    return number >= 0 && number < behind_uint64 && std::trunc(number) == number &&
           static_cast<std::uint64_t>(number) == whole;
}

bool is_same_number(value const& whole, double number) noexcept {
    if (auto const* const integer = value_access::get<std::int64_t>(whole))
        return is_same_number(*integer, number);
    if (auto const* const unsigned_integer = value_access::get<std::uint64_t>(whole))
        return is_same_number(*unsigned_integer, number);
    return false;
}

bool is_same_scalar(value const& left, value const& right) noexcept {
    if (left.kind() != right.kind()) {
        if (auto const* const number = value_access::get<double>(left))
            return is_same_number(right, *number);
        if (auto const* const number = value_access::get<double>(right))
            return is_same_number(left, *number);
        return false;
    }
    if (auto const* const text = value_access::text(left))
        return *text == *value_access::text(right);
    return value_access::content(left) == value_access::content(right);
}

std::vector<value::member const*> by_key(std::span<value::member const> members) {
    std::vector<value::member const*> sorted;
    sorted.reserve(members.size());
    for (value::member const& each : members)
        sorted.push_back(&each);
    std::sort(sorted.begin(), sorted.end(),
              [](auto const* left, auto const* right) { return left->first < right->first; });
    return sorted;
}

/// Whether the keys are the same; puts what must be compared for that behind `open`.
bool match_members(value const& left, value const& right, pairs& open) {
    auto const left_members = left.members();
    auto const right_members = right.members();
    bool const is_same_order =
        std::equal(left_members.begin(), left_members.end(), right_members.begin(),
                   [](auto const& one, auto const& other) { return one.first == other.first; });
    if (is_same_order) {
        for (std::size_t index = 0; index != left_members.size(); ++index)
            open.emplace_back(&left_members[index].second, &right_members[index].second);
        return true;
    }
    auto const left_sorted = by_key(left_members);
    auto const right_sorted = by_key(right_members);
    for (std::size_t index = 0; index != left_sorted.size(); ++index) {
        if (left_sorted[index]->first != right_sorted[index]->first)
            return false;
        open.emplace_back(&left_sorted[index]->second, &right_sorted[index]->second);
    }
    return true;
}

/// Compares all but what is inside, which it puts behind `open`.
bool is_same_outside(value const& left, value const& right, pairs& open) {
    bool const is_container = left.is_array() || left.is_object();
    if (!is_container)
        return is_same_scalar(left, right);
    if (left.kind() != right.kind() || left.size() != right.size())
        return false;
    if (left.is_object())
        return match_members(left, right, open);
    for (std::size_t index = 0; index != left.size(); ++index)
        open.emplace_back(&left[index], &right[index]);
    return true;
}

} // namespace

bool operator==(value const& left, value const& right) {
    pairs open{{&left, &right}};
    while (!open.empty()) {
        auto const [one, other] = open.back();
        open.pop_back();
        if (!is_same_outside(*one, *other, open))
            return false;
    }
    return true;
}

} // namespace socketiota

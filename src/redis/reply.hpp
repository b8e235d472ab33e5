// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace socketiota::redis {

/// What kind of value Redis answered with; RESP2 knows texts, errors, integers, arrays and null.
enum class reply_kind : std::uint8_t {
    null,
    text, // simple, bulk and verbatim strings, and numbers larger than 64 bits
    error,
    integer,
    real,
    boolean,
    array,
    map, // keys and values in turn, as RESP2 has them in an array
    set,
    push, // comes without having been asked for
};

/// One value of an answer, in front of what is inside of it.
struct reply_node {
    reply_kind kind = reply_kind::null;
    std::uint32_t nodes = 1;  // itself and all inside
    std::uint32_t offset = 0; // where its text begins
    std::uint32_t count = 0;  // octets of its text, or values directly inside
};

/// A value of an answer of Redis, and what is inside of it.
///
/// Refers to octets that are somebody else's: what is handed to a function is gone when that
/// returns.
class reply {
public:
    class iterator;

    /// Null.
    reply() noexcept = default;

    reply(reply_node const& node, char const* octets) noexcept : node_(&node), octets_(octets) {}

    [[nodiscard]] reply_kind kind() const noexcept { return node_->kind; }

    [[nodiscard]] bool is_null() const noexcept { return kind() == reply_kind::null; }

    [[nodiscard]] bool is_error() const noexcept { return kind() == reply_kind::error; }

    [[nodiscard]] bool has_values() const noexcept { return kind() >= reply_kind::array; }

    /// A text, an error with its code in front, or the digits of a number; else empty.
    [[nodiscard]] std::string_view text() const noexcept {
        return has_values() || is_null() ? std::string_view()
                                         : std::string_view(octets_ + node_->offset, node_->count);
    }

    /// The value of an integer, or of a text that is nothing but one.
    [[nodiscard]] std::optional<std::int64_t> integer() const noexcept {
        std::string_view const digits = text();
        std::int64_t value = 0;
        auto const [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failure != std::errc() || end != digits.data() + digits.size())
            return std::nullopt;
        return value;
    }

    /// How many values are directly inside; those of a map are its keys and its values.
    [[nodiscard]] std::size_t size() const noexcept { return has_values() ? node_->count : 0; }

    [[nodiscard]] iterator begin() const noexcept;
    [[nodiscard]] iterator end() const noexcept;

    /// The value with that number, null if there is none. Walks over those in front of it.
    [[nodiscard]] reply operator[](std::size_t number) const noexcept;

private:
    static constexpr reply_node nothing{};

    reply_node const* node_ = &nothing;
    char const* octets_ = "";
};

/// Walks over the values directly inside of one.
class reply::iterator {
public:
    using value_type = reply;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    iterator() noexcept = default;

    iterator(reply_node const* node, char const* octets) noexcept : node_(node), octets_(octets) {}

    [[nodiscard]] reply operator*() const noexcept { return {*node_, octets_}; }

    iterator& operator++() noexcept {
        node_ += node_->nodes;
        return *this;
    }

    iterator operator++(int) noexcept {
        iterator const before = *this;
        ++*this;
        return before;
    }

    bool operator==(iterator const& other) const noexcept { return node_ == other.node_; }

private:
    reply_node const* node_ = nullptr;
    char const* octets_ = nullptr;
};

inline reply::iterator reply::begin() const noexcept { return {node_ + 1, octets_}; }

inline reply::iterator reply::end() const noexcept {
    return {has_values() ? node_ + node_->nodes : node_ + 1, octets_};
}

inline reply reply::operator[](std::size_t number) const noexcept {
    if (number >= size())
        return {};
    iterator each = begin();
    for (; number != 0; --number)
        ++each;
    return *each;
}

} // namespace socketiota::redis

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Walks over JSON text that nobody has validated, and steps over what it is not asked for. What it
/// steps over it does not check, only where that ends.
///
/// A read of another kind of value than what comes consumes that and gives nothing, as JavaScript's
/// duck typing would; only text whose end cannot be told fails, and from then on nothing comes.
///
/// `msgpack_cursor` has the same members.
class json_cursor {
public:
    static constexpr carried_value::encoding encoding = carried_value::encoding::json;

    explicit json_cursor(std::string_view text) noexcept
        : at_(text.data()), end_(text.data() + text.size()) {}

    /// Enters what comes if it is an array, an object; if not, consumes nothing.
    [[nodiscard]] bool enter_array() noexcept { return enter('['); }

    [[nodiscard]] bool enter_object() noexcept { return enter('{'); }

    /// Whether another element or member of the innermost container comes; if not, it is left.
    [[nodiscard]] bool next_element() noexcept { return next(']'); }

    /// `key` is what stands between the quotes: who escapes a letter of a known key is not
    /// understood.
    [[nodiscard]] bool next_key(std::string_view& key) noexcept;

    /// The whole value that comes.
    carried_value take() noexcept;

    void skip() noexcept { (void)take(); }

    /// A text, or a number as JavaScript would print it; false if it is neither. What is no UTF-8
    /// is replaced.
    bool take_text(std::string& into);

    /// A number.
    std::optional<double> take_number();

    /// Consumes what comes if it is null, and nothing else.
    [[nodiscard]] bool take_null() noexcept;

    /// True or false.
    std::optional<bool> take_flag() noexcept;

    [[nodiscard]] bool failed() const noexcept { return failed_; }

    /// Makes it fail, for a reader that has had enough.
    void fail() noexcept {
        failed_ = true;
        at_ = end_;
    }

    /// Whether nothing comes behind what was read.
    [[nodiscard]] bool is_at_end() noexcept;

private:
    [[nodiscard]] bool enter(char bracket) noexcept;
    [[nodiscard]] bool next(char bracket) noexcept;
    void skip_space() noexcept;
    [[nodiscard]] bool take_plain_text(std::string& into);

    char const* at_;
    char const* end_;
    bool is_entered_ = false;
    bool failed_ = false;
};

} // namespace socketiota::cluster

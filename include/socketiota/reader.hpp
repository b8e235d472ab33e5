// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// What a value is, whatever the encoding it came in.
enum class value_kind : std::uint8_t {
    /// JavaScript's `null`.
    null,
    /// `true` or `false`.
    boolean,
    /// A whole number that `std::int64_t` holds.
    integer,
    /// A whole number above `INT64_MAX` that `std::uint64_t` holds.
    unsigned_integer,
    /// Any other number, and each number written with a fraction or an exponent.
    floating,
    /// A text in UTF-8.
    string,
    /// Binary: an attachment, a `Buffer` or `Uint8Array` in JavaScript.
    bytes,
    /// Elements in order.
    array,
    /// Members with keys.
    object,
    /// No value: the array, the object or the arguments are over, or an error has happened.
    end,
};

/// Whether `kind` is one of the three kinds of numbers.
[[nodiscard]] constexpr bool is_number(value_kind kind) noexcept {
    return kind == value_kind::integer || kind == value_kind::unsigned_integer ||
           kind == value_kind::floating;
}

namespace detail {

/// A set of kinds of values: bit N is the kind whose number is N. Empty if nobody says.
using kind_set = std::uint16_t;

/// The set of that kind alone.
[[nodiscard]] constexpr kind_set only(value_kind kind) noexcept {
    return static_cast<kind_set>(1U << static_cast<unsigned>(kind));
}

inline constexpr kind_set whole_numbers =
    only(value_kind::integer) | only(value_kind::unsigned_integer);
inline constexpr kind_set numbers = whole_numbers | only(value_kind::floating);

} // namespace detail

/// A cursor that reads event arguments one value at a time, whatever the encoding.
///
/// A `codec<T>` reads with it; its implementations are inside the library. It only moves forward.
/// Each read either consumes the next value and returns true, or fails: the first failure is kept
/// in `error()`, and from then on each read returns false and `peek()` is `value_kind::end`, so
/// that a decoder may read on and look at the outcome once.
///
/// An array is `enter_array()`, then for each element `next_element()` and one read; the
/// `next_element()` that returns false has left the array. An object is the same with
/// `enter_object()` and `next_key(key)`. Each element must be read or skipped. Nesting costs the
/// reader no stack; how deep the text may nest is limited before a reader sees it.
///
/// Views (`std::string_view`, `std::span`) stay valid until the whole event has been handled.
///
/// Thread safety: none, a reader belongs to the call it is given to.
class SOCKETIOTA_EXPORT reader {
public:
    reader(reader const&) = delete;
    reader& operator=(reader const&) = delete;

    /// The kind of the next value, without consuming it.
    [[nodiscard]] virtual value_kind peek() noexcept = 0;

    /// Consumes a null.
    virtual bool read_null() = 0;

    /// Consumes true or false.
    virtual bool read_bool(bool& into) = 0;

    /// Consumes a number without fraction (`2`, `2.0`, `2e0`).
    ///
    /// Errors: `arguments_do_not_fit` (a fraction, not a number), `number_out_of_range`.
    virtual bool read_int64(std::int64_t& into) = 0;

    /// The same for numbers from 0 to `UINT64_MAX`.
    virtual bool read_uint64(std::uint64_t& into) = 0;

    /// Consumes any number; whole numbers above 2^53 are rounded as JavaScript rounds them.
    virtual bool read_double(double& into) = 0;

    /// Consumes a string: always valid UTF-8, may contain NUL. A lone surrogate, which UTF-8 cannot
    /// express, has become U+FFFD.
    virtual bool read_string(std::string_view& into) = 0;

    /// The same, but a lone surrogate keeps the three octets that UTF-8 would have for it (WTF-8),
    /// from which a `writer` makes the same lone surrogate again: for what is relayed.
    virtual bool read_wtf8(std::string_view& into) = 0;

    /// Consumes binary and shares its octets.
    virtual bool read_bytes(bytes& into) = 0;

    /// Consumes binary as a view.
    virtual bool read_bytes(std::span<std::byte const>& into) = 0;

    /// Consumes the beginning of an array.
    virtual bool enter_array() = 0;

    /// Whether another element of the innermost array follows; if not, the array has been left.
    virtual bool next_element() = 0;

    /// Consumes the beginning of an object.
    virtual bool enter_object() = 0;

    /// Whether another member of the innermost object follows, and its key; if not, the object has
    /// been left.
    virtual bool next_key(std::string_view& key) = 0;

    /// The same with a key as `read_wtf8` reads it.
    virtual bool next_wtf8_key(std::string_view& key) = 0;

    /// Consumes the next value, whatever it is.
    virtual bool skip() = 0;

    /// Consumes the next value as valid JSON text, undecoded.
    ///
    /// Placeholders (`{"_placeholder":true,"num":N}`) in `text` count into `attachments`, which is
    /// left empty if there are none.
    virtual bool read_raw(std::string_view& text, std::vector<bytes>& attachments) = 0;

    /// Where the failure happened, for logs: members in quotes, elements in brackets; empty if it
    /// is about the outermost value or nothing failed. ASCII, whatever the other side calls its
    /// members; what is long is cut. Takes time in proportion to the arguments.
    [[nodiscard]] std::string error_path() const;

    /// The kind of the value that the failure is about; `end` if none came.
    [[nodiscard]] virtual value_kind error_kind() const noexcept = 0;

    /// What was wanted instead, if a codec has said it in words: `a time`.
    [[nodiscard]] std::string_view wanted() const noexcept {
        return failed() && !misses_member_ ? said_ : std::string_view();
    }

    /// The same as kinds of values; empty if nobody has said it.
    [[nodiscard]] detail::kind_set wanted_kinds() const noexcept {
        return failed() ? wanted_kinds_ : detail::kind_set();
    }

    /// Whether a member of an object, the last name of `error_path()`, did not come.
    [[nodiscard]] bool misses_member() const noexcept { return failed() && misses_member_; }

    /// The first failure, or success.
    [[nodiscard]] error_code error() const noexcept { return error_; }

    /// Whether a read has failed.
    [[nodiscard]] bool failed() const noexcept { return error_.failed(); }

    /// Makes the reader fail, for a decoder that dislikes what it has read. Keeps the first
    /// failure.
    ///
    /// Returns false, so that a decoder can end with `return from.fail(...)`.
    bool fail(error_code reason) noexcept { return fail_saying(reason, {}, 0, false); }

    /// The same, and says what the decoder would have liked, for the sentence that names the
    /// mistake: `a time`. It must outlive the reader, as a literal does.
    bool fail(error_code reason, std::string_view wanted) noexcept {
        return fail_saying(reason, wanted, 0, false);
    }

    /// Fails with `arguments_do_not_fit`, because a value of one of these kinds was wanted.
    bool fail_unless(detail::kind_set wanted) noexcept {
        return fail_saying(error::arguments_do_not_fit, {}, wanted, false);
    }

    /// Fails with `argument_missing`, because the object that has just been left has no member
    /// `name`, which must outlive the reader.
    bool fail_without(std::string_view name) noexcept {
        return fail_saying(error::argument_missing, name, 0, true);
    }

protected:
    reader() noexcept = default;
    /// Nobody owns a reader through this class.
    ~reader() = default;

    /// Makes an implementation usable again.
    void clear_error() noexcept { error_ = {}; }

private:
    /// Lets an implementation remember where it was, and makes it answer `end` from now on.
    virtual void on_failure() noexcept = 0;

    /// The path to the value that the failure is about, or to the object without a member.
    [[nodiscard]] virtual std::string failure_path() const = 0;

    /// Keeps the first failure, and what was said with it.
    bool fail_saying(error_code reason, std::string_view said, detail::kind_set wanted,
                     bool misses_member) noexcept;

    error_code error_;
    // Told by a failure alone, so that a reader that is used again need not forget them.
    std::string_view said_{};
    detail::kind_set wanted_kinds_ = 0;
    bool misses_member_ = false;
};

} // namespace socketiota

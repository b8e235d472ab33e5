// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace socketiota {

/// Writes event arguments one value at a time, whatever the encoding.
///
/// A `codec<T>` writes with it; its implementations are inside the library. Arrays and objects
/// announce exactly how many elements or members follow, because msgpack writes the count first;
/// a wrong count is a bug in the codec and an assertion in debug builds.
///
/// The first failure is kept in `error()`; from then on nothing more is written, and a caller may
/// write on and look at the outcome once.
///
/// Thread safety: none, a writer belongs to the call it is given to.
class SOCKETIOTA_EXPORT writer {
public:
    writer(writer const&) = delete;
    writer& operator=(writer const&) = delete;

    /// Writes a null.
    virtual void write_null() = 0;
    /// Writes true or false.
    virtual void write_bool(bool flag) = 0;
    /// All digits are written, also above 2^53, where JavaScript rounds when it reads.
    virtual void write_int64(std::int64_t number) = 0;
    /// The same for numbers above `INT64_MAX`.
    virtual void write_uint64(std::uint64_t number) = 0;
    /// In JSON, NaN and infinities become null, as in JavaScript.
    virtual void write_double(double number) = 0;
    /// What is not UTF-8 in `text` is replaced by U+FFFD, one for each maximal invalid part, as
    /// browsers do: text that is not valid would make the other side disconnect. A surrogate
    /// encoded in three octets (WTF-8) is written as the lone surrogate that it is.
    virtual void write_string(std::string_view text) = 0;
    /// Binary; the octets are shared, not copied.
    virtual void write_bytes(bytes const& octets) = 0;

    /// Begins an array of exactly `count` values.
    ///
    /// Returns false if nothing of it will be written, because arrays and objects nest too deep or
    /// an error happened before: then do not descend, so that a value that is nested without limit
    /// (or contains itself) does not overflow the stack. Call `end_array` in both cases.
    virtual bool begin_array(std::size_t count) = 0;
    /// Ends the innermost array.
    virtual void end_array() = 0;

    /// Begins an object of exactly `count` members, each `write_key` and then one value. The
    /// return value is that of `begin_array`.
    virtual bool begin_object(std::size_t count) = 0;
    /// Writes the key of the member whose value comes next.
    virtual void write_key(std::string_view key) = 0;
    /// Ends the innermost object.
    virtual void end_object() = 0;

    /// Inserts JSON text that is known to be valid, as `raw` guarantees. Its placeholders count
    /// into `attachments` and are renumbered to where these arrive in the packet.
    virtual void write_raw(std::string_view valid_json, std::span<bytes const> attachments) = 0;

    /// The first failure, or success.
    [[nodiscard]] error_code error() const noexcept { return error_; }

    /// Whether something has failed.
    [[nodiscard]] bool failed() const noexcept { return error_.failed(); }

    /// Makes the writer fail, for an encoder that cannot go on. Keeps the first failure.
    void fail(error_code reason) noexcept {
        if (!error_.failed())
            error_ = reason;
    }

protected:
    writer() noexcept = default;
    /// Nobody owns a writer through this class.
    ~writer() = default;

    /// Makes an implementation usable again.
    void clear_error() noexcept { error_ = {}; }

private:
    error_code error_;
};

} // namespace socketiota

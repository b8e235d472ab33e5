// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/reader.hpp>

#include <boost/assert/source_location.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

/// Why a value is no `T`: an `error_code` that names the place.
///
///     sio::value const body = sio::object("age", "old");
///     if (auto const age = body["age"].to<int>(); !age)
///         std::cerr << age.error().message() << '\n'; // the value is a string, expected a ...
///
/// The sentence has names of members as the other side wrote them, escaped and cut, and nothing
/// else of what it sent.
///
/// Thread safety: distinct objects: safe.
class decode_error : public error_code {
public:
    /// No error.
    decode_error() noexcept = default;

    /// Made by the library. `message` is a sentence without a full stop; empty: that of `reason`.
    decode_error(error_code reason, std::string message) noexcept
        : error_code(reason), message_(std::move(message)) {}

    /// What is wrong and where: `member "players"[3]."age" is a string, expected a whole number`.
    [[nodiscard]] std::string message() const {
        return message_.empty() ? error_code::message() : message_;
    }

private:
    std::string message_{};
};

/// A `T`, or the `decode_error` that says where there is none; converts to `result<T>`.
template <class T>
using decoded = boost::system::result<T, decode_error>;

/// What `decoded<T>::value()` throws: a `boost::system::system_error` with the sentence.
[[noreturn]] SOCKETIOTA_EXPORT void throw_exception_from_error(decode_error const& error,
                                                               boost::source_location const& where);

namespace detail {

using decode_function = bool (*)(reader& from, void* target);

/// Decodes JSON text of anybody; no error if `target` has been filled.
[[nodiscard]] SOCKETIOTA_EXPORT decode_error decode_from_json(std::string_view json,
                                                              decode_function decode, void* target);

} // namespace detail
} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace socketiota {

/// What `on_error` gets when the arguments of an event do not fit its handler, which was not
/// called.
class SOCKETIOTA_EXPORT bad_arguments : public std::runtime_error {
public:
    /// Made by the library; `sentence` says what is wrong with the argument.
    bad_arguments(std::string event, std::size_t index, error_code reason,
                  std::string const& sentence);

    /// The name of the event.
    [[nodiscard]] std::string const& event() const noexcept { return event_; }

    /// Which argument, counted from 0.
    [[nodiscard]] std::size_t index() const noexcept { return index_; }

    /// `arguments_do_not_fit`, `argument_missing`, `number_out_of_range`, or what a codec said.
    [[nodiscard]] error_code reason() const noexcept { return reason_; }

private:
    std::string event_;
    std::size_t index_;
    error_code reason_;
};

/// What `on_error` gets when a middleware of a socket has rejected an event.
class SOCKETIOTA_EXPORT event_rejected : public std::runtime_error {
public:
    /// Made by the library from the verdict of the middleware.
    event_rejected(std::string event, std::string message, value data);

    /// The name of the event.
    [[nodiscard]] std::string const& event() const noexcept { return event_; }

    /// Message and data of the verdict; `what()` is a sentence for a log.
    [[nodiscard]] std::string const& message() const noexcept { return message_; }

    /// What the verdict gave beside its message; null if nothing.
    [[nodiscard]] value const& data() const noexcept { return data_; }

private:
    std::string event_;
    std::string message_;
    value data_;
};

} // namespace socketiota

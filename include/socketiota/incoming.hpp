// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <span>
#include <string_view>

namespace socketiota {

/// One event on its way in, as middlewares of a socket and `on_any` see it.
///
/// Valid during the call it is passed to.
class incoming {
public:
    /// Made by the library.
    incoming(std::string_view name, std::span<value const> arguments, bool wants_ack) noexcept
        : name_(name), arguments_(arguments), wants_ack_(wants_ack) {}

    /// The name of the event.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    /// Its arguments, decoded.
    [[nodiscard]] std::span<value const> arguments() const noexcept { return arguments_; }

    /// Whether the other side waits for an answer.
    [[nodiscard]] bool wants_ack() const noexcept { return wants_ack_; }

private:
    std::string_view name_;
    std::span<value const> arguments_;
    bool wants_ack_;
};

} // namespace socketiota

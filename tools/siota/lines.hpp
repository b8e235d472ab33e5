// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace siota {

/// Where lines come from and text goes to, while a loop goes on.
class lines {
public:
    virtual ~lines() = default;

    /// The next line, without its end; runs the loop until it is there. Nothing at the end of the
    /// input, and once `stop` was called.
    [[nodiscard]] virtual std::optional<std::string> read() = 0;

    /// Shows a line, above the one that is being typed.
    virtual void print(std::string_view text) = 0;

    /// Something about the connection, for people.
    virtual void tell(std::string_view text) = 0;

    /// In front of what is typed.
    virtual void set_prompt(std::string prompt) = 0;

    /// Ends `read`, in a function that the loop calls.
    virtual void stop() = 0;
};

} // namespace siota

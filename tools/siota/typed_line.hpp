// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>

#include <string>
#include <string_view>

namespace siota {

/// What somebody has typed.
struct typed_line {
    /// `ack`, of `/ack`; empty: none.
    std::string command{};
    /// Name of an event; empty if nothing is behind the command.
    std::string event{};
    socketiota::arguments values{};
};

/// Reads `[/COMMAND] [EVENT [VALUE...]]`. A value is JSON, which may have spaces inside; a text in
/// single quotes; or a word that `value_of` reads. Throws `misuse` where something does not end, or
/// looks like JSON and is none.
[[nodiscard]] typed_line read_typed_line(std::string_view line);

/// The name of an event as it has to be typed.
[[nodiscard]] std::string typed_name(std::string_view event);

} // namespace siota

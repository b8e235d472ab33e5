// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace siota {

/// How people get to see something.
struct text_style {
    /// With the colours of a terminal.
    bool colour = false;
    /// Values that are longer have a line for each element or member.
    std::size_t width = 80;
};

/// What standard output wants: colour only on a terminal, and not if `NO_COLOR` is set.
[[nodiscard]] text_style style_of_output();

/// Values as JSON that is laid out for people: binary is `<00 ff>`, of which the beginning is
/// shown, and nothing in it does anything to a terminal.
[[nodiscard]] std::string readable_text(socketiota::value const& given, text_style style);

/// The same of several, on one line if they fit behind `heading`, else on lines of their own.
[[nodiscard]] std::string readable_line(std::string_view heading,
                                        std::span<socketiota::value const> values,
                                        text_style style);

} // namespace siota

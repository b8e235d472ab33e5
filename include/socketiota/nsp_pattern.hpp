// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <string>
#include <string_view>

namespace socketiota {

/// What the names of namespaces look like that are made on demand: each `*` stands for one or more
/// characters, but for `/`.
///
///     auto rooms = io.of(sio::nsp_pattern("/room-*")); // "/room-101", not "/room-" or "/room-1/a"
///
/// Matching takes time in proportion to the length of the name times that of the pattern at most,
/// whatever the name. It is no `std::regex`, which needs stack for each character of a name that a
/// stranger chose, and may take for ever. Whoever wants more asks for names by a function.
///
/// Throws `invalid_option` for a `**`.
/// Thread safety: immutable, safe.
class SOCKETIOTA_EXPORT nsp_pattern {
public:
    /// A leading `/` is added if it is missing.
    explicit nsp_pattern(std::string_view text);

    /// Whether a namespace of that name, which begins with `/`, has this pattern.
    [[nodiscard]] bool matches(std::string_view name) const noexcept;

    /// The pattern as it was written, with the leading `/`.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

private:
    std::string text_;
};

} // namespace socketiota

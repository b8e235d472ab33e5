// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::http {

/// What a route's path looks like: literal segments, `:name` for one, `*name` for all the rest.
///
/// Invariant: a segment that takes the rest is the last one.
class route_pattern {
public:
    /// The decoded text for each name of the pattern.
    using parameter_list = std::vector<std::pair<std::string, std::string>>;

    /// Throws `invalid_option` with a sentence that quotes `pattern` if it is none.
    explicit route_pattern(std::string_view pattern);

    /// The parameters if `segments`, which `split_path` made, have this pattern.
    [[nodiscard]] std::optional<parameter_list> match(std::span<std::string const> segments) const;

    /// The pattern as the program wrote it.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

private:
    enum class kind : std::uint8_t { literal, one, rest };

    struct segment {
        kind type;
        /// The text to find, or the name of the parameter.
        std::string text;
    };

    void add(std::string_view written);
    void add_parameter(kind type, std::string_view name);
    [[noreturn]] void refuse(std::string_view why) const;

    std::string text_;
    std::vector<segment> segments_;
};

} // namespace socketiota::http

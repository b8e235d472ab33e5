// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

namespace socketiota::redis {

/// A command with its arguments, any octets: `{"PUBLISH", channel, payload}`.
///
/// Refers to its words, which need to live until the function that takes it returns: with braces it
/// is written where it is given to one, and never kept in a variable.
class command {
public:
    // Not explicit: it is written where a function takes one.
    command(std::initializer_list<std::string_view> words) noexcept
        : words_(std::data(words), words.size()) {}

    explicit command(std::span<std::string_view const> words) noexcept : words_(words) {}

    [[nodiscard]] std::span<std::string_view const> words() const noexcept { return words_; }

private:
    std::span<std::string_view const> words_;
};

} // namespace socketiota::redis

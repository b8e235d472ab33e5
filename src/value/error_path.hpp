// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

/// Appends a name that the other side chose, in quotes: ASCII alone, whatever is in it, and cut
/// after 40 characters.
void append_name(std::string& into, std::string_view name);

/// Prints the way to a value, `[1]."user"."age"`, for sentences and logs.
class error_path {
public:
    /// Of more than eight steps those in the middle are left out.
    explicit error_path(std::size_t steps) noexcept : steps_(steps) {}

    void add_element(std::size_t index);
    void add_member(std::string_view name);

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    [[nodiscard]] bool is_printed();

    std::size_t steps_;
    std::size_t step_ = 0;
    std::string text_{};
};

} // namespace socketiota

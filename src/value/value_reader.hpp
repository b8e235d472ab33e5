// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// Reads a `value`, which must outlive all views and not change.
class value_reader final : public reader {
public:
    /// `as_held`: texts are given as the value holds them, so that views outlive the reader.
    explicit value_reader(value const& from, bool as_held = false) noexcept
        : root_(from), next_(&from), as_held_(as_held) {}

    [[nodiscard]] value_kind peek() noexcept override;
    bool read_null() override;
    bool read_bool(bool& into) override;
    bool read_int64(std::int64_t& into) override;
    bool read_uint64(std::uint64_t& into) override;
    bool read_double(double& into) override;
    bool read_string(std::string_view& into) override;
    bool read_wtf8(std::string_view& into) override;
    bool read_bytes(bytes& into) override;
    bool read_bytes(std::span<std::byte const>& into) override;
    bool enter_array() override;
    bool next_element() override;
    bool enter_object() override;
    bool next_key(std::string_view& key) override;
    bool next_wtf8_key(std::string_view& key) override;
    bool skip() override;
    bool read_raw(std::string_view& text, std::vector<bytes>& attachments) override;
    [[nodiscard]] value_kind error_kind() const noexcept override;

private:
    struct open_container {
        value const* container;
        /// How many of its elements or members have been visited.
        std::size_t visited;
    };

    void on_failure() noexcept override;
    [[nodiscard]] std::string failure_path() const override;
    [[nodiscard]] value const& current() const noexcept;
    [[nodiscard]] std::string_view keep(std::string text);
    [[nodiscard]] std::string_view valid(std::string_view held);
    [[nodiscard]] value const* take(value_kind kind) noexcept;
    [[nodiscard]] value const* take_number(detail::kind_set wanted) noexcept;
    [[nodiscard]] bool next_visited(value_kind kind, std::size_t& index);

    value const& root_;
    /// Null if there is no value to read, because the next step is next_element or next_key.
    value const* next_;
    bool as_held_;
    std::vector<open_container> open_{};
    /// What was written for views; each text stays where it is.
    std::vector<std::unique_ptr<std::string>> texts_{};
};

} // namespace socketiota

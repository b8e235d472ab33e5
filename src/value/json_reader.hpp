// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <value/json_placeholders.hpp>
#include <value/json_scan.hpp>
#include <value/json_string.hpp>

namespace socketiota {

/// Reads JSON text that `validate_json` has accepted.
///
/// Strings without escapes are views straight into the text; the others go to a scratch that the
/// reader owns and keeps for the next text. The text, the attachments and the placeholders must
/// outlive all views.
///
/// Which bracket is open is not kept: in valid text the next separator tells.
class json_reader final : public reader {
public:
    json_reader() noexcept = default;

    /// Begins at the first character of `valid_text`. `placeholders` are what
    /// `find_json_placeholders` found in it, and count into `attachments`.
    explicit json_reader(std::string_view valid_text, std::span<bytes const> attachments = {},
                         std::span<json_placeholder const> placeholders = {}) noexcept {
        reset(valid_text, attachments, placeholders);
    }

    /// Begins anew with another text and forgets an error. Views into the scratch die.
    void reset(std::string_view valid_text, std::span<bytes const> attachments = {},
               std::span<json_placeholder const> placeholders = {}) noexcept {
        begin_ = valid_text.data();
        end_ = begin_ + valid_text.size();
        at_ = skip_json_space(begin_, end_);
        value_ = at_;
        is_entered_ = false;
        attachments_ = attachments;
        placeholders_ = placeholders;
        scratch_used_ = 0;
        clear_error();
    }

    /// Goes to an element of the outermost array, or to its closing bracket, at `offset`, as if the
    /// elements before it had been read; the next call is `next_element`. The envelope of an event
    /// has told where the arguments begin.
    void seek_element(std::size_t offset) noexcept {
        at_ = begin_ + offset;
        is_entered_ = true;
    }

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
    void on_failure() noexcept override;
    [[nodiscard]] std::string failure_path() const override;
    [[nodiscard]] value_kind kind_at(char const* at) const noexcept;
    [[nodiscard]] bool begin_value() noexcept;
    [[nodiscard]] bool begin_value(char first, value_kind kind);
    [[nodiscard]] bool next_separated(char closing);
    [[nodiscard]] json_placeholder const* placeholder_here() noexcept;
    [[nodiscard]] bytes const* take_bytes();
    [[nodiscard]] std::string_view take_string(lone_surrogates lone);
    [[nodiscard]] std::string_view unescape(std::string_view content, lone_surrogates lone);
    [[nodiscard]] bool take_key(std::string_view& key, lone_surrogates lone);

    char const* begin_ = nullptr;
    char const* at_ = nullptr;
    char const* end_ = nullptr;
    /// Where the value that was read last begins.
    char const* value_ = nullptr;
    /// Where the reader was when it failed.
    char const* failed_at_ = nullptr;
    /// An array or object has just been entered, so no comma comes first.
    bool is_entered_ = false;
    std::span<bytes const> attachments_{};
    std::span<json_placeholder const> placeholders_{};
    std::unique_ptr<char[]> scratch_{};
    std::size_t scratch_size_ = 0;
    std::size_t scratch_used_ = 0;
};

/// What `reader::error_path` answers for the value of a valid text that begins or ends at `offset`.
[[nodiscard]] std::string json_path_to(std::string_view valid_text, std::size_t offset);

} // namespace socketiota

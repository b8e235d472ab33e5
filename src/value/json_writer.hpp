// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/writer.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <value/json_validate.hpp>

namespace socketiota {

/// Writes JSON text as `JSON.stringify` would, byte for byte.
///
/// Binary becomes a placeholder in the text and an attachment beside it, numbered in the order of
/// encounter. A program's own object that looks like a placeholder (`_placeholder: true`) is
/// written as it is: without binary in the same packet it arrives as an object; with binary, the
/// other side takes it for an attachment, or disconnects for an illegal one. The official
/// implementation does the same.
///
/// After a failure the text is incomplete; the caller truncates it.
class json_writer final : public writer {
public:
    /// Appends to both. `depth` is how deep arrays and objects may nest; deeper is
    /// `nested_too_deep`, because the other side would refuse what it cannot hold.
    json_writer(base::output_buffer& text, std::vector<bytes>& attachments,
                std::size_t depth = default_json_depth) noexcept
        : text_(text),
          attachments_(attachments),
          first_attachment_(attachments.size()),
          depth_left_(depth) {}

    void write_null() override;
    void write_bool(bool flag) override;
    void write_int64(std::int64_t number) override;
    void write_uint64(std::uint64_t number) override;
    void write_double(double number) override;
    void write_string(std::string_view text) override;
    void write_bytes(bytes const& octets) override;
    bool begin_array(std::size_t count) override;
    void end_array() override;
    bool begin_object(std::size_t count) override;
    void write_key(std::string_view key) override;
    void end_object() override;
    void write_raw(std::string_view valid_json, std::span<bytes const> attachments) override;

private:
    [[nodiscard]] bool begin(char bracket);
    void end(char bracket);
    [[nodiscard]] char* prepare_value(std::size_t size);
    void append_placeholder(bytes const& octets);

    template <class Number>
    void write_number(Number number);

    base::output_buffer& text_;
    std::vector<bytes>& attachments_;
    /// Placeholders count from here: whoever shares the vector began at another number.
    std::size_t first_attachment_;
    std::size_t depth_left_;
    bool needs_comma_ = false;
};

} // namespace socketiota

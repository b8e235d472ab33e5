// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>
#include <socketiota/writer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// Builds a `value` from what is written.
class value_writer final : public writer {
public:
    /// Sets `into` when the outermost value is complete. `depth` is how deep arrays and objects may
    /// nest; deeper is `nested_too_deep`.
    value_writer(value& into, std::size_t depth) noexcept : into_(into), depth_(depth) {}

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
    struct open_container {
        value container;
        /// Under which the next member will be put.
        std::string key;
    };

    [[nodiscard]] bool open(value container);
    [[nodiscard]] value close();
    void put(value made);

    value& into_;
    std::size_t depth_;
    std::vector<open_container> open_{};
};

} // namespace socketiota

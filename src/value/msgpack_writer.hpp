// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/writer.hpp>

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <value/json_validate.hpp>

namespace socketiota {

/// Writes msgpack as notepack.io 2.2 would, byte for byte, where JavaScript has the value: the
/// shortest form of each, whole doubles as whole numbers, binary in place.
///
/// Whole numbers that a double does not hold keep all digits. What is no UTF-8 in a text becomes
/// U+FFFD, half a surrogate pair too, for which msgpack has no form.
///
/// After a failure the octets are incomplete; the caller truncates them.
class msgpack_writer final : public writer {
public:
    /// Appends to `octets`. `depth` as for `json_writer`.
    explicit msgpack_writer(base::output_buffer& octets,
                            std::size_t depth = default_json_depth) noexcept
        : octets_(octets), depth_left_(depth) {}

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

    /// Inserts one value that is msgpack already.
    void write_encoded(std::string_view valid);

private:
    [[nodiscard]] bool begin_value() noexcept;
    [[nodiscard]] bool begin(std::size_t values);
    void end();
    void put(unsigned lead);
    void put(unsigned lead, std::uint64_t number, std::size_t octets);
    void put_size(std::size_t size, unsigned lead_of_8, unsigned lead_of_16);
    void put_text(std::string_view text);

    base::output_buffer& octets_;
    std::size_t depth_left_;
    /// How many values each open array or object still has to get, keys included: the other side
    /// believes what was announced.
    boost::container::small_vector<std::size_t, 8> left_{};
};

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <value/msgpack_item.hpp>

namespace socketiota {

/// Reads msgpack that `is_valid_msgpack` has accepted, as a JavaScript peer would and, where it has
/// what JSON has not, as JSON would have it: a time is the text that `Date.toJSON` writes,
/// `undefined` is null in an array and no member in an object.
///
/// Views go straight into the octets, which must outlive them.
class msgpack_reader final : public reader {
public:
    explicit msgpack_reader(std::string_view valid) noexcept { reset(valid); }

    /// Begins anew with other octets and forgets an error.
    void reset(std::string_view valid) noexcept;

    [[nodiscard]] value_kind peek() noexcept override;
    bool read_null() override;
    bool read_bool(bool& into) override;
    bool read_int64(std::int64_t& into) override;
    bool read_uint64(std::uint64_t& into) override;
    bool read_double(double& into) override;
    bool read_string(std::string_view& into) override;

    bool read_wtf8(std::string_view& into) override { return read_string(into); }

    bool read_bytes(bytes& into) override;
    bool read_bytes(std::span<std::byte const>& into) override;
    bool enter_array() override;
    bool next_element() override;
    bool enter_object() override;
    bool next_key(std::string_view& key) override;

    bool next_wtf8_key(std::string_view& key) override { return next_key(key); }

    bool skip() override;
    bool read_raw(std::string_view& text, std::vector<bytes>& attachments) override;
    [[nodiscard]] value_kind error_kind() const noexcept override;

private:
    struct open_container {
        msgpack_item::form what;
        std::size_t left;    // elements or members that have not been visited
        std::size_t visited; // of an array or an extension
        char const* begin;   // of an extension
        std::string_view key{};
    };

    void on_failure() noexcept override;
    [[nodiscard]] std::string failure_path() const override;
    [[nodiscard]] bool look(msgpack_item& item) noexcept;
    [[nodiscard]] bool take(msgpack_item::form what, value_kind kind, msgpack_item& item) noexcept;
    [[nodiscard]] bool take_number(detail::kind_set wanted, msgpack_item& item) noexcept;
    void consume(msgpack_item const& item) noexcept;
    void enter(msgpack_item const& item);
    [[nodiscard]] bool may_go_on(bool in_object) noexcept;
    [[nodiscard]] std::string_view keep(std::string text);

    char const* at_ = nullptr;
    char const* end_ = nullptr;
    /// Where the value begins that comes next or was read last.
    char const* value_ = nullptr;
    /// A value comes next, and not the next element or member.
    bool is_due_ = false;
    std::vector<open_container> open_{};
    /// What was written for views; each text stays where it is.
    std::vector<std::unique_ptr<std::string>> texts_{};
};

} // namespace socketiota

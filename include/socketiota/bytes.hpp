// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace socketiota {

/// Immutable, shared octets: a binary attachment on the wire, a `Buffer` or `Uint8Array` in
/// JavaScript.
///
/// Copying shares the octets and never copies them, so one picture sent to a thousand clients is
/// held once.
///
/// Thread safety: distinct objects: safe, also when they share octets. One object: not while
/// written.
class SOCKETIOTA_EXPORT bytes {
public:
    /// No octets.
    bytes() noexcept = default;

    /// Copies `source`.
    explicit bytes(std::span<std::byte const> source);

    /// Copies the octets of `source`, whatever characters they are.
    explicit bytes(std::string_view source);

    /// Takes over `source` without copying it.
    explicit bytes(std::vector<std::byte> source);

    /// The octets. The span lives as long as any `bytes` that shares them.
    [[nodiscard]] std::span<std::byte const> view() const noexcept { return {data_.get(), size_}; }

    /// The octets as characters, for APIs that take text. Same lifetime as `view()`.
    [[nodiscard]] std::string_view as_text() const noexcept;

    /// The first octet; null if there are none. Same lifetime as `view()`.
    [[nodiscard]] std::byte const* data() const noexcept { return data_.get(); }

    /// How many octets.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Whether there are none.
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// Equal if the octets are equal, shared or not.
    friend bool operator==(bytes const& left, bytes const& right) noexcept {
        return left.as_text() == right.as_text();
    }

private:
    std::shared_ptr<std::byte const> data_;
    std::size_t size_ = 0;
};

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::adapter {

/// Which packet of all that clients may miss: from which shard it came, and as its how-manieth,
/// counted from 1. All who receive it know it by that.
class packet_offset {
public:
    /// None.
    constexpr packet_offset() noexcept = default;

    constexpr packet_offset(std::size_t shard, std::uint64_t number) noexcept
        : bits_(std::uint64_t{shard} << number_bits | number) {}

    /// Whether it is any.
    constexpr explicit operator bool() const noexcept { return bits_ != 0; }

    [[nodiscard]] constexpr std::size_t shard() const noexcept {
        return static_cast<std::size_t>(bits_ >> number_bits);
    }

    [[nodiscard]] constexpr std::uint64_t number() const noexcept {
        return bits_ & ((std::uint64_t{1} << number_bits) - 1);
    }

    friend constexpr bool operator==(packet_offset, packet_offset) noexcept = default;

    /// 2^48 packets: a million each second for nine years.
    static constexpr unsigned number_bits = 48;

private:
    std::uint64_t bits_ = 0;
};

/// Offsets as the text that goes with each packet: a mark, two digits for the shard, up to eight
/// for the number.
///
/// The mark is random and belongs to one server. Clients take any text at the end of an event for
/// the offset; without the mark, one that the program wrote could name a packet.
class offset_text {
public:
    explicit offset_text(std::string mark) noexcept;

    [[nodiscard]] std::string write(packet_offset offset) const;

    /// Octets of the longest that any writes, at least.
    static constexpr std::size_t longest = 64;

    /// None, if this did not write it.
    [[nodiscard]] std::optional<packet_offset> read(std::string_view text) const noexcept;

private:
    std::string mark_;
};

} // namespace socketiota::adapter

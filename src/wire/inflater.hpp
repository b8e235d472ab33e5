// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <base/output_buffer.hpp>

namespace socketiota::wire {

/// What became of a compressed text or binary.
enum class inflated : std::uint8_t {
    whole,
    /// It would be larger than it may be; no more than that was inflated.
    too_big,
    /// It is not what a compressor makes, or ends too early.
    broken,
};

/// Inflates texts and binaries that came by permessage-deflate (RFC 7692 section 7.2.2).
///
/// Takes 7 KiB and up to 2^window octets of memory from the first use on: 39 KiB with a window of
/// 15 bits.
///
/// Thread safety: belongs to one shard.
class inflater {
public:
    /// @param window_bits 8 to 15, or more than the peer uses.
    /// @param keeps_context whether each may look back into those before it.
    inflater(unsigned window_bits, bool keeps_context) noexcept;
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;
    ~inflater();

    /// Appends what `content` says to `output`, which holds nothing yet. Not `whole`: nothing more
    /// can be inflated. Throws `std::bad_alloc`.
    ///
    /// @param most octets that it may be.
    [[nodiscard]] inflated append(std::span<std::byte const> content, std::size_t most,
                                  base::output_buffer& output);

private:
    struct stream;

    std::unique_ptr<stream> stream_; // null before the first use
    unsigned window_bits_;
    bool keeps_context_;
};

} // namespace socketiota::wire

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socketiota::wire {

/// How hard and with how much memory `deflater` works.
struct deflate_effort {
    /// 1 (fast) to 9 (small); 0 does not compress, -1 is zlib's own choice, 6 today.
    int level = -1;
    /// 1 to 9.
    int memory_level = 8;

    friend bool operator==(deflate_effort const&, deflate_effort const&) = default;
};

/// Compresses texts and binaries as permessage-deflate has them on the wire (RFC 7692 section
/// 7.2.1).
///
/// Takes 2^(window + 2) + 2^(memory level + 9) octets of memory from the first use on: 256 KiB with
/// a window of 15 bits and memory level 8.
///
/// Thread safety: belongs to one shard.
class deflater {
public:
    /// @param window_bits 9 to 15; zlib cannot look back into 8 bits only.
    /// @param keeps_context whether each looks back into those before it.
    deflater(unsigned window_bits, bool keeps_context, deflate_effort effort = {}) noexcept;
    deflater(deflater&&) noexcept;
    deflater& operator=(deflater&&) noexcept;
    ~deflater();

    /// Appends `content` in its compressed form to `output`. Throws `std::bad_alloc`; one that
    /// keeps its context is of no use then.
    void append(std::string_view content, std::string& output);

private:
    struct stream;

    std::unique_ptr<stream> stream_; // null before the first use
    unsigned window_bits_;
    bool keeps_context_;
    deflate_effort effort_;
};

} // namespace socketiota::wire

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace socketiota {

/// How answers to long-polling are compressed, as Node's `httpCompression`: by gzip or deflate,
/// whichever the client likes better.
///
///     sio::server io{{.http_compression = std::nullopt}}; // not at all
///
/// Memory: 256 KiB while an answer is compressed.
struct http_compression_options {
    /// Octets from which on an answer is compressed. 0: all.
    std::size_t threshold = 1024;

    /// 1 (fast) to 9 (small).
    int level = 6;
};

} // namespace socketiota

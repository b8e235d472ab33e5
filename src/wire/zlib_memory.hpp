// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>

#include <zlib.h>

namespace socketiota::wire {

// The memory of zlib's streams comes from where all memory of the library comes from, so that what
// counts or limits that sees it too.

inline voidpf take_zlib_memory(voidpf, uInt items, uInt size) noexcept {
    return ::operator new (std::size_t{items} * size, std::nothrow);
}

inline void give_zlib_memory(voidpf, voidpf memory) noexcept { ::operator delete(memory); }

/// A stream that is still to be initialised.
[[nodiscard]] inline z_stream zlib_stream() noexcept {
    z_stream stream{};
    stream.zalloc = &take_zlib_memory;
    stream.zfree = &give_zlib_memory;
    return stream;
}

} // namespace socketiota::wire

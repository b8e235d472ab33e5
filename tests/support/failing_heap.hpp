// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// A heap that runs out of memory where a test wants it: `operator new` in all forms, and
/// `aligned_alloc`, where Asio gets what its operations need. What C libraries take with malloc
/// (OpenSSL, zlib) is not touched.
///
/// For programs of one thread: whoever links `failing_heap.cpp` has it in all of the program.
namespace socketiota::test::failing_heap {

/// From now on the `nth` of the allocations that count fails, and `more` after it. 0: none fails.
void fail(std::size_t nth, std::size_t more = 0) noexcept;

/// How many were counted since `fail`.
[[nodiscard]] std::size_t counted() noexcept;

/// Blocks that are allocated, counted or not.
[[nodiscard]] std::size_t live() noexcept;

/// Octets of these blocks, as the allocator rounds them up.
[[nodiscard]] std::size_t octets() noexcept;

/// As long as one is there, allocations count.
class counting {
public:
    counting() noexcept;
    counting(counting const&) = delete;
    counting& operator=(counting const&) = delete;
    ~counting();
};

} // namespace socketiota::test::failing_heap

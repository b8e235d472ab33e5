// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <malloc.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SOCKETIOTA_TEST_SANITIZED_HEAP
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SOCKETIOTA_TEST_SANITIZED_HEAP
#endif

#ifdef SOCKETIOTA_TEST_SANITIZED_HEAP
// Of the sanitizers' allocator_interface.h, which g++ does not bring.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace socketiota::test {

/// Octets of the heap that are in use in this process.
inline std::size_t heap_in_use() {
#ifdef SOCKETIOTA_TEST_SANITIZED_HEAP
    return __sanitizer_get_current_allocated_bytes();
#else
    auto const heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
#endif
}

/// Octets of memory that the kernel holds for this process once the allocator has given back what
/// it can.
inline std::size_t resident_memory() {
    malloc_trim(0);
    std::ifstream sizes("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    sizes >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Whether `resident_memory` says something: sanitizers keep what was freed, to find its users.
inline constexpr bool resident_memory_returns =
#ifdef SOCKETIOTA_TEST_SANITIZED_HEAP
    false;
#else
    true;
#endif

inline std::size_t entries_of(char const* folder) {
    std::filesystem::directory_iterator const all(folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

inline std::size_t open_descriptors() { return entries_of("/proc/self/fd"); }

inline std::size_t running_threads() { return entries_of("/proc/self/task"); }

} // namespace socketiota::test

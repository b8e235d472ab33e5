// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include <sched.h>

namespace socketiota::loop {

/// The cores that the process may use, by number; one at least.
[[nodiscard]] std::vector<std::size_t> usable_cores();

/// Keeps the calling thread on one core as long as this lives.
class pinned_thread {
public:
    pinned_thread() noexcept = default;

    /// `core`: one that the thread may use.
    explicit pinned_thread(std::size_t core) noexcept;
    pinned_thread(pinned_thread const&) = delete;
    pinned_thread& operator=(pinned_thread const&) = delete;
    ~pinned_thread();

private:
    cpu_set_t before_{};
    bool pinned_ = false;
};

} // namespace socketiota::loop

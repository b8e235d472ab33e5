// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace socketiota {

/// Which threads run a server, for who waits until none does. It outlives the server.
///
/// Thread safety: safe.
class run_state {
public:
    /// The calling thread does, until `leave`.
    void enter() {
        std::lock_guard const locked(lock_);
        threads_.push_back(std::this_thread::get_id());
    }

    void leave() noexcept {
        std::lock_guard const locked(lock_);
        threads_.erase(std::find(threads_.begin(), threads_.end(), std::this_thread::get_id()));
        // Under the lock: who waited may destroy this next.
        if (threads_.empty())
            none_.notify_all();
    }

    [[nodiscard]] bool running() const noexcept {
        std::lock_guard const locked(lock_);
        return !threads_.empty();
    }

    /// Whether the calling thread is one of them.
    [[nodiscard]] bool is_here() const noexcept {
        std::lock_guard const locked(lock_);
        return std::find(threads_.begin(), threads_.end(), std::this_thread::get_id()) !=
               threads_.end();
    }

    void wait_for_none() {
        std::unique_lock locked(lock_);
        none_.wait(locked, [this] { return threads_.empty(); });
    }

private:
    mutable std::mutex lock_;
    std::condition_variable none_;
    std::vector<std::thread::id> threads_; // under the lock
};

} // namespace socketiota

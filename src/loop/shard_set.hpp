// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/post.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <loop/shard.hpp>

namespace socketiota::loop {

/// The shards of one server, each known by its place among them, and whether threads of their own
/// run them.
///
/// Thread safety: safe, except `set_running`.
class shard_set {
public:
    /// Of one at least.
    explicit shard_set(std::vector<std::shared_ptr<shard>> shards) : shards_(std::move(shards)) {}

    [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }

    [[nodiscard]] std::shared_ptr<shard> const& operator[](std::size_t index) const noexcept {
        return shards_[index];
    }

    [[nodiscard]] std::span<std::shared_ptr<shard> const> all() const noexcept { return shards_; }

    /// Which of them the calling thread runs just now, if any.
    [[nodiscard]] std::optional<std::size_t> here() const noexcept {
        for (std::size_t index = 0; index != shards_.size(); ++index)
            if (shards_[index]->in_this_thread())
                return index;
        return std::nullopt;
    }

    /// Says that threads run them from now on, or do no more. Before the first thread begins and
    /// after the last has ended. A single shard needs no word of it.
    void set_running(bool do_threads_run) noexcept {
        running_.store(do_threads_run, std::memory_order_release);
    }

    /// Whether threads of their own run them; never said of a single one.
    [[nodiscard]] bool running() const noexcept { return running_.load(std::memory_order_acquire); }

    /// Has each of them do `work(index)`: at once on that of the caller, and on all of them while
    /// no threads run or there is only one; posted to the others.
    template <class Work>
    void on_each(Work const& work) const {
        bool const all_at_once = size() == 1 || !running();
        for (std::size_t index = 0; index != shards_.size(); ++index) {
            if (all_at_once || shards_[index]->in_this_thread())
                work(index);
            else
                boost::asio::post(shards_[index]->get_executor(), [work, index] { work(index); });
        }
    }

private:
    std::vector<std::shared_ptr<shard>> const shards_;
    std::atomic<bool> running_ = false;
};

} // namespace socketiota::loop

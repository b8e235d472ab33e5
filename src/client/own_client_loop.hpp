// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include <client/client_loop.hpp>
#include <client/loop_resident.hpp>
#include <loop/own_loop.hpp>

namespace socketiota::clients {

/// The loop of a client that brings its own, and what runs it: a thread that belongs to the client,
/// or the program, which polls it.
///
/// Handles on other threads may post to it: for so long they have the lease of its shard, and it
/// ends when the last has given that back.
///
/// Thread safety: `end` belongs to whoever destroys the client, `poll` to the thread that polls,
/// the rest to the thread that makes the client.
class own_client_loop : public std::enable_shared_from_this<own_client_loop> {
public:
    own_client_loop();
    own_client_loop(own_client_loop const&) = delete;
    own_client_loop& operator=(own_client_loop const&) = delete;
    ~own_client_loop();

    [[nodiscard]] std::shared_ptr<client_loop> const& loop() const noexcept { return loop_; }

    /// Runs `client` from now on, by a thread of its own or whenever it is polled.
    void begin(std::shared_ptr<loop_resident> client, bool by_thread);

    /// Does what is ready, for which it waits at most that long; returns how much that was. What a
    /// function of the program throws comes out of it, and the rest is left for the next call.
    /// Nothing inside of another call.
    std::size_t poll(std::chrono::milliseconds wait);

    /// Whether the program runs it.
    [[nodiscard]] bool is_polled() const noexcept { return !thread_.joinable(); }

    /// Ends it, whose client is destroyed: at once, or inside of a function of the program when
    /// that returns.
    void end() noexcept;

private:
    void lend(loop::shard& shard);
    [[nodiscard]] std::size_t run_ready(std::chrono::milliseconds wait);
    void run() noexcept;
    void finish() noexcept;
    void poll_quietly() noexcept;

    [[nodiscard]] bool is_here() { return context_.get_executor().running_in_this_thread(); }

    loop::own_loop context_;
    std::shared_ptr<loop::shard> lease_;
    std::future<void> lease_is_back_;
    std::shared_ptr<client_loop> loop_;
    boost::asio::executor_work_guard<loop::own_loop::executor_type> work_;
    std::shared_ptr<loop_resident> client_; // null before it begins
    std::mutex ending_;                     // held while it is said that it is over
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

} // namespace socketiota::clients

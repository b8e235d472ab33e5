// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace socketiota::loop {

/// Notices in debug builds that two threads are in one shard, which would be a data race: that two
/// run its event loop, or that a handle which belongs there is used elsewhere. Where `NDEBUG` is
/// defined it does nothing and costs nothing.
///
/// It cannot see every race, but what it reports is one. Each kind is reported once.
///
/// Thread safety: safe, but `on_misuse` belongs before the shard runs.
class thread_check {
public:
    static constexpr bool enabled =
#ifdef NDEBUG
        false;
#else
        true;
#endif

    /// Called with a sentence, on the thread that broke the rule.
    std::function<void(std::string)> on_misuse;

    /// The current thread is inside the shard as long as this lives.
    class visit {
    public:
        explicit visit(thread_check& where);
        visit(visit const&) = delete;
        visit& operator=(visit const&) = delete;
        ~visit();

    private:
        [[maybe_unused]] thread_check& where_;
        [[maybe_unused]] bool first_ = false;
    };

    /// `function` is being called, which belongs to the thread of the shard.
    void expect(std::string_view function);

private:
    void report(std::atomic<bool>& kind, std::string sentence);

    std::atomic<std::thread::id> inside_; // none, while the loop waits
    std::atomic<std::thread::id> home_;   // who was the last inside
    std::atomic<bool> loop_reported_ = false;
    std::atomic<bool> handle_reported_ = false;
};

#ifdef NDEBUG

inline thread_check::visit::visit(thread_check& where) : where_(where) {}

inline thread_check::visit::~visit() = default;

inline void thread_check::expect(std::string_view) {}

#endif

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <string_view>

namespace socketiota::base {

/// What a program may register with a server, and when. The functions of a server with several
/// shards are called by several threads at the same time, which read where they are without a lock.
///
/// Thread safety: safe.
class registrations {
public:
    explicit registrations(bool several_shards) noexcept : several_(several_shards) {}

    /// Says that threads read what is registered from now on, or do no more.
    void set_read(bool is_read) noexcept { read_.store(is_read, std::memory_order_release); }

    /// Throws `std::logic_error` if it is too late for `what`, which the sentence names.
    void check_time(std::string_view what) const {
        if (several_ && read_.load(std::memory_order_acquire))
            throw std::logic_error(std::string(what) +
                                   " was called while a server with several shards runs, whose "
                                   "threads read what is registered: call it before run");
    }

    /// Throws `invalid_option` if a function cannot be called by several threads at the same time,
    /// as far as its type tells.
    ///
    /// @param shareable whether it can be called as const: `detail::callback::shareable`.
    void check_function(std::string_view what, bool shareable) const {
        if (several_ && !shareable)
            throw boost::system::system_error(
                make_error_code(error::invalid_option),
                std::string(what) +
                    " got a function that changes itself when it is called (a mutable lambda), "
                    "which several shards would do at the same time: keep what it changes outside "
                    "of it, in an atomic or behind a lock");
    }

    void check(std::string_view what, bool shareable) const {
        check_time(what);
        check_function(what, shareable);
    }

private:
    bool const several_;
    std::atomic<bool> read_ = false;
};

} // namespace socketiota::base

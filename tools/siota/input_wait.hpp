// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/descriptor_base.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>

#include <unistd.h>

namespace siota {

/// Runs a loop until standard input can be read.
///
/// Thread safety: none.
class input_wait {
public:
    explicit input_wait(boost::asio::io_context& context)
        : context_(context), input_(context, ::dup(STDIN_FILENO)) {}

    /// Whether it can be read; not once `stop` was called.
    [[nodiscard]] bool operator()() {
        auto const can_read = std::make_shared<bool>(false);
        if (!has_stopped_) {
            // A file cannot be waited for, and can always be read: no error is looked at.
            input_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                              [can_read](socketiota::error_code) { *can_read = true; });
            // Asio has made it so for all who share the terminal: for our output, and for the
            // shell.
            socketiota::error_code ignored;
            input_.native_non_blocking(false, ignored);
        }
        is_interrupted_ = false;
        while (!has_stopped_ && !is_interrupted_ && !*can_read && context_.run_one() != 0) {
        }
        if (is_interrupted_)
            input_.cancel();
        return !has_stopped_;
    }

    /// Ends the wait as if there were something to read, in a function that the loop calls.
    void interrupt() noexcept { is_interrupted_ = true; }

    void stop() {
        has_stopped_ = true;
        input_.close();
    }

private:
    boost::asio::io_context& context_;
    boost::asio::posix::stream_descriptor input_;
    bool has_stopped_ = false;
    bool is_interrupted_ = false;
};

} // namespace siota

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

namespace socketiota::test {

/// Where coroutines wait until the test lets them go, in the order in which they came.
class gate {
public:
    explicit gate(boost::asio::io_context& context) : context_(context) {}

    boost::asio::awaitable<void> pass() {
        auto const place = std::make_shared<boost::asio::steady_timer>(
            context_, boost::asio::steady_timer::time_point::max());
        waiting_.push_back(place);
        boost::system::error_code ignored;
        co_await place->async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }

    /// Lets the first `count` of them go.
    void let_go(std::size_t count = 1) {
        for (; count > 0 && !waiting_.empty(); --count) {
            waiting_.front()->cancel();
            waiting_.pop_front();
        }
    }

    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

private:
    boost::asio::io_context& context_;
    std::deque<std::shared_ptr<boost::asio::steady_timer>> waiting_;
};

} // namespace socketiota::test

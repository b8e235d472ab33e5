// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Where coroutines of any shard wait until somebody, on any thread, has them go on.
class waiting_coroutines {
public:
    boost::asio::awaitable<void> wait() {
        auto const place = std::make_shared<timer>(co_await boost::asio::this_coro::executor,
                                                   timer::time_point::max());
        {
            std::lock_guard const locked(lock_);
            places_.push_back(place);
        }
        boost::system::error_code ignored; // how they are released
        co_await place->async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }

    void release() {
        std::unique_lock locked(lock_);
        auto const all = std::exchange(places_, {});
        locked.unlock();
        for (auto const& each : all)
            if (auto const place = each.lock()) // if not, its server has ended
                boost::asio::post(place->get_executor(), [place] { place->cancel(); });
    }

private:
    using timer = boost::asio::steady_timer;

    std::mutex lock_;
    std::vector<std::weak_ptr<timer>> places_;
};

} // namespace socketiota::test

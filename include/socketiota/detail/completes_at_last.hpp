// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <utility>

namespace socketiota::detail {

/// Completes an operation of `void(error_code)` without error when it is destroyed: for one that
/// succeeds however it ends, also when it is forgotten on its way.
template <class Handler>
class completes_at_last {
public:
    completes_at_last(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    completes_at_last(completes_at_last const&) = delete;
    completes_at_last& operator=(completes_at_last const&) = delete;

    ~completes_at_last() { waiting_.complete_at_last(error_code(), no_value{}); }

private:
    waiting_handler<Handler> waiting_;
};

} // namespace socketiota::detail

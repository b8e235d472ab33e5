// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <utility>
#include <vector>

namespace socketiota {

class remote_socket;

namespace detail {

/// Who waits for `fetch_sockets`: completes once, at the latest when it is forgotten on its way.
///
/// Thread safety: none; handed to the shard of the namespace.
class pending_fetch {
public:
    pending_fetch() = default;
    pending_fetch(pending_fetch const&) = delete;
    pending_fetch& operator=(pending_fetch const&) = delete;
    virtual ~pending_fetch() = default;

    /// Posts the completion, never completes inside of the call.
    virtual void complete(std::vector<remote_socket> found) = 0;
};

template <class Handler>
class typed_fetch final : public pending_fetch {
public:
    typed_fetch(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    ~typed_fetch() override {
        waiting_.at_last([this] { typed_fetch::complete({}); });
    }

    void complete(std::vector<remote_socket> found) override {
        if (waiting_)
            waiting_.complete(error_code(), std::move(found));
    }

private:
    waiting_handler<Handler> waiting_;
};

} // namespace detail
} // namespace socketiota

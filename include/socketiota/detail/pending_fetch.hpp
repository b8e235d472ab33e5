// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <optional>
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
        : waiting_(std::in_place, std::move(handler), executor) {}

    ~typed_fetch() override {
        try {
            typed_fetch::complete({});
        } catch (...) {
            // No memory to tell. The handler is destroyed, as by a context that ends.
            waiting_.reset();
        }
    }

    void complete(std::vector<remote_socket> found) override {
        if (!waiting_)
            return;
        waiting finished = std::move(*waiting_);
        waiting_.reset();
        boost::asio::post(finished.where, boost::asio::append(std::move(finished.handler),
                                                              error_code(), std::move(found)));
    }

private:
    struct waiting {
        using executor_type =
            boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;

        waiting(Handler given, boost::asio::any_io_executor const& executor)
            : handler(std::move(given)),
              where(boost::asio::get_associated_executor(handler, executor)),
              work(where) {}

        Handler handler;
        executor_type where;
        // Keeps the context alive that the handler runs on, which may be another one than ours.
        boost::asio::executor_work_guard<executor_type> work;
    };

    std::optional<waiting> waiting_;
};

} // namespace detail
} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <utility>

namespace socketiota::detail {

/// Who waits until something has left: completes once, by posting; at the latest when it is
/// forgotten, which says that the session has ended before.
class pending_send {
public:
    pending_send() = default;
    pending_send(pending_send const&) = delete;
    pending_send& operator=(pending_send const&) = delete;
    virtual ~pending_send() = default;

    virtual void complete(error_code how) noexcept = 0;
};

/// What tells `Handler`.
template <class Handler>
class typed_send final : public pending_send {
public:
    typed_send(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    typed_send(typed_send const&) = delete;
    typed_send& operator=(typed_send const&) = delete;

    ~typed_send() override {
        waiting_.complete_at_last(make_error_code(error::session_ended), no_value{});
    }

    void complete(error_code how) noexcept override {
        if (waiting_)
            waiting_.complete(how, no_value{});
    }

private:
    waiting_handler<Handler> waiting_;
};

template <class Handler>
[[nodiscard]] std::shared_ptr<pending_send>
make_send(Handler handler, boost::asio::any_io_executor const& executor) {
    // Shared as what it is based on, so that it has no control block of its own type.
    return std::unique_ptr<pending_send>(new typed_send<Handler>(std::move(handler), executor));
}

} // namespace socketiota::detail

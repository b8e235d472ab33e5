// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <utility>

namespace socketiota::detail {

/// Who waits for time to pass: made by `delay`, kept by the compiled library. It completes the
/// operation exactly once, always by posting.
class pending_delay {
public:
    pending_delay() = default;
    pending_delay(pending_delay const&) = delete;
    pending_delay& operator=(pending_delay const&) = delete;
    virtual ~pending_delay() = default;

    virtual void complete(error_code how) noexcept = 0;

    /// Of the handler; where a cancellation comes from.
    [[nodiscard]] virtual boost::asio::cancellation_slot cancellation() const noexcept = 0;
};

/// Waits on behalf of one completion handler. Forgotten, it has been aborted.
template <class Handler>
class waiting_delay final : public pending_delay {
public:
    waiting_delay(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    waiting_delay(waiting_delay const&) = delete;
    waiting_delay& operator=(waiting_delay const&) = delete;

    ~waiting_delay() override {
        waiting_.complete_at_last(boost::asio::error::operation_aborted, no_value{});
    }

    void complete(error_code how) noexcept override { waiting_.complete(how, no_value{}); }

    [[nodiscard]] boost::asio::cancellation_slot cancellation() const noexcept override {
        return boost::asio::get_associated_cancellation_slot(waiting_.handler());
    }

private:
    waiting_handler<Handler> waiting_;
};

} // namespace socketiota::detail

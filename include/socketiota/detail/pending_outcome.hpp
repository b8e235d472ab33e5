// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/waiting_handler.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <utility>

namespace socketiota::detail {

/// Who waits for what an operation comes to: made where it begins, kept by the compiled library. It
/// completes the operation exactly once, always by posting.
///
/// @tparam Value what it results in; `no_value`: whether it succeeded.
template <class Value>
class pending_outcome {
public:
    pending_outcome() = default;
    pending_outcome(pending_outcome const&) = delete;
    pending_outcome& operator=(pending_outcome const&) = delete;
    virtual ~pending_outcome() = default;

    virtual void complete(error_code how, Value&& value) noexcept = 0;

    /// Without a value.
    void complete(error_code how) noexcept { complete(how, Value{}); }

    /// Of the handler; where a cancellation comes from.
    [[nodiscard]] virtual boost::asio::cancellation_slot cancellation() const noexcept = 0;
};

/// Waits on behalf of one completion handler. Forgotten, it has been aborted.
template <class Value, class Handler>
class waiting_outcome final : public pending_outcome<Value> {
public:
    waiting_outcome(Handler handler, boost::asio::any_io_executor const& executor)
        : waiting_(std::move(handler), executor) {}

    waiting_outcome(waiting_outcome const&) = delete;
    waiting_outcome& operator=(waiting_outcome const&) = delete;

    ~waiting_outcome() override {
        waiting_.complete_at_last(boost::asio::error::operation_aborted, Value{});
    }

    using pending_outcome<Value>::complete;

    void complete(error_code how, Value&& value) noexcept override {
        if (waiting_)
            waiting_.complete(how, std::move(value));
    }

    [[nodiscard]] boost::asio::cancellation_slot cancellation() const noexcept override {
        return boost::asio::get_associated_cancellation_slot(waiting_.handler());
    }

private:
    waiting_handler<Handler> waiting_;
};

template <class Value, class Handler>
[[nodiscard]] std::shared_ptr<pending_outcome<Value>>
make_outcome(Handler handler, boost::asio::any_io_executor const& executor) {
    // Shared as what it is based on, so that it has no control block of its own type.
    return std::unique_ptr<pending_outcome<Value>>(
        new waiting_outcome<Value, Handler>(std::move(handler), executor));
}

/// Who waits for time to pass.
using pending_delay = pending_outcome<no_value>;

} // namespace socketiota::detail

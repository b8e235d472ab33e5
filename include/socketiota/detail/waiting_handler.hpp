// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// A call that is to be made once. Posted as this type, so that what Asio needs to post it is
/// compiled once and not for each handler.
class posted_call {
public:
    posted_call() = default;
    posted_call(posted_call const&) = delete;
    posted_call& operator=(posted_call const&) = delete;
    virtual ~posted_call() = default;

    /// Frees the memory of the call, which is `self`, before user code runs.
    virtual void run(std::unique_ptr<posted_call> self) = 0;
};

/// Calls a completion handler with what its operation came to.
template <class Handler, class... Value>
class handler_call final : public posted_call {
public:
    explicit handler_call(Handler&& handler, Value&&... values)
        : handler_(std::move(handler)), values_(std::move(values)...) {}

    void run(std::unique_ptr<posted_call> self) override {
        Handler handler(std::move(handler_));
        std::tuple<Value...> values(std::move(values_));
        self.reset();
        std::apply(std::move(handler), std::move(values));
    }

private:
    Handler handler_;
    std::tuple<Value...> values_;
};

/// What is given to Asio for a `posted_call`.
struct run_posted {
    std::unique_ptr<posted_call> call;

    void operator()() {
        posted_call& which = *call;
        which.run(std::move(call));
    }
};

/// A completion handler that waits for its operation and is called once, by posting, so that no
/// code of the user runs where the operation ends.
///
/// Goes to the executor of the handler at once: ours may run no more when the operation ends.
///
/// Thread safety: none.
template <class Handler>
class waiting_handler {
public:
    /// `executor` is for a handler that has none of its own.
    waiting_handler(Handler handler, boost::asio::any_io_executor const& executor)
        : handler_(std::move(handler)),
          where_(std::in_place, boost::asio::get_associated_executor(*handler_, executor)) {}

    waiting_handler(waiting_handler const&) = delete;
    waiting_handler& operator=(waiting_handler const&) = delete;
    ~waiting_handler() = default;

    /// Whether it still waits.
    explicit operator bool() const noexcept { return where_.has_value(); }

    /// Which there must be.
    [[nodiscard]] Handler const& handler() const noexcept { return *handler_; }

    /// Calls the handler, which must still wait, with `values`. Without memory for that it is
    /// destroyed, as by a context that ends.
    template <class... Value>
    void complete(Value... values) noexcept {
        // Nothing waits any more, also if there is no memory to say so.
        Handler finished(std::move(*handler_));
        handler_.reset();
        guard const where(std::move(*where_));
        where_.reset();
        try {
            boost::asio::post(
                where.get_executor(),
                run_posted{std::unique_ptr<posted_call>(new handler_call<Handler, Value...>(
                    std::move(finished), std::move(values)...))});
        } catch (...) {
            return;
        }
    }

    /// For a destructor: calls `last`, which completes, if the handler still waits.
    template <class F>
    void at_last(F const& last) noexcept {
        if (where_)
            last();
    }

private:
    using associated = boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;
    /// One type for nearly all, so that posting is compiled once.
    using executor_type =
        std::conditional_t<std::is_constructible_v<boost::asio::any_io_executor, associated>,
                           boost::asio::any_io_executor, associated>;
    // Keeps the context alive that the handler runs on, which may be another one than ours.
    using guard = boost::asio::executor_work_guard<executor_type>;

    std::optional<Handler> handler_;
    std::optional<guard> where_;
};

} // namespace socketiota::detail

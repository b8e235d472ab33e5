// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// A call that is to be made once. Posted as this type, so that what Asio needs to post it is
/// compiled once and not for each handler.
class SOCKETIOTA_EXPORT posted_call {
public:
    posted_call(posted_call const&) = delete;
    posted_call& operator=(posted_call const&) = delete;
    virtual ~posted_call();

    /// Frees the memory of the call, which is `self`, before user code runs.
    virtual void run(std::unique_ptr<posted_call> self) = 0;

protected:
    posted_call() = default;
};

/// What an operation without a result comes to.
struct no_value {};

/// Calls a completion handler with what its operation came to.
template <class Handler, class Value>
class handler_call final : public posted_call {
public:
    handler_call(Handler&& handler, error_code outcome, Value&& value)
        : handler_(std::move(handler)), outcome_(outcome), value_(std::move(value)) {}

    void run(std::unique_ptr<posted_call> self) override {
        Handler handler(std::move(handler_));
        Value value(std::move(value_));
        error_code const outcome = outcome_;
        self.reset();
        run(std::move(handler), outcome, std::move(value));
    }

    static void run(Handler handler, error_code outcome, Value value) {
        if constexpr (std::is_same_v<Value, no_value>)
            std::move(handler)(error_code(outcome));
        else
            std::move(handler)(error_code(outcome), std::move(value));
    }

private:
    Handler handler_;
    error_code outcome_;
    Value value_;
};

/// What is given to Asio for a `posted_call`.
struct run_posted {
    std::unique_ptr<posted_call> call;

    void operator()() {
        posted_call& which = *call;
        which.run(std::move(call));
    }
};

/// Where a completion handler will be posted to, once. Keeps the context alive that the handler
/// runs on, which may be another one than ours.
template <class Executor>
class SOCKETIOTA_EXPORT completion_place {
public:
    explicit completion_place(Executor executor) : where_(std::move(executor)) {}

    completion_place(completion_place const&) = delete;
    completion_place& operator=(completion_place const&) = delete;

    completion_place(completion_place&& other) noexcept : where_(std::move(other.where_)) {
        other.leave();
    }

    ~completion_place() = default;

    explicit operator bool() const noexcept { return where_.has_value(); }

    /// Waits no more.
    void leave() noexcept { where_.reset(); }

    void post(std::unique_ptr<posted_call> call) const {
        boost::asio::post(where_->get_executor(), run_posted{std::move(call)});
    }

    /// Whether that is `other`.
    [[nodiscard]] bool is(boost::asio::any_io_executor const& other) const noexcept {
        if constexpr (std::is_same_v<Executor, boost::asio::any_io_executor>)
            return where_->get_executor() == other;
        else
            return false;
    }

    /// Has what is being thrown come out of where the handler runs, as if that had thrown it.
    void rethrow() const {
        boost::asio::post(where_->get_executor(),
                          [thrown = std::current_exception()] { std::rethrow_exception(thrown); });
    }

private:
    std::optional<boost::asio::executor_work_guard<Executor>> where_;
};

// Nearly all are of this type, and it is in the library.
extern template class completion_place<boost::asio::any_io_executor>;

/// A completion handler that waits for its operation and is called once: by posting, so that no
/// code of the user runs where the operation ends, unless whoever ends it is where such code runs.
///
/// Goes to the executor of the handler at once: ours may run no more when the operation ends.
///
/// Thread safety: none.
template <class Handler>
class waiting_handler {
public:
    /// `executor` is for a handler that has none of its own.
    waiting_handler(Handler&& handler, boost::asio::any_io_executor const& executor)
        : handler_(std::move(handler)),
          place_(boost::asio::get_associated_executor(*handler_, executor)) {}

    waiting_handler(waiting_handler const&) = delete;
    waiting_handler& operator=(waiting_handler const&) = delete;
    ~waiting_handler() = default;

    /// Whether it still waits.
    explicit operator bool() const noexcept { return static_cast<bool>(place_); }

    /// Which there must be.
    [[nodiscard]] Handler const& handler() const noexcept { return *handler_; }

    /// Calls the handler, which must still wait, with `outcome` and `value`. Without memory for
    /// that it is destroyed, as by a context that ends.
    template <class Value>
    void complete(error_code outcome, Value&& value) noexcept {
        // Nothing waits any more, also if there is no memory to say so.
        place const where(std::move(place_));
        Handler finished(std::move(*handler_));
        handler_.reset();
        try {
            where.post(std::unique_ptr<posted_call>(new handler_call<Handler, Value>(
                std::move(finished), outcome, std::forward<Value>(value))));
        } catch (...) {
            return;
        }
    }

    /// The same by a caller that `here` runs, where functions of the program are called: if the
    /// handler runs there, it is called inside.
    template <class Value>
    void complete_here(boost::asio::any_io_executor const& here, error_code outcome,
                       Value&& value) noexcept {
        if (!place_.is(here))
            return complete(outcome, std::forward<Value>(value));
        place const where(std::move(place_));
        Handler finished(std::move(*handler_));
        handler_.reset();
        try {
            handler_call<Handler, Value>::run(std::move(finished), outcome,
                                              std::forward<Value>(value));
        } catch (...) {
            where.rethrow();
        }
    }

    /// The same for a destructor, if the handler still waits.
    template <class Value>
    void complete_at_last(error_code outcome, Value&& value) noexcept {
        if (place_)
            complete(outcome, std::forward<Value>(value));
    }

private:
    using associated = boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;
    using place = completion_place<
        std::conditional_t<std::is_constructible_v<boost::asio::any_io_executor, associated>,
                           boost::asio::any_io_executor, associated>>;

    std::optional<Handler> handler_;
    place place_;
};

} // namespace socketiota::detail

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <optional>
#include <utility>

namespace socketiota::detail {

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
        : content_(std::in_place, std::move(handler), executor) {}

    waiting_handler(waiting_handler const&) = delete;
    waiting_handler& operator=(waiting_handler const&) = delete;
    ~waiting_handler() = default;

    /// Whether it still waits.
    explicit operator bool() const noexcept { return content_.has_value(); }

    /// Which there must be.
    [[nodiscard]] Handler const& handler() const noexcept { return content_->handler; }

    /// Calls the handler, which must still wait, with `values`.
    template <class... Value>
    void complete(Value... values) {
        content finished = std::move(*content_);
        content_.reset();
        boost::asio::post(finished.where,
                          boost::asio::append(std::move(finished.handler), std::move(values)...));
    }

    /// For a destructor: calls `last`, which completes, if the handler still waits. Without memory
    /// to tell it, it is destroyed, as by a context that ends.
    template <class F>
    void at_last(F const& last) noexcept {
        try {
            if (content_)
                last();
        } catch (...) {
            content_.reset();
        }
    }

private:
    struct content {
        using executor_type =
            boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;

        content(Handler given, boost::asio::any_io_executor const& executor)
            : handler(std::move(given)),
              where(boost::asio::get_associated_executor(handler, executor)),
              work(where) {}

        Handler handler;
        executor_type where;
        // Keeps the context alive that the handler runs on, which may be another one than ours.
        boost::asio::executor_work_guard<executor_type> work;
    };

    std::optional<content> content_;
};

} // namespace socketiota::detail

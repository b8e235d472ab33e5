// SPDX-License-Identifier: MIT
#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <utility>

#include <server/delays.hpp>

namespace socketiota {

namespace asio = boost::asio;

/// One of them, in the list until it ends.
class delays::waiting final : public base::deadline {
public:
    waiting(delays& owner, handler then)
        : owner_(owner),
          then_(std::move(then)),
          where_it_runs_(asio::get_associated_executor(
              then_, asio::any_completion_executor(owner.home_.get_executor()))) {}

private:
    friend class delays;

    void on_deadline() override { owner_.end(where_, {}); }

    delays& owner_;
    handler then_;
    // Keeps the context alive that the handler runs on, which may be another one than ours.
    asio::executor_work_guard<asio::any_completion_executor> where_it_runs_;
    position where_;
};

void delays::begin(std::chrono::milliseconds time, handler then) {
    auto const made = std::make_shared<waiting>(*this, std::move(then));
    made->where_ = waiting_.insert(waiting_.end(), made);
    if (closed_) {
        end(made->where_, asio::error::operation_aborted);
        return;
    }
    // Weak: a slot outlives the operations it was used for.
    if (auto slot = asio::get_associated_cancellation_slot(made->then_); slot.is_connected())
        slot.assign([weak = std::weak_ptr<waiting>(made)](asio::cancellation_type) {
            if (auto const self = weak.lock())
                self->owner_.end(self->where_, asio::error::operation_aborted);
        });
    home_.set_deadline(*made, time);
}

void delays::close() {
    closed_ = true;
    while (!waiting_.empty())
        end(waiting_.begin(), asio::error::operation_aborted);
}

void delays::end(position which, boost::system::error_code how) {
    auto const ended = std::move(*which);
    waiting_.erase(which);
    ended->cancel();
    asio::post(home_.get_executor(), asio::append(std::move(ended->then_), how));
}

} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>

#include <utility>

#include <server/delays.hpp>

namespace socketiota {

namespace asio = boost::asio;

/// One of them, in the list until it ends.
class delays::waiting final : public base::deadline {
public:
    waiting(delays& owner, std::shared_ptr<detail::pending_delay> who)
        : owner_(owner), who_(std::move(who)) {}

private:
    friend class delays;

    void on_deadline() override { owner_.end(where_, {}); }

    delays& owner_;
    std::shared_ptr<detail::pending_delay> who_;
    position where_;
};

void delays::begin(std::chrono::milliseconds time,
                   std::shared_ptr<detail::pending_delay> who) noexcept {
    if (closed_)
        return; // forgotten, it is aborted
    try {
        auto const made = std::make_shared<waiting>(*this, std::move(who));
        // Weak: a slot outlives the operations it was used for.
        if (auto slot = made->who_->cancellation(); slot.is_connected())
            slot.assign([weak = std::weak_ptr<waiting>(made)](asio::cancellation_type) {
                if (auto const self = weak.lock())
                    self->owner_.end(self->where_, asio::error::operation_aborted);
            });
        home_.set_deadline(*made, time);
        made->where_ = waiting_.insert(waiting_.end(), made);
    } catch (...) {
        return; // likewise
    }
}

void delays::close() noexcept {
    closed_ = true;
    while (!waiting_.empty())
        end(waiting_.begin(), asio::error::operation_aborted);
}

void delays::end(position which, boost::system::error_code how) noexcept {
    auto const ended = std::move(*which);
    waiting_.erase(which);
    ended->cancel();
    ended->who_->complete(how);
}

} // namespace socketiota

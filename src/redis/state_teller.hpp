// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include <redis/client_listener.hpp>

namespace socketiota::redis {

/// Tells a client's listener of its state, each change once.
class state_teller {
public:
    void start(client_listener& listener) noexcept { listener_ = &listener; }

    [[nodiscard]] bool is_started() const noexcept { return listener_ != nullptr; }

    /// Something went wrong. `lost`: something may have been missed.
    void note(error_code why, bool lost) noexcept {
        why_ = why;
        gap_ = gap_ || lost;
    }

    /// Tells what there is to tell. The client may be gone after that.
    void tell(link_state now, std::string_view words) {
        if (listener_ == nullptr)
            return;
        if (now == link_state::connected)
            why_ = error_code();
        if (now != told_ || why_ != told_why_) {
            told_ = now;
            told_why_ = why_;
            std::weak_ptr<bool> const alive = alive_;
            listener_->on_state(now, why_, words);
            if (alive.expired())
                return;
        }
        if (now == link_state::connected && std::exchange(gap_, false))
            listener_->on_gap();
    }

    /// Tells of a command of which nobody waits for the answer. The client may be gone after that.
    void tell_lost(error_code why, std::string_view words) {
        if (listener_ != nullptr)
            listener_->on_lost(why, words);
    }

private:
    client_listener* listener_ = nullptr; // null before the client is started
    link_state told_ = link_state::degraded;
    error_code told_why_;
    error_code why_; // of the last that went wrong
    bool gap_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // while this is
};

} // namespace socketiota::redis

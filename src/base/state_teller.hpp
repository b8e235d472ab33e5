// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace socketiota::base {

/// Tells who listens to the client of a database of its state, each change once.
///
/// @tparam Listener has `on_state`, `on_gap` and `on_lost`, and may destroy the client inside.
/// @tparam State has `connected` and `degraded`.
///
/// Not thread safe.
template <class Listener, class State>
class state_teller {
public:
    void start(Listener& listener) noexcept { listener_ = &listener; }

    [[nodiscard]] bool is_started() const noexcept { return listener_ != nullptr; }

    /// Something went wrong. `lost`: something may have been missed.
    void note(error_code why, bool lost) noexcept {
        why_ = why;
        gap_ = gap_ || lost;
    }

    /// Tells what there is to tell. The client may be gone after that.
    void tell(State now, std::string_view words) {
        if (listener_ == nullptr)
            return;
        if (now == State::connected)
            why_ = error_code();
        if (now != told_ || why_ != told_why_) {
            told_ = now;
            told_why_ = why_;
            std::weak_ptr<bool> const alive = alive_;
            listener_->on_state(now, why_, words);
            if (alive.expired())
                return;
        }
        if (now == State::connected && std::exchange(gap_, false))
            listener_->on_gap();
    }

    /// Tells of a command of which nobody waits for the answer. The client may be gone after that.
    void tell_lost(error_code why, std::string_view words) {
        if (listener_ != nullptr)
            listener_->on_lost(why, words);
    }

private:
    Listener* listener_ = nullptr; // null before the client is started
    State told_ = State::degraded;
    error_code told_why_;
    error_code why_; // of the last that went wrong
    bool gap_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // while this is
};

} // namespace socketiota::base

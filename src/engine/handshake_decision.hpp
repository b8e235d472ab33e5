// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace socketiota::engine {

/// Who waits for the decision about a handshake.
class decision_listener {
public:
    virtual void on_accepted() = 0;
    virtual void on_refused(std::string message) = 0;
    virtual void on_put_off() = 0;
    virtual void when_pointless(std::function<void()> cancel) = 0;

protected:
    ~decision_listener() = default;
};

/// The answer to `allow_request`: at once, or later on the shard of the request.
///
/// Destroying it undecided refuses. Deciding after the client left, or a second time, does nothing.
class [[nodiscard]] handshake_decision {
public:
    explicit handshake_decision(std::weak_ptr<decision_listener> receiver) noexcept
        : receiver_(std::move(receiver)) {}

    handshake_decision(handshake_decision&&) noexcept = default;
    handshake_decision& operator=(handshake_decision&&) noexcept = default;

    ~handshake_decision() { refuse("Forbidden"); }

    void accept() {
        if (auto const receiver = std::exchange(receiver_, {}).lock())
            receiver->on_accepted();
    }

    /// Answers with code 4 and `message`, which is UTF-8.
    void refuse(std::string message) {
        if (auto const receiver = std::exchange(receiver_, {}).lock())
            receiver->on_refused(std::move(message));
    }

    /// Answers with status 503: there is nobody to decide now.
    void put_off() {
        if (auto const receiver = std::exchange(receiver_, {}).lock())
            receiver->on_put_off();
    }

    /// Has `cancel` called when nobody waits for the decision any more: the client has left, or the
    /// time is over. Not if it was given before.
    void when_pointless(std::function<void()> cancel) const {
        if (auto const receiver = receiver_.lock())
            receiver->when_pointless(std::move(cancel));
    }

private:
    std::weak_ptr<decision_listener> receiver_;
};

} // namespace socketiota::engine

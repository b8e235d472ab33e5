// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include <base/timer_wheel.hpp>

namespace socketiota::engine {

/// Those who were there when the last was let in. Each gets a turn to leave before the server is
/// gone.
///
/// Not thread safe.
template <class Who>
class last_turns {
public:
    /// Lets nobody in from now on. Only the first call looks who is `there`, of whom `pointer_of`
    /// gives a `std::shared_ptr<Who>`; each says when the server will be gone.
    template <class List, class PointerOf>
    void begin(base::time_point gone_at, List const& there, PointerOf const& pointer_of) {
        if (std::exchange(gone_at_, gone_at))
            return;
        try {
            to_leave_.reserve(there.size());
        } catch (std::bad_alloc const&) {
            return; // all leave in the end
        }
        for (auto const& each : there)
            to_leave_.push_back(pointer_of(each));
    }

    [[nodiscard]] bool begun() const noexcept { return gone_at_.has_value(); }

    /// When it is worth trying again, at least a second from `now`. To be asked once it has begun.
    [[nodiscard]] std::chrono::seconds retry_after(base::time_point now) const {
        return std::max(std::chrono::ceil<std::chrono::seconds>(*gone_at_ - now),
                        std::chrono::seconds(1));
    }

    /// Those whose turn has not come, with those that have ended before it.
    [[nodiscard]] std::size_t left() const noexcept { return to_leave_.size(); }

    /// Whose turn it is, of those who are left; null if it has ended.
    [[nodiscard]] std::shared_ptr<Who> next() {
        auto next = to_leave_.back().lock();
        to_leave_.pop_back();
        return next;
    }

    /// Nobody is left.
    void end() noexcept { to_leave_.clear(); }

private:
    std::vector<std::weak_ptr<Who>> to_leave_;
    std::optional<base::time_point> gone_at_;
};

} // namespace socketiota::engine

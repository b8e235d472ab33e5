// SPDX-License-Identifier: MIT

#include <loop/context_clock.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

base::time_point context_clock::now() const noexcept { return std::chrono::steady_clock::now(); }

void context_clock::wake_at(base::time_point when) {
    timer_.expires_at(when); // cancels the wait for the time asked for before
    auto go_on = [target = target_](boost::system::error_code failure) {
        if (failure)
            return;
        if (auto const shard = target.lock())
            shard->advance();
    };
    timer_.async_wait(in_memory(memory_, std::move(go_on)));
}

void context_clock::rest() noexcept {
    boost::system::error_code ignored; // the overload that cannot throw
    timer_.cancel(ignored);
}

} // namespace socketiota::loop

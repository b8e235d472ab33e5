// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <loop/home.hpp>

namespace socketiota::clients {

/// Has the shard of `who` do `work(*who)` after what is ready there. What is thrown, because memory
/// is short, is reported: nobody is above who could catch it.
template <class Who, class Work>
void post_home(Who& who, Work work) {
    who.home().post(who.weak_from_this(), [work = std::move(work)](Who& self) mutable noexcept {
        try {
            work(self);
        } catch (...) {
            self.report(std::current_exception());
        }
    });
}

/// The same at once for a caller that is there, who gets what is thrown.
template <class Who, class Work>
void run_home(Who& who, Work work) {
    if (auto const there = who.home().lock(); !there)
        return;
    else if (who.home().is_here())
        work(who);
    else
        post_home(who, std::move(work));
}

} // namespace socketiota::clients

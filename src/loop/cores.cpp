// SPDX-License-Identifier: MIT
#include <loop/cores.hpp>
#include <pthread.h>

namespace socketiota::loop {

std::vector<std::size_t> usable_cores() {
    std::vector<std::size_t> found;
    cpu_set_t usable{};
    // Fails on a machine with more cores than the set has places for, 1024.
    if (::sched_getaffinity(0, sizeof usable, &usable) == 0)
        for (std::size_t core = 0; core < CPU_SETSIZE; ++core)
            if (CPU_ISSET(core, &usable))
                found.push_back(core);
    if (found.empty())
        found.push_back(0);
    return found;
}

pinned_thread::pinned_thread(std::size_t core) noexcept {
    if (::pthread_getaffinity_np(::pthread_self(), sizeof before_, &before_) != 0)
        return;
    cpu_set_t one{};
    CPU_SET(core, &one);
    pinned_ = ::pthread_setaffinity_np(::pthread_self(), sizeof one, &one) == 0;
}

pinned_thread::~pinned_thread() {
    if (pinned_)
        ::pthread_setaffinity_np(::pthread_self(), sizeof before_, &before_);
}

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#include "event_loop.hpp"

#include "failure.hpp"

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace socketiota::bench {

event_loop::event_loop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), receive_buffer_(std::size_t{256} * 1024) {
    if (!epoll_)
        throw failure{"epoll_create1 failed: " + std::generic_category().message(errno)};
}

void event_loop::control(int operation, int fd, std::uint32_t events, endpoint& target) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &target;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0)
        throw failure{"epoll_ctl failed: " + std::generic_category().message(errno)};
}

void event_loop::watch(int fd, std::uint32_t events, endpoint& target) {
    control(EPOLL_CTL_ADD, fd, events, target);
}

void event_loop::watch_again(int fd, std::uint32_t events, endpoint& target) {
    control(EPOLL_CTL_MOD, fd, events, target);
}

void event_loop::turn(std::chrono::milliseconds limit) {
    const int count = ::epoll_wait(epoll_.get(), ready_.data(), static_cast<int>(ready_.size()),
                                   static_cast<int>(limit.count()));
    if (count < 0 && errno != EINTR)
        throw failure{"epoll_wait failed: " + std::generic_category().message(errno)};
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = ready_[static_cast<std::size_t>(i)];
        static_cast<endpoint*>(event.data.ptr)->on_ready(event.events);
    }
}

} // namespace socketiota::bench

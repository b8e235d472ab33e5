// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <cerrno>

#include <loop/descriptor.hpp>
#include <loop/epoll_set.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

namespace {

descriptor make_queue() {
    descriptor made(::epoll_create1(EPOLL_CLOEXEC));
    if (!made)
        throw boost::system::system_error(errno, boost::system::system_category(),
                                          "the kernel gives no epoll descriptor");
    return made;
}

/// What the kernel is told of `wanted`. It reports broken connections to whoever wants nothing too,
/// which must not repeat itself.
std::uint32_t mask_of(std::uint32_t wanted) noexcept { return wanted == 0 ? EPOLLET : wanted; }

} // namespace

std::unique_ptr<readiness> make_readiness(boost::asio::io_context& context) {
    return std::make_unique<epoll_set>(context);
}

// No shard has another kind where there is this one.
epoll_set& epoll_set::of(shard& home) noexcept {
    return static_cast<epoll_set&>(home.connections());
}

epoll_set::epoll_set(boost::asio::io_context& context) : queue_(context) {
    descriptor made = make_queue();
    queue_.assign(made.number());
    static_cast<void>(made.release()); // Asio has it, now that it did not throw
}

void epoll_set::add(watched& who, int descriptor, boost::system::error_code& failure) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &who;
    if (::epoll_ctl(queue_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
        failure.assign(errno, boost::system::system_category());
        return;
    }
    who.descriptor_ = descriptor;
    who.wanted_ = who.armed_ = EPOLLIN;
    ++count_;
    try {
        wait();
    } catch (...) {
        remove(who);
        throw;
    }
}

void epoll_set::remove(watched& who) noexcept {
    if (who.descriptor_ < 0)
        return;
    epoll_event unused{}; // Linux before 2.6.9 wants one
    ::epoll_ctl(queue_.native_handle(), EPOLL_CTL_DEL, who.descriptor_, &unused);
    who.descriptor_ = -1;
    for (std::size_t index = next_; index < end_; ++index)
        if (ready_[index].data.ptr == &who)
            ready_[index].data.ptr = nullptr;
    --count_;
    if (count_ == 0) {
        boost::system::error_code ignored; // the overload that cannot throw
        queue_.cancel(ignored);
    }
}

void epoll_set::want(watched& who, std::uint32_t what, bool wanted) noexcept {
    if (who.descriptor_ < 0)
        return;
    who.wanted_ = wanted ? who.wanted_ | what : who.wanted_ & ~what;
    // Who is being told may change its mind again before it returns.
    if (!is_told(&who) && (who.wanted_ & ~who.armed_) != 0)
        tell_kernel(who);
}

void epoll_set::tell_kernel(watched& who) noexcept {
    epoll_event event{};
    event.events = mask_of(who.wanted_);
    event.data.ptr = &who;
    // Changes what is there, for which the kernel needs no memory.
    ::epoll_ctl(queue_.native_handle(), EPOLL_CTL_MOD, who.descriptor_, &event);
    who.armed_ = who.wanted_;
}

void epoll_set::wait() {
    bool const is_telling = end_ != 0; // afterwards, or a nested run of the loop would tell others
    if (waiting_ || is_telling || count_ == 0)
        return;
    auto go_on = [this, owner = owner_](boost::system::error_code) {
        // Cancelled when the last was removed: another may be there by now.
        auto const home = owner.lock();
        if (!home)
            return; // and this went with it
        thread_check::visit const inside(home->thread());
        shard::turn const until_told(*home);
        waiting_ = false;
        tell_ready();
        wait();
    };
    queue_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      in_memory(waiting_memory_, std::move(go_on)));
    waiting_ = true; // it did not throw, and calls nothing before it returns
}

bool epoll_set::tell_ready() {
    if (end_ != 0)
        return false;
    int const found =
        ::epoll_wait(queue_.native_handle(), ready_.data(), static_cast<int>(ready_.size()), 0);
    end_ = found > 0 ? static_cast<std::size_t>(found) : 0;
    full_ = end_ == ready_.size();
    for (; next_ < end_; ++next_)
        tell(ready_[next_]);
    wait_again();
    return full_;
}

void epoll_set::wait_again() {
    next_ = end_ = 0;
    wait();
}

void epoll_set::tell(epoll_event& event) {
    auto const is_there = [&event] { return event.data.ptr != nullptr; };
    if (!is_there())
        return;
    watched& who = *static_cast<watched*>(event.data.ptr);
    std::uint32_t const ready =
        (event.events & (EPOLLERR | EPOLLHUP)) != 0 ? EPOLLIN | EPOLLOUT : event.events;
    try {
        if ((ready & who.wanted_ & EPOLLIN) != 0)
            who.on_readable();
        if (is_there() && (ready & who.wanted_ & EPOLLOUT) != 0)
            who.on_writable();
    } catch (...) {
        // One connection must not take the loop, and all others, with it.
        if (is_there())
            who.on_thrown();
    }
    tell_wish(event);
}

void epoll_set::tell_wish(epoll_event const& event) noexcept {
    auto* const who = static_cast<watched*>(event.data.ptr);
    if (who != nullptr && who->wanted_ != who->armed_)
        tell_kernel(*who);
}

} // namespace socketiota::loop

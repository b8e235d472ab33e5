// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>

#include <memory>
#include <new>
#include <utility>

#include <loop/shard.hpp>

namespace socketiota::loop {

/// Where something lives: its shard, while that is there, and the way to it from other threads.
///
/// Thread safety: safe.
class home {
public:
    explicit home(std::shared_ptr<shard> const& of) : shard_(of), executor_(of->get_executor()) {}

    /// The shard; null once it has gone.
    [[nodiscard]] std::shared_ptr<shard> lock() const noexcept { return shard_.lock(); }

    [[nodiscard]] bool gone() const noexcept { return shard_.expired(); }

    /// Not once the shard has gone, with which its context may go.
    [[nodiscard]] shard::executor_type executor() const noexcept { return executor_; }

    /// For whoever waits: when the shard has gone, that of any thread.
    [[nodiscard]] boost::asio::any_io_executor executor_for_ends() const noexcept {
        if (gone())
            return boost::asio::system_executor();
        return executor_;
    }

    /// Whether the caller is on the thread of the shard. Not once the shard has gone.
    [[nodiscard]] bool is_here() const noexcept { return executor_.running_in_this_thread(); }

    /// Has the shard do `work(*who)`, if both are there by then.
    template <class Who, class Work>
    void post(std::weak_ptr<Who> who, Work work) const {
        auto const there = lock();
        if (!there)
            return;
        boost::asio::post(executor_, [who = std::move(who), work = std::move(work)]() mutable {
            if (auto const self = who.lock())
                work(*self);
        });
    }

    /// The same at once for a caller that is there; `weak` is to `who`.
    template <class Who, class Work>
    void run(Who& who, std::weak_ptr<Who> const& weak, Work work) const {
        auto const there = lock();
        if (!there)
            return;
        if (is_here())
            work(who);
        else
            post(weak, std::move(work));
    }

private:
    std::weak_ptr<shard> shard_;
    shard::executor_type executor_;
};

/// Holds `made` for whoever shares it. Who drops it last on another thread than that of its
/// `home()` has it destroyed there, where what programs keep in it belongs. When the shard has
/// gone, or there is no memory to get it there, it is destroyed where that happens: nobody holds it
/// any more, and ending the process would be worse.
template <class Object>
[[nodiscard]] std::shared_ptr<Object> hold_at_home(std::unique_ptr<Object> made) {
    return {made.release(), [](Object* dying) noexcept {
                std::unique_ptr<Object> object(dying);
                home const& where = dying->home();
                auto const there = where.lock();
                if (!there || where.is_here())
                    return;
                try {
                    boost::asio::post(where.executor(), [moved = std::move(object)] {});
                } catch (std::bad_alloc const&) {
                    return;
                }
            }};
}

} // namespace socketiota::loop

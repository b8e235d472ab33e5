// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include <base/timer_wheel.hpp>
#include <event/posted_arguments.hpp>

namespace socketiota::clients {

/// Events that are sent one after the other, each until the server has answered it.
///
/// Not thread safe: belongs to its shard.
class retry_queue {
public:
    struct entry {
        std::string name;
        events::posted_arguments arguments;
        detail::emit_flags flags;
        std::shared_ptr<detail::pending_answer> answer; // null if nobody waits for it
        base::time_point since{};
        std::uint64_t number = 0; // given when it is pushed
        std::size_t tries = 0;
        bool pending = false; // has been sent, and is not answered
    };

    void push(entry what) {
        octets_ += size_of(what);
        what.number = ++last_;
        entries_.push_back(std::move(what));
    }

    [[nodiscard]] entry pop() {
        entry first = std::move(entries_.front());
        entries_.pop_front();
        octets_ -= size_of(first);
        return first;
    }

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Calls `each` with all of them, in order.
    template <class Each>
    void for_each(Each const& each) const {
        for (entry const& one : entries_)
            each(one);
    }

    /// All of them, which are in here no more.
    [[nodiscard]] std::list<entry> take_all() noexcept {
        octets_ = 0;
        return std::exchange(entries_, {});
    }

    /// Puts them before those that came since.
    void put_back(std::list<entry> taken) {
        for (; !taken.empty(); taken.pop_back()) { // splicing would need abort in debug builds
            octets_ += size_of(taken.back());
            entries_.push_front(std::move(taken.back()));
        }
    }

    [[nodiscard]] entry& front() noexcept { return entries_.front(); }

    /// Whether the first is the one with that number.
    [[nodiscard]] bool begins_with(std::uint64_t number) const noexcept {
        return !entries_.empty() && entries_.front().number == number;
    }

    /// Octets of memory, about.
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

    /// Those that an entry takes.
    [[nodiscard]] static std::size_t size_of(entry const& what) {
        return sizeof(entry) + what.name.size() + what.arguments.octets();
    }

private:
    std::list<entry> entries_; // needs no memory while it is empty
    std::size_t octets_ = 0;
    std::uint64_t last_ = 0;
};

} // namespace socketiota::clients

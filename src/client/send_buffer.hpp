// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include <base/outgoing.hpp>
#include <base/timer_wheel.hpp>

namespace socketiota::clients {

/// What a socket sends once it is connected.
///
/// Not thread safe: belongs to its shard.
class send_buffer {
public:
    struct entry {
        base::outgoing_ptr unit;
        std::optional<std::uint64_t> asks; // the id of the answer that it asks for
        std::string name;
        base::time_point since;
    };

    void push(entry what) {
        octets_ += size_of(what);
        entries_.push_back(std::move(what));
    }

    [[nodiscard]] entry pop() {
        entry first = std::move(entries_.front());
        entries_.pop_front();
        octets_ -= size_of(first);
        return first;
    }

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Octets of memory.
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

    /// Those that an entry takes.
    [[nodiscard]] static std::size_t size_of(entry const& what) noexcept {
        return what.unit->held() + what.name.size();
    }

    /// Calls `each` with all of them, in order.
    template <class Each>
    void for_each(Each const& each) const {
        for (entry const& one : entries_)
            each(one);
    }

    /// The first id that is asked for in here; `otherwise` if none is.
    [[nodiscard]] std::uint64_t first_asked(std::uint64_t otherwise) const noexcept {
        for (entry const& each : entries_)
            if (each.asks)
                return *each.asks;
        return otherwise;
    }

private:
    std::list<entry> entries_; // needs no memory while it is empty, as nearly always
    std::size_t octets_ = 0;
};

} // namespace socketiota::clients

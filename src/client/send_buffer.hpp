// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <utility>

#include <base/outgoing.hpp>

namespace socketiota::clients {

/// What a socket sends once it is connected.
///
/// Not thread safe: belongs to its shard.
class send_buffer {
public:
    struct entry {
        base::outgoing_ptr unit;
        std::optional<std::uint64_t> asks; // the id of the answer that it asks for
    };

    void push(entry what) {
        octets_ += what.unit->held();
        entries_.push_back(std::move(what));
    }

    [[nodiscard]] entry pop() {
        entry first = std::move(entries_.front());
        entries_.pop_front();
        octets_ -= first.unit->held();
        return first;
    }

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Octets of memory.
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

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

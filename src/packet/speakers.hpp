// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

#include <packet/parser_kind.hpp>

namespace socketiota::packet {

/// How many clients of a server speak a parser that they have chosen, so that what is for
/// many is encoded for nobody in vain.
///
/// Thread safety: safe. A client is counted before it joins a namespace, so whoever has been told
/// of it finds it counted.
class speakers {
public:
    void add(parser_kind which) noexcept {
        count(which).fetch_add(is_chosen_by_clients(which) ? 1 : 0, std::memory_order_relaxed);
    }

    void remove(parser_kind which) noexcept {
        count(which).fetch_sub(is_chosen_by_clients(which) ? 1 : 0, std::memory_order_relaxed);
    }

    [[nodiscard]] bool any(parser_kind which) const noexcept {
        return clients_[static_cast<std::size_t>(which)].load(std::memory_order_relaxed) != 0;
    }

private:
    [[nodiscard]] std::atomic<std::size_t>& count(parser_kind which) noexcept {
        return clients_[static_cast<std::size_t>(which)];
    }

    std::array<std::atomic<std::size_t>, parser_kinds> clients_{};
};

} // namespace socketiota::packet

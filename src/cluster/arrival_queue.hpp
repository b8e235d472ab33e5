// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::cluster {

/// Messages of one channel in the order in which they came, while those that are elsewhere are
/// fetched: what comes behind one of them waits for it.
///
/// Not thread safe.
class arrival_queue {
public:
    struct limits {
        std::size_t messages = 10'000;
        std::size_t octets = std::size_t{64} << 20; // of them, as far as they are here
        std::size_t fetches = 8;                    // at a time
    };

    /// What is to be fetched, and under which ticket it is expected.
    struct wanted {
        std::uint64_t ticket;
        std::string id;
    };

    explicit arrival_queue(limits const& within) noexcept : limits_(within) {}

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// A message that is here; false if there is no room for it.
    [[nodiscard]] bool push(std::string_view octets);

    /// One that is to be fetched.
    [[nodiscard]] bool push_wanted(std::string_view id);

    /// The next one to fetch now, if any. Each is named once.
    [[nodiscard]] std::optional<wanted> next_to_fetch();

    /// It was fetched; nothing if it is lost.
    void on_fetched(std::uint64_t ticket, std::optional<std::string_view> octets);

    /// The first message, if it is here; those that are lost are left out.
    [[nodiscard]] std::optional<std::string> pop();

private:
    enum class state : std::uint8_t { here, wanted, on_its_way, fetched, lost };

    struct entry {
        std::string text; // the message, or what names it
        state now;
    };

    [[nodiscard]] bool push(std::string_view text, state now);

    limits const limits_;
    std::deque<entry> entries_;
    std::uint64_t first_ = 0; // the ticket of the first entry
    std::size_t octets_ = 0;
    std::size_t fetches_ = 0; // that are on their way, or have come and wait
    std::uint64_t next_ = 0;  // no entry with a lesser ticket is to be fetched
};

} // namespace socketiota::cluster

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota::wire {

/// Keeps a head from being parsed again for each piece that comes of it: only what is new is
/// searched, for the end of the head or a line that is broken. So a peer that sends single octets
/// costs no more than others.
///
/// Thread safety: belongs to one parser.
class head_search {
public:
    /// Whether `octets`, which were parsed without an end before, have more that decides nothing.
    ///
    /// @param start where the first line begins.
    [[nodiscard]] bool finds_nothing(std::string_view octets, std::size_t start) noexcept;

    /// The head does not end in the first `size` octets.
    void note_incomplete(std::size_t size) noexcept { seen_ = static_cast<std::uint32_t>(size); }

    /// What comes next is another head.
    void forget() noexcept { seen_ = 0; }

private:
    std::uint32_t seen_ = 0;
};

} // namespace socketiota::wire

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota::base {

/// Hash of text for maps whose keys come from the network.
///
/// Keyed with random bits of the process, so that nobody outside can choose names that all fall
/// into one bucket (hash flooding). Transparent: looking up a view makes no string.
struct seeded_hash {
    using is_transparent = void;
    using is_avalanching = void; // tells boost::unordered that no further mixing is needed

    [[nodiscard]] std::size_t operator()(std::string_view text) const;
};

/// Equality for the same maps.
struct text_equal {
    using is_transparent = void;

    [[nodiscard]] bool operator()(std::string_view left, std::string_view right) const noexcept {
        return left == right;
    }
};

/// SipHash-1-3 (Aumasson and Bernstein) with an explicit key, for tests against its reference
/// values.
[[nodiscard]] std::uint64_t siphash13(std::string_view text, std::uint64_t key0,
                                      std::uint64_t key1) noexcept;

} // namespace socketiota::base

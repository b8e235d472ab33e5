// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// Makes payloads that are all different and all known: eight hexadecimal digits each for the
/// sender and the operation, then a fixed pattern.
class payload_maker {
public:
    /// \param size bytes of a payload, at least 16.
    explicit payload_maker(std::size_t size);

    /// \return a view that the next call overwrites.
    std::string_view make(std::size_t sender, std::uint64_t operation);

private:
    std::string text_;
};

/// One clause that says how `actual` differs from the `expected` packet: another operation came
/// (lost, repeated or out of order), or some byte differs.
std::string explain_difference(std::string_view expected, std::string_view actual);

} // namespace socketiota::bench

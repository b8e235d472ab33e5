// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace socketiota::wire {

/// What a proxy says about the peer from which it had a request, as text: an address, and what is
/// none (`unknown`, `_hidden`, anything).
struct forwarded_hop {
    /// Without port, and without the brackets of IPv6. Empty: it says nothing that can be read.
    std::string_view node;
};

/// Reads the hops of one header line from the right, where the last proxy has written: what is
/// further left came from those before it, who may lie.
///
/// Not thread safe. The views are those of the line.
class forwarded_reader {
public:
    /// How a line is written.
    enum class form : std::uint8_t {
        x_forwarded_for, ///< `client, proxy1, proxy2`.
        forwarded,       ///< `for=192.0.2.1;proto=https, for="[2001:db8::1]:80"` (RFC 7239).
    };

    /// @param line the value of the header.
    forwarded_reader(form how, std::string_view line) noexcept : rest_(line), form_(how) {}

    /// The next hop to the left; nothing: there is none.
    [[nodiscard]] std::optional<forwarded_hop> previous() noexcept;

private:
    [[nodiscard]] std::string_view take_last() noexcept;

    std::string_view rest_;
    form form_;
    bool ended_ = false;
};

} // namespace socketiota::wire

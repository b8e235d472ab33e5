// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/raw.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include <packet/incoming_packet.hpp>

namespace socketiota::hub {

/// What one client gave as `auth`, as JSON with its binary, as long as anybody holds it: its
/// sockets, and handles and handlers of those that have left, which would otherwise let it join
/// with the next.
///
/// Not thread safe, but the texts may be dropped on any thread.
class auth_texts {
public:
    /// Octets of those that are still held.
    [[nodiscard]] std::size_t size();

    /// Holds `text` too.
    void keep(std::shared_ptr<raw const> const& text) { texts_.push_back(text); }

    /// Copies the data of `connect`, which has some.
    [[nodiscard]] static std::shared_ptr<raw const> read(packet::incoming_packet const& connect);

    /// Octets that it takes.
    [[nodiscard]] static std::size_t size_of(raw const& text) noexcept;

private:
    std::vector<std::weak_ptr<raw const>> texts_;
};

} // namespace socketiota::hub

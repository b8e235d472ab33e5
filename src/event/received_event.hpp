// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/incoming.hpp>
#include <socketiota/reader.hpp>
#include <socketiota/value.hpp>

#include <optional>
#include <vector>

#include <packet/arguments_reader.hpp>
#include <packet/incoming_packet.hpp>

namespace socketiota::events {

/// An event that came in, for all who want to read it while its packet is there.
class received_event {
public:
    /// `packet` must outlive it.
    explicit received_event(packet::incoming_packet const& packet) noexcept : packet_(packet) {}

    /// Inside of its arguments, from the beginning each time: every handler decodes them for
    /// itself, into types of its own.
    [[nodiscard]] reader& arguments() { return reader_.open(packet_); }

    /// As middlewares and `on_any` see it, decoded on first use.
    [[nodiscard]] incoming const& decoded();

private:
    packet::incoming_packet const& packet_;
    packet::arguments_reader reader_;
    std::vector<value> values_;
    std::optional<incoming> decoded_;
};

} // namespace socketiota::events

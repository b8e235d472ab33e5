// SPDX-License-Identifier: MIT
// What clients get of an event that came from another server.
#pragma once

#include "golden.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include <base/outgoing_pool.hpp>
#include <cluster/carried_event.hpp>
#include <packet/json_encoder.hpp>
#include <packet/msgpack_encoder.hpp>

namespace socketiota::cluster {

/// As a client gets it, whose parser is the default one.
inline std::string as_text(carried_event const& event) {
    base::outgoing_pool pool;
    packet::json_encoder encoder(pool, 1000);
    return std::string(
        (*encoder.event("/", std::nullopt, event.name(), event.arguments(), {}))->text());
}

/// As a client gets it that has socket.io-msgpack-parser.
inline std::string as_packet(carried_event const& event) {
    base::outgoing_pool pool;
    packet::msgpack_encoder encoder(pool);
    auto const unit = encoder.event("/", std::nullopt, event.name(), event.arguments(), {});
    return std::string((*unit)->attachments()[0].as_text());
}

/// The member `data` of that, in hexadecimal.
inline std::string as_msgpack(carried_event const& event) {
    std::string const whole = to_hex(as_packet(event));
    constexpr std::string_view before = "83a47479706502a464617461";
    constexpr std::string_view behind = "a36e7370a12f";
    EXPECT_TRUE(whole.starts_with(before) && whole.ends_with(behind));
    return whole.substr(before.size(), whole.size() - before.size() - behind.size());
}

} // namespace socketiota::cluster

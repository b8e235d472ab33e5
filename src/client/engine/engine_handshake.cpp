// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <algorithm>
#include <cstdint>

#include <client/engine/engine_handshake.hpp>

namespace socketiota::clients {

namespace {

/// What the timers of the official client can wait for, 24 days.
constexpr std::int64_t longest = 0x7fff'ffff;
constexpr std::size_t longest_sid = 256;

/// A value takes up to 22 times its text: so not all that a message may hold is read as one. Those
/// of servers have a hundred octets, and what a program added.
constexpr std::size_t longest_handshake = std::size_t{64} << 10;

bool may_stand_in_url(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_sid && std::ranges::all_of(text, [](char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
               (each >= 'A' && each <= 'Z') ||
               std::string_view("-._~").find(each) != std::string_view::npos;
    });
}

std::int64_t number_of(value const& given) {
    return given.is_number() ? given.value_or<std::int64_t>(-1) : -1;
}

} // namespace

std::optional<engine_handshake> read_handshake(std::string_view json) {
    if (json.size() > longest_handshake)
        return std::nullopt;
    auto const parsed = value::parse(json);
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    value const& given = *parsed;
    auto const interval = number_of(given["pingInterval"]);
    auto const timeout = number_of(given["pingTimeout"]);
    engine_handshake read;
    read.sid = given["sid"].value_or("");
    if (!may_stand_in_url(read.sid) || interval < 1 || timeout < 1 || interval > longest - timeout)
        return std::nullopt;
    read.ping_interval = std::chrono::milliseconds(interval);
    read.ping_timeout = std::chrono::milliseconds(timeout);
    read.max_payload =
        static_cast<std::size_t>(std::max<std::int64_t>(number_of(given["maxPayload"]), 0));
    read.offers_websocket =
        std::ranges::any_of(given["upgrades"].elements(),
                            [](value const& each) { return each.value_or("") == "websocket"; });
    return read;
}

} // namespace socketiota::clients

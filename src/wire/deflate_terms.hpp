// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <wire/websocket_extension.hpp>

namespace socketiota::wire {

/// How both directions of a connection use permessage-deflate (RFC 7692 section 7.1): what one end
/// wants, or what both have agreed on.
struct deflate_terms {
    /// Whether each text and binary of the server is compressed without a look back at those before
    /// it; and of the client.
    bool server_no_context_takeover = true;
    bool client_no_context_takeover = true;
    /// How far the server looks back at most, as a power of two, 8 to 15; and the client. Ours
    /// cannot compress with 8.
    std::uint8_t server_window_bits = 15;
    std::uint8_t client_window_bits = 15;

    friend bool operator==(deflate_terms const&, deflate_terms const&) = default;
};

/// The name of the extension.
inline constexpr std::string_view deflate_extension = "permessage-deflate";

/// What a server makes of offers.
struct deflate_choice {
    /// One of the offers is none that there can be: the official server refuses the request.
    bool malformed = false;
    /// Of the first offer that can be accepted.
    std::optional<deflate_terms> terms{};
};

/// Chooses among the offers of a client, in their order.
///
/// An offer is passed over that asks for a server window of 8 bits, in which zlib cannot compress,
/// and one that cannot be told to keep to a client window of less than 15 bits that `wanted` has.
[[nodiscard]] deflate_choice choose_deflate(std::span<extension_offer const> offers,
                                            deflate_terms const& wanted) noexcept;

/// What a server answers, as value of `Sec-WebSocket-Extensions`.
[[nodiscard]] std::string deflate_answer(deflate_terms const& agreed);

/// What a client offers. A client window of 8 bits is offered as one of 9, in which zlib can
/// compress.
[[nodiscard]] std::string deflate_offer(deflate_terms const& wanted);

/// What a client makes of the answer to `deflate_offer(wanted)`; nothing if it is none that there
/// can be, upon which the connection fails (RFC 7692 section 5.1).
[[nodiscard]] std::optional<deflate_terms> accept_deflate(std::string_view answer,
                                                          deflate_terms const& wanted);

} // namespace socketiota::wire

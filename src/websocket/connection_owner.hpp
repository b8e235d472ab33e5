// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <wire/close_code.hpp>

namespace socketiota::websocket {

/// Why a connection cannot go on.
struct failure {
    enum class kind : std::uint8_t {
        /// By a close frame of the peer.
        closed_by_peer,
        /// It broke, or ended without a close frame.
        lost,
        write_failed,
        /// The peer broke the protocol or a limit.
        rule_broken,
        /// The peer takes less than it is sent.
        slow_consumer,
        /// On our side.
        out_of_memory,
    };

    kind what;
    metric counts;
    /// What the peer's close frame says (1005: nothing), what ours says to a peer that broke a
    /// rule, or 1006 where no close frame can be.
    std::uint16_t code = wire::close_code::abnormal;
    /// A constant of the program, but for `closed_by_peer`: then valid during the call only.
    std::string_view reason{};
};

/// Whose texts and binaries a connection carries.
///
/// In each of these calls the owner may end the connection, but must keep it alive until the end
/// of the turn.
class connection_owner {
public:
    /// A whole text, valid UTF-8. Writable during the call.
    virtual void on_websocket_text(std::span<char> text) = 0;
    virtual void on_websocket_binary(std::span<std::byte const> octets) = 0;

    /// Everything given was written.
    virtual void on_websocket_drained() = 0;

    /// The peer takes no more for now; some of it may have been written.
    virtual void on_websocket_blocked() {}

    /// The peer closed, broke the protocol, is gone or too slow. The owner answers with `close`.
    virtual void on_websocket_failed(failure const& how) noexcept = 0;

protected:
    ~connection_owner() = default;
};

} // namespace socketiota::websocket

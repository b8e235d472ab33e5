// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/transport.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <client/engine/cookie_jar.hpp>
#include <client/engine/opening_settings.hpp>
#include <wire/engine_revision.hpp>

namespace socketiota::clients {

/// Where sessions lead, and how: what all attempts of a manager have in common.
struct engine_settings : opening_settings {
    /// Begins and ends with `/`.
    std::string path = "/socket.io/";
    /// Of the program, percent-encoded, without `?`; may be empty.
    std::string query{};
    /// In the order in which they are tried; not empty.
    std::vector<transport> transports{transport::polling, transport::websocket};
    /// Whether the next is tried when a session cannot begin with one.
    bool tries_all = false;
    /// Whether a session that begins with polling goes on with WebSocket.
    bool upgrades = true;
    wire::engine_revision revision = wire::engine_revision::four;
    /// Whether binary is sent as base64 both ways, also where it need not be.
    bool base64 = false;
    /// The parameter that makes each polling request another, for caches in between; empty: none.
    std::string timestamp = "t";
    /// Octets that wait to be sent.
    std::size_t max_outbox_bytes = std::size_t{64} << 20;
    std::shared_ptr<cookie_jar> cookies{}; // null: none are kept

    [[nodiscard]] bool knows_websocket() const noexcept {
        return std::ranges::find(transports, transport::websocket) != transports.end();
    }
};

/// What a request of one transport asks for.
///
/// @param sid of the session; empty: a new one.
/// @param timestamp see `engine_settings::timestamp`; empty: left out.
[[nodiscard]] std::string target_of(engine_settings const& settings, transport which,
                                    std::string_view sid, std::string_view timestamp);

/// The value of `Cookie` for the next request; empty: none.
[[nodiscard]] std::string cookies_for(engine_settings const& settings);

/// Keeps what an answer sets, if cookies are kept.
void keep_cookies(engine_settings const& settings, wire::http_head const& answer);

} // namespace socketiota::clients

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota::clients {

/// What is to be done after something came from a proxy.
struct tunnel_step {
    enum class kind : std::uint8_t {
        need_more,
        /// `octets` are to be sent.
        send,
        /// What comes from now on is the server's.
        open,
        /// The proxy does not lead there.
        refused,
    };

    kind type = kind::need_more;
    std::string octets{};
    error_code reason{};
    std::uint16_t status = 0; // of an answer of HTTP that said no
    std::string sentence{};   // what "the proxy" did and what helps, without secrets
};

[[nodiscard]] inline tunnel_step refused_tunnel(error_code reason, std::string sentence,
                                                std::uint16_t status = 0) {
    return {tunnel_step::kind::refused, {}, reason, status, std::move(sentence)};
}

/// How a proxy is asked to lead to a server: says what is to be sent, and hears what came. It
/// touches no connection and no clock; after `open` or `refused` it is over.
///
/// A proxy can make it hold a head of HTTP or a reply of SOCKS, and no more.
class tunnel {
public:
    tunnel() = default;
    tunnel(tunnel const&) = delete;
    tunnel& operator=(tunnel const&) = delete;
    virtual ~tunnel() = default;

    /// What is sent first.
    [[nodiscard]] virtual std::string begin() = 0;

    /// `octets`, one at least, came after what was to be sent had left.
    [[nodiscard]] virtual tunnel_step step(std::string_view octets) = 0;
};

} // namespace socketiota::clients

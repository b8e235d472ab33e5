// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <client/engine/answer_head_reader.hpp>
#include <client/proxy/proxy.hpp>
#include <client/proxy/tunnel.hpp>

namespace socketiota::clients {

/// Asks a proxy of HTTP by CONNECT (RFC 9110 9.3.6), with Basic if there is a login (RFC 7617).
/// That is sent with the request, not only when the proxy has asked for it: it would close then.
class connect_tunnel final : public tunnel {
public:
    /// @param host as in `wire::url`
    connect_tunnel(proxy const& through, std::string_view host, std::uint16_t port);

    [[nodiscard]] std::string begin() override;
    [[nodiscard]] tunnel_step step(std::string_view octets) override;

private:
    [[nodiscard]] tunnel_step refuse(wire::response_head const& head) const;

    std::string const server_; // with its port
    std::string const login_;  // empty: none
    answer_head_reader reader_;
};

} // namespace socketiota::clients

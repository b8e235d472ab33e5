// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <client/proxy/proxy.hpp>
#include <client/proxy/tunnel.hpp>

namespace socketiota::clients {

/// Asks a proxy of SOCKS 5 (RFC 1928), without a login or with user and password (RFC 1929).
class socks5_tunnel final : public tunnel {
public:
    /// The longest name that SOCKS can say.
    static constexpr std::size_t longest_host = 255;

    /// @param host a name of at most `longest_host` octets, or an address without brackets
    socks5_tunnel(proxy const& through, std::string_view host, std::uint16_t port);

    [[nodiscard]] std::string begin() override;
    [[nodiscard]] tunnel_step step(std::string_view octets) override;

private:
    /// What is awaited.
    enum class stage : std::uint8_t { method, login, reply };

    [[nodiscard]] tunnel_step read();
    [[nodiscard]] tunnel_step read_method();
    [[nodiscard]] tunnel_step read_login();
    [[nodiscard]] tunnel_step read_reply();
    [[nodiscard]] tunnel_step send(std::string octets, stage then);
    [[nodiscard]] std::string login() const;
    [[nodiscard]] std::string request() const;

    [[nodiscard]] bool has_login() const noexcept { return !user_.empty(); }

    std::string const user_;
    std::string const password_;
    std::string const host_;
    std::uint16_t const port_;
    stage stage_ = stage::method;
    std::string received_; // of what is awaited
};

} // namespace socketiota::clients

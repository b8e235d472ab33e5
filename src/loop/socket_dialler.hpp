// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <memory>
#include <optional>

#include <loop/dialler.hpp>
#include <loop/ip_family.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

class tls_client_context;

struct dial_options {
    /// From one address to the next, while none has answered (RFC 8305 section 8).
    std::chrono::milliseconds attempt_delay{250};

    /// Of which family the addresses are that are asked for and tried.
    ip_family family = ip_family::any;

    /// What the connections come from; without it the system chooses. Addresses of the other
    /// family are not tried then.
    std::optional<boost::asio::ip::address> local_address{};
};

/// Connects over sockets of Asio: by TCP, where all addresses of a name race (`dial_race`), or to a
/// Unix domain socket, with TLS or without.
class socket_dialler final : public dialler {
public:
    /// @param tls null if no destination is secure
    explicit socket_dialler(std::shared_ptr<shard> home,
                            std::shared_ptr<tls_client_context const> tls = nullptr,
                            dial_options const& options = {});
    ~socket_dialler() override;

    [[nodiscard]] std::unique_ptr<dial_attempt> dial(destination const& to,
                                                     dial_owner& owner) override;

private:
    class run;
    class attempt;
    struct terms;

    std::shared_ptr<terms const> terms_;
};

} // namespace socketiota::loop

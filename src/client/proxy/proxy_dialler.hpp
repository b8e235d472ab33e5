// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <client/proxy/proxy.hpp>
#include <loop/dialler.hpp>
#include <loop/shard.hpp>
#include <loop/tls_client_context.hpp>

namespace socketiota::clients {

/// Connects through a proxy, with TLS inside of that or without. What fails before the proxy leads
/// to the server is of `dial_stage::proxy`, but for a name that is resolved here.
class proxy_dialler final : public loop::dialler {
public:
    /// @param reaches makes the connections to the proxy
    /// @param tls null if no destination is secure
    proxy_dialler(std::shared_ptr<loop::shard> home, proxy through,
                  std::unique_ptr<loop::dialler> reaches,
                  std::shared_ptr<loop::tls_client_context const> tls = nullptr);
    ~proxy_dialler() override;

    /// @param to may be no Unix domain socket
    [[nodiscard]] std::unique_ptr<loop::dial_attempt> dial(loop::destination const& to,
                                                           loop::dial_owner& owner) override;

private:
    class attempt;

    std::shared_ptr<loop::shard> const home_;
    proxy const through_;
    std::unique_ptr<loop::dialler> const reaches_;
    std::shared_ptr<loop::tls_client_context const> const tls_;
};

} // namespace socketiota::clients

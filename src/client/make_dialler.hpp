// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_client_options.hpp>

#include <memory>
#include <optional>

#include <client/client_loop.hpp>
#include <client/proxy/proxy.hpp>
#include <loop/dialler.hpp>

namespace socketiota::clients {

/// What connects a client `on` a loop, with TLS if that is `secure`, by a proxy if there is one.
/// Throws what is wrong with the files that `tls` names.
[[nodiscard]] std::shared_ptr<loop::dialler> make_dialler(client_loop const& on, bool secure,
                                                          tls_client_options const& tls,
                                                          std::optional<proxy> const& through);

} // namespace socketiota::clients

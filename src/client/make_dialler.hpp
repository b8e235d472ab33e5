// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_client_options.hpp>

#include <memory>
#include <optional>

#include <client/proxy/proxy.hpp>
#include <loop/dialler.hpp>
#include <loop/shard.hpp>

namespace socketiota::clients {

/// What connects a client, with TLS if that is `secure`, by a proxy if there is one. Throws what is
/// wrong with the files that `tls` names.
[[nodiscard]] std::unique_ptr<loop::dialler> make_dialler(std::shared_ptr<loop::shard> const& home,
                                                          bool secure,
                                                          tls_client_options const& tls,
                                                          std::optional<proxy> const& through);

} // namespace socketiota::clients

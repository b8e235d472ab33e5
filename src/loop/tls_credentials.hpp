// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_options.hpp>

#include <openssl/ssl.h>

namespace socketiota::loop {

/// Reads certificate, chain and key, and sets them in `context`.
///
/// Throws `boost::system::system_error` whose sentence names the file.
void use_credentials(SSL_CTX& context, tls_certificate const& from);

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <openssl/ssl.h>

#include <string>

#include <base/openssl_pointer.hpp>

namespace socketiota::redis {

/// What the TLS connections to a Redis share.
///
/// Throws `boost::system::system_error` with a sentence that names the file.
[[nodiscard]] base::openssl_pointer<SSL_CTX> make_tls_context(redis_tls_options const& options);

/// Has a connection ask for `name` and accept only its certificate, if it verifies any.
void expect_name(SSL& connection, std::string const& name);

} // namespace socketiota::redis

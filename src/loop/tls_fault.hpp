// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>

#include <openssl/ssl.h>

#include <string>

namespace socketiota::loop {

/// Why there is no TLS with a server.
struct tls_fault {
    boost::system::error_code reason;
    std::string words; // which certificate is wrong and why, or what OpenSSL says
};

/// Why the client's side of a handshake has just failed, on the thread where it has.
[[nodiscard]] tls_fault fault_of_handshake(SSL const& connection);

/// What has just failed in OpenSSL, on this thread.
[[nodiscard]] boost::system::error_code last_tls_failure() noexcept;

} // namespace socketiota::loop

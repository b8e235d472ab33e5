// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_options.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <base/openssl_pointer.hpp>

namespace socketiota::loop {

/// The certificates that a listener shows, each chosen by the host name that the client asks for,
/// and what TLS is spoken with them.
///
/// What is on and off, whatever the certificate: TLS 1.2 and later; for 1.2 only ciphers with
/// forward secrecy and authenticated encryption; no renegotiation (it let peers make the server
/// work for nothing) and no compression (it leaks secrets); session tickets, which cost the server
/// no memory; ALPN http/1.1.
///
/// Thread safety: immutable, safe. It must live as long as handshakes that began with it.
class tls_hosts {
public:
    /// Throws `boost::system::system_error` with a sentence that names the file or host.
    explicit tls_hosts(tls_options const& options);
    tls_hosts(tls_hosts const&) = delete;
    tls_hosts& operator=(tls_hosts const&) = delete;
    ~tls_hosts() = default;

    /// The server's side of one connection, null if there is no memory.
    [[nodiscard]] base::openssl_pointer<SSL> begin() const noexcept;

    /// The context for `name`: that of the whole name, else of the one without its first label,
    /// else the default one.
    [[nodiscard]] SSL_CTX& find(std::string_view name) const noexcept;

private:
    base::openssl_pointer<SSL_CTX> default_;
    // Lower-case names; `*.example.com` is kept as `.example.com`, which is no name of a host.
    std::map<std::string, base::openssl_pointer<SSL_CTX>, std::less<>> by_name_;
};

} // namespace socketiota::loop

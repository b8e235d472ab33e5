// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace socketiota {

/// The oldest TLS that is spoken; what is older than 1.2 is broken (RFC 8996).
enum class tls_version : std::uint8_t {
    /// TLS 1.2 and newer.
    tls_1_2,
    /// TLS 1.3 and newer.
    tls_1_3,
};

/// A certificate with its private key.
struct tls_certificate {
    /// Path of a PEM file with the certificate and the chain behind it (`fullchain.pem`), or that
    /// PEM text itself.
    std::string certificate{};

    /// Path of a PEM file with the private key, or that PEM text itself.
    std::string key{};

    /// The password of the key; empty: it has none.
    std::string key_password{};
};

/// How a server listens with TLS.
///
///     io.listen(443, sio::tls_options{.certificate = "fullchain.pem", .key = "privkey.pem"});
///
/// HTTP/1.1 is what is spoken inside: a client that offers only other protocols (ALPN) is refused.
/// Errors: a file that is missing or holds something else, a key that does not belong to its
/// certificate or that is locked, a host that is no name or that is named twice: thrown by `listen`
/// before anything is bound, with a sentence that names the file or host.
/// Source: Node's `tls.createServer`; RFC 5246, RFC 8446, RFC 7301, RFC 6066 section 3.
struct tls_options {
    /// The certificate for clients that name no host, or none of `hosts`; see `tls_certificate`.
    std::string certificate{};
    /// The private key that belongs to it.
    std::string key{};
    /// The password of the key; empty: none.
    std::string key_password{};

    /// Certificates by the name of the host that the client asks for: `www.example.com`, or
    /// `*.example.com` for all names with exactly one label in front. A whole name goes first.
    std::map<std::string, tls_certificate> hosts{};

    /// The oldest version that is spoken.
    tls_version minimum_version = tls_version::tls_1_2;
};

} // namespace socketiota

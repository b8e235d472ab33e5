// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_options.hpp>

#include <string>
#include <vector>

namespace socketiota {

/// How TLS is spoken with a server.
///
///     sio::tls_client_options tls{.ca = "/etc/chat/ca.pem"};
///     tls.certificate = {.certificate = "client.pem", .key = "client_key.pem"};
///
/// TLS 1.2 and newer; the name that is connected to is asked for (SNI), unless it is an address.
/// Errors: a file that is missing or holds something else is thrown where the options are taken, as
/// `boost::system::system_error` with a sentence that names the file; a pin that is none is
/// `invalid_option`. A certificate that is not trusted is `certificate_not_trusted`.
/// Source: Node's `tls.connect`; RFC 6125, RFC 7469 section 2.4 for pins.
struct tls_client_options {
    /// Path of a PEM file with the certificates of the authorities that are trusted, or that PEM
    /// text itself; empty: those that the system trusts.
    std::string ca{};

    /// The name or address that the certificate has to be for, and that is asked for (SNI); empty:
    /// the host that is connected to.
    std::string server_name{};

    /// Whether authority, dates and name of the certificate are verified at all. Without, whoever
    /// is between can read and change everything, passwords too.
    bool verify = true;

    /// SHA-256 of public keys (SubjectPublicKeyInfo), in Base64, of which the server has to show
    /// one, also without `verify`; empty: any. Give that of a spare key too. `openssl x509 -in
    /// server.pem -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary
    /// | base64` prints one.
    std::vector<std::string> pins{};

    /// The certificate that the server wants of its clients; empty: none.
    tls_certificate certificate{};
};

} // namespace socketiota

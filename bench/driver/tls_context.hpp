// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace socketiota::bench {

struct free_ssl {
    void operator()(SSL* each) const { SSL_free(each); }

    void operator()(SSL_CTX* each) const { SSL_CTX_free(each); }

    void operator()(SSL_SESSION* each) const { SSL_SESSION_free(each); }
};

/// How all connections of a run speak TLS: version 1.3, one cipher suite and one group, so that
/// every server does the same arithmetic, and one certificate that is trusted.
class tls_context {
public:
    /// \param certificate path of the certificate that the server has to present (PEM).
    /// \param resuming whether a handshake resumes a session, once the server has given a ticket.
    /// \throws failure if the file holds no certificate.
    tls_context(const std::string& certificate, bool resuming);

    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;
    tls_context(tls_context&&) = delete;
    tls_context& operator=(tls_context&&) = delete;
    ~tls_context() = default;

    /// A connection on a descriptor that remains the caller's, its handshake not begun yet.
    std::unique_ptr<SSL, free_ssl> connect(int fd);

    /// Whether the server gave a ticket.
    bool has_ticket() const { return static_cast<bool>(ticket_); }

private:
    static int keep_ticket(SSL* from, SSL_SESSION* ticket);

    std::unique_ptr<SSL_CTX, free_ssl> context_;
    std::unique_ptr<SSL_SESSION, free_ssl> ticket_;
};

/// The reason that OpenSSL gives for the last failure of this thread.
std::string tls_reason();

} // namespace socketiota::bench

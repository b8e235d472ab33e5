// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace socketiota::bench {

struct free_tls {
    void operator()(SSL* each) const { SSL_free(each); }

    void operator()(SSL_CTX* each) const { SSL_CTX_free(each); }
};

/// TLS of one connection; null: the connection has none.
using tls_pointer = std::unique_ptr<SSL, free_tls>;

/// What all connections of a server with TLS share: TLS 1.3, OpenSSL's defaults for the rest, so
/// that it gives two tickets a handshake.
class tls_server {
public:
    /// \param certificate,key paths of PEM files.
    /// \throws std::runtime_error if they cannot be used.
    tls_server(const std::string& certificate, const std::string& key);

    /// TLS on a non-blocking descriptor; null if there is no memory.
    tls_pointer accept(int fd);

private:
    std::unique_ptr<SSL_CTX, free_tls> context_;
};

/// What recv answers: bytes, 0 at the end, or -1 with errno. Goes on with the handshake, too.
ssize_t tls_receive(SSL& from, std::span<char> into);

/// Whether tls_receive() has more without the descriptor being readable.
bool tls_has_more(SSL& from);

/// What send answers, in as few records as possible. What was not sent must be given again, with
/// or without more behind it.
ssize_t tls_send(SSL& to, std::string_view bytes);

/// Says that nothing follows (RFC 8446 section 6.1).
void tls_say_end(SSL& to);

} // namespace socketiota::bench

// SPDX-License-Identifier: MIT
#include "tls.hpp"

#include <openssl/err.h>

#include <cerrno>
#include <stdexcept>

namespace socketiota::bench {

namespace {

// The same three answers as a system call.
ssize_t after(SSL& connection, int result) {
    switch (SSL_get_error(&connection, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        errno = ECONNRESET;
        return -1;
    }
}

} // namespace

tls_server::tls_server(const std::string& certificate, const std::string& key)
    : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX* own = context_.get();
    if (own == nullptr || SSL_CTX_set_min_proto_version(own, TLS1_3_VERSION) != 1 ||
        SSL_CTX_use_certificate_chain_file(own, certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(own, key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw std::runtime_error{"the certificate or its key cannot be used"};
    // An idle connection owns no buffers; a turn's records come with one recv.
    SSL_CTX_set_mode(own, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(own, 1);
    // Tickets hold all that a session needs: nothing is kept here.
    SSL_CTX_set_session_cache_mode(own, SSL_SESS_CACHE_OFF);
}

tls_pointer tls_server::accept(int fd) {
    tls_pointer made{SSL_new(context_.get())};
    if (made && SSL_set_fd(made.get(), fd) != 1)
        made.reset();
    if (made)
        SSL_set_accept_state(made.get());
    return made;
}

ssize_t tls_receive(SSL& from, std::span<char> into) {
    ERR_clear_error();
    const int size = SSL_read(&from, into.data(), static_cast<int>(into.size()));
    return size > 0 ? size : after(from, size);
}

bool tls_has_more(SSL& from) { return SSL_has_pending(&from) == 1; }

ssize_t tls_send(SSL& to, std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        ERR_clear_error();
        std::size_t size = 0;
        const int result = SSL_write_ex(&to, bytes.data() + sent, bytes.size() - sent, &size);
        if (result != 1) {
            const ssize_t answer = after(to, result);
            return sent != 0 && errno == EAGAIN ? static_cast<ssize_t>(sent) : answer;
        }
        sent += size;
    }
    return static_cast<ssize_t>(sent);
}

void tls_say_end(SSL& to) {
    ERR_clear_error();
    SSL_shutdown(&to);
}

} // namespace socketiota::bench

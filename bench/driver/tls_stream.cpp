// SPDX-License-Identifier: MIT
#include "tls_stream.hpp"

#include "failure.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace socketiota::bench {

tls_stream::tls_stream(tls_context& context, int fd)
    : connection_(context.connect(fd)), resumes_(context.has_ticket()) {}

// Otherwise OpenSSL takes the ticket of a connection that ended without close_notify for a bad one.
tls_stream::~tls_stream() {
    SSL_set_shutdown(connection_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

tls_stream::state tls_stream::read(std::span<char> into, std::size_t& size) {
    size = 0;
    while (size < into.size()) {
        ERR_clear_error();
        std::size_t got = 0;
        const int result =
            SSL_read_ex(connection_.get(), into.data() + size, into.size() - size, &got);
        if (result != 1)
            return after(result);
        size += got;
    }
    return state::done;
}

tls_stream::state tls_stream::write(std::string_view bytes, std::size_t& size) {
    size = 0;
    while (size < bytes.size()) {
        ERR_clear_error();
        std::size_t put = 0;
        const int result =
            SSL_write_ex(connection_.get(), bytes.data() + size, bytes.size() - size, &put);
        if (result != 1)
            return after(result);
        size += put;
    }
    return state::done;
}

tls_stream::state tls_stream::after(int result) {
    if (!is_checked_ && SSL_is_init_finished(connection_.get()) == 1) {
        is_checked_ = true;
        if (resumes_ && SSL_session_reused(connection_.get()) != 1)
            throw failure{"the server resumed no TLS session although it gave a ticket"};
    }
    switch (SSL_get_error(connection_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return state::wants_input;
    case SSL_ERROR_WANT_WRITE:
        return state::wants_output;
    case SSL_ERROR_ZERO_RETURN:
        return state::ended;
    case SSL_ERROR_SYSCALL:
        if (errno == EPIPE || errno == ECONNRESET)
            return state::ended;
        throw failure{"TLS failed: " + std::generic_category().message(errno)};
    default:
        break;
    }
    const long verdict = SSL_get_verify_result(connection_.get());
    throw failure{"TLS failed: " +
                  (verdict != X509_V_OK ? X509_verify_cert_error_string(verdict) : tls_reason())};
}

} // namespace socketiota::bench

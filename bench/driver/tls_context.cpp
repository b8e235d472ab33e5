// SPDX-License-Identifier: MIT
#include "tls_context.hpp"

#include "failure.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace socketiota::bench {

namespace {

void must(bool succeeded, const std::string& what) {
    if (!succeeded)
        throw failure{what + ": " + tls_reason()};
}

} // namespace

std::string tls_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != nullptr ? reason : "no reason is known";
}

tls_context::tls_context(const std::string& certificate, bool resuming)
    : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* own = context_.get();
    must(own != nullptr, "OpenSSL makes no context");
    must(SSL_CTX_load_verify_file(own, certificate.c_str()) == 1,
         certificate + " holds no certificate");
    must(SSL_CTX_set_min_proto_version(own, TLS1_3_VERSION) == 1 &&
             SSL_CTX_set_ciphersuites(own, "TLS_AES_128_GCM_SHA256") == 1 &&
             SSL_CTX_set1_groups_list(own, "X25519") == 1,
         "OpenSSL lacks what browsers choose");
    SSL_CTX_set_verify(own, SSL_VERIFY_PEER, nullptr);
    // The end of a connection without close_notify is met as its end; whether it was due is known
    // to the owner of the connection.
    SSL_CTX_set_options(own, SSL_OP_IGNORE_UNEXPECTED_EOF);
    // 10000 idle connections own no buffers. Read ahead, a record costs one recv and not two.
    SSL_CTX_set_mode(own, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(own, 1);
    SSL_CTX_set_session_cache_mode(own, SSL_SESS_CACHE_OFF);
    if (resuming) {
        SSL_CTX_set_session_cache_mode(own,
                                       SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
        SSL_CTX_set_app_data(own, this);
        SSL_CTX_sess_set_new_cb(own, &tls_context::keep_ticket);
    }
}

// Returns 1: the reference to the ticket is ours now.
int tls_context::keep_ticket(SSL* from, SSL_SESSION* ticket) {
    static_cast<tls_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(from)))->ticket_.reset(ticket);
    return 1;
}

std::unique_ptr<SSL, free_ssl> tls_context::connect(int fd) {
    std::unique_ptr<SSL, free_ssl> made{SSL_new(context_.get())};
    must(made && SSL_set_fd(made.get(), fd) == 1 &&
             X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(made.get()), "127.0.0.1") == 1,
         "OpenSSL makes no connection");
    if (ticket_) {
        // A copy for each handshake: OpenSSL uses a ticket of TLS 1.3 once.
        const std::unique_ptr<SSL_SESSION, free_ssl> copy{SSL_SESSION_dup(ticket_.get())};
        must(copy && SSL_set_session(made.get(), copy.get()) == 1, "a ticket cannot be used");
    }
    SSL_set_connect_state(made.get());
    return made;
}

} // namespace socketiota::bench

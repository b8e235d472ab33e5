// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <new>
#include <utility>

#include <loop/tls_credentials.hpp>
#include <redis/tls_client.hpp>

namespace socketiota::redis {

namespace {

[[noreturn]] void refuse_authorities(std::string const& what) {
    ERR_clear_error();
    throw boost::system::system_error(make_error_code(error::bad_certificate),
                                      "cannot use redis_options.tls.ca" + what);
}

/// Trusts the certificates of a PEM text.
void trust_text(SSL_CTX& context, std::string const& text) {
    base::openssl_pointer<BIO> const opened(
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!opened)
        throw std::bad_alloc();
    std::size_t count = 0;
    for (;; ++count) {
        base::openssl_pointer<X509> const next(
            PEM_read_bio_X509(opened.get(), nullptr, nullptr, nullptr));
        if (!next)
            break;
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), next.get()) != 1)
            refuse_authorities(" given as text");
    }
    if (count == 0 || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        refuse_authorities(" given as text");
    ERR_clear_error(); // it was the end of the text
}

void trust(SSL_CTX& context, std::string const& authorities) {
    if (authorities.empty())
        SSL_CTX_set_default_verify_paths(&context);
    else if (authorities.find("-----BEGIN ") != std::string::npos)
        trust_text(context, authorities);
    else if (SSL_CTX_load_verify_locations(&context, authorities.c_str(), nullptr) != 1)
        refuse_authorities(", the file " + authorities);
}

} // namespace

base::openssl_pointer<SSL_CTX> make_tls_context(redis_tls_options const& options) {
    ERR_clear_error();
    base::openssl_pointer<SSL_CTX> made(SSL_CTX_new(TLS_client_method()));
    if (!made)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(made.get(), SSL_MODE_RELEASE_BUFFERS);
    if (options.verify) {
        SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
        trust(*made, options.ca);
    }
    if (!options.certificate.certificate.empty() || !options.certificate.key.empty())
        loop::use_credentials(*made, options.certificate);
    return made;
}

void expect_name(SSL& connection, std::string const& name) {
    error_code is_name;
    static_cast<void>(boost::asio::ip::make_address(name, is_name));
    if (!is_name) { // an address, which may not be asked for (RFC 6066 section 3)
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&connection), name.c_str());
        return;
    }
    std::string asked = name;
    SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, asked.data());
    SSL_set_hostflags(&connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(&connection, name.c_str());
}

} // namespace socketiota::redis

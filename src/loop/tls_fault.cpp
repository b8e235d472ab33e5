// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/ssl/error.hpp>
#include <boost/system/errc.hpp>

#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>
#include <string>

#include <loop/tls_fault.hpp>

namespace socketiota::loop {

namespace {

/// Whom the certificate that a server showed is for, as text without control characters.
std::string subject_of(SSL const& connection) {
    STACK_OF(X509)* const shown = SSL_get_peer_cert_chain(&connection);
    X509 const* const own = sk_X509_num(shown) > 0 ? sk_X509_value(shown, 0) : nullptr;
    std::array<char, 200> text{}; // it may be as long as the server likes
    if (own == nullptr || X509_NAME_oneline(X509_get_subject_name(own), text.data(),
                                            static_cast<int>(text.size())) == nullptr)
        return "the certificate";
    return "the certificate of " + std::string(text.data());
}

} // namespace

tls_fault fault_of_handshake(SSL const& connection) {
    int const reason = ERR_GET_REASON(ERR_peek_last_error());
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        long const verified = SSL_get_verify_result(&connection);
        char const* const why = verified == X509_V_ERR_APPLICATION_VERIFICATION
                                    ? "its key is none of those that are pinned"
                                    : X509_verify_cert_error_string(verified);
        return {make_error_code(error::certificate_not_trusted),
                subject_of(connection) + ": " + why};
    }
    error_code const failure = last_tls_failure();
    if (reason == SSL_R_WRONG_VERSION_NUMBER)
        return {make_error_code(error::speaks_no_tls), "what answers is no TLS"};
    return {failure, failure.message()};
}

error_code last_tls_failure() noexcept {
    unsigned long const last = ERR_peek_last_error();
    if (last == 0)
        return make_error_code(boost::system::errc::protocol_error);
    return {static_cast<int>(last), boost::asio::error::get_ssl_category()};
}

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>

#include <base/openssl_pointer.hpp>

namespace socketiota::test {

/// A certificate that signs itself and its private key, both as PEM text.
struct test_certificate {
    std::string certificate;
    std::string key;
};

inline void succeed(bool done) {
    if (!done)
        throw std::runtime_error("OpenSSL cannot make a certificate");
}

inline std::string text_of(BIO& memory) {
    char* begin = nullptr;
    long const size = BIO_ctrl(&memory, BIO_CTRL_INFO, 0, &begin);
    return {begin, static_cast<std::size_t>(size)};
}

/// @param host its common name
/// @param password locks the key; empty: it stays open
/// @param lasts seconds from now on; before 0 it has expired
inline test_certificate make_certificate(std::string const& host, std::string const& password = {},
                                         long lasts = 3600) {
    using base::openssl_pointer;
    openssl_pointer<EVP_PKEY> const key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    openssl_pointer<X509> const made(X509_new());
    succeed(key && made);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), lasts);
    X509_NAME* const name = X509_get_subject_name(made.get());
    succeed(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                       reinterpret_cast<unsigned char const*>(host.c_str()), -1, -1,
                                       0) == 1);
    succeed(X509_set_issuer_name(made.get(), name) == 1 &&
            X509_set_pubkey(made.get(), key.get()) == 1 &&
            X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
    openssl_pointer<BIO> const certificate(BIO_new(BIO_s_mem()));
    openssl_pointer<BIO> const secret(BIO_new(BIO_s_mem()));
    succeed(PEM_write_bio_X509(certificate.get(), made.get()) == 1);
    succeed(PEM_write_bio_PrivateKey(secret.get(), key.get(),
                                     password.empty() ? nullptr : EVP_aes_128_cbc(),
                                     reinterpret_cast<unsigned char const*>(password.data()),
                                     static_cast<int>(password.size()), nullptr, nullptr) == 1);
    return {text_of(*certificate), text_of(*secret)};
}

inline base::openssl_pointer<BIO> open_text(std::string const& text) {
    return base::openssl_pointer<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline base::openssl_pointer<X509> certificate_of(test_certificate const& made) {
    return base::openssl_pointer<X509>(
        PEM_read_bio_X509(open_text(made.certificate).get(), nullptr, nullptr, nullptr));
}

inline base::openssl_pointer<EVP_PKEY> key_of(test_certificate const& made) {
    return base::openssl_pointer<EVP_PKEY>(
        PEM_read_bio_PrivateKey(open_text(made.key).get(), nullptr, nullptr, nullptr));
}

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace socketiota::base {

/// Frees an object of OpenSSL with the function that belongs to its type.
struct openssl_free {
    void operator()(BIO* object) const noexcept { BIO_free(object); }

    void operator()(BIO_METHOD* object) const noexcept { BIO_meth_free(object); }

    void operator()(EVP_MD* object) const noexcept { EVP_MD_free(object); }

    void operator()(EVP_PKEY* object) const noexcept { EVP_PKEY_free(object); }

    void operator()(SSL* object) const noexcept { SSL_free(object); }

    void operator()(SSL_CTX* object) const noexcept { SSL_CTX_free(object); }

    void operator()(X509* object) const noexcept { X509_free(object); }
};

template <class T>
using openssl_pointer = std::unique_ptr<T, openssl_free>;

} // namespace socketiota::base

// SPDX-License-Identifier: MIT
// Of OpenSSL, which Debian has not for Windows: the digest of the WebSocket handshake, by Boost.
// What else the library calls is for TLS and is not there: it links, and ends the program.
#include <boost/uuid/detail/sha1.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {

// Only SHA-1 is asked for.
void const* EVP_MD_fetch(void*, char const*, char const*) {
    static char const sha1 = 0;
    return &sha1;
}

void EVP_MD_free(void*) {}

int EVP_Digest(void const* data, std::size_t size, unsigned char* digest, unsigned*, void const*,
               void*) {
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(data, size);
    boost::uuids::detail::sha1::digest_type words{};
    hash.get_digest(words);
    for (unsigned at = 0; at < sizeof words; ++at)
        digest[at] = static_cast<unsigned char>(words[at / 4] >> (24 - 8 * (at % 4)));
    return 1;
}
}

#define SOCKETIOTA_MISSING(name)                                                                   \
    extern "C" void name() {                                                                       \
        std::fputs(#name " of OpenSSL is not there\n", stderr);                                    \
        std::abort();                                                                              \
    }

SOCKETIOTA_MISSING(BIO_clear_flags)
SOCKETIOTA_MISSING(BIO_free)
SOCKETIOTA_MISSING(BIO_get_data)
SOCKETIOTA_MISSING(BIO_meth_free)
SOCKETIOTA_MISSING(BIO_meth_new)
SOCKETIOTA_MISSING(BIO_meth_set_ctrl)
SOCKETIOTA_MISSING(BIO_meth_set_read)
SOCKETIOTA_MISSING(BIO_meth_set_write)
SOCKETIOTA_MISSING(BIO_new)
SOCKETIOTA_MISSING(BIO_new_mem_buf)
SOCKETIOTA_MISSING(BIO_set_data)
SOCKETIOTA_MISSING(BIO_set_flags)
SOCKETIOTA_MISSING(BIO_set_init)
SOCKETIOTA_MISSING(BIO_up_ref)
SOCKETIOTA_MISSING(CRYPTO_free)
SOCKETIOTA_MISSING(ERR_clear_error)
SOCKETIOTA_MISSING(ERR_lib_error_string)
SOCKETIOTA_MISSING(ERR_peek_last_error)
SOCKETIOTA_MISSING(ERR_reason_error_string)
SOCKETIOTA_MISSING(EVP_EncodeBlock)
SOCKETIOTA_MISSING(EVP_PKEY_free)
SOCKETIOTA_MISSING(EVP_sha256)
SOCKETIOTA_MISSING(OPENSSL_sk_num)
SOCKETIOTA_MISSING(OPENSSL_sk_value)
SOCKETIOTA_MISSING(PEM_read_bio_PrivateKey)
SOCKETIOTA_MISSING(PEM_read_bio_X509)
SOCKETIOTA_MISSING(PEM_read_bio_X509_AUX)
SOCKETIOTA_MISSING(SSL_CTX_callback_ctrl)
SOCKETIOTA_MISSING(SSL_CTX_ctrl)
SOCKETIOTA_MISSING(SSL_CTX_free)
SOCKETIOTA_MISSING(SSL_CTX_get_cert_store)
SOCKETIOTA_MISSING(SSL_CTX_load_verify_locations)
SOCKETIOTA_MISSING(SSL_CTX_new)
SOCKETIOTA_MISSING(SSL_CTX_set_alpn_protos)
SOCKETIOTA_MISSING(SSL_CTX_set_alpn_select_cb)
SOCKETIOTA_MISSING(SSL_CTX_set_cert_verify_callback)
SOCKETIOTA_MISSING(SSL_CTX_set_cipher_list)
SOCKETIOTA_MISSING(SSL_CTX_set_default_verify_paths)
SOCKETIOTA_MISSING(SSL_CTX_set_options)
SOCKETIOTA_MISSING(SSL_CTX_set_verify)
SOCKETIOTA_MISSING(SSL_CTX_use_PrivateKey)
SOCKETIOTA_MISSING(SSL_CTX_use_certificate)
SOCKETIOTA_MISSING(SSL_ctrl)
SOCKETIOTA_MISSING(SSL_do_handshake)
SOCKETIOTA_MISSING(SSL_free)
SOCKETIOTA_MISSING(SSL_free_buffers)
SOCKETIOTA_MISSING(SSL_get0_param)
SOCKETIOTA_MISSING(SSL_get_error)
SOCKETIOTA_MISSING(SSL_get_peer_cert_chain)
SOCKETIOTA_MISSING(SSL_get_servername)
SOCKETIOTA_MISSING(SSL_get_verify_result)
SOCKETIOTA_MISSING(SSL_new)
SOCKETIOTA_MISSING(SSL_read_ex)
SOCKETIOTA_MISSING(SSL_select_next_proto)
SOCKETIOTA_MISSING(SSL_set1_host)
SOCKETIOTA_MISSING(SSL_set_SSL_CTX)
SOCKETIOTA_MISSING(SSL_set_accept_state)
SOCKETIOTA_MISSING(SSL_set_bio)
SOCKETIOTA_MISSING(SSL_set_connect_state)
SOCKETIOTA_MISSING(SSL_set_hostflags)
SOCKETIOTA_MISSING(SSL_shutdown)
SOCKETIOTA_MISSING(SSL_write_ex)
SOCKETIOTA_MISSING(TLS_client_method)
SOCKETIOTA_MISSING(TLS_server_method)
SOCKETIOTA_MISSING(X509_NAME_oneline)
SOCKETIOTA_MISSING(X509_STORE_CTX_get0_cert)
SOCKETIOTA_MISSING(X509_STORE_CTX_set_error)
SOCKETIOTA_MISSING(X509_STORE_add_cert)
SOCKETIOTA_MISSING(X509_VERIFY_PARAM_set1_ip_asc)
SOCKETIOTA_MISSING(X509_check_private_key)
SOCKETIOTA_MISSING(X509_free)
SOCKETIOTA_MISSING(X509_get_X509_PUBKEY)
SOCKETIOTA_MISSING(X509_get_subject_name)
SOCKETIOTA_MISSING(X509_verify_cert)
SOCKETIOTA_MISSING(X509_verify_cert_error_string)
SOCKETIOTA_MISSING(i2d_X509_PUBKEY)

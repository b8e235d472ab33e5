// SPDX-License-Identifier: MIT
#include "tls_scene.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <cstdint>
#include <vector>

namespace socketiota::loop {
namespace {

using octets = std::vector<unsigned char>;

/// Writes handshake records into an established TLS 1.2 connection with AES-256-GCM, which no
/// library does for its user (RFC 5246 section 6.3, RFC 5288 section 3).
class record_forger {
public:
    explicit record_forger(SSL& client) {
        octets secret(48);
        SSL_SESSION_get_master_key(SSL_get_session(&client), secret.data(), secret.size());
        std::string const label = "key expansion";
        octets seed(label.begin(), label.end());
        octets random(32);
        SSL_get_server_random(&client, random.data(), random.size());
        seed.insert(seed.end(), random.begin(), random.end());
        SSL_get_client_random(&client, random.data(), random.size());
        seed.insert(seed.end(), random.begin(), random.end());

        EVP_KDF* const function = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
        EVP_KDF_CTX* const context = EVP_KDF_CTX_new(function);
        std::string digest = "SHA384";
        std::array const parameters{
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, secret.data(), secret.size()),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed.data(), seed.size()),
            OSSL_PARAM_construct_end()};
        octets keys(72); // two keys of 32 and two implicit nonces of 4 octets
        EVP_KDF_derive(context, keys.data(), keys.size(), parameters.data());
        EVP_KDF_CTX_free(context);
        EVP_KDF_free(function);
        key_.assign(keys.begin(), keys.begin() + 32);
        implicit_nonce_.assign(keys.begin() + 64, keys.begin() + 68);
    }

    std::string handshake_record(std::string_view content) {
        ++number_; // 0 was the client's Finished
        octets explicit_nonce(8);
        for (std::size_t index = 0; index < 8; ++index)
            explicit_nonce[index] = static_cast<unsigned char>(number_ >> (56 - 8 * index));
        octets nonce = implicit_nonce_;
        nonce.insert(nonce.end(), explicit_nonce.begin(), explicit_nonce.end());
        octets additional = explicit_nonce;
        octets head{22, 3, 3};
        append_size(head, content.size() + 24);
        additional.insert(additional.end(), head.begin(), head.begin() + 3);
        append_size(additional, content.size());

        EVP_CIPHER_CTX* const cipher = EVP_CIPHER_CTX_new();
        octets sealed(content.size() + 16);
        int size = 0;
        EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nullptr, key_.data(), nonce.data());
        EVP_EncryptUpdate(cipher, nullptr, &size, additional.data(),
                          static_cast<int>(additional.size()));
        EVP_EncryptUpdate(cipher, sealed.data(), &size,
                          reinterpret_cast<unsigned char const*>(content.data()),
                          static_cast<int>(content.size()));
        EVP_EncryptFinal_ex(cipher, sealed.data() + size, &size);
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, sealed.data() + content.size());
        EVP_CIPHER_CTX_free(cipher);

        head.insert(head.end(), explicit_nonce.begin(), explicit_nonce.end());
        head.insert(head.end(), sealed.begin(), sealed.end());
        return {head.begin(), head.end()};
    }

private:
    static void append_size(octets& to, std::size_t size) {
        to.push_back(static_cast<unsigned char>(size >> 8U));
        to.push_back(static_cast<unsigned char>(size & 0xffU));
    }

    octets key_;
    octets implicit_nonce_;
    std::uint64_t number_ = 0;
};

class tls_flood_test : public tls_scene {
protected:
    tls_flood_test() {
        open({.newest = TLS1_2_VERSION});
        connect();
        EXPECT_STREQ(SSL_get_cipher_name(&peer_->connection()), "ECDHE-ECDSA-AES256-GCM-SHA384");
    }

    /// Asks `count` times to renegotiate, which a warning of 31 octets refuses each time.
    void ask_to_renegotiate(int count) {
        record_forger forger(peer_->connection());
        std::string const hello = test::tls_peer({.newest = TLS1_2_VERSION}).take().substr(5);
        for (int asked = 0; asked < count && events_.breaks == 0; ++asked) {
            wire_->send(forger.handshake_record(hello));
            home_.settle();
        }
    }
};

TEST_F(tls_flood_test, of_a_peer_that_reads_the_answers_goes_on) {
    ask_to_renegotiate(6000);
    EXPECT_EQ(events_.breaks, 0);
    EXPECT_EQ(wire_->received().size(), 6000U * 31);
}

TEST_F(tls_flood_test, of_a_peer_that_reads_no_answers_is_broken_off) {
    wire_->set_room(0);
    home_.settle();
    ask_to_renegotiate(4000);
    EXPECT_EQ(events_.breaks, 0); // 121 KiB wait
    open({.newest = TLS1_2_VERSION});
    connect();
    wire_->set_room(0);
    home_.settle();
    ask_to_renegotiate(6000);
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(events_.failure, boost::asio::error::no_buffer_space);
}

} // namespace
} // namespace socketiota::loop

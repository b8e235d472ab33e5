// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <base/openssl_pointer.hpp>
#include <support/test_certificate.hpp>

namespace socketiota::test {

/// The other side of TLS, a client unless it shows a certificate. It moves no octets by itself: the
/// test carries them.
class tls_peer {
public:
    struct settings {
        /// The host that it asks for; empty: none.
        std::string host{};
        /// The protocols that it offers, each behind an octet with its size; empty: none.
        std::string protocols{};
        int oldest = TLS1_2_VERSION;
        int newest = TLS1_3_VERSION;
        /// A session to resume, of another peer.
        SSL_SESSION* session = nullptr;
        /// What it shows as a server; null: it is a client.
        test_certificate const* shows = nullptr;
    };

    tls_peer() : tls_peer(settings()) {}

    explicit tls_peer(settings const& given) : context_(SSL_CTX_new(TLS_method())) {
        SSL_CTX_set_min_proto_version(context_.get(), given.oldest);
        SSL_CTX_set_max_proto_version(context_.get(), given.newest);
        SSL_CTX_set_info_callback(context_.get(), &tls_peer::note);
        if (given.oldest < TLS1_2_VERSION) // Debian's default refuses to ask for these
            SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
        connection_.reset(SSL_new(context_.get()));
        SSL_set_app_data(connection_.get(), this);
        SSL_set_bio(connection_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        if (given.shows != nullptr)
            serve(*given.shows);
        else
            SSL_set_connect_state(connection_.get());
        if (std::string host = given.host; !host.empty())
            SSL_ctrl(connection_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     host.data());
        if (!given.protocols.empty())
            SSL_set_alpn_protos(connection_.get(),
                                reinterpret_cast<unsigned char const*>(given.protocols.data()),
                                static_cast<unsigned>(given.protocols.size()));
        if (given.session != nullptr)
            SSL_set_session(connection_.get(), given.session);
        work();
    }

    tls_peer(tls_peer const&) = delete;
    tls_peer& operator=(tls_peer const&) = delete;
    ~tls_peer() = default;

    /// The ciphertext for the other side.
    [[nodiscard]] std::string take() { return drain(*SSL_get_wbio(connection_.get())); }

    /// Ciphertext of the other side came.
    void give(std::string_view ciphertext) {
        if (!ciphertext.empty())
            BIO_write(SSL_get_rbio(connection_.get()), ciphertext.data(),
                      static_cast<int>(ciphertext.size()));
        work();
    }

    void send(std::string_view plaintext) {
        ERR_clear_error();
        SSL_write(connection_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
    }

    /// Says close_notify.
    void end() { SSL_shutdown(connection_.get()); }

    /// What came, decrypted.
    std::string received;
    /// The last alert that came, -1 if none did.
    int alert = -1;

    [[nodiscard]] bool connected() const noexcept {
        return SSL_is_init_finished(connection_.get()) == 1;
    }

    /// Whether the server said close_notify.
    [[nodiscard]] bool ended() const noexcept {
        return (SSL_get_shutdown(connection_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }

    /// Whether something came that is not TLS, or that does not decrypt.
    [[nodiscard]] bool broken() const noexcept { return broken_; }

    /// The common name of the certificate that the server showed.
    [[nodiscard]] std::string server_name() const {
        base::openssl_pointer<X509> const shown(SSL_get1_peer_certificate(connection_.get()));
        if (!shown)
            return {};
        std::array<char, 256> text{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text.data(),
                                  static_cast<int>(text.size()));
        return text.data();
    }

    [[nodiscard]] SSL& connection() noexcept { return *connection_; }

private:
    static void note(SSL const* connection, int where, int value) {
        if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
            static_cast<tls_peer*>(SSL_get_app_data(connection))->alert = value & 0xff;
    }

    void serve(test_certificate const& shown) {
        SSL_use_certificate(connection_.get(), certificate_of(shown).get());
        SSL_use_PrivateKey(connection_.get(), key_of(shown).get());
        SSL_set_accept_state(connection_.get());
    }

    void work() {
        std::array<char, 65536> data{};
        int size = 0;
        ERR_clear_error();
        while ((size = SSL_read(connection_.get(), data.data(), static_cast<int>(data.size()))) > 0)
            received.append(data.data(), static_cast<std::size_t>(size));
        int const outcome = SSL_get_error(connection_.get(), size);
        if (outcome == SSL_ERROR_SSL || outcome == SSL_ERROR_SYSCALL)
            broken_ = true;
    }

    static std::string drain(BIO& from) {
        std::string all(BIO_ctrl_pending(&from), '\0');
        if (!all.empty())
            BIO_read(&from, all.data(), static_cast<int>(all.size()));
        return all;
    }

    base::openssl_pointer<SSL_CTX> context_;
    base::openssl_pointer<SSL> connection_;
    bool broken_ = false;
};

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <loop/tls_client_context.hpp>
#include <loop/tls_credentials.hpp>

namespace socketiota::loop {

namespace {

constexpr std::size_t digest_size = 32;
constexpr std::size_t pin_size = 44; // of it in Base64

[[noreturn]] void refuse_authorities(std::string const& what) {
    ERR_clear_error();
    throw boost::system::system_error(make_error_code(error::bad_certificate),
                                      "cannot use tls_client_options.ca" + what);
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

void check(std::vector<std::string> const& pins) {
    for (std::string const& each : pins)
        if (each.size() != pin_size || !each.ends_with('='))
            throw boost::system::system_error(make_error_code(error::invalid_option),
                                              "tls_client_options.pins has '" + each +
                                                  "', which is no SHA-256 in Base64");
}

void offer(SSL_CTX& context, std::string_view protocol) {
    std::string list(1, static_cast<char>(protocol.size()));
    list += protocol;
    if (SSL_CTX_set_alpn_protos(&context, reinterpret_cast<unsigned char const*>(list.data()),
                                static_cast<unsigned>(list.size())) != 0)
        throw std::bad_alloc();
}

/// Has a connection ask for `name` and accept only its certificate, if it verifies any.
void expect_name(SSL& connection, std::string name) {
    error_code is_name;
    static_cast<void>(boost::asio::ip::make_address(name, is_name));
    if (!is_name) { // an address, which may not be asked for (RFC 6066 section 3)
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&connection), name.c_str());
        return;
    }
    if (name.ends_with('.')) // of a name from the root on, which certificates leave out
        name.pop_back();
    SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    SSL_set_hostflags(&connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(&connection, name.c_str());
}

} // namespace

tls_client_context::tls_client_context(tls_client_options const& options, std::string_view protocol)
    : server_name_(options.server_name), pins_(options.pins), verifies_(options.verify) {
    ERR_clear_error();
    check(pins_);
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
    if (verifies_)
        trust(*context_, options.ca);
    if (verifies_ || !pins_.empty())
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (!pins_.empty())
        SSL_CTX_set_cert_verify_callback(context_.get(), &verify_pinned, this);
    if (!options.certificate.certificate.empty() || !options.certificate.key.empty())
        use_credentials(*context_, options.certificate);
    if (!protocol.empty())
        offer(*context_, protocol);
}

int tls_client_context::verify_pinned(X509_STORE_CTX* shown, void* self) noexcept {
    auto const& own = *static_cast<tls_client_context const*>(self);
    if (own.verifies_ && X509_verify_cert(shown) <= 0)
        return 0;
    X509* const certificate = X509_STORE_CTX_get0_cert(shown);
    bool const fits = certificate != nullptr && own.is_pinned(*certificate);
    X509_STORE_CTX_set_error(shown, fits ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return fits ? 1 : 0;
}

bool tls_client_context::is_pinned(X509& shown) const noexcept {
    unsigned char* encoded = nullptr;
    int const size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&shown), &encoded);
    if (size <= 0)
        return false;
    std::array<unsigned char, digest_size> digest{};
    std::array<unsigned char, pin_size + 1> text{};
    bool const done = EVP_Digest(encoded, static_cast<std::size_t>(size), digest.data(), nullptr,
                                 EVP_sha256(), nullptr) == 1;
    OPENSSL_free(encoded);
    EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    std::string_view const pin(reinterpret_cast<char const*>(text.data()), pin_size);
    return done && std::find(pins_.begin(), pins_.end(), pin) != pins_.end();
}

std::unique_ptr<tls_channel> tls_client_context::wrap(std::shared_ptr<shard> home,
                                                      std::unique_ptr<channel> below,
                                                      std::string const& host) const {
    base::openssl_pointer<SSL> connection(SSL_new(context_.get()));
    if (!connection)
        throw std::bad_alloc();
    SSL_set_connect_state(connection.get());
    expect_name(*connection, server_name_.empty() ? host : server_name_);
    return std::make_unique<tls_channel>(std::move(home), std::move(below), std::move(connection));
}

} // namespace socketiota::loop

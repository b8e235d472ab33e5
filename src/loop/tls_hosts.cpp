// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <loop/tls_credentials.hpp>
#include <loop/tls_hosts.hpp>

namespace socketiota::loop {

namespace {

// RFC 1035 section 2.3.4.
constexpr std::size_t longest_name = 255;

char to_lower(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                                : character;
}

/// The name under which a certificate is kept.
std::string key_of(std::string const& host) {
    std::string key = host;
    std::transform(key.begin(), key.end(), key.begin(), &to_lower);
    bool const wildcard = key.starts_with("*.");
    if (wildcard)
        key.erase(0, 1);
    std::string_view const name = std::string_view(key).substr(wildcard ? 1 : 0);
    if (name.empty() || name.size() > longest_name || name.front() == '.' || name.back() == '.' ||
        name.find_first_of("*: /") != std::string_view::npos)
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          "tls_options.hosts has '" + host +
                                              "': give a name, or *. and a name");
    return key;
}

int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size,
                    unsigned char const* offered, unsigned int offered_size, void*) noexcept {
    static constexpr std::array<unsigned char, 9> spoken{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* found = nullptr;
    int const outcome =
        SSL_select_next_proto(&found, size, spoken.data(), spoken.size(), offered, offered_size);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int choose_certificate(SSL* connection, int*, void* hosts) noexcept {
    char const* const name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (name == nullptr)
        return SSL_TLSEXT_ERR_NOACK;
    SSL_set_SSL_CTX(connection, &static_cast<tls_hosts const*>(hosts)->find(name));
    return SSL_TLSEXT_ERR_OK;
}

base::openssl_pointer<SSL_CTX> make_context(tls_options const& options,
                                            tls_certificate const& certificate) {
    base::openssl_pointer<SSL_CTX> made(SSL_CTX_new(TLS_server_method()));
    if (!made)
        throw std::bad_alloc();
    SSL_CTX* const context = made.get();
    bool const only_newest = options.minimum_version == tls_version::tls_1_3;
    SSL_CTX_set_min_proto_version(context, only_newest ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    // 33 KiB less for each connection that is idle.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // tickets alone
    SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
    use_credentials(*context, certificate);
    return made;
}

} // namespace

tls_hosts::tls_hosts(tls_options const& options)
    : default_(make_context(options, {options.certificate, options.key, options.key_password})) {
    for (auto const& [host, certificate] : options.hosts)
        if (!by_name_.emplace(key_of(host), make_context(options, certificate)).second)
            throw boost::system::system_error(make_error_code(error::invalid_option),
                                              "tls_options.hosts names '" + host +
                                                  "' twice: upper case makes no difference");
    // Only the context that a connection begins with is asked.
    SSL_CTX_callback_ctrl(default_.get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(&choose_certificate)); // back to its type
    SSL_CTX_set_tlsext_servername_arg(default_.get(), this);
}

base::openssl_pointer<SSL> tls_hosts::begin() const noexcept {
    base::openssl_pointer<SSL> connection(SSL_new(default_.get()));
    if (connection)
        SSL_set_accept_state(connection.get());
    return connection;
}

SSL_CTX& tls_hosts::find(std::string_view name) const noexcept {
    std::array<char, longest_name> lower{};
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.size() > lower.size())
        return *default_;
    std::transform(name.begin(), name.end(), lower.begin(), &to_lower);
    name = {lower.data(), name.size()};
    auto found = by_name_.find(name);
    std::size_t const first_label = std::min(name.find('.'), name.size());
    if (found == by_name_.end() && first_label > 0)
        found = by_name_.find(name.substr(first_label));
    return found == by_name_.end() ? *default_ : *found->second;
}

} // namespace socketiota::loop

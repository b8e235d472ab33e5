// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_client_options.hpp>

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <base/openssl_pointer.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_channel.hpp>

namespace socketiota::loop {

/// What the TLS connections to the servers of one kind share: whom they trust, and what they show.
///
/// Thread safety: immutable, safe. It must live as long as handshakes that began with it.
class tls_client_context {
public:
    /// Throws `boost::system::system_error` with a sentence that names a file or pin.
    ///
    /// @param protocol what is spoken inside, such as `http/1.1` (ALPN); empty: it is not said
    explicit tls_client_context(tls_client_options const& options, std::string_view protocol = {});
    tls_client_context(tls_client_context const&) = delete;
    tls_client_context& operator=(tls_client_context const&) = delete;
    ~tls_client_context() = default;

    /// The client's side of TLS with `host` over `below`, which is connected; its handshake has not
    /// begun.
    [[nodiscard]] std::unique_ptr<tls_channel> wrap(std::shared_ptr<shard> home,
                                                    std::unique_ptr<channel> below,
                                                    std::string const& host) const;

private:
    static int verify_pinned(X509_STORE_CTX* shown, void* self) noexcept;
    [[nodiscard]] bool is_pinned(X509& shown) const noexcept;

    std::string server_name_;
    std::vector<std::string> pins_;
    bool verifies_;
    base::openssl_pointer<SSL_CTX> context_;
};

} // namespace socketiota::loop

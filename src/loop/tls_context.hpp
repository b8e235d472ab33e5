// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_options.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include <base/metric_sink.hpp>
#include <base/openssl_pointer.hpp>
#include <base/output_buffer.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_hosts.hpp>

namespace socketiota::loop {

/// What the TLS connections of one listener share: the certificates, and the memory that a
/// connection needs only while it reads or writes, so that an idle one holds none.
///
/// Not thread safe: belongs to its shard.
class tls_context : public std::enable_shared_from_this<tls_context> {
public:
    /// `metrics` must live as long as connections that have an owner. Throws
    /// `boost::system::system_error` with a sentence that names the file or host.
    tls_context(tls_options options, base::metric_sink& metrics);
    tls_context(tls_context const&) = delete;
    tls_context& operator=(tls_context const&) = delete;
    ~tls_context() = default;

    /// Reads the certificates again, for connections from now on. Throws as the constructor does,
    /// and then goes on with those it has.
    void reload();

    /// The server's side of TLS over `below`.
    [[nodiscard]] std::unique_ptr<channel> wrap(std::shared_ptr<shard> home,
                                                std::unique_ptr<channel> below);

    [[nodiscard]] std::shared_ptr<tls_hosts const> const& hosts() const noexcept { return hosts_; }

    [[nodiscard]] base::metric_sink& metrics() noexcept { return metrics_; }

    // ---- for one call to OpenSSL at a time ----

    /// Lets `connection` read `input` and write `output`. One pair of ends serves all connections:
    /// an own one for each would hold 250 octets.
    void attach(SSL& connection) noexcept;

    /// The ciphertext that OpenSSL reads; it takes from the front.
    std::span<std::byte> input;

    /// The ciphertext that OpenSSL writes.
    base::output_buffer output;

    /// Where what was received is decrypted to.
    [[nodiscard]] std::span<std::byte> plaintext() noexcept {
        return {plaintext_.get(), plaintext_size};
    }

    static constexpr std::size_t record_size = std::size_t{16} << 10; // RFC 8446 section 5.1

    /// Where small pieces become one record.
    [[nodiscard]] std::array<std::byte, record_size>& record() noexcept { return record_; }

private:
    // All of one receive buffer, and the record that was incomplete before it.
    static constexpr std::size_t plaintext_size = (std::size_t{256} << 10) + record_size;

    static int read(BIO* end, char* to, int size) noexcept;
    static int write(BIO* end, char const* from, int size) noexcept;
    static long control(BIO* end, int command, long number, void* pointer) noexcept;

    tls_options options_;
    base::metric_sink& metrics_;
    std::shared_ptr<tls_hosts const> hosts_;
    base::openssl_pointer<BIO_METHOD> method_;
    base::openssl_pointer<BIO> end_;
    std::unique_ptr<std::byte[]> plaintext_;
    std::array<std::byte, record_size> record_{};
};

} // namespace socketiota::loop

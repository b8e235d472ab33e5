// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include <base/openssl_pointer.hpp>
#include <base/output_buffer.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// The memory that a TLS connection needs only while it reads or writes: one for all connections of
/// a shard, so that an idle one holds none. It serves one call to OpenSSL at a time.
///
/// Not thread safe: belongs to its shard.
class tls_memory {
public:
    /// That of `home`, which makes it when it is first asked for.
    [[nodiscard]] static tls_memory& of(shard& home);

    tls_memory();
    tls_memory(tls_memory const&) = delete;
    tls_memory& operator=(tls_memory const&) = delete;
    ~tls_memory() = default;

    /// Lets `connection` read `input` and write `output`. One pair of ends serves all connections:
    /// an own one for each would hold 250 octets.
    void attach(SSL& connection) noexcept;

    /// Takes that back, for a connection that leaves the shard.
    static void detach(SSL& connection) noexcept;

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

    base::openssl_pointer<BIO_METHOD> method_;
    base::openssl_pointer<BIO> end_;
    std::unique_ptr<std::byte[]> plaintext_;
    std::array<std::byte, record_size> record_{};
};

} // namespace socketiota::loop

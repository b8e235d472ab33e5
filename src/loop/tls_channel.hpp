// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <base/metric_sink.hpp>
#include <base/openssl_pointer.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_fault.hpp>
#include <loop/tls_hosts.hpp>

namespace socketiota::loop {

class tls_connection;

/// Who waits for the client's side of a handshake, and hears one of these once.
class handshake_owner {
public:
    /// The channel may have its owner from now on.
    virtual void on_secured() = 0;

    virtual void on_not_secured(tls_fault const& why) = 0;

protected:
    ~handshake_owner() = default;
};

/// A side of a TLS stream over another channel (RFC 8446, RFC 5246). That of the server begins with
/// its first owner, that of a client with `begin_handshake`.
///
/// What is given to one write leaves in as few records as possible and in one write below. At most
/// 64 KiB are encrypted ahead of what the channel below takes, and while any of that waits nothing
/// more is taken: a slow peer fills the outbox of its session, where the limit is, and not this.
///
/// While idle it holds no buffer. The server's handshake has ten seconds. The end of the stream
/// below is told as an end, with close_notify or without: whoever frames what is inside notices
/// what is missing.
class tls_channel final : public channel {
public:
    /// The server's side. `metrics` must live as long as it has an owner.
    tls_channel(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                std::shared_ptr<tls_hosts const> hosts, base::metric_sink& metrics);

    /// The client's side. `connection` knows whom to expect.
    tls_channel(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                base::openssl_pointer<SSL> connection);
    ~tls_channel() override;

    /// Begins the client's handshake, which has no time limit; in this call `owner` may already
    /// hear that it failed. What comes behind it waits for the owner of the channel, which is set
    /// when it is complete.
    void begin_handshake(handshake_owner& owner);

    void set_owner(channel_owner& owner) override;
    void pause_reading() override;
    void resume_reading() override;
    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    error_code& failure) override;
    void shutdown_send() override;
    void close() noexcept override;
    [[nodiscard]] std::unique_ptr<parked_channel> park() override;
    [[nodiscard]] std::string remote_address() const override;

    [[nodiscard]] bool secure() const noexcept override { return true; }

private:
    class parked;

    explicit tls_channel(std::shared_ptr<tls_connection> moved) noexcept;

    std::shared_ptr<tls_connection> connection_;
};

} // namespace socketiota::loop

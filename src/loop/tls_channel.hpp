// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <base/metric_sink.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_hosts.hpp>

namespace socketiota::loop {

/// The server's side of a TLS stream over another channel (RFC 8446, RFC 5246).
///
/// What is given to one write leaves in as few records as possible and in one write below. At most
/// 64 KiB are encrypted ahead of what the channel below takes, and while any of that waits nothing
/// more is taken: a slow peer fills the outbox of its session, where the limit is, and not this.
///
/// While idle it holds no buffer. The handshake has ten seconds. The end of the stream below is
/// told as an end, with close_notify or without: whoever frames what is inside notices what is
/// missing.
class tls_channel final : public channel {
public:
    /// `metrics` must live as long as it has an owner.
    tls_channel(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                std::shared_ptr<tls_hosts const> hosts, base::metric_sink& metrics);
    ~tls_channel() override;

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
    struct progress;
    class parked;
    class connection;

    explicit tls_channel(std::shared_ptr<connection> moved) noexcept;

    /// The part that what comes from below keeps alive, so that the channel can go in any of them.
    std::shared_ptr<connection> connection_;
};

} // namespace socketiota::loop

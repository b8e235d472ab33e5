// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/foreign_stream.hpp>

#include <memory>
#include <string>

#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// A channel over a stream of the program: anything that Asio can read and write.
///
/// Such a stream knows no readiness, so one read of 16 KiB waits in a buffer of its own, and what
/// is written is copied: 64 KiB at most, behind which nothing is taken until it has left. Closing
/// waits up to five seconds for that.
class foreign_channel final : public channel {
public:
    foreign_channel(std::shared_ptr<shard> home, std::unique_ptr<detail::foreign_stream> stream);
    ~foreign_channel() override;

    void set_owner(channel_owner& owner) override;
    void pause_reading() override;
    void resume_reading() override;
    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    error_code& failure) override;
    void shutdown_send() override;
    void close() noexcept override;

    /// Never: it belongs to a context of the program, which is one shard.
    [[nodiscard]] std::unique_ptr<parked_channel> park() override { return nullptr; }

    [[nodiscard]] bool is_lent() const noexcept override;
    [[nodiscard]] bool give_back(std::string octets) override;
    [[nodiscard]] std::string remote_address() const override;
    [[nodiscard]] bool secure() const noexcept override;

private:
    class connection;

    /// The part that its operations keep alive, so that the channel can go in any of them.
    std::shared_ptr<connection> connection_;
};

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/timer_wheel.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::http {

/// A connection from a proxy that says in a header of the PROXY protocol from where it came: that
/// address is its own, and what is behind the header is its stream. Of a proxy that speaks for
/// itself, or does not know, it is the proxy's.
///
/// The header has ten seconds, or less than its owner has for the head of a request, and as many
/// octets as the longest that is read; whatever else comes, or nothing, ends the connection and
/// counts as `bad_proxy_header`. Once it has come this is out of the way: what the channel below
/// tells goes to the owner at once.
class channel_behind_proxy final : public loop::channel,
                                   private loop::channel_owner,
                                   private base::deadline {
public:
    /// What comes behind the header, and so who could read why the connection ends.
    enum class content : std::uint8_t { http, tls };

    /// `metrics` must live as long as it has an owner, who waits `head_timeout` for a request.
    channel_behind_proxy(std::shared_ptr<loop::shard> home, std::unique_ptr<loop::channel> below,
                         content what, std::chrono::milliseconds head_timeout,
                         base::metric_sink& metrics) noexcept;
    ~channel_behind_proxy() override;

    void set_owner(loop::channel_owner& owner) override;
    void pause_reading() override;
    void resume_reading() override;
    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    loop::error_code& failure) override;
    void shutdown_send() override;
    void close() noexcept override;

    /// Null as long as the header has not come.
    [[nodiscard]] std::unique_ptr<loop::parked_channel> park() override;
    [[nodiscard]] std::string remote_address() const override;

    [[nodiscard]] bool secure() const noexcept override { return below_->secure(); }

private:
    enum class state : std::uint8_t { reading, refused, open };

    class parked;

    /// Of one whose header came on another shard.
    channel_behind_proxy(std::shared_ptr<loop::shard> home, std::unique_ptr<loop::channel> below,
                         std::optional<std::string> source) noexcept;

    // loop::channel_owner, until the header has come
    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(loop::error_code reason) override;

    void on_writable() override {}

    // base::deadline
    void on_deadline() override;

    void open(std::span<std::byte> behind_header);
    void refuse();
    void fail(loop::error_code reason);

    std::shared_ptr<loop::shard> home_;
    std::unique_ptr<loop::channel> below_;
    base::metric_sink* metrics_ = nullptr; // none once the header has come
    loop::channel_owner* owner_ = nullptr; // null before the first owner and once closed
    std::vector<std::byte> kept_;          // of the header
    std::optional<std::string> source_;    // as the header says
    std::chrono::milliseconds header_time_{};
    state state_ = state::reading;
    content content_ = content::http;
};

} // namespace socketiota::http

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/websocket_connection.hpp>
#include <socketiota/websocket_options.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/outbox.hpp>
#include <base/progress.hpp>
#include <base/timer_wheel.hpp>
#include <http/exchange.hpp>
#include <loop/home.hpp>
#include <loop/shard.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/connection.hpp>

namespace socketiota {

/// Who keeps plain WebSocket connections and hears of what happens on them.
class link_owner {
public:
    virtual void count(metric what) noexcept = 0;

    /// An exception left a function of the program.
    virtual void on_handler_failed(websocket_link const& where,
                                   std::exception_ptr failure) noexcept = 0;

    /// It is over: forget it and release it at the end of the turn.
    virtual void on_link_ended(websocket_link& ended) noexcept = 0;

    /// Where connections say farewell.
    [[nodiscard]] virtual websocket::closing_connections& closing() noexcept = 0;

protected:
    ~link_owner() = default;
};

/// What handles of a plain WebSocket connection refer to: a connection with texts and binaries of
/// the program.
///
/// Its life: open, closing (what was sent goes out first, with a deadline), ended. Handles may hold
/// it long after that.
///
/// Invariant: `connection_` is there until it has ended. The owner is held weakly because a
/// function of the program may destroy the server.
///
/// Thread safety: `send`, `close` and `open` from any thread; the rest belongs to the shard.
/// Whoever drops the last handle on another thread has it destroyed on the shard.
class websocket_link final : public std::enable_shared_from_this<websocket_link>,
                             public loop::disposable,
                             private websocket::connection_owner,
                             private base::deadline {
public:
    /// How often a connection without pings is looked at.
    static constexpr std::chrono::milliseconds look_interval = std::chrono::seconds(25);

    /// What it begins with.
    struct beginning {
        http_request request;
        std::string subprotocol;
        http::detached_connection connection;
        /// The answer to the upgrade request.
        std::string opening;
        std::optional<websocket::agreed_deflate> deflate;
    };

    [[nodiscard]] static std::shared_ptr<websocket_link>
    make(std::shared_ptr<loop::shard> const& home, std::weak_ptr<link_owner> owner,
         std::shared_ptr<websocket_options const> options, beginning from, std::size_t index);

    /// Introduces it to the program, and begins to read.
    void start(websocket_handler const& handler);

    /// Ends it at once, with close code 1001.
    void go_away();

    [[nodiscard]] std::size_t& index() noexcept { return index_; }

    [[nodiscard]] http_request const& request() const noexcept { return request_; }

    [[nodiscard]] std::string const& subprotocol() const noexcept { return subprotocol_; }

    /// Whether it has not ended yet.
    [[nodiscard]] bool is_live() const noexcept { return connection_ != nullptr; }

    [[nodiscard]] bool open() const noexcept { return open_.load(std::memory_order_acquire); }

    [[nodiscard]] std::size_t unsent() const noexcept { return outbox_.size(); }

    /// Octets of memory that wait to be sent.
    [[nodiscard]] std::size_t held() const noexcept { return outbox_.held(); }

    [[nodiscard]] loop::home const& home() const noexcept { return home_; }

    /// When the server is gone, that of any thread.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept {
        return home_.executor_for_ends();
    }

    emit_result send(std::string_view text);
    emit_result send(bytes octets);
    void close(std::uint16_t code, std::string_view reason);

    detail::callback<void(std::string_view)> on_text;
    detail::callback<void(std::span<std::byte const>)> on_binary;
    detail::callback<void(std::uint16_t, std::string_view)> on_close;

private:
    websocket_link(std::shared_ptr<loop::shard> const& home, std::weak_ptr<link_owner> owner,
                   std::shared_ptr<websocket_options const> options, beginning from,
                   std::size_t index);

    void on_websocket_text(std::span<char> text) override;
    void on_websocket_binary(std::span<std::byte const> octets) override;
    void on_websocket_drained() override;
    void on_websocket_failed(websocket::failure const& how) noexcept override;
    void on_deadline() override;

    [[nodiscard]] bool pings() const noexcept;
    void arm(loop::shard& home);
    [[nodiscard]] emit_result send_here(std::string_view text, std::vector<bytes> binary);
    void close_here(std::uint16_t code, std::string_view reason);
    void begin_closing(std::uint16_t code, std::string_view reason, metric counts);
    void end(std::uint16_t code, std::string_view reason, metric counts) noexcept;
    template <class Function, class... Argument>
    void call(Function const& function, Argument... argument);
    void report(std::exception_ptr failure) const noexcept;

    loop::home home_;
    std::weak_ptr<link_owner> owner_;
    std::shared_ptr<websocket_options const> options_;
    http_request request_;
    std::string subprotocol_;
    std::shared_ptr<websocket::connection> connection_;
    std::vector<std::byte> already_read_;
    base::outbox outbox_;
    base::progress unfinished_; // of a message that has begun
    std::size_t index_;
    std::string close_reason_;
    std::uint16_t close_code_ = wire::close_code::abnormal;
    metric closing_counts_ = metric::closed_by_server;
    std::atomic<bool> open_ = true;
    bool closing_ = false;
};

} // namespace socketiota

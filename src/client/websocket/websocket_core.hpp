// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/pending_outcome.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/websocket_end.hpp>
#include <socketiota/websocket_message.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/outbox.hpp>
#include <base/progress.hpp>
#include <base/timer_wheel.hpp>
#include <client/client_loop.hpp>
#include <client/engine/websocket_opening.hpp>
#include <client/loop_resident.hpp>
#include <client/websocket/websocket_settings.hpp>
#include <loop/dialler.hpp>
#include <websocket/connection.hpp>

namespace socketiota::clients {

/// What a `websocket_client` refers to: one connection at a time, and who waits for what comes of
/// it.
///
/// Its life: idle, opening, open, closing (what was sent goes out first), parting (the farewell is
/// out, that of the server is awaited), idle again. No function of the program runs inside of it:
/// all is posted.
///
/// Invariants: `opening_` is there while it opens, `connection_` from then on until it is idle;
/// nobody waits to receive while something is unread. There is one deadline: for opening, for the
/// next ping, for closing.
///
/// Thread safety: `home`, `send`, `open`, `unsent`, `subprotocol`, `connect_failure` and `end` may
/// be used from any thread; everything else belongs to the shard.
class websocket_core final : public std::enable_shared_from_this<websocket_core>,
                             public loop_resident,
                             private opening_owner,
                             private websocket::connection_owner,
                             private base::deadline {
public:
    using pending = std::shared_ptr<detail::pending_outcome<detail::no_value>>;
    using pending_message = std::shared_ptr<detail::pending_outcome<websocket_message>>;

    /// Octets that wait to be received, above which nothing is read any more.
    static constexpr std::size_t most_unread = std::size_t{1} << 20;

    websocket_core(std::shared_ptr<client_loop> on, websocket_settings settings,
                   std::shared_ptr<loop::dialler> dialler);
    ~websocket_core();

    [[nodiscard]] client_home const& home() const noexcept { return loop_->home(); }

    // ---- what the program asks, from any thread ----

    emit_result send(std::string_view text);
    emit_result send(bytes octets);

    [[nodiscard]] bool open() const noexcept { return open_.load(std::memory_order_acquire); }

    [[nodiscard]] std::size_t unsent() const noexcept {
        return held_.load(std::memory_order_relaxed) + posted_.load(std::memory_order_relaxed);
    }

    [[nodiscard]] std::string subprotocol() const;
    [[nodiscard]] connect_error connect_failure() const;
    [[nodiscard]] websocket_end end() const;

    // ---- the same, on its shard, and contained ----

    void connect(pending who);
    void receive(pending_message who);

    /// Sends a text, or a binary.
    void send(std::string_view text, std::vector<bytes> binary, pending who);

    /// @param who may be null
    void close(std::uint16_t code, std::string_view reason, pending who);

    /// Whoever waits is aborted, if it still waits.
    void cancel_connect(pending const& who);
    void cancel_receive(pending_message const& who);
    void cancel_close(pending const& who);

    /// Ends the connection: nobody is there any more who would want it.
    void drop() noexcept override;

    /// Does what is asked of it there. What is thrown, because memory is short, ends the
    /// connection.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            end_for_want_of_memory();
        }
    }

    /// Hears of exceptions, instead of whoever was before.
    void set_error(detail::callback<void(std::exception_ptr)> function) noexcept {
        on_error_ = std::move(function);
    }

    void report(std::exception_ptr failure) noexcept override;

private:
    enum class stage : std::uint8_t { idle, opening, open, closing, parting };

    void on_answer_head(wire::response_head const&) override {}

    void on_opened(std::unique_ptr<loop::channel> made, wire::websocket_agreement const& agreed,
                   std::span<std::byte> rest) override;
    void on_refused(wire::response_head const& head, std::string_view sentence,
                    std::span<std::byte const> body) override;
    void on_not_opened(connection_failure why) noexcept override;
    void on_websocket_text(std::span<char> text) override;
    void on_websocket_binary(std::span<std::byte const> octets) override;
    void on_websocket_drained() override;

    void on_websocket_blocked() override { note_sent(); }

    void on_websocket_failed(websocket::failure const& how) noexcept override;
    void on_deadline() override;

    [[nodiscard]] loop::shard& shard() const noexcept { return *loop_->shard(); }

    [[nodiscard]] websocket_client_options const& options() const noexcept {
        return settings_.options;
    }

    [[nodiscard]] bool pings() const noexcept;
    void await_ping();
    void ping();
    [[nodiscard]] bool has_room(std::size_t octets) const noexcept;
    emit_result send_here(std::string_view text, std::vector<bytes> binary);
    template <class Content, class Send>
    emit_result send_from_elsewhere(Content content, Send send);
    void take(bool is_text, std::string_view content);
    void go_on_reading();
    void note_sent() noexcept;
    void fail_to_connect(connect_error why) noexcept;
    void give_up_connecting() noexcept;
    void begin_closing(std::uint16_t code, std::string_view reason);
    void finish(error_code how, std::uint16_t code, std::string_view reason,
                wire::close_frame const& farewell = {}) noexcept;
    void become_idle() noexcept;
    void end_for_want_of_memory() noexcept;

    std::shared_ptr<client_loop> const loop_;
    websocket_settings const settings_;
    std::shared_ptr<loop::dialler> const dialler_;
    std::shared_ptr<websocket_opening> opening_;
    std::shared_ptr<websocket::connection> connection_;
    stage stage_ = stage::idle;
    base::outbox outbox_;
    base::progress unfinished_; // of a message that has begun
    wire::close_frame farewell_;
    std::string farewell_reason_; // what that refers to

    /// Who waits until the unit of that number, counted from 1, has left.
    struct sender {
        std::uint64_t number;
        pending who;
    };

    pending connecting_;
    std::list<sender> senders_;
    std::list<pending_message> receivers_;
    std::list<pending> closers_;
    std::uint64_t given_ = 0; // units of this connection
    std::list<websocket_message> unread_;
    std::size_t unread_octets_ = 0;
    bool is_paused_ = false;
    bool was_paused_ = false; // since the latest ping: then silence says nothing
    detail::callback<void(std::exception_ptr)> on_error_;
    error_code ended_; // what there is to receive once nothing is unread

    std::atomic<bool> open_ = false;
    std::atomic<std::size_t> held_ = 0;   // by the outbox
    std::atomic<std::size_t> posted_ = 0; // by letters of other threads

    mutable std::mutex told_;
    std::string subprotocol_;
    connect_error connect_failure_;
    websocket_end end_;
};

} // namespace socketiota::clients

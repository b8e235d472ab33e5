// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::test_kit {

/// A connection in memory. The server's end is a `loop::channel`; the test holds this, the peer's.
///
/// What the peer does is told to the server by a posted handler, never from inside a call.
class memory_peer : public std::enable_shared_from_this<memory_peer> {
public:
    explicit memory_peer(boost::asio::io_context& context) : executor_(context.get_executor()) {}

    /// The same with a server's end that belongs to `home`, and does what channels do there.
    explicit memory_peer(std::shared_ptr<loop::shard> const& home)
        : executor_(home->get_executor()), home_(home) {}

    /// The server's end; to be taken once.
    [[nodiscard]] std::unique_ptr<loop::channel> server_end();

    /// Sends octets to the server.
    void send(std::string_view octets) {
        to_server_.append(octets);
        schedule();
    }

    /// Says that nothing more comes (FIN).
    void end() {
        end_ = true;
        schedule();
    }

    /// Breaks the connection (RST).
    void reset() {
        broken_ = true;
        schedule();
    }

    /// How much more the connection takes from the server before the peer reads on.
    void set_room(std::size_t octets) {
        room_ = octets;
        schedule();
    }

    /// From now on writing fails.
    void refuse_writes() { writes_fail_ = true; }

    /// Calls `function` inside of each write and end of the server's.
    void hear_of_server(std::function<void()> function) { told_ = std::move(function); }

    /// What the server sent and nobody took yet.
    [[nodiscard]] std::string& received() noexcept { return to_peer_; }

    /// The server will send nothing more.
    [[nodiscard]] bool ended_by_server() const noexcept { return server_ended_ || server_closed_; }

    /// The server's end is closed.
    [[nodiscard]] bool closed_by_server() const noexcept { return server_closed_; }

    /// How many writes took what the server sent.
    [[nodiscard]] std::size_t writes() const noexcept { return writes_; }

    [[nodiscard]] bool paused() const noexcept { return paused_; }

private:
    class channel_end;
    class parked_end;

    void schedule() {
        if (scheduled_)
            return;
        scheduled_ = true;
        boost::asio::post(executor_, [self = shared_from_this(), there = executor_] {
            self->scheduled_ = false;
            if (there == self->executor_)
                self->tell();
            else
                self->schedule(); // it has moved
        });
    }

    void move_to(std::shared_ptr<loop::shard> const& home) {
        executor_ = home->get_executor();
        home_ = home;
        paused_ = false;
        end_told_ = false;
    }

    void tell() {
        auto const home = home_.lock();
        if (home && owner_ != nullptr)
            static_cast<void>(home->hear_others());
        if (owner_ == nullptr)
            return;
        if (!to_server_.empty() && !paused_) {
            // A copy: the server works in it, and the peer may send more meanwhile.
            std::string data = std::exchange(to_server_, {});
            owner_->on_data(std::as_writable_bytes(std::span(data)));
        }
        if (owner_ != nullptr && blocked_ && room_ > 0) {
            blocked_ = false;
            owner_->on_writable();
        }
        if (owner_ != nullptr && broken_) {
            std::exchange(owner_, nullptr)->on_broken(boost::asio::error::connection_reset);
        } else if (owner_ != nullptr && end_ && !paused_ && to_server_.empty() && !end_told_) {
            end_told_ = true;
            owner_->on_end();
        }
    }

    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    loop::error_code& failure) {
        if (writes_fail_ || broken_) {
            failure = boost::asio::error::broken_pipe;
            return 0;
        }
        std::size_t total = 0;
        for (boost::asio::const_buffer const& piece : pieces) {
            std::size_t const taken = std::min(piece.size(), room_);
            to_peer_.append(static_cast<char const*>(piece.data()), taken);
            if (room_ != unlimited)
                room_ -= taken;
            total += taken;
            if (taken < piece.size()) {
                blocked_ = true;
                break;
            }
        }
        ++writes_;
        tell_of_server();
        return total;
    }

    void tell_of_server() const {
        if (told_)
            told_();
    }

    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    boost::asio::io_context::executor_type executor_;
    std::weak_ptr<loop::shard> home_;
    loop::channel_owner* owner_ = nullptr; // null before the first owner and once closed
    std::function<void()> told_;
    std::string to_server_;
    std::string to_peer_;
    std::size_t room_ = unlimited;
    std::size_t writes_ = 0;
    bool scheduled_ = false;
    bool paused_ = false;
    bool blocked_ = false;
    bool end_ = false;
    bool end_told_ = false;
    bool broken_ = false;
    bool writes_fail_ = false;
    bool server_ended_ = false;
    bool server_closed_ = false;
};

class memory_peer::parked_end final : public loop::parked_channel {
public:
    explicit parked_end(std::shared_ptr<memory_peer> peer) : peer_(std::move(peer)) {}

    ~parked_end() override {
        if (peer_)
            peer_->server_closed_ = true;
    }

    [[nodiscard]] std::unique_ptr<loop::channel> adopt(std::shared_ptr<loop::shard> const& home,
                                                       loop::error_code& failure) override;

private:
    std::shared_ptr<memory_peer> peer_; // null once adopted
};

class memory_peer::channel_end final : public loop::channel {
public:
    explicit channel_end(std::shared_ptr<memory_peer> peer) : peer_(std::move(peer)) {}

    ~channel_end() override { close(); }

    void set_owner(loop::channel_owner& owner) override {
        peer_->owner_ = &owner;
        peer_->schedule();
    }

    void pause_reading() override { peer_->paused_ = true; }

    void resume_reading() override {
        peer_->paused_ = false;
        peer_->schedule();
    }

    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    loop::error_code& failure) override {
        return peer_->write(pieces, failure);
    }

    void shutdown_send() override {
        peer_->server_ended_ = true;
        peer_->tell_of_server();
    }

    void close() noexcept override {
        if (!peer_)
            return;
        peer_->owner_ = nullptr;
        if (!std::exchange(peer_->server_closed_, true))
            peer_->tell_of_server();
    }

    [[nodiscard]] std::unique_ptr<loop::parked_channel> park() override {
        if (!peer_ || peer_->server_closed_)
            return nullptr;
        auto parked = std::make_unique<parked_end>(peer_);
        peer_->owner_ = nullptr;
        peer_.reset();
        return parked;
    }

    [[nodiscard]] std::string remote_address() const override { return "192.0.2.1"; }

    [[nodiscard]] bool secure() const noexcept override { return false; }

private:
    std::shared_ptr<memory_peer> peer_;
};

inline std::unique_ptr<loop::channel>
memory_peer::parked_end::adopt(std::shared_ptr<loop::shard> const& home, loop::error_code&) {
    peer_->move_to(home);
    return std::make_unique<channel_end>(std::exchange(peer_, nullptr));
}

inline std::unique_ptr<loop::channel> memory_peer::server_end() {
    return std::make_unique<channel_end>(shared_from_this());
}

} // namespace socketiota::test_kit

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/handshake.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/transport.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include <adapter/member.hpp>
#include <loop/home.hpp>
#include <loop/letter.hpp>

namespace socketiota::hub {

class client;
class nsp_hold;
class nsp_part;
class socket_core;

/// How far the life of a socket has come. It goes down this list; who is refused, or whose client
/// goes early, goes from the first to the last at once.
enum class socket_stage : std::uint8_t {
    arriving,  // in its middlewares
    connected, // the client has it among those that it may end
    leaving,   // those who hear that it disconnects find it connected and in its rooms
    gone,      // its client is not to be used any more
};

/// Who a socket is, where it belongs and how far its life has come: what its parts know of it.
///
/// Thread safety: `id`, `connected`, `request`, `nsp`, `home`, `weak` and `report` may be used from
/// any thread; everything else belongs to the shard.
class socket_life : public adapter::member {
public:
    [[nodiscard]] bool connected() const noexcept {
        socket_stage const now = stage_.load(std::memory_order_acquire);
        return now == socket_stage::connected || now == socket_stage::leaving;
    }

    /// What other threads see of it may be older.
    [[nodiscard]] socket_stage stage() const noexcept {
        return stage_.load(std::memory_order_relaxed);
    }

    [[nodiscard]] bool gone() const noexcept { return stage() == socket_stage::gone; }

    /// Whether the client can know that it is connected: its answer has left.
    [[nodiscard]] bool answer_has_left() const noexcept { return answer_has_left_; }

    void note_answer_left() noexcept { answer_has_left_ = true; }

    /// It has gone, and its session is kept: what is sent to it waits for its client.
    [[nodiscard]] bool may_return() const noexcept {
        return may_return_.load(std::memory_order_acquire);
    }

    void note_may_return() noexcept { may_return_.store(true, std::memory_order_release); }

    /// Not once it is gone.
    [[nodiscard]] client& owner() const noexcept { return client_; }

    [[nodiscard]] handshake const& request() const noexcept { return request_; }

    /// Its namespace on its shard.
    [[nodiscard]] std::shared_ptr<nsp_part> const& nsp() const noexcept { return nsp_; }

    [[nodiscard]] loop::home const& home() const noexcept;

    [[nodiscard]] std::weak_ptr<socket_core> const& weak() const noexcept { return self_; }

    [[nodiscard]] std::shared_ptr<socket_core> shared() const { return self_.lock(); }

    [[nodiscard]] socket handle() const; // in socket_core.hpp

    /// Has its shard do `work(core)`, if it is there by then. From another shard it comes in the
    /// order of what that one sends, of which `octets` says how much `work` holds.
    template <class Work>
    void post(Work work, std::size_t octets = 0) const {
        post_letter(loop::letter(
            [weak = self_, work = std::move(work)]() mutable {
                if (auto const self = weak.lock())
                    work(*self);
            },
            octets));
    }

    /// The same at once for a caller that is there.
    template <class Work>
    void run(Work work) const {
        auto const there = home().lock();
        if (!there || !home().is_here())
            post(std::move(work));
        else if (auto const self = shared())
            work(*self);
    }

    /// Its hold on its namespace, for whoever keeps its session.
    [[nodiscard]] nsp_hold give_hold() noexcept;

    /// What carries its connection, or carried it last.
    [[nodiscard]] transport carrier() const noexcept;

    /// In debug builds, tells the log if this is not the thread of the shard, where `function`
    /// belongs.
    void expect_home(std::string_view function) const;

    /// Tells the program of an exception, unless the server is gone.
    void report(std::exception_ptr failure) const;

protected:
    socket_life(client& owner, nsp_hold place, handshake request);
    ~socket_life();

    void become(socket_stage next) noexcept;

    /// Its namespace may be removed now, if nobody else is in it.
    void leave_nsp() noexcept;

    /// Nobody knows it by its id yet: it gets that of a session that goes on.
    void be_known_as(std::string const& id) { rename(id); }

    /// Whoever makes it says by what it is held.
    void be_held_by(std::weak_ptr<socket_core> self) noexcept { self_ = std::move(self); }

private:
    void post_letter(loop::letter what) const;

    std::weak_ptr<socket_core> self_;
    client& client_;
    std::shared_ptr<nsp_part> nsp_;
    handshake request_;
    std::atomic<socket_stage> stage_ = socket_stage::arriving;
    bool answer_has_left_ = false;
    std::atomic<bool> may_return_ = false;
    bool holds_nsp_;         // see nsp_hold
    transport last_carrier_; // for who asks once it is gone
};

} // namespace socketiota::hub

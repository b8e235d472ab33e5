// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/post.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <test_kit/memory_peer.hpp>

namespace socketiota::test_kit {

/// The end of a connection in memory that whoever dialled has, where the test itself would have the
/// peer.
///
/// Not thread safe: belongs to `home`.
class far_end final : public loop::channel {
public:
    far_end(std::shared_ptr<memory_peer> peer, std::shared_ptr<loop::shard> const& home)
        : state_(std::make_shared<state>(std::move(peer), home)) {
        state_->peer->hear_of_server([weak = std::weak_ptr(state_)] {
            if (auto const there = weak.lock())
                there->schedule(there);
        });
    }

    ~far_end() override { close(); }

    void set_owner(loop::channel_owner& owner) override {
        state_->owner = &owner;
        state_->schedule(state_);
    }

    void pause_reading() override { state_->paused = true; }

    void resume_reading() override {
        state_->paused = false;
        state_->schedule(state_);
    }

    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    loop::error_code& failure) override {
        if (state_->peer->closed_by_server()) {
            failure = boost::asio::error::broken_pipe;
            return 0;
        }
        std::string octets;
        for (boost::asio::const_buffer const& each : pieces)
            octets.append(static_cast<char const*>(each.data()), each.size());
        state_->peer->send(octets);
        return octets.size();
    }

    void shutdown_send() override { state_->peer->end(); }

    void close() noexcept override {
        if (std::exchange(state_->owner, nullptr) != nullptr)
            state_->peer->end();
    }

    [[nodiscard]] std::unique_ptr<loop::parked_channel> park() override { return nullptr; }

    [[nodiscard]] std::string remote_address() const override { return "192.0.2.2"; }

    [[nodiscard]] bool secure() const noexcept override { return false; }

private:
    struct state {
        state(std::shared_ptr<memory_peer> of, std::shared_ptr<loop::shard> const& home)
            : peer(std::move(of)), executor(home->get_executor()) {}

        void schedule(std::shared_ptr<state> const& self) {
            if (!std::exchange(scheduled, true))
                boost::asio::post(executor, [self] { self->tell(); });
        }

        void tell() {
            scheduled = false;
            if (owner == nullptr || paused)
                return;
            std::string octets = std::exchange(peer->received(), {});
            if (!octets.empty())
                owner->on_data(std::as_writable_bytes(std::span(octets)));
            if (owner != nullptr && !paused && peer->received().empty() &&
                peer->ended_by_server() && !std::exchange(ended, true))
                owner->on_end();
        }

        std::shared_ptr<memory_peer> const peer;
        boost::asio::io_context::executor_type const executor;
        loop::channel_owner* owner = nullptr; // null before the first, and once closed
        bool paused = false;
        bool scheduled = false;
        bool ended = false;
    };

    std::shared_ptr<state> const state_;
};

} // namespace socketiota::test_kit

// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <redis/cluster_client.hpp>
#include <redis/command_writer.hpp>

namespace socketiota::redis {

/// A connection for commands that block, to whichever master has its slot.
class cluster_client::blocker final : public blocking_connection {
public:
    blocker(cluster_client& owner, std::uint16_t slot) : owner_(owner), slot_(slot) {
        owner_.blockers_.push_back(this);
    }

    ~blocker() override { std::erase(owner_.blockers_, this); }

    /// Its client has been started.
    void start() {
        if (line_)
            line_->start();
    }

    /// Null before anything is sent.
    [[nodiscard]] link const* line() const noexcept { return line_.get(); }

    void send(command const& what, std::chrono::milliseconds blocks, completion done) override {
        std::string octets;
        append_command(octets, what);
        send_encoded(std::move(octets), blocks, std::move(done), 0);
    }

private:
    static constexpr unsigned most_tries = 5;

    void send_encoded(std::string const& octets, std::chrono::milliseconds blocks, completion done,
                      unsigned tries) {
        node const* const to = owner_.owner_of(slot_);
        connect_to(to == nullptr ? owner_.seeds_.front() : to->at);
        line_->commands().send_encoded(
            octets, 1, blocks,
            [this, alive = std::weak_ptr(alive_), octets, blocks, done = std::move(done),
             tries](error_code failure, reply value) {
                if (alive.expired())
                    return;
                auto const moved = value.is_error() && tries < most_tries
                                       ? read_redirection(value.text(), at_)
                                       : std::nullopt;
                if (!moved || owner_.follow(*moved) == nullptr)
                    return done(failure, value);
                send_encoded(octets, blocks, done, tries + 1);
            });
    }

    void connect_to(address const& where) {
        if (line_ && where.host == at_.host && where.port == at_.port)
            return;
        at_ = where;
        line_ = std::make_unique<command_link>(
            owner_.home_, owner_.options_, [make = owner_.make_, where] { return make(where); },
            static_cast<link_owner&>(owner_), false);
        if (owner_.teller_.is_started())
            line_->start();
    }

    cluster_client& owner_;
    std::uint16_t const slot_;
    address at_;
    std::unique_ptr<command_link> line_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace socketiota::redis

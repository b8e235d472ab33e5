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
        if (own_.line)
            own_.line->start();
    }

    /// Null before anything is sent.
    [[nodiscard]] link const* line() const noexcept { return own_.line.get(); }

    void send(command const& what, std::chrono::milliseconds blocks, completion done) override {
        auto sent = std::make_shared<blocking>();
        append_command(sent->octets, what);
        sent->blocks = blocks;
        sent->done = std::move(done);
        node const* const to = owner_.owner_of(slot_);
        send_to(to == nullptr ? owner_.seeds_.front() : to->at, std::move(sent), false);
    }

    /// Another master may have the slot: what waits for one that is away is sent there.
    void look_for_owner() {
        node const* const to = owner_.owner_of(slot_);
        if (!own_.line || own_.line->is_up() || to == nullptr || own_.leads_to(to->at))
            return;
        auto const left = std::exchange(own_.line, nullptr);
        auto const [on_their_way, unsent] = left->commands().close_and_take();
        for (asked const& each : unsent)
            each.done(error::redis_elsewhere, {}); // which knows whether this is still there
    }

private:
    static constexpr unsigned most_tries = 5;

    /// A command, until it is answered.
    struct blocking {
        std::string octets;
        std::chrono::milliseconds blocks{};
        completion done;
        unsigned tries = 0;
    };

    /// A connection, and where it leads.
    struct way {
        address at;
        std::unique_ptr<command_link> line;

        [[nodiscard]] bool leads_to(address const& where) const {
            return line && where.host == at.host && where.port == at.port;
        }
    };

    void send_to(address const& where, std::shared_ptr<blocking> what, bool asking) {
        command_link& line = way_to(where, asking);
        std::string octets;
        if (asking)
            append_command(octets, {"ASKING"});
        octets += what->octets;
        std::chrono::milliseconds const blocks = what->blocks;
        line.commands().send_encoded(octets, asking ? 2 : 1, blocks,
                                     [this, alive = std::weak_ptr(alive_), where,
                                      what = std::move(what)](error_code failure, reply value) {
                                         if (!alive.expired())
                                             on_answer(where, what, failure, value);
                                     });
    }

    void on_answer(address const& from, std::shared_ptr<blocking> const& what, error_code failure,
                   reply value) {
        // Without words: that master has gone before it was sent.
        bool const is_left = failure == error::redis_elsewhere && !value.is_error();
        auto to = value.is_error() ? read_redirection(value.text(), from) : std::nullopt;
        if (is_left)
            if (node const* const owner = owner_.owner_of(slot_))
                to = redirection{.slot = slot_, .to = owner->at};
        if (!to || ++what->tries > most_tries || (!is_left && owner_.follow(*to) == nullptr))
            return what->done(failure, value);
        send_to(to->to, what, to->once);
    }

    /// While the slot moves, its master sends each command on to the next one: both stay connected.
    [[nodiscard]] command_link& way_to(address const& where, bool asking) {
        if (!asking && !own_.leads_to(where) && next_.leads_to(where))
            own_ = std::exchange(next_, {});
        way& used = asking ? next_ : own_;
        if (!used.leads_to(where)) {
            used.at = where;
            used.line = std::make_unique<command_link>(
                owner_.home_, owner_.options_, [make = owner_.make_, where] { return make(where); },
                static_cast<link_owner&>(owner_), false);
            if (owner_.teller_.is_started())
                used.line->start();
        }
        return *used.line;
    }

    cluster_client& owner_;
    std::uint16_t const slot_;
    way own_;  // to the master of the slot
    way next_; // to that where the slot is going
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace socketiota::redis

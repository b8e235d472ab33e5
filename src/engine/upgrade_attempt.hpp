// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <base/timer_wheel.hpp>
#include <engine/transport.hpp>

namespace socketiota::engine {

/// Who decides about an upgrade: the session.
class upgrade_owner {
public:
    virtual void on_probe_text(std::string_view text) = 0;
    virtual void on_probe_binary() = 0;
    virtual void on_probe_lost() noexcept = 0;
    virtual void on_upgrade_deadline() = 0;
    virtual void on_poke_due() = 0;

protected:
    ~upgrade_owner() = default;
};

/// A transport that wants to take a session over from another, and the two deadlines of that.
/// Exists only while an upgrade is under way, so that other sessions pay nothing for it.
///
/// Not thread safe: belongs to its shard.
class upgrade_attempt final : public transport_owner, public loop::disposable {
public:
    upgrade_attempt(loop::shard& home, upgrade_owner& owner, std::chrono::milliseconds limit);

    /// Makes the transport and begins to read from it.
    void start(transport_opening& with);

    /// Calls `upgrade_owner::on_poke_due` after a tenth of a second, as Node does.
    void arm_poke();

    void answer_probe() { made_->answer_probe(); }

    /// Says farewell on the transport.
    void close() noexcept;

    /// Gives the transport away: the upgrade is done.
    [[nodiscard]] std::shared_ptr<transport> release() noexcept;

    void on_text_packet(std::span<char> text) override;
    void on_binary_packet(std::span<std::byte const> octets) override;
    delivery on_delivery(std::span<std::byte> body, wire::body_form form) override;

    void on_all_sent() override {}

    void on_some_sent() override {}

    void on_output_offered() override {}

    void on_transport_failed(session_end const& how) noexcept override;
    void on_no_memory() noexcept override;

    void on_request_refused(metric) override {}

private:
    class limit_deadline final : public base::deadline {
    public:
        explicit limit_deadline(upgrade_owner& owner) noexcept : owner_(owner) {}

    private:
        void on_deadline() override { owner_.on_upgrade_deadline(); }

        upgrade_owner& owner_;
    };

    class poke_deadline final : public base::deadline {
    public:
        explicit poke_deadline(upgrade_owner& owner) noexcept : owner_(owner) {}

    private:
        void on_deadline() override { owner_.on_poke_due(); }

        upgrade_owner& owner_;
    };

    loop::shard& home_;
    upgrade_owner& owner_;
    std::shared_ptr<transport> made_; // null until it has begun, and once it is given away
    limit_deadline limit_;
    poke_deadline poke_;
};

} // namespace socketiota::engine

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <client/engine/carrier.hpp>
#include <client/engine/engine_settings.hpp>
#include <client/engine/http_connection.hpp>
#include <loop/shard.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::clients {

/// Packets of a session as the bodies of requests and answers: one request waits for what the
/// server has to say (a poll), and one at a time brings it what is said here (a delivery).
///
/// The server cannot be asked again for what was in a lost answer, so any request that fails ends
/// the session, as in Node.
///
/// Not thread safe: belongs to its shard.
class polling_carrier final : public carrier, private loop::flushable {
public:
    /// All must outlive it.
    polling_carrier(loop::shard& home, loop::dialler& with, engine_settings const& settings,
                    carrier_owner& owner);
    ~polling_carrier() = default;

    [[nodiscard]] transport kind() const noexcept override { return transport::polling; }

    void start() override { poll(); }

    [[nodiscard]] connection_stage stage() const noexcept override { return polls_.stage(); }

    void send_from(base::outbox& source, std::string_view sid, std::size_t most) override;

    void output_ready() override;

    [[nodiscard]] bool sends_at_once() const noexcept override {
        return !deliveries_.busy() && !paused_;
    }

    /// That of its payload.
    [[nodiscard]] std::size_t largest_delivery(base::outgoing const& unit) const noexcept override;

    [[nodiscard]] std::size_t sent_of_first() const noexcept override { return 0; }

    /// Nobody upgrades to it.
    void send_aside(std::string_view) override {}

    void pause() override;
    void resume() override;
    void finish() override;
    void close() noexcept override;

private:
    /// One of the two connections, which says which it is.
    class side final : public answer_owner {
    public:
        using on_answered = void (polling_carrier::*)(wire::response_head const&,
                                                      std::span<std::byte>);

        side(polling_carrier& of, on_answered answered) noexcept : of_(of), answered_(answered) {}

        void on_answer(wire::response_head const& head, std::span<std::byte> body) override {
            (of_.*answered_)(head, body);
        }

        void on_no_answer(connection_failure const& why) override {
            of_.fail({disconnect_reason::transport_error, why});
        }

    private:
        polling_carrier& of_;
        on_answered answered_;
    };

    void flush() override;
    void deliver(std::size_t count);
    void poll();
    void on_polled(wire::response_head const& head, std::span<std::byte> body);
    void on_delivered(wire::response_head const& head, std::span<std::byte> body);
    void read_payload(wire::response_head const& head, std::span<std::byte> body);
    [[nodiscard]] std::size_t units_that_fit() const;
    [[nodiscard]] std::string request(std::string_view method, wire::body_form form,
                                      std::string_view body);
    [[nodiscard]] bool is_granted(wire::response_head const& head, std::span<std::byte> body);
    void tell_paused();
    void say_farewell();
    void fail_to_parse(wire::response_head const& head, std::string_view words);
    void fail(session_end const& how) noexcept;

    loop::shard& home_;
    engine_settings const& settings_;
    carrier_owner& owner_;
    side poll_side_{*this, &polling_carrier::on_polled};
    side delivery_side_{*this, &polling_carrier::on_delivered};
    http_connection polls_;
    http_connection deliveries_;
    base::outbox* source_ = nullptr;
    std::string sid_;
    std::size_t max_delivery_ = 0;
    std::size_t under_way_ = 0; // units in the delivery that is not answered
    bool paused_ = false;
    bool finishing_ = false;
    bool farewell_sent_ = false;
    bool closed_ = false;
};

} // namespace socketiota::clients

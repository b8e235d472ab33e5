// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <base/outbox.hpp>
#include <base/output_buffer.hpp>
#include <engine/poll_compression.hpp>
#include <engine/polling_machine.hpp>
#include <engine/session_surroundings.hpp>
#include <engine/transport.hpp>
#include <http/exchange.hpp>
#include <loop/shard.hpp>

namespace socketiota::engine {

/// HTTP long-polling of one session: does what `polling_machine` says.
///
/// Not thread safe: belongs to its shard.
class polling_transport final : public transport, public loop::flushable {
public:
    /// None of the functions of JSONP, which have nine digits.
    static constexpr std::uint32_t no_jsonp = std::numeric_limits<std::uint32_t>::max();

    /// What a client asked for with its first request.
    struct dialect {
        wire::engine_revision protocol = wire::engine_revision::four;
        /// No octets: the client takes text alone.
        bool base64 = false;
        /// The function that each answer is handed to, if they are scripts and deliveries forms.
        /// No optional: that would make each session larger.
        std::uint32_t jsonp_function = no_jsonp;

        [[nodiscard]] bool is_jsonp() const noexcept { return jsonp_function != no_jsonp; }
    };

    polling_transport(session_surroundings const& around, transport_owner& owner,
                      base::outbox& source, dialect with) noexcept;

    /// Takes the request that opened the session as its first poll.
    void open(http::exchange& request, http::header_list headers);

    [[nodiscard]] transport_kind kind() const noexcept override { return transport_kind::polling; }

    [[nodiscard]] bool may_be_upgraded() const noexcept override { return true; }

    /// Takes one request, unless it is closed. `headers` (CORS) go with the answer.
    [[nodiscard]] bool serve(http::exchange& request, http::header_list headers) override;

    void set_owner(transport_owner& owner, base::outbox& source) override;
    void output_ready() override;

    /// Whether a poll waits for output.
    [[nodiscard]] bool sends_at_once() const noexcept override { return poll_.waiting != nullptr; }

    [[nodiscard]] std::size_t sent_of_first() const noexcept override { return 0; }

    void pause_reading() override {}

    /// Answers a delivery that was held.
    void resume_reading() override;

    /// Answers the poll with a noop, if there is a poll and nothing to send: else it is answered
    /// with that at the end of the turn.
    void poke() override;

    void answer_probe() override {}

    /// Sends what there is and a close packet, with the next poll if none waits.
    void close_after_sending() override;

    /// Answers the poll with a close packet and ends the delivery.
    void close(bool going_away) noexcept override;

    void flush() override;

private:
    /// One of the two requests.
    struct pending final : http::exchange_listener {
        explicit pending(polling_transport& transport) noexcept : owner(transport) {}

        void on_body(std::span<std::byte> body) override;
        void on_body_too_large() override;
        void on_aborted() override;

        polling_transport& owner;
        http::exchange* waiting = nullptr;
        http::header_list headers;
        poll_compression compression;
    };

    void step(polling_machine::input_type what, pending* incoming = nullptr) noexcept;
    void perform(polling_machine::action_type what, pending* incoming);
    [[nodiscard]] polling_machine::input_type classify(wire::request_head const& request);
    void answer_output();
    void answer(wire::last_word what);
    [[nodiscard]] std::string_view wrap(std::string_view payload,
                                        base::output_buffer& script) const;
    void answer_poll(std::string_view body, wire::body_form form, bool compressed = false);
    void offer_or(wire::last_word what);
    static void respond(pending& to, unsigned status, http::header_list const& content,
                        std::string_view body);
    static void refuse(pending& request, unsigned status);

    session_surroundings const& around_;
    transport_owner* owner_;
    base::outbox* source_;
    dialect dialect_;
    wire::body_form form_of_incoming_ = wire::body_form::text;
    wire::body_form form_of_delivery_ = wire::body_form::text;
    bool delivery_is_held_ = false;
    bool closes_ = false; // once the rest is sent
    polling_machine machine_{polling_definition::first};
    pending poll_{*this};
    pending delivery_{*this};
};

/// A handshake by long-polling; its request is the first poll.
class polling_opening final : public transport_opening {
public:
    polling_opening(session_surroundings const& around, http::exchange& request,
                    http::header_list headers, polling_transport::dialect with)
        : around_(around), request_(request), headers_(std::move(headers)), dialect_(with) {}

    [[nodiscard]] std::shared_ptr<transport> make(transport_owner& owner,
                                                  base::outbox* source) override;

    void read_early(transport&) override {}

    void refuse() override { request_.close(); }

private:
    session_surroundings const& around_;
    http::exchange& request_;
    http::header_list headers_;
    polling_transport::dialect dialect_;
};

} // namespace socketiota::engine

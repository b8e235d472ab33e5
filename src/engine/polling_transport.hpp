// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <base/outbox.hpp>
#include <engine/polling_machine.hpp>
#include <engine/revision_codec.hpp>
#include <engine/session_end.hpp>
#include <http/exchange.hpp>

namespace socketiota::engine {

/// Whose packets polling requests carry: a session.
///
/// In each of these calls the owner may end the transport, but must keep it alive until the end of
/// the turn.
class polling_owner {
public:
    /// What became of a delivery.
    enum class delivery : std::uint8_t {
        accepted,
        /// Accepted, but the owner does not want more yet: the answer waits for
        /// `finish_delivery`, which keeps the client from the next one.
        held,
        garbage,
        /// It held a close packet.
        closed,
        /// The session ended in it.
        ended,
    };

    /// The body of a delivery, of a form that the revision takes. Writable during the call.
    virtual delivery on_polling_delivery(std::span<std::byte> body, body_form form) = 0;

    /// A poll waits for output.
    virtual void on_polling_poll() = 0;

    /// What there is to send; the transport takes it out.
    virtual base::outbox& polling_source() = 0;

    virtual void on_polling_ended(session_end const& how) = 0;

    /// There was no memory to go on.
    virtual void on_polling_failed() noexcept = 0;

    /// A request was refused without harm to the session.
    virtual void on_polling_refused(metric counts) = 0;

protected:
    ~polling_owner() = default;
};

/// HTTP long-polling of one session: does what `polling_machine` says.
///
/// Not thread safe: belongs to its shard.
class polling_transport final : public loop::disposable {
public:
    /// What a client asked for with its first request.
    struct dialect {
        revision protocol = revision::four;
        /// No octets: the client takes text alone.
        bool base64 = false;
    };

    /// @param largest_delivery in octets; above: 413.
    polling_transport(polling_owner& owner, std::size_t largest_delivery, dialect with) noexcept;
    polling_transport(polling_transport const&) = delete;
    polling_transport& operator=(polling_transport const&) = delete;
    ~polling_transport() = default;

    /// Takes the request that opened the session as its first poll.
    void open(http::exchange& request, http::header_list headers);

    /// Takes one request, unless the transport is closed: then it returns false. `headers` (CORS)
    /// go with the answer.
    [[nodiscard]] bool serve(http::exchange& request, http::header_list headers);

    /// Whether a poll waits for output.
    [[nodiscard]] bool has_poll() const noexcept { return poll_.waiting != nullptr; }

    /// Answers the poll with what there is, if there is a poll.
    void send();

    /// Answers the poll with a noop, if there is a poll: an upgrade waits for its end.
    void poke();

    /// Answers a delivery that was held.
    void finish_delivery();

    /// Sends what there is and a close packet, with the next poll if none waits.
    void close_after_sending();

    /// Answers the poll with a close packet and ends the delivery.
    void close_at_once() noexcept;

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
    };

    void step(polling_machine::input_type what, pending* incoming = nullptr) noexcept;
    void perform(polling_machine::action_type what, pending* incoming);
    [[nodiscard]] polling_machine::input_type classify(wire::request_head const& request);
    void answer_output();
    void answer(last_word what);
    void answer_poll(std::string_view payload, body_form form);
    void offer_or(last_word what);
    static void respond(pending& to, unsigned status, std::string_view content_type,
                        std::string_view body);
    static void refuse(pending& request, unsigned status);

    polling_owner& owner_;
    std::size_t largest_delivery_;
    dialect dialect_;
    body_form form_of_incoming_ = body_form::text;
    body_form form_of_delivery_ = body_form::text;
    polling_machine machine_{polling_definition::first};
    pending poll_{*this};
    pending delivery_{*this};
};

} // namespace socketiota::engine

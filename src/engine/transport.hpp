// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <base/outbox.hpp>
#include <engine/session_end.hpp>
#include <http/exchange.hpp>
#include <loop/disposable.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::engine {

/// Whose packets a transport carries: a session, or an upgrade that is not done yet.
///
/// In each of these calls the owner may end the transport, but must keep it alive until the end of
/// the turn.
class transport_owner {
public:
    /// What became of a delivery.
    enum class delivery : std::uint8_t {
        accepted,
        /// Accepted, but the owner does not want more yet: the answer waits for
        /// `transport::resume_reading`, which keeps the client from the next one.
        held,
        garbage,
        /// It held a close packet.
        closed,
        /// The session ended in it.
        ended,
    };

    /// A packet that came as a text of its own. Writable during the call; it is UTF-8.
    virtual void on_text_packet(std::span<char> text) = 0;

    /// A packet that came as octets of its own.
    virtual void on_binary_packet(std::span<std::byte const> octets) = 0;

    /// Several packets, in a form that the revision takes. Writable during the call.
    virtual delivery on_delivery(std::span<std::byte> body, wire::body_form form) = 0;

    /// Everything given was sent.
    virtual void on_all_sent() = 0;

    /// Some of it may have been sent; the rest has to wait for the client.
    virtual void on_some_sent() = 0;

    /// What there was at the end of a turn was offered to the client. To be judged by who asks for
    /// it; see `transport::output_ready`.
    virtual void on_output_offered() = 0;

    /// It cannot go on. The owner answers with `close`.
    virtual void on_transport_failed(session_end const& how) noexcept = 0;

    /// There was no memory to go on.
    virtual void on_no_memory() noexcept = 0;

    /// A request was refused without harm to the session.
    virtual void on_request_refused(metric counts) = 0;

protected:
    ~transport_owner() = default;
};

/// What carries the packets of a session at the moment.
///
/// Not thread safe: belongs to its shard.
class transport : public loop::disposable {
public:
    transport(transport const&) = delete;
    transport& operator=(transport const&) = delete;

    [[nodiscard]] virtual transport_kind kind() const noexcept = 0;

    /// Whether another may take its place.
    [[nodiscard]] virtual bool may_be_upgraded() const noexcept = 0;

    /// Takes a request that names the session. False if it serves none (any more).
    [[nodiscard]] virtual bool serve(http::exchange& request, http::header_list headers) = 0;

    /// Hands it on from an upgrade to its session, whose output is what is sent from now on.
    virtual void set_owner(transport_owner& owner, base::outbox& source) = 0;

    /// The outbox got something: it leaves at the end of the turn, if it can leave at all. Whether
    /// too much waits is judged then.
    virtual void output_ready() = 0;

    /// Whether what is sent now leaves at the end of this turn.
    [[nodiscard]] virtual bool sends_at_once() const noexcept = 0;

    /// Octets of the first unit of the outbox that are out.
    [[nodiscard]] virtual std::size_t sent_of_first() const noexcept = 0;

    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

    /// The client waits for a sign that it may go on with an upgrade.
    virtual void poke() = 0;

    /// Answers the probe of an upgrade, however often it is asked before that can be written.
    virtual void answer_probe() = 0;

    /// Sends what there is and says so with `on_all_sent`.
    virtual void close_after_sending() = 0;

    /// Says farewell; nothing comes from it any more.
    ///
    /// @param going_away the server does.
    virtual void close(bool going_away) noexcept = 0;

protected:
    transport() = default;
    ~transport() = default;
};

/// A request with which a session begins or is upgraded: what makes the transport of it.
class transport_opening {
public:
    /// The transport, which has begun. To be called once.
    ///
    /// @param source null: nothing is sent but answers to probes.
    [[nodiscard]] virtual std::shared_ptr<transport> make(transport_owner& owner,
                                                          base::outbox* source) = 0;

    /// Reads what came with the request, once the owner is ready for it.
    virtual void read_early(transport& made) = 0;

    /// Completes the request and closes at once, instead of `make`.
    virtual void refuse() = 0;

protected:
    ~transport_opening() = default;
};

} // namespace socketiota::engine

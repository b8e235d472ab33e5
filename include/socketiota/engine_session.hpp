// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/pending_send.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/engine_packet.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/transport.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

class engine_link;

/// One Engine.IO session: texts and binaries in both directions, whatever transport carries them at
/// the moment, without namespaces, events and rooms.
///
/// A handle: copies refer to the same session. What is sent during one turn of the event loop
/// leaves in one write.
///
/// Thread safety: `send`, `async_send`, `close`, `open` and the handle itself are safe from any
/// thread; the rest belongs to the server's thread, where the functions are called. Lifetime: a
/// handle may outlive the session and the server, and does nothing any more then. Functions that
/// were given are dropped after `on_close` has run, so they may capture the handle.
class SOCKETIOTA_EXPORT engine_session {
public:
    /// Made by the library.
    explicit engine_session(std::shared_ptr<engine_link> link) noexcept;

    /// The id of the session, a secret between it and its client.
    [[nodiscard]] std::string const& id() const noexcept;

    /// The request that it began with.
    [[nodiscard]] class handshake const& handshake() const noexcept;

    /// Sends a text. Refused with `text_is_not_utf8` if it is not valid UTF-8.
    emit_result send(std::string_view text) const;

    /// Sends a binary. The octets are shared, not copied.
    emit_result send(bytes octets) const;

    /// Sends a copy of the octets as a binary.
    emit_result send(std::span<std::byte const> octets) const;

    /// Sends a text, as an operation that completes with `void(error_code)` when it has been handed
    /// to the kernel, or put into the answer to a poll: whether the client has read it, only the
    /// client can say.
    ///
    ///     co_await session.async_send(text); // one after the other, as fast as they leave
    ///
    /// Completes once, by posting, through the handler's associated executor; whoever has none
    /// completes on the session's thread. Those of one session complete in the order in which they
    /// were sent. A deferred operation owns the text until it begins. From any thread.
    ///
    /// Errors: `session_ended`, before it had left; `text_is_not_utf8`. Cancellation has no effect:
    /// what was sent cannot be taken back.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_send(std::string_view text, Token&& token = {}) const {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, engine_session const& from, std::string const& kept) {
                from.start_send(kept, detail::make_send(std::move(handler), from.get_executor()));
            },
            token, *this, std::string(text));
    }

    /// The same with a binary. The octets are shared, not copied.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_send(bytes octets, Token&& token = {}) const {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, engine_session const& from, bytes const& kept) {
                from.start_send(kept, detail::make_send(std::move(handler), from.get_executor()));
            },
            token, *this, std::move(octets));
    }

    /// Calls `function(std::string_view)` for each text, which is UTF-8 and valid during the call
    /// only. The latest function given counts.
    void on_text(detail::callback<void(std::string_view)> function) const;

    /// Calls `function(std::span<std::byte const>)` for each binary, valid during the call only.
    void on_binary(detail::callback<void(std::span<std::byte const>)> function) const;

    /// Calls `function(std::string_view reason)` once, when it is over: `transport close`,
    /// `transport error`, `ping timeout`, `parse error` or `forced close`, as Node's `close` event.
    void on_close(detail::callback<void(std::string_view)> function) const;

    // The hooks below are called on the session's thread; the latest function given counts, and it
    // may use the session. While a session has none of them they cost it nothing.

    /// Calls `function(engine_packet const&)` for each packet that comes, pings and pongs too,
    /// before what it means happens: Node's `packet` event.
    void on_packet(detail::callback<void(engine_packet const&)> function) const;

    /// Calls `function(engine_packet const&)` for each packet of the session, pings and pongs too,
    /// before it is queued: Node's `packetCreate` event. Those that a transport answers with by
    /// itself, such as the noop of an upgrade, are not among them, as in Node.
    void on_packet_created(detail::callback<void(engine_packet const&)> function) const;

    /// Calls `function(std::size_t packets)` when the transport has taken so many that waited:
    /// handed them to the kernel, or put them into the answer to a poll. Node's `flush` event.
    void on_flush(detail::callback<void(std::size_t)> function) const;

    /// Calls `function()` after that when nothing waits any more: a program that sends more than
    /// its client takes goes on then. Node's `drain` event, which comes before the kernel has taken
    /// anything.
    void on_drain(detail::callback<void()> function) const;

    /// Calls `function(transport)` when another transport carries the session: Node's `upgrade`
    /// event.
    void on_upgrade(detail::callback<void(socketiota::transport)> function) const;

    /// What carries it now; once it is over, what carried it last. On its own thread.
    [[nodiscard]] socketiota::transport transport() const noexcept;

    /// Where the functions are called. From any thread.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// Ends it, once what was sent before is out.
    void close() const;

    /// Whether `send` still has an effect.
    [[nodiscard]] bool open() const noexcept;

    /// Octets that wait to be sent.
    [[nodiscard]] std::size_t unsent() const noexcept;

    /// Whether both are the same session.
    friend bool operator==(engine_session const&, engine_session const&) = default;

private:
    void start_send(std::string_view text, std::shared_ptr<detail::pending_send> waiting) const;
    void start_send(bytes octets, std::shared_ptr<detail::pending_send> waiting) const;

    std::shared_ptr<engine_link> link_;
};

} // namespace socketiota

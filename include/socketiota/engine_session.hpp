// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/handshake.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace socketiota {

class engine_link;

/// One Engine.IO session: texts and binaries in both directions, whatever transport carries them at
/// the moment, without namespaces, events and rooms.
///
/// A handle: copies refer to the same session. What is sent during one turn of the event loop
/// leaves in one write.
///
/// Thread safety: `send`, `close`, `open` and the handle itself are safe from any thread; the rest
/// belongs to the server's thread, where the functions are called.
/// Lifetime: a handle may outlive the session and the server, and does nothing any more then.
/// Functions that were given are dropped after `on_close` has run, so they may capture the handle.
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

    /// Calls `function(std::string_view)` for each text, which is UTF-8 and valid during the call
    /// only. The latest function given counts.
    void on_text(detail::callback<void(std::string_view)> function) const;

    /// Calls `function(std::span<std::byte const>)` for each binary, valid during the call only.
    void on_binary(detail::callback<void(std::span<std::byte const>)> function) const;

    /// Calls `function(std::string_view reason)` once, when it is over: `transport close`,
    /// `transport error`, `ping timeout`, `parse error` or `forced close`, as Node's `close` event.
    void on_close(detail::callback<void(std::string_view)> function) const;

    /// Ends it, once what was sent before is out.
    void close() const;

    /// Whether `send` still has an effect.
    [[nodiscard]] bool open() const noexcept;

    /// Octets that wait to be sent.
    [[nodiscard]] std::size_t unsent() const noexcept;

    /// Whether both are the same session.
    friend bool operator==(engine_session const&, engine_session const&) = default;

private:
    std::shared_ptr<engine_link> link_;
};

} // namespace socketiota

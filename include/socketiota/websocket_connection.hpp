// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/http_request.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

class websocket_link;

/// One plain WebSocket connection, without Socket.IO or Engine.IO on top of it.
///
///     io.websocket("/feed/:topic", [](sio::websocket_connection peer) {
///         peer.send("hello " + peer.request().parameter("topic"));
///         peer.on_text([peer](std::string_view text) { peer.send(text); });
///     });
///
/// A handle: copies refer to the same connection. Pings are answered by the server. What is sent
/// during one turn of the event loop leaves in one write.
///
/// Thread safety: `send`, `close`, `open` and the handle itself are safe from any thread; the rest
/// belongs to the server's thread, where the functions are called.
/// Lifetime: a handle may outlive the connection and the server, and does nothing any more then.
/// Functions that were given are dropped after `on_close` has run, so they may capture the handle.
class SOCKETIOTA_EXPORT websocket_connection {
public:
    /// Made by the library.
    explicit websocket_connection(std::shared_ptr<websocket_link> link) noexcept;

    /// The request that it began with.
    [[nodiscard]] http_request const& request() const noexcept;

    /// The subprotocol that was chosen; empty if none was.
    [[nodiscard]] std::string const& subprotocol() const noexcept;

    /// Sends a text. Refused with `text_is_not_utf8` if it is not valid UTF-8.
    emit_result send(std::string_view text) const;

    /// Sends a binary. The octets are shared, not copied.
    emit_result send(bytes octets) const;

    /// Sends a copy of the octets as a binary.
    emit_result send(std::span<std::byte const> octets) const;

    /// Calls `function(std::string_view)` for each text, which is valid during the call only, is
    /// UTF-8 and has at most `max_payload` octets. The latest function given counts.
    void on_text(detail::callback<void(std::string_view)> function) const;

    /// Calls `function(std::span<std::byte const>)` for each binary, valid during the call only.
    void on_binary(detail::callback<void(std::span<std::byte const>)> function) const;

    /// Calls `function(code, reason)` once, when nothing comes or goes any more: with what the
    /// client's close frame says, 1005 if it says nothing; with the code that the server closed
    /// with; or with 1006 if the connection was lost. `reason` is valid during the call only.
    void on_close(detail::callback<void(std::uint16_t, std::string_view)> function) const;

    /// Ends the connection with a close frame, once what was sent before is out.
    ///
    /// @param code 1000 to 1014 without 1004 to 1006, or 3000 to 4999; another is taken for 1000.
    /// @param reason UTF-8, else it is left out; what is beyond 123 octets is cut off.
    void close(std::uint16_t code = 1000, std::string_view reason = {}) const;

    /// Whether `send` still has an effect.
    [[nodiscard]] bool open() const noexcept;

    /// Octets that wait to be sent.
    [[nodiscard]] std::size_t unsent() const noexcept;

    /// Where the functions are called.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// Whether both are the same connection.
    friend bool operator==(websocket_connection const&, websocket_connection const&) = default;

private:
    std::shared_ptr<websocket_link> link_;
};

/// What `server::websocket` takes: any function of a `websocket_connection`.
using websocket_handler = detail::callback<void(websocket_connection)>;

} // namespace socketiota

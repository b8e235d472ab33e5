// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/pending_outcome.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/websocket_client_options.hpp>
#include <socketiota/websocket_end.hpp>
#include <socketiota/websocket_message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota {

namespace clients {
class own_client_loop;
class websocket_core;
} // namespace clients

/// A plain WebSocket to a server, without Socket.IO or Engine.IO on top of it.
///
///     sio::websocket_client peer(context, "ws://localhost:3000/feed/news");
///     co_await peer.async_connect();
///     peer.send("hello");
///     for (;;) {
///         sio::websocket_message const message = co_await peer.async_receive();
///         std::cout << message.content << '\n';
///     }
///
/// It is run in one of three ways: by an `io_context` of the program, which one thread runs; by a
/// thread of its own; or by `poll`.
///
/// One connection at a time: when it has ended, `async_connect` makes the next. Pings are answered,
/// and sent. What is sent during one turn of the event loop leaves in one write.
///
/// Destroying it ends the connection at once, with close code 1001; whoever waits hears
/// `operation_aborted`.
///
/// Operations complete once, by posting, through the handler's associated executor; whoever has
/// none completes where the client runs. They begin at once, and a deferred one when it is awaited.
///
/// Thread safety: everything but `poll`, moving and destroying it may be called from any thread.
/// Source: RFC 6455; RFC 7692 for compression.
class SOCKETIOTA_EXPORT websocket_client {
public:
    /// Connects when it is told to.
    ///
    /// @param context runs it, on one thread, and must outlive it.
    /// @param url `ws://`, `wss://`, `http://` or `https://`, without any of them `wss`; host and
    /// port, path and query, percent-encoded.
    /// @param options are checked here.
    ///
    /// Throws `boost::system::system_error` (`invalid_option`) with a sentence that says what is
    /// wrong with the url or an option.
    websocket_client(boost::asio::io_context& context, std::string_view url,
                     websocket_client_options options = {});

    /// The same on a thread of its own, where completion handlers are called that have no executor.
    ///
    ///     sio::websocket_client own("ws://localhost:3000/feed/news");
    ///     own.async_connect(net::use_future).get();
    ///     own.send("hello");
    ///     std::cout << own.async_receive(net::use_future).get().content << '\n';
    ///
    /// Its destruction waits until the handler that is running has returned, and that thread has
    /// ended; inside of a handler it does not wait, and the thread ends when that has returned.
    /// What a handler throws `on_error` hears. Throws `std::system_error` as well, if there can be
    /// no thread.
    explicit websocket_client(std::string_view url, websocket_client_options options = {});

    /// The same without a thread: it lives inside of `poll`, which the program calls in its frame
    /// or event loop, always on the thread that makes and destroys it.
    [[nodiscard]] static websocket_client polled(std::string_view url,
                                                 websocket_client_options options = {});

    /// Leaves `other` with nothing: it may be assigned to and destroyed.
    websocket_client(websocket_client&& other) noexcept;
    /// Swaps them: what this was ends with `other`.
    websocket_client& operator=(websocket_client&& other) noexcept;
    ~websocket_client();

    /// Does what there is to do for a polled client, in which completion handlers are called that
    /// have no executor, and returns.
    ///
    /// @param wait how long to wait for something to do, if there is nothing; 0 or more.
    ///
    /// Returns how much that was: 0 if there was nothing. What a handler throws comes out of it;
    /// the next call goes on. Throws `std::logic_error` if it is no polled client. Inside of a
    /// handler it does nothing. The client may be destroyed in one.
    std::size_t poll(std::chrono::milliseconds wait = std::chrono::milliseconds(0)) const;

    /// Connects, as an operation with `void(error_code)`.
    ///
    /// Errors, of which `connect_failure` says more: what the system says;
    /// `certificate_not_trusted` and the other ones of TLS; `proxy_refused`;
    /// `operation_has_timed_out`; `protocol_error` of `boost::system::errc` if the server answers
    /// anything but a WebSocket, redirects among that, which are not followed. `already_started`
    /// and `already_connected` of Asio if it connects or is connected. Cancelled, it stops, and so
    /// does `close` it: `operation_aborted`.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_connect(Token&& token = {}) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<clients::websocket_core> const& which) {
                start_connect(which, detail::make_outcome<detail::no_value>(std::move(handler),
                                                                            executor_for(which)));
            },
            token, weak());
    }

    /// Waits for the next text or binary, as an operation with `void(error_code,
    /// websocket_message)`. Several that wait are served in the order in which they began.
    ///
    /// What has come is kept until it is received: of more than 1 MiB the client reads no more,
    /// which slows the server down, and answers no pings meanwhile. It can be received when the
    /// connection has ended, until the next one.
    ///
    /// Errors, once all is received: `eof` of Asio if the connection was closed or lost,
    /// `protocol_error` of `boost::system::errc` if the server broke a rule or a limit, of which
    /// `end` says more; `operation_has_timed_out` if it was silent; `not_connected` of Asio if
    /// there never was one. Cancelled, nothing is lost: the next one receives it.
    template <
        detail::token_for<void(error_code, websocket_message)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_receive(Token&& token = {}) {
        return detail::begin_operation<void(error_code, websocket_message), Token>(
            [](auto handler, std::weak_ptr<clients::websocket_core> const& which) {
                start_receive(which, detail::make_outcome<websocket_message>(std::move(handler),
                                                                             executor_for(which)));
            },
            token, weak());
    }

    /// Sends a text. Refused with `text_is_not_utf8` if it is not valid UTF-8, and with
    /// `too_much_unsent` if more waits than may. Not before it is connected.
    emit_result send(std::string_view text) const;

    /// Sends a binary. The octets are shared, not copied.
    emit_result send(bytes octets) const;

    /// Sends a copy of the octets as a binary.
    emit_result send(std::span<std::byte const> octets) const;

    /// Sends a text, as an operation with `void(error_code)` that completes when it has been handed
    /// to the kernel: whether the server has read it, only the server can say.
    ///
    ///     co_await client.async_send(text); // one after the other, as fast as they leave
    ///
    /// They complete in the order in which they were sent. A deferred operation owns the text until
    /// it begins.
    ///
    /// Errors: those of `send`; `not_connected` of Asio; `session_ended`, before it had left.
    /// Cancellation has no effect: what was sent cannot be taken back.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_send(std::string_view text, Token&& token = {}) {
        return begin_send(std::string(text), token);
    }

    /// The same with a binary. The octets are shared, not copied.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_send(bytes octets, Token&& token = {}) {
        return begin_send(std::move(octets), token);
    }

    /// Closes the connection, as an operation with `void(error_code)`: sends what waits, says
    /// farewell and completes when the server has, too. What it sends meanwhile is dropped. Without
    /// a connection it completes at once.
    ///
    /// @param code 1000 to 1014 without 1004 to 1006, or 3000 to 4999; another is taken for 1000.
    /// @param reason UTF-8, else it is left out; what is beyond 123 octets is cut off.
    /// @param token any completion token.
    ///
    /// Errors: `operation_has_timed_out` after `websocket_client_options::close_timeout`, `eof` of
    /// Asio if the server ended without a word; the connection has ended then too. Cancelled, it
    /// waits no more, and the connection goes on closing.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_close(std::uint16_t code, std::string_view reason,
                                   Token&& token = {}) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<clients::websocket_core> const& which,
               std::uint16_t said, std::string const& why) {
                start_close(which, said, why,
                            detail::make_outcome<detail::no_value>(std::move(handler),
                                                                   executor_for(which)));
            },
            token, weak(), code, std::string(reason));
    }

    /// The same with code 1000 and no reason.
    template <detail::token_for<void(error_code)> Token = boost::asio::deferred_t>
    [[nodiscard]] auto async_close(Token&& token = {}) {
        return async_close(1000, {}, std::forward<Token>(token));
    }

    /// The same without waiting.
    void close(std::uint16_t code = 1000, std::string_view reason = {}) const;

    /// Whether `send` has an effect.
    [[nodiscard]] bool open() const noexcept;

    /// Octets of memory that wait to be sent.
    [[nodiscard]] std::size_t unsent() const noexcept;

    /// The subprotocol that the server has chosen for the latest connection; empty if none.
    [[nodiscard]] std::string subprotocol() const;

    /// Why `async_connect` failed the last time.
    [[nodiscard]] connect_error connect_failure() const;

    /// How the latest connection ended.
    [[nodiscard]] websocket_end end() const;

    /// Calls `function(exception)` when one leaves a completion handler on a thread of its own.
    /// Without it they are dropped.
    template <class F>
    void on_error(F&& function) const {
        set_error(detail::callback<void(std::exception_ptr)>(detail::given<F>(function)));
    }

    /// Where it runs.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

private:
    using pending = std::shared_ptr<detail::pending_outcome<detail::no_value>>;
    using pending_message = std::shared_ptr<detail::pending_outcome<websocket_message>>;

    websocket_client(std::string_view url, websocket_client_options options, bool by_thread);

    void set_error(detail::callback<void(std::exception_ptr)> function) const;

    template <class Content, class Token>
    [[nodiscard]] auto begin_send(Content content, Token& token) {
        return detail::begin_operation<void(error_code), Token>(
            [](auto handler, std::weak_ptr<clients::websocket_core> const& which,
               Content const& kept) {
                start_send(which, kept,
                           detail::make_outcome<detail::no_value>(std::move(handler),
                                                                  executor_for(which)));
            },
            token, weak(), std::move(content));
    }

    [[nodiscard]] std::weak_ptr<clients::websocket_core> weak() const noexcept { return core_; }

    [[nodiscard]] static boost::asio::any_io_executor
    executor_for(std::weak_ptr<clients::websocket_core> const& which);
    static void start_connect(std::weak_ptr<clients::websocket_core> const& which, pending who);
    static void start_receive(std::weak_ptr<clients::websocket_core> const& which,
                              pending_message who);
    static void start_send(std::weak_ptr<clients::websocket_core> const& which, std::string text,
                           pending who);
    static void start_send(std::weak_ptr<clients::websocket_core> const& which, bytes octets,
                           pending who);
    static void start_close(std::weak_ptr<clients::websocket_core> const& which, std::uint16_t code,
                            std::string reason, pending who);

    std::shared_ptr<clients::own_client_loop> own_loop_; // null on a context of the program
    std::shared_ptr<clients::websocket_core> core_;      // null once moved from
};

} // namespace socketiota

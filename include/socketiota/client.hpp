// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_auth.hpp>
#include <socketiota/client_options.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/export.hpp>
#include <socketiota/transport.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota {

class test_server;

namespace clients {
class manager;
class own_client_loop;
} // namespace clients

/// A connection to a Socket.IO server, which is made again when it breaks, and the sockets on it,
/// one for each namespace.
///
///     net::io_context context;
///     sio::client client(context, "http://localhost:3000");
///     sio::client_socket socket = client.socket();
///     socket.on_connect([](sio::client_socket me) { me.emit("hello", "world"); });
///     context.run();
///
/// It is run in one of three ways: by an `io_context` of the program, which one thread runs; by a
/// thread of its own; or by `poll`.
///
/// Destroying it ends the connection at once; no function of it is called from then on, also if it
/// is destroyed inside of one. Whoever waits for an answer hears `socket_disconnected`.
///
/// Thread safety: everything but `poll`, moving and destroying it may be called from any thread.
/// Its functions run on the thread that runs it. Source: Manager of socket.io-client.
class SOCKETIOTA_EXPORT client {
public:
    /// Connects when the first socket is made, unless `client_options::auto_connect` is off.
    ///
    /// @param context runs it, and must outlive it.
    /// @param url `http://`, `https://`, `ws://` or `wss://`, without any of them `https`; host and
    /// port; its path is the namespace of `socket()`. Its query is added to
    /// `client_options::query`.
    /// @param options are checked here.
    ///
    /// Throws `boost::system::system_error` (`invalid_option`) with a sentence that says what is
    /// wrong with the url or an option.
    client(boost::asio::io_context& context, std::string_view url, client_options options = {});

    /// The same on a thread of its own, where its functions are called and completion handlers that
    /// have no executor.
    ///
    ///     sio::client client("http://localhost:3000");
    ///     client.socket().on("news", [](std::string const& text) { std::cout << text << '\n'; });
    ///
    /// Its destruction waits until the function that is running has returned, and that thread has
    /// ended; inside of one of its functions it does not wait, and the thread ends when that has
    /// returned. What a completion handler throws `on_error` hears. Throws `std::system_error` as
    /// well, if there can be no thread.
    explicit client(std::string_view url, client_options options = {});

    /// The same without a thread: it lives inside of `poll`, which the program calls in its frame
    /// or event loop.
    ///
    ///     sio::client client = sio::client::polled("http://localhost:3000");
    ///     while (draw_frame()) client.poll();
    [[nodiscard]] static client polled(std::string_view url, client_options options = {});

    /// Leaves `other` with nothing: it may be assigned to and destroyed.
    client(client&& other) noexcept;
    /// Swaps them: what this was ends with `other`.
    client& operator=(client&& other) noexcept;
    ~client();

    /// The socket of the namespace that the url names, `/` if it names none. The same each time.
    [[nodiscard]] client_socket socket() const;

    /// The socket of a namespace. The same each time.
    ///
    /// @param nsp for example `/chat`; the slash may be left out.
    [[nodiscard]] client_socket socket(std::string_view nsp) const;

    /// The same, which joins its namespace with `auth` from now on, instead of
    /// `client_options::auth`.
    ///
    ///     sio::client client("http://localhost:3000");
    ///     sio::client_socket admin = client.socket("/admin", sio::object("token", "secret"));
    ///
    /// Throws `boost::system::system_error` (`invalid_option`) for a server of Socket.IO 2, which
    /// takes none.
    [[nodiscard]] client_socket socket(std::string_view nsp, client_auth auth) const;

    /// Does what there is to do for a polled client, in which its functions are called, and
    /// returns. Always on the same thread, which is also that of its other functions and of its
    /// destruction: what is called between two polls happens in the next one.
    ///
    /// @param wait how long to wait for something to do, if there is nothing; 0 or more.
    ///
    /// Returns how much that was: 0 if there was nothing. What a completion handler throws comes
    /// out of it; the next call goes on. Throws `std::logic_error` if it is no polled client.
    /// Inside of one of its functions it does nothing. The client may be destroyed in one of its
    /// functions.
    std::size_t poll(std::chrono::milliseconds wait = std::chrono::milliseconds(0)) const;

    /// Connects all sockets that are active, or that none is yet. From any thread.
    void connect() const;

    /// Disconnects all sockets, says farewell and ends the connection. From any thread.
    void close() const;

    /// Whether the session is open, whatever the sockets are.
    [[nodiscard]] bool connected() const noexcept;

    /// What carries the session; nothing while there is none.
    [[nodiscard]] std::optional<socketiota::transport> transport() const noexcept;

    /// Where its functions run. From any thread.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// Calls `function(attempt)` when it is about to try again, counted from 1.
    template <class F>
    void on_reconnect_attempt(F&& function) const {
        set_reconnect_attempt(detail::callback<void(std::size_t)>(detail::given<F>(function)));
    }

    /// Calls `function(attempts)` when it is connected again.
    template <class F>
    void on_reconnect(F&& function) const {
        set_reconnect(detail::callback<void(std::size_t)>(detail::given<F>(function)));
    }

    /// Calls `function()` when it has tried as often as it may.
    template <class F>
    void on_reconnect_failed(F&& function) const {
        set_reconnect_failed(detail::callback<void()>(detail::given<F>(function)));
    }

    /// Calls `function(transport)` when the session goes on with another.
    template <class F>
    void on_upgrade(F&& function) const {
        set_upgrade(detail::callback<void(socketiota::transport)>(detail::given<F>(function)));
    }

    /// Calls `function()` for each heartbeat of the server, which is answered in any case.
    template <class F>
    void on_ping(F&& function) const {
        set_ping(detail::callback<void()>(detail::given<F>(function)));
    }

    /// Calls `function(exception)` when one leaves a function of the program, or the arguments of
    /// an event do not fit its handler. Without it they are dropped.
    template <class F>
    void on_error(F&& function) const {
        set_error(detail::callback<void(std::exception_ptr)>(detail::given<F>(function)));
    }

private:
    friend class test_server;

    explicit client(std::shared_ptr<clients::manager> manager) noexcept;
    client(std::string_view url, client_options options, bool by_thread);

    template <class Member, class Function>
    void set(Member where, Function function) const;
    void set_reconnect_attempt(detail::callback<void(std::size_t)> function) const;
    void set_reconnect(detail::callback<void(std::size_t)> function) const;
    void set_reconnect_failed(detail::callback<void()> function) const;
    void set_upgrade(detail::callback<void(socketiota::transport)> function) const;
    void set_ping(detail::callback<void()> function) const;
    void set_error(detail::callback<void(std::exception_ptr)> function) const;

    std::shared_ptr<clients::own_client_loop> own_loop_; // null on a context of the program
    std::shared_ptr<clients::manager> manager_;          // null once moved from
};

} // namespace socketiota

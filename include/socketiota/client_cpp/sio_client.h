// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client.hpp>
#include <socketiota/client_cpp/sio_message.h>
#include <socketiota/client_cpp/sio_socket.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What programs call that were written for socket.io-client-cpp, on `socketiota::client`. For new
/// code that has more: errors, timeouts, coroutines. It is no `namespace` of the library: do not
/// name `socketiota` so beside it.
namespace sio {

/// A client on a thread of its own, as socket.io-client-cpp has it.
///
///     sio::client client;
///     client.set_open_listener([&] { client.socket()->emit("hello", std::string("Ann")); });
///     client.connect("http://localhost:3000");
///
/// Beside that client it tries long-polling too, verifies certificates, and may be closed and
/// destroyed in any of its listeners.
///
/// Thread safety: safe, but for `connect`, `close`, `sync_close` and its destruction, of which one
/// thread at a time may call one. Listeners run on its thread, one at a time.
/// Source: `sio_client.h` of socket.io-client-cpp 3.1.
class client {
public:
    /// Whether the program closed it.
    enum close_reason { close_reason_normal, close_reason_drop };

    /// Takes nothing.
    using con_listener = std::function<void()>;
    /// Takes why it is closed.
    using close_listener = std::function<void(close_reason const& reason)>;
    /// Takes how often it has tried, and how long it waits: always 0 here.
    using reconnect_listener = std::function<void(unsigned attempts, unsigned delay)>;
    /// Takes the name of a namespace.
    using socket_listener = std::function<void(std::string const& nsp)>;

    client() = default;
    client(client const&) = delete;
    client& operator=(client const&) = delete;

    ~client() { sync_close(); }

    /// Calls `listener` when the namespace `/` is joined.
    void set_open_listener(con_listener listener) { set(&listeners::open, std::move(listener)); }

    /// The same when it has tried to connect as often as it may.
    void set_fail_listener(con_listener listener) { set(&listeners::fail, std::move(listener)); }

    /// The same when the namespace `/` is left, also when it connects again then.
    void set_close_listener(close_listener listener) {
        set(&listeners::close, std::move(listener));
    }

    /// The same before each attempt to connect again.
    void set_reconnecting_listener(con_listener listener) {
        set(&listeners::reconnecting, std::move(listener));
    }

    /// The same, with how often it has tried.
    void set_reconnect_listener(reconnect_listener listener) {
        set(&listeners::reconnect, std::move(listener));
    }

    /// The same when a namespace is joined.
    void set_socket_open_listener(socket_listener listener) {
        set(&listeners::socket_open, std::move(listener));
    }

    /// The same when one is left.
    void set_socket_close_listener(socket_listener listener) {
        set(&listeners::socket_close, std::move(listener));
    }

    /// Takes back those of the connection.
    void clear_con_listeners() {
        std::scoped_lock const lock(state_->mutex);
        auto& all = state_->told;
        all.open = all.fail = all.reconnecting = nullptr;
        all.close = nullptr;
        all.reconnect = nullptr;
    }

    /// Takes back those of namespaces.
    void clear_socket_listeners() {
        set_socket_open_listener(nullptr);
        set_socket_close_listener(nullptr);
    }

    /// Begins to connect. Of its sockets, those that there are join their namespaces.
    ///
    /// Throws `boost::system::system_error` with a sentence if the url cannot be used.
    void connect(std::string const& url) { connect(url, {}, {}, nullptr); }

    /// The same; `auth` is what the server finds as such.
    void connect(std::string const& url, message::ptr const& auth) { connect(url, {}, {}, auth); }

    /// The same with a query.
    void connect(std::string const& url, std::map<std::string, std::string> const& query) {
        connect(url, query, {}, nullptr);
    }

    /// The same with both.
    void connect(std::string const& url, std::map<std::string, std::string> const& query,
                 message::ptr const& auth) {
        connect(url, query, {}, auth);
    }

    /// The same with headers.
    void connect(std::string const& url, std::map<std::string, std::string> const& query,
                 std::map<std::string, std::string> const& headers) {
        connect(url, query, headers, nullptr);
    }

    /// The same with all of them.
    void connect(std::string const& url, std::map<std::string, std::string> const& query,
                 std::map<std::string, std::string> const& headers, message::ptr const& auth) {
        auto options = options_;
        options.query.assign(query.begin(), query.end());
        options.headers.assign(headers.begin(), headers.end());
        if (auth)
            options.auth = auth->to_value();
        options.auto_connect = false;
        sync_close();
        one_.emplace(url, std::move(options));
        register_functions();
        static_cast<void>(socket());
        std::vector<sio::socket::ptr> all;
        {
            std::scoped_lock const lock(mutex_);
            for (auto const& [nsp, each] : sockets_)
                all.push_back(each);
        }
        for (sio::socket::ptr const& each : all)
            attach(each);
        one_->connect();
    }

    /// How often it tries to connect again; by itself for ever.
    void set_reconnect_attempts(unsigned attempts) { options_.reconnection_attempts = attempts; }

    /// Milliseconds to the first attempt, about.
    void set_reconnect_delay(unsigned delay) {
        options_.reconnection_delay = std::chrono::milliseconds(delay);
    }

    /// The longest to one.
    void set_reconnect_delay_max(unsigned delay) {
        options_.reconnection_delay_max = std::chrono::milliseconds(delay);
    }

    /// The proxy by which it connects next, `http://host:port`, with user and password.
    void set_proxy_basic_auth(std::string const& url, std::string const& user,
                              std::string const& password) {
        auto const host = url.find("://");
        auto const at = host == std::string::npos ? 0 : host + 3;
        options_.proxy = (host == std::string::npos ? "http://" : "") + url.substr(0, at) + user +
                         ':' + password + '@' + url.substr(at);
    }

    /// Nothing is logged here.
    void set_logs_default() noexcept {}

    /// The same.
    void set_logs_quiet() noexcept {}

    /// The same.
    void set_logs_verbose() noexcept {}

    /// All other options of the library, for the next `connect`.
    [[nodiscard]] socketiota::client_options& options() noexcept { return options_; }

    /// The socket of a namespace, "/" if empty; it is joined if the client is connected.
    [[nodiscard]] sio::socket::ptr const& socket(std::string const& nsp = "") {
        std::string const name = nsp.empty() ? "/" : nsp.front() == '/' ? nsp : '/' + nsp;
        bool is_new = false;
        sio::socket::ptr const* found = nullptr;
        {
            std::scoped_lock const lock(mutex_);
            auto const [place, added] = sockets_.try_emplace(name);
            if (added)
                place->second = std::make_shared<sio::socket>(name);
            is_new = added;
            found = &place->second; // which stays where it is
        }
        if (is_new && one_) {
            attach(*found);
            one_->socket(name).connect();
        }
        return *found;
    }

    /// Leaves all namespaces and ends the connection, without waiting for that.
    void close() {
        if (one_)
            one_->close();
    }

    /// The same, and waits; no listener is called from then on.
    void sync_close() { one_.reset(); }

    /// Whether the connection is there.
    [[nodiscard]] bool opened() const noexcept { return one_ && one_->connected(); }

    /// By which the server knows its socket of the namespace "/".
    [[nodiscard]] std::string get_sessionid() { return socket()->get_socket_id(); }

private:
    struct listeners {
        con_listener open;
        con_listener fail;
        con_listener reconnecting;
        close_listener close;
        reconnect_listener reconnect;
        socket_listener socket_open;
        socket_listener socket_close;
    };

    /// It outlives the client for whoever is being told.
    struct state {
        std::mutex mutex;
        listeners told;

        template <class Listener, class... About>
        void tell(Listener listeners::*which, About const&... about) {
            Listener called;
            {
                std::scoped_lock const lock(mutex);
                called = told.*which;
            }
            if (called)
                called(about...);
        }
    };

    template <class Listener>
    void set(Listener listeners::*which, Listener listener) {
        std::scoped_lock const lock(state_->mutex);
        state_->told.*which = std::move(listener);
    }

    void register_functions() {
        one_->on_reconnect_attempt([state = state_](std::size_t attempt) {
            state->tell(&listeners::reconnect, static_cast<unsigned>(attempt), 0U);
            state->tell(&listeners::reconnecting);
        });
        one_->on_reconnect_failed([state = state_] { state->tell(&listeners::fail); });
    }

    void attach(sio::socket::ptr const& which) {
        std::string const nsp = which->get_namespace();
        auto const by = one_->socket(nsp);
        by.on_connect([state = state_, nsp] {
            if (nsp == "/")
                state->tell(&listeners::open);
            state->tell(&listeners::socket_open, nsp);
        });
        by.on_disconnect([state = state_, nsp](socketiota::disconnect_reason why) {
            state->tell(&listeners::socket_close, nsp);
            bool const is_asked = why == socketiota::disconnect_reason::io_client_disconnect;
            if (nsp == "/")
                state->tell(&listeners::close, is_asked ? close_reason_normal : close_reason_drop);
        });
        which->attach(by);
    }

    std::shared_ptr<state> const state_ = std::make_shared<state>();
    socketiota::client_options options_;
    std::mutex mutex_;
    std::map<std::string, sio::socket::ptr> sockets_;
    std::optional<socketiota::client> one_; // none while it does not connect
};

} // namespace sio

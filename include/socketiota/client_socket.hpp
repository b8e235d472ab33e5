// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/buffered_event.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/detail/client_functions.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/disconnect_details.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/registration.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace socketiota {

namespace clients {
class socket_core;
}

/// One namespace of a client. A handle: cheap to copy, compares by identity. When its `client` is
/// gone it stays valid and does nothing any more.
///
///     sio::client_socket chat = client.socket("/chat");
///     chat.on("news", [](std::string const& text) { std::cout << text << '\n'; });
///     chat.emit("hello", "world");
///
/// What is emitted while it is not connected waits, and is sent when it is.
///
/// Thread safety: its handlers run on the thread of its client. Everything else may be called from
/// any thread, but for what says that it belongs to that one: elsewhere it is posted there, and
/// happens in the order in which one thread called it. Source: the Socket of socket.io-client.
class SOCKETIOTA_EXPORT client_socket
    : public detail::emitter<client_socket>,
      public detail::requester<client_socket, detail::answer_count::one>,
      public detail::listening<client_socket> {
public:
    /// By which the server knows it, while it is connected; another each time, unless it has
    /// `recovered`. Empty before. From any thread.
    [[nodiscard]] std::string id() const;

    /// The name of its namespace. From any thread.
    [[nodiscard]] std::string const& nsp() const noexcept;

    /// Whether the server has let it into the namespace. From any thread.
    [[nodiscard]] bool connected() const noexcept;

    /// Whether it connects again by itself: not after `disconnect`, nor when the server has
    /// disconnected or refused it. From any thread.
    [[nodiscard]] bool active() const noexcept;

    /// Whether it goes on where a broken connection ended: with its id, its rooms, and what it
    /// missed. From any thread.
    [[nodiscard]] bool recovered() const noexcept;

    /// Where its handlers run. From any thread.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// Joins the namespace, if it has not and does not try to; opens the connection for that.
    void connect() const;

    /// Leaves it. What is emitted from then on waits until it is joined again.
    void disconnect() const;

    /// Removes its handlers of `name`.
    void off(std::string_view name) const;

    /// Removes one function, by whatever returned its `registration`.
    void off(registration const& which) const;

    /// Does not compile: functions cannot be compared, see above.
    template <class F>
    void off(std::string_view, F const&) const {
        static_assert(detail::never<F>, "functions of C++ cannot be compared: off takes the "
                                        "registration that on returned");
    }

    /// Its handlers of `name`, in the order in which they are called. On the thread of the client.
    [[nodiscard]] std::vector<registration> listeners(std::string_view name) const;

    /// Calls `function(socket, incoming)` for each event that comes, before its handlers.
    template <class F>
    registration on_any(F&& function) const {
        return add_any(make<detail::client_any_handler, F, incoming>(function), false);
    }

    /// The same before those that were registered before.
    template <class F>
    registration prepend_any(F&& function) const {
        return add_any(make<detail::client_any_handler, F, incoming>(function), true);
    }

    /// The same as `on_any` for each event that is sent, when it is encoded.
    template <class F>
    registration on_any_outgoing(F&& function) const {
        return add_any_outgoing(make<detail::client_any_handler, F, incoming>(function), false);
    }

    /// The same before those that were registered before.
    template <class F>
    registration prepend_any_outgoing(F&& function) const {
        return add_any_outgoing(make<detail::client_any_handler, F, incoming>(function), true);
    }

    /// Removes what `on_any` and `prepend_any` registered.
    void off_any() const;
    /// Removes what `on_any_outgoing` and `prepend_any_outgoing` registered.
    void off_any_outgoing() const;

    /// Calls `function(socket)` each time it has joined its namespace: again after each reconnect.
    template <class F>
    registration on_connect(F&& function) const {
        return add_connect(make<detail::client_connect_handler, F>(function));
    }

    /// Calls `function(socket, reason, details)` when it is not connected any more, or a function
    /// that takes no `disconnect_details`.
    template <class F>
    registration on_disconnect(F&& function) const {
        using made = detail::client_disconnect_handler;
        if constexpr (detail::takes_disconnect_details<std::decay_t<F>>)
            return add_disconnect(make<made, F, disconnect_reason, disconnect_details>(function));
        else
            return add_disconnect(make<made, F, disconnect_reason>(function));
    }

    /// Calls `function(socket, connect_error)` when it could not connect. It tries again by itself
    /// if it is `active` then.
    template <class F>
    registration on_connect_error(F&& function) const {
        return add_connect_error(make<detail::client_error_handler, F, connect_error>(function));
    }

    /// This socket; what is emitted through the result is dropped if it cannot leave at once.
    [[nodiscard]] client_socket volatile_() const;
    /// The same; WebSockets that compress may or may not compress it.
    [[nodiscard]] client_socket compress(bool allowed) const;
    /// The same; `emit_with_ack` waits for the answer at most that long.
    [[nodiscard]] client_socket timeout(std::chrono::milliseconds limit) const;

    /// Octets of events that wait until it is connected. On the thread of the client.
    [[nodiscard]] std::size_t buffered() const noexcept;

    /// These events, in the order in which they will be sent. On the thread of the client.
    [[nodiscard]] std::vector<buffered_event> buffered_events() const;

    /// Drops them; whoever waits for an answer to one hears `socket_disconnected`.
    void clear_buffered() const;

    /// Whether both are the same socket.
    friend bool operator==(client_socket const& left, client_socket const& right) noexcept {
        return left.core_ == right.core_;
    }

private:
    friend class detail::emitter<client_socket>;
    friend class detail::requester<client_socket, detail::answer_count::one>;
    friend class detail::listening<client_socket>;
    friend class clients::socket_core;
    friend void detail::spawn(client_socket const& owner, boost::asio::awaitable<void> work,
                              detail::when_disconnected then);

    explicit client_socket(std::shared_ptr<clients::socket_core> core) noexcept
        : core_(std::move(core)) {}

    template <class What, class F, class... More, class Given>
    [[nodiscard]] static What make(Given& function) {
        return detail::make_client_handler<What, std::decay_t<F>, More...>(
            detail::given<F>(function));
    }

    registration add_any(detail::client_any_handler handler, bool first) const;
    registration add_any_outgoing(detail::client_any_handler handler, bool first) const;
    registration add_connect(detail::client_connect_handler handler) const;
    registration add_disconnect(detail::client_disconnect_handler handler) const;
    registration add_connect_error(detail::client_error_handler handler) const;
    registration listen(std::string_view name,
                        std::shared_ptr<detail::handler<client_socket>> handler, bool once) const;
    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor completion_executor() const noexcept;

    std::shared_ptr<clients::socket_core> core_;
    detail::emit_flags flags_;
};

} // namespace socketiota

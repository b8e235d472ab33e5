// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_auth.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/detail/late_answer.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/client_home.hpp>
#include <client/retry_queue.hpp>
#include <client/send_buffer.hpp>
#include <event/ack_table.hpp>
#include <event/function_list.hpp>
#include <event/listeners.hpp>
#include <packet/incoming_packet.hpp>
#include <packet/kept_event.hpp>

namespace socketiota::clients {

class manager;

/// What handles of a client's socket refer to: one namespace. It outlives its client where handles
/// do, and does nothing any more then.
///
/// When it lacks memory its session ends, and all begins anew; nothing that is due at an end needs
/// any.
///
/// Thread safety: `nsp`, `connected`, `active`, `recovered`, `id`, `home`, `set_auth`, `connect`,
/// `disconnect`, `emit`, `request`, `answer` and `report` may be used from any thread; everything
/// else belongs to the shard.
class socket_core final : public detail::answer_target,
                          public std::enable_shared_from_this<socket_core> {
public:
    /// What a program has registered, beside the handlers of events.
    struct lists {
        events::function_list<detail::client_connect_handler> connect;
        events::function_list<detail::client_disconnect_handler> disconnect;
        events::function_list<detail::client_error_handler> connect_error;
        events::function_list<detail::client_any_handler> any;
        events::function_list<detail::client_any_handler> any_outgoing;
    };

    [[nodiscard]] static std::shared_ptr<socket_core> make(manager& owner, std::string nsp);
    ~socket_core();

    [[nodiscard]] client_home const& home() const noexcept { return *home_; }

    [[nodiscard]] std::string const& nsp() const noexcept { return nsp_; }

    [[nodiscard]] bool connected() const noexcept {
        return connected_.load(std::memory_order_acquire);
    }

    [[nodiscard]] bool active() const noexcept { return active_; }

    [[nodiscard]] bool recovered() const noexcept { return recovered_; }

    [[nodiscard]] std::string id() const;

    [[nodiscard]] client_socket handle() { return client_socket(shared_from_this()); }

    [[nodiscard]] events::listeners<client_socket>& handlers() noexcept { return listeners_; }

    [[nodiscard]] lists& others() noexcept { return lists_; }

    void off(registration const& which);

    /// What it joins with, instead of what the options of the client say.
    void set_auth(client_auth auth);

    // ---- what the program asks ----

    void connect();
    void disconnect();
    void connect_here();
    void disconnect_here();
    [[nodiscard]] emit_result emit(std::string_view name, detail::argument_list const& arguments,
                                   detail::emit_flags const& flags);
    void request(std::string_view name, detail::argument_list const& arguments,
                 detail::emit_flags const& flags, std::shared_ptr<detail::pending_answer> answer);

    [[nodiscard]] std::size_t buffered() const noexcept {
        return buffer_.octets() + queue_.octets();
    }

    [[nodiscard]] std::vector<buffered_event> buffered_events() const;

    void clear_buffered();

    error_code answer(std::uint64_t ack_id, detail::argument_list const& results) override;
    void report(std::exception_ptr failure) override;
    void spawn(boost::asio::awaitable<void> work, detail::when_disconnected then);

    // ---- what the manager tells ----

    /// A session is open: asks to be let into the namespace, if it is active.
    void join() noexcept;
    void on_packet(packet::incoming_packet const& packet);
    void on_no_session(connect_error const& why) noexcept;
    void on_session_lost(disconnect_reason reason, disconnect_details const& details,
                         connect_error const& why) noexcept;

    /// A server of Socket.IO 2 has refused the namespace `/`, with that.
    void on_root_refused(value const& said);

    /// The client has gone.
    void forget_owner() noexcept;

private:
    class event_call;
    class attempt;
    class running_handler;

    socket_core(manager& owner, std::string nsp);

    [[nodiscard]] emit_result emit_here(std::string_view name,
                                        detail::argument_list const& arguments,
                                        detail::emit_flags const& flags);
    void request_here(std::string_view name, detail::argument_list const& arguments,
                      detail::emit_flags const& flags,
                      std::shared_ptr<detail::pending_answer> const& answer);
    void ask(std::string_view name, detail::argument_list const& arguments,
             detail::emit_flags const& flags,
             std::shared_ptr<detail::pending_answer> const& answer);
    /// @param since when it began to wait; none: it has not.
    [[nodiscard]] emit_result send(base::outgoing_ptr unit, std::optional<std::uint64_t> asks,
                                   std::string_view name,
                                   std::optional<base::time_point> since = std::nullopt);
    [[nodiscard]] emit_result buffer(send_buffer::entry what);
    [[nodiscard]] buffered_event described(send_buffer::entry const& what) const;
    [[nodiscard]] buffered_event described(retry_queue::entry const& what) const;
    template <class Entry>
    [[nodiscard]] error_code dropped_because(Entry const& what);
    void sift_queue();
    void send_buffered();
    [[nodiscard]] emit_result enqueue(std::string_view name, detail::argument_list const& arguments,
                                      detail::emit_flags const& flags,
                                      std::shared_ptr<detail::pending_answer> answer);
    void drain_queue(bool again) noexcept;
    void try_first();
    void give_up_first(error_code reason) noexcept;
    void on_queued_answer(std::uint64_t number, reader& arguments);
    void on_queued_failure(std::uint64_t number, error_code reason);
    void clear_queue() noexcept;
    void ask_auth();
    void send_join(value const& auth) noexcept;
    void refuse_auth(std::exception_ptr failure) noexcept;
    void end_session() noexcept;
    void set_id(std::string id) noexcept;
    void tell_outgoing(std::string_view name, detail::argument_list const& arguments);
    void on_connected(packet::incoming_packet const& packet);
    void become_connected(std::string id, std::string private_id);
    void on_event(packet::incoming_packet const& packet);
    void keep_early(packet::incoming_packet const& packet);
    void take_early();
    void on_refused(packet::incoming_packet const& packet);
    void note_offset(packet::incoming_packet const& packet);
    void join_protocol4();
    void take_root();
    [[nodiscard]] std::string id_of_protocol4() const;
    [[nodiscard]] static connect_error refusal_of_protocol4(value const& said);
    void on_error_packet(value const& said);
    void tell_connect_error(connect_error const& why) noexcept;
    void end(disconnect_reason reason, disconnect_details const& details = {}) noexcept;
    void cancel_handlers() noexcept;

    /// Calls each of the functions, and reports what they throw.
    template <class Handler, class... About>
    void tell(events::function_list<Handler> const& those, About const&... about) noexcept {
        client_socket const self = handle();
        those.for_each_until_cleared([&](Handler const& handler) {
            try {
                handler(self, about...);
            } catch (...) {
                report(std::current_exception());
            }
        });
    }

    manager* owner_; // null once it has gone
    std::shared_ptr<client_home const> const home_;
    std::string const nsp_;
    client_auth auth_; // none: that of the client
    mutable std::mutex id_mutex_;
    std::string id_;
    std::string private_id_; // by which it goes on after its connection broke; or empty
    std::optional<std::string> last_offset_; // where that was; none: nothing has come before
    std::atomic<bool> connected_ = false;
    std::atomic<bool> active_ = false;
    std::atomic<bool> recovered_ = false;
    events::listeners<client_socket> listeners_;
    lists lists_;
    events::ack_table acks_;
    std::uint64_t next_ack_ = 0;
    send_buffer buffer_;
    retry_queue queue_; // of events that are sent until they are answered
    bool is_draining_ = false;
    std::vector<packet::kept_event> early_; // came before it was connected
    std::size_t early_octets_ = 0;
    std::vector<std::shared_ptr<boost::asio::cancellation_signal>> cancellations_;
};

} // namespace socketiota::clients

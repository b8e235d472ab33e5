// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/late_answer.hpp>
#include <socketiota/detail/lifecycle.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/socket.hpp>
#include <socketiota/transport.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <any>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/member.hpp>
#include <base/outgoing.hpp>
#include <event/ack_table.hpp>
#include <event/listeners.hpp>
#include <loop/shard.hpp>
#include <packet/decoder.hpp>

namespace socketiota::hub {

class client;
class nsp_core;

/// What handles of a socket refer to.
///
/// Its life: made by a CONNECT packet, in middleware, connected, leaving, gone; or gone without
/// ever having been connected. It may be held by handles long after that and does nothing any more
/// then.
///
/// Thread safety: `id`, `connected`, `emit`, `request_answer`, `join`, `leave` and `disconnect` may
/// be used from any thread; everything else belongs to the shard. Whoever drops the last handle on
/// another thread has it destroyed on the shard.
class socket_core final : public adapter::member, public detail::answer_target {
public:
    [[nodiscard]] static std::shared_ptr<socket_core> make(client& owner, nsp_core& nsp,
                                                           handshake request);
    ~socket_core();

    [[nodiscard]] std::shared_ptr<socket_core> shared() const { return self_.lock(); }

    [[nodiscard]] socket handle() const { return socket(shared()); }

    [[nodiscard]] bool connected() const noexcept {
        stage const now = stage_.load(std::memory_order_acquire);
        return now == stage::connected || now == stage::leaving;
    }

    [[nodiscard]] handshake const& request() const noexcept { return request_; }

    [[nodiscard]] std::shared_ptr<nsp_core> const& nsp() const noexcept { return nsp_; }

    [[nodiscard]] loop::shard::executor_type get_executor() const noexcept { return executor_; }

    // ---- what programs call, through handles ----

    emit_result emit(std::string_view name, detail::argument_list const& arguments,
                     detail::emit_flags const& flags);
    void request_answer(std::string_view name, detail::argument_list const& arguments,
                        detail::emit_flags const& flags,
                        std::shared_ptr<detail::pending_answer> answer);
    void disconnect(bool close);

    void join(std::vector<std::string> rooms);
    void leave(std::vector<std::string> rooms);
    [[nodiscard]] std::vector<std::string> rooms() const;

    /// What carries its connection, or carried it last.
    [[nodiscard]] transport carrier() const noexcept;

    /// In debug builds, tells the log if this is not the thread of the shard, where `function`
    /// belongs.
    void expect_home(std::string_view function) const;

    [[nodiscard]] bool server_is_gone() const noexcept;

    [[nodiscard]] value& data() { return extras().data; }

    /// A copy of its data, for those who are told of it.
    [[nodiscard]] value data_snapshot() const {
        return extras_ ? extras_->data : value::empty_object();
    }

    [[nodiscard]] std::any& state() { return extras().state; }

    // Registering once it is over does nothing: who takes its handlers away has been here.
    void listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler, bool once);

    void off(std::string_view name) { listeners_.remove(name); }

    void add_any(detail::any_handler handler);
    void add_any_outgoing(detail::any_handler handler);
    void off_any() noexcept;
    void off_any_outgoing() noexcept;
    void add_disconnecting(detail::disconnect_handler handler);
    void add_disconnect(detail::disconnect_handler handler);
    void add_event_guard(detail::event_guard guard);

    // ---- what its client calls ----

    /// The middlewares have accepted it: joins its room, answers the client and tells the program.
    void connect();

    /// An EVENT or an ACK came.
    void on_event(packet::incoming_packet const& packet);
    void on_ack(packet::incoming_packet const& packet);

    /// The end, once: the client, which forgets it first, calls this if it is connected.
    void close(disconnect_reason reason);

    /// The end of one that was never connected: a middleware refused it, or its client has gone.
    void refuse();

    // ---- what its namespace calls ----

    /// Sends the event `ack_id` of a broadcast and has `answer` wait for the answer to it.
    void ask(base::outgoing_ptr const& unit, std::uint64_t ack_id,
             std::shared_ptr<detail::pending_answer> answer);

    /// How many answers it waits for.
    [[nodiscard]] std::size_t pending_acks() const noexcept { return acks_ ? acks_->size() : 0; }

    void join_here(std::vector<std::string> const& rooms);
    [[nodiscard]] bool may_join(std::string const& room);
    void leave_here(std::vector<std::string> const& rooms);

    /// Sends `unit`. False if it was dropped: it is volatile and cannot leave at once, too much
    /// waits already, or the session is ending.
    bool send(base::outgoing_ptr const& unit);

    /// Tells `on_any_outgoing` handlers.
    void notify_outgoing(std::string_view name, detail::argument_list const& arguments);

    [[nodiscard]] bool has_outgoing_listeners() const noexcept {
        return extras_ && !extras_->any_outgoing.empty();
    }

    // ---- detail::answer_target ----

    error_code answer(std::uint64_t ack_id, detail::argument_list const& results) override;
    void report(std::exception_ptr failure) override;

    /// Runs a coroutine handler, counted as one of its client's until it is done.
    void spawn(boost::asio::awaitable<void> handler, detail::when_disconnected then);

private:
    friend class event_call;

    enum class stage : std::uint8_t {
        arriving,  // in its middlewares
        connected, // the client has it among those that it may end
        leaving,   // those who hear that it disconnects find it connected and in its rooms
        gone
    };

    /// What most sockets never use.
    struct extra_state {
        value data = value::empty_object();
        std::any state;
        std::vector<detail::any_handler> any;
        std::vector<detail::any_handler> any_outgoing;
        std::vector<detail::disconnect_handler> disconnecting;
        std::vector<detail::disconnect_handler> disconnect;
        std::vector<detail::event_guard> guards;
        /// Each cancels a coroutine that runs and asked for it.
        std::vector<std::shared_ptr<boost::asio::cancellation_signal>> cancellations;
    };

    socket_core(client& owner, nsp_core& nsp, handshake request);

    [[nodiscard]] extra_state& extras();
    emit_result emit_here(std::string_view name, detail::argument_list const& arguments,
                          detail::emit_flags const& flags);
    void request_here(std::string_view name, detail::argument_list const& arguments,
                      detail::emit_flags const& flags,
                      std::shared_ptr<detail::pending_answer> answer);
    /// Runs `work(*this)` on the shard, at once if this is its thread; not at all once that has
    /// gone.
    template <class F>
    void on_shard(F work);

    [[nodiscard]] bool may_ask();
    void disconnect_here(bool close);
    void cancel_handlers();

    /// Adds to one of the lists in `extra_state`, unless it is over.
    template <class Handler>
    void add(std::vector<Handler> extra_state::*list, Handler handler);
    void forget_handlers() noexcept;
    [[nodiscard]] bool passes_guards(packet::incoming_packet const& packet, class event_call& call,
                                     socket const& self);

    std::weak_ptr<socket_core> self_;
    client* client_;
    std::weak_ptr<client> counting_; // its client, also when it has left: the handlers run on
    std::shared_ptr<nsp_core> nsp_;
    loop::shard::executor_type executor_;
    handshake request_;
    events::listeners<socket> listeners_;
    std::unique_ptr<events::ack_table> acks_;
    std::unique_ptr<extra_state> extras_;
    std::atomic<stage> stage_ = stage::arriving;
    transport last_carrier_; // for who asks once its client is forgotten
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/late_answer.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/recovery_outcome.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <any>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <hub/socket_life.hpp>
#include <hub/socket_output.hpp>
#include <hub/socket_registrations.hpp>
#include <packet/decoder.hpp>

namespace socketiota::hub {

class event_call;
struct logged_session;
struct recoverable_session;

/// What handles of a socket refer to: its life, with what its client and its namespace do to it,
/// and its parts. It may be held by handles long after it is gone, and does nothing any more then.
///
/// Thread safety: `disconnect`, `join`, `leave`, `answer` and `report` may be used from any thread,
/// and what its parts say; everything else belongs to the shard. Whoever drops the last handle on
/// another thread has it destroyed on the shard.
class socket_core final : public socket_life, public detail::answer_target {
public:
    [[nodiscard]] static std::shared_ptr<socket_core> make(client& owner, nsp_hold place,
                                                           handshake request);
    ~socket_core();

    [[nodiscard]] static socket handle_to(std::shared_ptr<socket_core> core) {
        return socket(std::move(core));
    }

    [[nodiscard]] socket_registrations& registrations() noexcept { return registrations_; }

    [[nodiscard]] socket_output& output() noexcept { return output_; }

    // ---- for programs, through handles ----

    void disconnect(bool close);
    void join(std::vector<std::string> rooms);
    void leave(std::vector<std::string> rooms);
    [[nodiscard]] std::vector<std::string> rooms() const;

    [[nodiscard]] value& data() {
        if (logged() != nullptr) [[unlikely]]
            note_change(); // it may be changed now
        return kept().data;
    }

    /// A copy of its data, for those who are told of it.
    [[nodiscard]] value data_snapshot() const {
        return kept_ ? kept_->data : value::empty_object();
    }

    [[nodiscard]] std::any& state() { return kept().state; }

    [[nodiscard]] recovery_outcome came_back() const noexcept {
        return kept_ ? kept_->recovery : recovery_outcome::not_asked;
    }

    // ---- for those who keep sessions ----

    /// That which its client can go on with; null if it has none, not yet or not any more.
    [[nodiscard]] recoverable_session* session() const noexcept {
        return kept_ ? kept_->session : nullptr;
    }

    void be_session(recoverable_session* its) { kept().session = its; }

    /// The same where the cluster keeps it.
    [[nodiscard]] logged_session* logged() const noexcept {
        return kept_ ? kept_->logged : nullptr;
    }

    void be_logged(logged_session* its) { kept().logged = its; }

    [[nodiscard]] bool has_session() const noexcept {
        return session() != nullptr || logged() != nullptr;
    }

    void note_recovery(recovery_outcome outcome) { kept().recovery = outcome; }

    /// Its client goes on with its session, which had this id and these data and has been in
    /// `rooms`. Before it is in any.
    void resume(std::string const& id, value data, std::vector<std::string> const& rooms);

    /// It does not go on with a session after all, which was in `rooms`: it has an id of its own
    /// and no data, and is in those rooms only that its middlewares had it join beside them.
    void begin_anew(std::vector<std::string> const& rooms);

    /// It was sent the packet `offset`, which the log has `at` that place; or could not be.
    void note_sent(adapter::packet_log::position at, adapter::packet_offset offset,
                   bool is_sent) const noexcept;

    // ---- for its client ----

    /// The middlewares have accepted it: joins its room, answers the client and tells the program.
    /// Whom it tells nothing if it throws; then it is to be refused.
    void connect();

    void on_event(packet::incoming_packet const& packet);

    /// Another transport carries its session now.
    void on_upgraded();

    /// The end, once: the client, which forgets it first, calls this if it is connected.
    void close(disconnect_reason reason) noexcept;

    /// The end of one that was never connected: a middleware refused it, or its client has gone.
    void refuse() noexcept;

    // ---- for its namespace ----

    void join_here(std::vector<std::string> const& rooms);
    void leave_here(std::vector<std::string> const& rooms);

    // ---- for its handlers ----

    error_code answer(std::uint64_t ack_id, detail::argument_list const& results) override {
        return output_.acknowledge(ack_id, results);
    }

    void report(std::exception_ptr failure) override { socket_life::report(std::move(failure)); }

    /// Runs a coroutine handler, counted as one of its client's until it is done.
    void spawn(boost::asio::awaitable<void> handler, detail::when_disconnected then);

private:
    /// What most sockets never use.
    struct kept_state {
        value data = value::empty_object();
        std::any state;
        recoverable_session* session = nullptr;
        logged_session* logged = nullptr;
        recovery_outcome recovery = recovery_outcome::not_asked;
        /// Each cancels a coroutine that runs and asked for it.
        std::vector<std::shared_ptr<boost::asio::cancellation_signal>> cancellations;
    };

    socket_core(client& owner, nsp_hold place, handshake request);

    /// Calls `each` with what holds for it: of the parent of its namespace, then of that.
    template <class Each>
    void for_each_shared(Each const& each) const;

    [[nodiscard]] kept_state& kept();
    void note_change() const noexcept;
    void disconnect_here(bool close);
    void cancel_handlers();
    [[nodiscard]] bool may_join(std::string const& room);
    [[nodiscard]] bool passes_guards(packet::incoming_packet const& packet, event_call& call,
                                     socket const& self);

    std::weak_ptr<client> counting_; // its client, also when it is gone: the handlers run on
    socket_registrations registrations_{*this};
    socket_output output_{*this, registrations_};
    std::unique_ptr<kept_state> kept_;
};

inline socket socket_life::handle() const { return socket_core::handle_to(shared()); }

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/disconnect_reason.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/value.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/timer_wheel.hpp>
#include <base/work_limit.hpp>
#include <engine/session.hpp>
#include <hub/auth_texts.hpp>
#include <hub/client_machine.hpp>
#include <hub/inbox.hpp>
#include <hub/intake_machine.hpp>
#include <hub/patience_machine.hpp>
#include <loop/shard.hpp>
#include <packet/decoder.hpp>

namespace socketiota {
class handshake;
}

namespace socketiota::hub {

class connect_attempt;
class nsp_directory;
class nsp_hold;
class nsp_part;
class nsp_question;
class socket_core;
struct asked_nsps;
struct nsp_parent;
struct surroundings;

/// All namespaces of one session: decodes its packets and hands them to its sockets. Does what its
/// machines say.
///
/// Not thread safe: belongs to its shard, owned by its session.
class client final : public engine::session_listener,
                     public boost::intrusive::list_base_hook<
                         boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
                     private base::deadline,
                     private loop::flushable {
public:
    /// All must outlive its end.
    client(surroundings& around, nsp_directory& nsps, engine::session& session);
    ~client() override;

    /// Joins `/` for a client of protocol 4, which takes that for granted. To be called once.
    void begin();

    // engine::session_listener
    void on_text(std::span<char> text) override;
    void on_binary(std::span<std::byte const> octets) override;
    void on_going_away() override;
    void on_upgraded() override;
    void on_closed(engine::close_reason reason, std::string_view description) override;

    [[nodiscard]] engine::session& session() noexcept { return session_; }

    /// How its packets are encoded.
    [[nodiscard]] packet::parser_kind parser() const noexcept { return decoder_.parser(); }

    /// Whether it speaks protocol 4 of Socket.IO, as those do who came by Engine.IO 3.
    [[nodiscard]] bool speaks_protocol4() const noexcept { return speaks_protocol4_; }

    /// For who may outlive it.
    [[nodiscard]] std::weak_ptr<client> weak() const noexcept { return self_; }

    /// A middleware has decided about `attempt`, which is done after this call.
    void on_accepted(connect_attempt& attempt) noexcept;
    void on_refused(connect_attempt& attempt, std::string_view message, value const& data) noexcept;

    /// The namespace that `question` asks for may be made, as `parent` says; or nobody says so; or
    /// nobody has in time.
    void on_allowed(nsp_question& question, nsp_parent const& parent) noexcept;
    void on_denied(nsp_question& question) noexcept;
    void on_undecided(nsp_question& question) noexcept;

    /// Takes one of its connected sockets out of its namespace.
    void end(socket_core& which, disconnect_reason reason) noexcept;

    /// Says to the client that it has left `nsp`; without memory for that its session ends.
    void say_disconnect(nsp_part const& nsp) noexcept;

    /// Takes all its sockets out of their namespaces and closes the session.
    void disconnect_all() noexcept;

    /// Takes all its sockets out of their namespaces; the session is left to whoever ends it.
    void end_all(disconnect_reason reason) noexcept;

    /// The same, and its session: it is connected anew.
    void give_way() noexcept;

    /// The other shards can take more again: events that waited for that may start.
    void on_room_elsewhere() noexcept;

    // What its sockets hold together, connected or on their way. As many are looked at as it has
    // namespaces, which are few; a sum that is kept would have to be right after each of their
    // ends.

    /// Octets of memory that their rooms take.
    [[nodiscard]] std::size_t cost_of_rooms() const;
    /// Answers that they wait for.
    [[nodiscard]] std::size_t pending_acks() const;

    /// A coroutine handler that begins is counted until this goes. While too many run, of this
    /// client or of all, events wait in the inbox.
    class running_handler {
    public:
        /// `of` may be gone: handlers run on, and its last may begin then.
        running_handler(std::shared_ptr<client> const& of, base::work_limit& all);
        running_handler(running_handler&&) noexcept = default;
        running_handler& operator=(running_handler&&) = delete;
        ~running_handler();

    private:
        std::weak_ptr<client> client_;
        base::work_limit::slot slot_;
    };

private:
    struct joined_nsp {
        nsp_part* nsp;
        std::shared_ptr<socket_core> socket;
    };

    /// Events that wait until handlers may start.
    struct waiting_events final : base::work_limit::waiter {
        explicit waiting_events(client& its_client) noexcept : of(its_client) {}

        void on_room(base::work_limit::slot room) noexcept override {
            granted.emplace(std::move(room));
            of.on_room();
        }

        client& of;
        inbox events;
        std::optional<base::work_limit::slot> granted; // for the first that starts
    };

    template <class Size>
    [[nodiscard]] std::size_t sum_of_sockets(Size size_of) const;

    /// Does `work`. What is thrown for want of memory ends this client and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            end_for_want_of_memory();
        }
    }

    void end_for_want_of_memory() noexcept;

    // Steps of the machines.
    void step(client_machine::input_type what, disconnect_reason reason) noexcept;
    void step(patience_machine::input_type what);
    void step(intake_machine::input_type what);

    void on_deadline() override;
    void on_room() noexcept;
    void on_handler_started();
    void on_handler_ended() noexcept;
    [[nodiscard]] bool is_too_much();
    [[nodiscard]] bool may_run_more() const noexcept;
    void flush() override;
    void on_invalid();
    void violate(metric counts);
    void on_packet(packet::incoming_packet const& packet);
    void hold(socket_core& receiver, packet::incoming_packet const& event);
    void start_held();
    void on_connect(packet::incoming_packet const& packet);
    void join(std::string_view name, std::shared_ptr<raw const> const& auth);
    [[nodiscard]] bool may_join(std::string_view name, std::size_t auth_size);
    void enter(nsp_hold place, handshake request);
    void ask(std::string name, handshake request,
             std::shared_ptr<std::vector<nsp_parent> const> whom);
    void make_and_enter(nsp_question const& question, nsp_parent const& parent);
    void deny(std::string_view nsp, metric why, std::string_view message);
    [[nodiscard]] std::string_view nsp_of(packet::incoming_packet const& packet) const noexcept;
    void refuse_unknown(std::string_view nsp);
    void refuse(std::string_view nsp, std::string_view message, value const& data);
    [[nodiscard]] joined_nsp const* find_joined(std::string_view nsp) const;
    [[nodiscard]] socket_core* find(std::string_view nsp) const;
    void forget(connect_attempt& attempt) noexcept;
    void forget(nsp_question& question) noexcept;
    [[nodiscard]] bool is_connecting(std::string_view nsp) const;
    void end_sockets(disconnect_reason reason) noexcept;

    surroundings& around_;
    nsp_directory& nsps_;
    engine::session& session_;
    std::shared_ptr<client> const self_{this, [](client*) noexcept {}}; // owns nothing
    packet::decoder decoder_;
    boost::container::small_vector<joined_nsp, 1> joined_; // those connected: not who is leaving
    boost::container::small_vector<std::shared_ptr<connect_attempt>, 1> connecting_;
    std::unique_ptr<auth_texts> auths_;       // null until it has given some
    std::unique_ptr<asked_nsps> asked_;       // null until it has asked for one that is not there
    std::unique_ptr<waiting_events> waiting_; // null while nothing waits, and when it is over
    // Small, because there is one of each for each client.
    std::uint32_t running_handlers_ = 0;
    bool start_due_ : 1 = false; // with the end of this turn
    bool const speaks_protocol4_ : 1;
    client_machine life_{client_definition::first};
    patience_machine patience_{patience_definition::first};
    intake_machine intake_{intake_definition::first};
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/connect_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/transport.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <client/backoff.hpp>
#include <client/client_loop.hpp>
#include <client/client_settings.hpp>
#include <client/engine/session.hpp>
#include <client/loop_resident.hpp>
#include <client/manager_machine.hpp>
#include <client/root_nsp.hpp>
#include <client/session_terms.hpp>
#include <client/socket_table.hpp>
#include <loop/home.hpp>
#include <packet/custom_encoder.hpp>
#include <packet/decoder.hpp>
#include <packet/decoder_limits.hpp>

namespace socketiota::clients {

/// A client: one session at a time, which is made anew when it ends, and the sockets on it.
///
/// When it lacks memory the session ends, and is made anew like one that broke: nothing that is due
/// when one ends needs any.
///
/// Not thread safe: belongs to its shard, but for `home`, `socket`, `connect`, `close` and
/// `carried_by`.
class manager final : public std::enable_shared_from_this<manager>,
                      public loop_resident,
                      private session_owner,
                      private base::deadline {
public:
    /// What a program has registered, each at most once.
    struct functions {
        detail::callback<void(std::size_t)> reconnect_attempt;
        detail::callback<void(std::size_t)> reconnect;
        detail::callback<void()> reconnect_failed;
        detail::callback<void(transport)> upgrade;
        detail::callback<void()> ping;
        detail::callback<void(std::exception_ptr)> error;
    };

    manager(std::shared_ptr<client_loop> on, client_settings settings,
            std::shared_ptr<loop::dialler> dialler);
    ~manager();

    [[nodiscard]] client_home const& home() const noexcept { return loop_->home(); }

    [[nodiscard]] functions& told() noexcept { return told_; }

    /// The socket of a namespace, made if there is none; from any thread.
    ///
    /// @param auth what it joins with from now on; none: as before
    [[nodiscard]] std::shared_ptr<socket_core> socket(std::string_view nsp, client_auth auth = {});

    [[nodiscard]] std::string const& default_nsp() const noexcept { return terms_->default_nsp; }

    /// Connects all sockets; from any thread.
    void connect();

    /// Disconnects all of them; from any thread.
    void close();

    /// Ends all without a word to the program, whose handle has gone.
    void drop() noexcept override;

    /// What carries the open session; from any thread.
    [[nodiscard]] std::optional<transport> carried_by() const noexcept;

    // ---- what sockets ask ----

    /// Where it lives, for those that outlive it.
    [[nodiscard]] std::shared_ptr<client_home const> const& shared_home() const noexcept {
        return loop_->shared_home();
    }

    [[nodiscard]] lasting_options const& options() const noexcept { return terms_->options; }

    /// Null unless a session is open.
    [[nodiscard]] clients::session* open_session() const noexcept;

    /// Which session that is, counted.
    [[nodiscard]] std::size_t session_number() const noexcept { return session_number_; }

    [[nodiscard]] loop::shard& shard() const noexcept { return *loop_->shard(); }

    [[nodiscard]] packet::encoder& encoder() noexcept;

    [[nodiscard]] packet::decoder_limits const& limits() const noexcept { return limits_; }

    /// Whether the server is one of Socket.IO 2.
    [[nodiscard]] bool speaks_protocol4() const noexcept {
        return options().revision == engine_revision::three;
    }

    /// What such a server has said of `/` in this session.
    [[nodiscard]] root_nsp root() const noexcept { return root_; }

    /// The socket of `/` has left it.
    void leave_root() noexcept { root_ = root_nsp::left; }

    /// Of the program, percent-encoded.
    [[nodiscard]] std::string const& query() const noexcept { return terms_->engine.query; }

    /// Whether there is no session and none is being opened or waited for.
    [[nodiscard]] bool is_idle() const noexcept {
        return machine_.state() == manager_machine::state_type::idle;
    }

    /// A socket wants to be connected: opens a session if there is none.
    void need_session();

    /// A socket has joined its namespace: only then was it of use to connect. A server that opens
    /// sessions and ends them finds that the waits go on growing.
    void note_joined() noexcept { backoff_.reset(); }

    /// A socket does not want to be connected any more: the last one ends the session.
    void note_inactive();

    /// Whether a coroutine may run for one more event. If not the session ends: its server would go
    /// on.
    [[nodiscard]] bool may_run_handler();

    void note_handler_began() noexcept { ++running_handlers_; }

    void note_handler_ended() noexcept { --running_handlers_; }

    /// Tells the program of an exception.
    void report(std::exception_ptr failure) noexcept override;

private:
    // Inputs of the machine.
    void on_session_open() override;
    void on_text(std::string_view text) override;
    void on_binary(std::span<std::byte const> octets) override;

    void on_ping() override { tell(told_.ping); }

    void on_upgraded() override;

    void on_all_sent() override {}

    void on_session_ended(session_end const& how) noexcept override;
    void on_deadline() override;

    void step(manager_machine::input_type what) noexcept;
    void perform(manager_machine::action_type what) noexcept;

    void begin() noexcept;
    [[nodiscard]] bool make_session() noexcept;
    void greet() noexcept;
    void schedule() noexcept;
    void tell_failed() noexcept;
    void tell_lost() noexcept;
    void give_up() noexcept;
    void abort_session() noexcept;
    void close_session() noexcept;
    void close_here();
    void receive(packet::decoder& by, packet::decoder::outcome found,
                 packet::incoming_packet const& packet);
    void note_root(packet::packet_type told) noexcept;
    void go_on_behind_root(packet::incoming_packet const& told);
    void note_carrier() noexcept;
    [[nodiscard]] bool tries_again() const noexcept;
    [[nodiscard]] std::size_t first_transport() const noexcept;
    [[nodiscard]] connect_error error_of(session_end const& how) const noexcept;

    /// Calls `each` with all sockets that there are now, while the program has the client.
    template <class Each>
    void for_each_socket(Each const& each);

    /// Calls a function of the program, and reports what it throws.
    template <class Function, class... About>
    void tell(Function const& function, About const&... about) noexcept;

    std::shared_ptr<client_loop> const loop_;
    backoff backoff_;
    std::shared_ptr<session_terms const> const terms_;
    functions told_;
    manager_machine machine_{manager_definition::first};
    socket_table sockets_;
    packet::decoder_limits const limits_;
    std::unique_ptr<packet::custom_encoder> encoder_; // null: that of the loop
    std::shared_ptr<packet::decoder> decoder_;        // of the session; null before the first
    std::shared_ptr<clients::session> session_;       // null while there is none
    std::size_t session_number_ = 0;
    std::size_t running_handlers_ = 0;   // coroutines, also those of sessions before
    session_end const* ended_ = nullptr; // how the session ended, until sockets are told
    root_nsp root_ = root_nsp::awaited;
    bool is_late_ = false; // the session took longer to open than it may
    bool had_websocket_ = false;
    std::atomic<bool> dropped_ = false;
    std::atomic<int> carried_by_ = 0; // a transport, or 0
};

} // namespace socketiota::clients

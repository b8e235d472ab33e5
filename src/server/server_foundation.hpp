// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/foreign_stream.hpp>
#include <socketiota/request_guard.hpp>
#include <socketiota/server_base.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/registrations.hpp>
#include <base/shared_count.hpp>
#include <base/work_limit.hpp>
#include <engine/engine_options.hpp>
#include <http/http_options.hpp>
#include <http/neighbourhood.hpp>
#include <loop/mailbox_owner.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard.hpp>
#include <loop/shard_set.hpp>
#include <loop/shard_watch.hpp>
#include <loop/tls_context.hpp>
#include <server/admission_functions.hpp>
#include <server/common_options.hpp>
#include <server/run_state.hpp>
#include <server/server_log.hpp>
#include <server/server_loops.hpp>
#include <server/server_part.hpp>

namespace socketiota {

/// What servers of every kind have beside their parts: the loops, if they are theirs; certificates
/// and the end; who is let in; the log and what is told of metrics. Those of each kind make the
/// parts, one for each shard (`server_of`).
///
/// What happens once for a server happens on shard 0: signals, the beginning and the completion of
/// its end.
///
/// Thread safety: before it runs it belongs to one thread. Then `run`, `leave`, `stop`,
/// `close_then`, `drain_then` and `spawn` are safe from any thread; with several shards so is
/// everything, on the thread of any of them, that does not say otherwise.
class server_foundation : public std::enable_shared_from_this<server_foundation>,
                          private loop::mailbox_owner,
                          private loop::watch_listener {
public:
    server_foundation(server_foundation const&) = delete;
    server_foundation& operator=(server_foundation const&) = delete;

    // ---- where it listens ----

    /// Reads the certificates. Throws if they cannot be used.
    [[nodiscard]] std::shared_ptr<loop::tls_context> load(tls_options const& tls);

    /// `tls` is null for a port without.
    void listen(boost::asio::ip::tcp::endpoint const& at,
                std::shared_ptr<loop::tls_context> const& tls, error_code& failure);
    void listen(boost::asio::local::stream_protocol::endpoint const& at, error_code& failure);
    void reload_certificates();

    /// Serves a connection of the program, from which `octets` came. On the thread of the context.
    void serve(std::unique_ptr<detail::foreign_stream> stream, std::string_view octets);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    // ---- its run and its end ----

    /// Runs the loops of `self`, which lives until this returns.
    static void run(std::shared_ptr<server_foundation> self);

    /// The program has let go of `self`: who runs it ends it, which this waits for, unless it is
    /// called on one of its threads.
    static void leave(std::shared_ptr<server_foundation> self) noexcept;

    void stop();

    /// On shard 0, or while nobody runs it.
    void close();

    /// Closes and forgets `waiting` when everything has ended, or the server has gone.
    void close_then(std::shared_ptr<void> waiting);

    /// Drains for `time`, closes, and then does the same.
    void drain_then(std::chrono::milliseconds time, std::shared_ptr<void> waiting);

    // ---- what it has ----

    [[nodiscard]] loop::shard_set const& shards() const noexcept { return *shards_; }

    /// The same, for who may hold it for longer.
    [[nodiscard]] std::shared_ptr<loop::shard_set const> shared_shards() const noexcept {
        return shards_;
    }

    /// What the shards send each other; null if there is one.
    [[nodiscard]] std::shared_ptr<loop::mailboxes> const& letters() const noexcept {
        return letters_;
    }

    /// What they know of each other as HTTP servers; null likewise.
    [[nodiscard]] std::shared_ptr<http::neighbourhood> const& neighbourhood() const noexcept {
        return neighbourhood_;
    }

    /// What it has on shard `index`.
    [[nodiscard]] server_part& part(std::size_t index) const noexcept { return *parts_[index]; }

    /// What it has on the calling shard; from elsewhere on shard 0.
    [[nodiscard]] server_part& part_here() const noexcept {
        return *parts_[parts_.size() == 1 ? 0 : shards_->here().value_or(0)];
    }

    /// What programs may register, and when.
    [[nodiscard]] std::shared_ptr<base::registrations> const& admitting() const noexcept {
        return registrations_;
    }

    /// Whose word counts for addresses; null: nobody's.
    [[nodiscard]] http::trusted_proxies const* proxies() const noexcept { return proxies_.get(); }

    [[nodiscard]] http::http_options http_settings() noexcept {
        return {.limits = options_.http,
                .max_connections = options_.max_connections,
                .all_connections = is_one() ? nullptr : &all_connections_,
                .proxies = proxies_};
    }

    /// Counts the sessions of all shards; null if there is one.
    [[nodiscard]] base::shared_count* all_sessions() noexcept {
        return all_sessions_ ? &*all_sessions_ : nullptr;
    }

    /// What bounds the coroutines that run for clients of shard `index`.
    [[nodiscard]] std::shared_ptr<base::work_limit> const& work(std::size_t index) const noexcept {
        return work_[index];
    }

    [[nodiscard]] server_log& whole_log() noexcept { return log_; }

    /// Completes after `time`, on the calling shard, from elsewhere on shard 0.
    void begin_delay(std::chrono::milliseconds time,
                     std::shared_ptr<detail::pending_delay> waiting);

    /// Says in the log if there is no such folder, which is served once it is there.
    void look_for_folder(std::string_view prefix, std::filesystem::path const& folder);

    void set_readiness_route(std::string_view path);
    void set_metrics_route(std::string_view path);

    // ---- for its parts ----

    /// Whether shard `index` is stuck in a handler, as far as others have noticed. From any thread.
    [[nodiscard]] bool is_stuck(std::size_t index) const noexcept {
        return watch_ && watch_->is_stuck(index);
    }

    /// Whether it takes new clients.
    [[nodiscard]] bool is_ready() const noexcept { return !departing_ && !closed_; }

    /// Writes the counters and what there is, for `asked`, on its shard.
    void describe(base::metric_text& to, server_part& asked);

    /// `part` has nothing to wait for any more. On its shard.
    void on_departs(server_part& part);

    /// Says in the log, once in a while, that there was no descriptor for a connection.
    void log_shortage(error_code const& failure);

    /// Tells the program that `what` has happened.
    void tell_counted(metric what) noexcept;

    /// `line` may hold what clients said.
    void log(log_level level, log_category category, std::string_view line) noexcept {
        part_here().log().write(level, category, line);
    }

    /// An exception that left `function`, of the program.
    void log_hook_failure(std::string_view function,
                          std::exception_ptr const& failure = std::current_exception()) noexcept;

    /// Runs a coroutine of the program, on the calling shard, from elsewhere on shard 0.
    void spawn(boost::asio::awaitable<void> work);

    /// Tells the program of an exception that left one of its functions: its own function for
    /// that, or else the log, where `what` says which of them failed.
    void report(std::exception_ptr failure, std::string_view what) noexcept {
        report(part_here(), std::move(failure), what);
    }

    // Set before it runs, if there are several shards, and called on all of them.
    detail::callback<void(metric)> metric_hook;
    detail::callback<void(connection_error const&)> connection_error_hook;
    detail::callback<void(std::exception_ptr)> failure_hook;

protected:
    /// Whoever makes it adds a part for each shard.
    server_foundation(server_loops loops, common_options options);
    virtual ~server_foundation();

    void add_part(std::unique_ptr<server_part> made);

    /// From now on there may be `most` sessions on all shards together. Before the parts are made.
    void limit_sessions(std::size_t most) {
        if (!is_one())
            all_sessions_.emplace(most);
    }

    /// The settings with which engines call the program: its `functions`, and those in `with`,
    /// whose failures are logged. It must outlive the engines.
    [[nodiscard]] std::shared_ptr<engine::engine_options const>
    letting_in(engine::engine_options with, admission_functions functions);

private:
    using work_guard = boost::asio::executor_work_guard<loop::shard::executor_type>;

    /// A list that nothing can fail for: each comes with its own place.
    struct end_waiter {
        std::shared_ptr<void> who; // destroyed when the end has come
        std::unique_ptr<end_waiter> next;
    };

    /// A port and its sockets: one for each shard, or one of shard 0 that serves all.
    struct open_port {
        std::vector<std::shared_ptr<loop::listening_socket>> sockets;
        std::shared_ptr<loop::tls_context> tls; // null without
    };

    [[nodiscard]] bool is_one() const noexcept { return shards_->size() == 1; }

    // loop::mailbox_owner
    void on_full(std::size_t from) noexcept override { parts_[from]->pause_accepting(); }

    void on_room(std::size_t from) noexcept override {
        parts_[from]->resume_accepting();
        parts_[from]->on_room();
    }

    void on_thrown(std::size_t at, std::exception_ptr what) noexcept override;

    // loop::watch_listener
    void on_stuck(std::size_t stuck, std::size_t by, base::duration time) noexcept override;
    void on_back(std::size_t back, base::duration time) noexcept override;
    void on_stand_in(std::size_t by, std::size_t stuck) noexcept override;

    void on_relieved(std::size_t by, std::size_t stuck) noexcept override {
        parts_[by]->stand_in_no_more(stuck);
    }

    void accept_from(std::vector<std::shared_ptr<loop::listening_socket>> const& sockets,
                     std::shared_ptr<loop::tls_context> const& tls, error_code& failure);
    void remember(open_port opened);
    void tell_listening(std::string const& where);

    /// Says what the program should know when the first connection can come.
    void tell_misuse_once();
    void log_misuse();

    void run_loops();
    void run_all();
    void run_loop(std::size_t index) noexcept;
    void run_other(std::size_t index) noexcept;
    void wait_for_signal();
    void on_signal(int which) noexcept;
    void begin_end(int signal);
    void drain(std::chrono::milliseconds time);
    void on_departed(std::size_t index);
    void depart();
    void close_and_return();
    void close_directly();
    void close_on_each() noexcept;
    void close_part(std::size_t index) noexcept;
    void part_from_others(server_part& part) noexcept;
    template <class Work>
    void after_turns(server_part& part, int count, Work work) noexcept;
    void on_part_closed() noexcept;
    void on_closed() noexcept;
    void return_from_run() noexcept;
    void add_waiting(std::unique_ptr<end_waiter> who) noexcept;
    void release_waiting() noexcept;

    static boost::asio::awaitable<void> run_work(std::weak_ptr<server_foundation> owner,
                                                 boost::asio::awaitable<void> work);
    void report(server_part& at, std::exception_ptr failure, std::string_view what) noexcept;
    void describe_lag(base::metric_text& to, std::vector<server_figures> const& of_each);
    void describe_letters(base::metric_text& to) const;

    /// Whether `failure` is but how a coroutine hears that the server has closed.
    [[nodiscard]] bool is_of_the_end(std::exception_ptr const& failure) const;

    template <class Call>
    auto logged(std::string_view name, Call const& call);
    [[nodiscard]] std::function<
        std::optional<cors_options>(std::shared_ptr<engine::handshake_record const> const&)>
    choosing_cors(admission_functions::cors_hook hook);
    [[nodiscard]] engine::header_function showing_headers(std::string_view name,
                                                          admission_functions::header_hook hook);
    void ask(request_guard const& decides, engine::handshake_record const& request,
             engine::handshake_decision decision);
    void check(std::shared_ptr<std::vector<request_guard> const> const& middlewares,
               std::shared_ptr<engine::handshake_record const> const& request,
               engine::handshake_decision decision);
    void tell(engine::connection_error const& refused);

    std::vector<std::unique_ptr<loop::own_loop>> own_loops_;
    boost::asio::io_context& context_; // of shard 0
    std::shared_ptr<loop::shard_set> const shards_;
    common_options options_;
    server_log log_;
    std::vector<std::shared_ptr<base::work_limit>> work_; // one for each shard
    base::shared_count all_connections_;
    std::shared_ptr<http::trusted_proxies const> proxies_; // null: none are trusted
    std::optional<base::shared_count> all_sessions_;
    std::shared_ptr<base::registrations> registrations_;
    std::shared_ptr<loop::mailboxes> letters_;
    std::optional<loop::shard_watch> watch_; // of several
    std::shared_ptr<http::neighbourhood> neighbourhood_;
    std::shared_ptr<run_state> run_ = std::make_shared<run_state>();
    std::vector<std::unique_ptr<server_part>> parts_;

    std::mutex ports_lock_; // for the next two
    std::vector<open_port> ports_;
    bool has_listened_ = false;
    std::atomic<std::uint16_t> port_ = 0;
    std::atomic<base::time_point> next_shortage_told_{base::time_point{}};

    std::atomic<bool> departing_ = false;
    std::atomic<bool> closed_ = false; // or about to be
    // On shard 0.
    std::optional<boost::asio::signal_set> signals_;
    std::vector<bool> departed_; // of the parts
    std::unique_ptr<end_waiter> wait_for_end_;
    bool ends_by_signal_ = false;
    bool returns_ = false; // `run` does when all is closed
    bool all_closed_ = false;
    std::atomic<std::size_t> open_parts_ = 0; // while it closes
    // Keep a loop without work running until all is closed, that of shard 0 until the others have
    // returned: there is what completes without an executor of its own.
    std::vector<work_guard> guards_;
    std::atomic<std::size_t> running_others_ = 0;
};

/// A server whose parts are of one kind.
template <class Part>
class server_of : public server_foundation {
public:
    [[nodiscard]] Part& part() const noexcept { return part(0); }

    [[nodiscard]] Part& part(std::size_t index) const noexcept {
        return static_cast<Part&>(server_foundation::part(index));
    }

    /// Registers on each; while it runs on its thread, if there is one shard.
    template <class Work>
    void on_parts(Work const& work) const {
        for (std::size_t index = 0; index != shards().size(); ++index)
            work(part(index));
    }

protected:
    using server_foundation::server_foundation;

    ~server_of() override = default;

    template <class... Given>
    void make_parts(Given const&... given) {
        for (std::size_t index = 0; index != shards().size(); ++index)
            add_part(std::make_unique<Part>(*this, index, given...));
    }
};

/// The context behind `executor`. Throws `invalid_option` if that is none of an `io_context`.
[[nodiscard]] boost::asio::io_context& context_of(server_base::executor_type const& executor);

} // namespace socketiota

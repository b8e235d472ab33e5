// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/request_guard.hpp>
#include <socketiota/server_base.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/work_limit.hpp>
#include <engine/engine_options.hpp>
#include <http/http_options.hpp>
#include <loop/shard.hpp>
#include <loop/tls_context.hpp>
#include <server/common_options.hpp>
#include <server/departure.hpp>
#include <server/operator_routes.hpp>
#include <server/server_log.hpp>
#include <server/server_part.hpp>

namespace socketiota {

class site;

/// What servers of every kind have beside their part: the loop, if it is theirs; certificates and
/// the end; who is let in; the log and what is told of metrics. Those of each kind make the part.
///
/// Invariant: who destroys it has closed it before, while what the part calls was there.
///
/// Thread safety: belongs to the shard, except `stop`, `close_then` and `drain_then`.
class server_foundation : public std::enable_shared_from_this<server_foundation>,
                          private departing,
                          private operated {
public:
    server_foundation(server_foundation const&) = delete;
    server_foundation& operator=(server_foundation const&) = delete;

    /// Reads the certificates. Throws if they cannot be used.
    [[nodiscard]] std::shared_ptr<loop::tls_context> load(tls_options const& tls);

    /// `tls` is null for a port without.
    void listen(boost::asio::ip::tcp::endpoint const& at, std::shared_ptr<loop::tls_context> tls,
                error_code& failure);
    void listen(boost::asio::local::stream_protocol::endpoint const& at, error_code& failure);
    void reload_certificates();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void run();
    void stop();
    void close();

    /// Closes and forgets `waiting` when everything has ended, or the server has gone.
    void close_then(std::shared_ptr<void> waiting);

    /// Drains for `time`, closes, and then does the same.
    void drain_then(std::chrono::milliseconds time, std::shared_ptr<void> waiting);

    void set_readiness_route(std::string_view path);
    void set_metrics_route(std::string_view path);

    /// What it has on its shard.
    [[nodiscard]] virtual server_part& part() const noexcept = 0;

    [[nodiscard]] std::shared_ptr<loop::shard> const& home() const noexcept { return home_; }

    [[nodiscard]] http::http_options http_settings() const {
        return {.limits = options_.http, .max_connections = options_.max_connections};
    }

    /// What bounds the coroutines that run for clients.
    [[nodiscard]] std::shared_ptr<base::work_limit> const& work() const noexcept { return work_; }

    /// Has `from` serve the files of `folder` below `prefix`. Says in the log if there is no such
    /// folder, which is served once it is there.
    void serve_folder(site& from, std::string prefix, std::filesystem::path folder);

    // ---- for its part ----

    /// Answers those who ask how the server is; before all others are asked.
    [[nodiscard]] bool serve_operator(http::exchange& request) {
        return operator_routes_.serve(request);
    }

    /// Says in the log, once in a while, that there was no descriptor for a connection.
    void log_shortage(error_code const& failure);

    /// Tells the program that `what` has happened.
    void tell_counted(metric what) noexcept;

    /// `line` may hold what clients said.
    void log(log_level level, log_category category, std::string_view line) noexcept {
        log_.write(level, category, line);
    }

    /// An exception that left `function`, of the program.
    void log_hook_failure(std::string_view function,
                          std::exception_ptr const& failure = std::current_exception()) noexcept;

    /// Runs a coroutine of the program, from any thread.
    void spawn(boost::asio::awaitable<void> work);

    /// Tells the program of an exception that left one of its functions: its own function for
    /// that, or else the log, where `what` says which of them failed.
    void report(std::exception_ptr failure, std::string_view what) noexcept;

    detail::callback<void(metric)> metric_hook;
    detail::callback<void(connection_error const&)> connection_error_hook;
    detail::callback<void(std::exception_ptr)> failure_hook;

protected:
    /// `own` is null on a context of the program. Throws if an option cannot be.
    server_foundation(std::unique_ptr<boost::asio::io_context>&& own,
                      boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
                      common_options options);
    ~server_foundation();

    /// The settings with which engines ask the program who is let in: with `decides`, and with the
    /// functions in `with`, whose failures are logged. It must outlive the engines.
    [[nodiscard]] std::shared_ptr<engine::engine_options const>
    admitting(engine::engine_options with, request_guard decides);

private:
    /// A list that nothing can fail for: each comes with its own place.
    struct end_waiter {
        std::shared_ptr<void> who; // destroyed when the end has come
        std::unique_ptr<end_waiter> next;
    };

    // departing
    [[nodiscard]] std::shared_ptr<void> alive() override { return shared_from_this(); }

    void refuse_new(base::time_point until) override { part().refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override { return part().to_leave(); }

    void send_next_away() override { part().send_next_away(); }

    [[nodiscard]] bool has_running_handlers() const noexcept override {
        return work_->running() > 0;
    }

    void depart() override;

    // operated
    [[nodiscard]] bool is_ready() const noexcept override {
        return !departure_.begun() && !closed_;
    }

    void describe(base::metric_text& to) override;

    void wait_for_signal();
    void on_signal(int which) noexcept;
    void begin_end(int signal);
    void add_waiting(std::unique_ptr<end_waiter> who) noexcept;
    void release_waiting() noexcept;

    static boost::asio::awaitable<void> run_work(std::weak_ptr<server_foundation> owner,
                                                 boost::asio::awaitable<void> work);
    void tell_listening(std::string const& where);
    void log_misuse();
    void close_and_return();

    /// Whether `failure` is but how a coroutine hears that the server has closed.
    [[nodiscard]] bool is_of_the_end(std::exception_ptr const& failure) const;

    template <class Call>
    auto logged(std::string_view name, Call const& call);
    void ask(request_guard const& decides, engine::handshake_record const& request,
             engine::handshake_decision decision);
    void tell(engine::connection_error const& refused);

    std::unique_ptr<boost::asio::io_context> own_context_;
    boost::asio::io_context& context_;
    std::shared_ptr<loop::shard> home_;
    common_options options_;
    server_log log_;
    std::shared_ptr<base::work_limit> work_;
    std::vector<std::shared_ptr<loop::tls_context>> tls_;
    std::optional<boost::asio::signal_set> signals_;
    departure departure_;
    operator_routes operator_routes_;
    std::unique_ptr<end_waiter> wait_for_end_;
    base::time_point next_shortage_told_{};
    std::uint16_t port_ = 0;
    bool has_listened_ = false;
    bool ends_by_signal_ = false;
    bool closed_ = false;
};

/// The context behind `executor`. Throws `invalid_option` if that is none of an `io_context`.
[[nodiscard]] boost::asio::io_context& context_of(server_base::executor_type const& executor);

} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_base.hpp>
#include <socketiota/server_options.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/work_limit.hpp>
#include <engine/engine_options.hpp>
#include <http/http_options.hpp>
#include <loop/channel.hpp>
#include <loop/listener.hpp>
#include <loop/shard.hpp>
#include <loop/tls_context.hpp>
#include <server/delays.hpp>
#include <server/departure.hpp>
#include <server/operator_routes.hpp>
#include <server/server_log.hpp>

namespace socketiota {

/// What a server is made of, whatever it speaks: its loop, ports, certificates and end; who is let
/// in; the log and the metrics. The cores of `server` and `engine_server` put into it what serves.
///
/// Invariant: a core that is destroyed has called `close` before, while its parts were there.
///
/// Thread safety: belongs to the shard, except `stop`, `close_then` and `drain_then`.
class server_foundation : public std::enable_shared_from_this<server_foundation>,
                          protected base::metric_sink,
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

    /// Serves a connection, of a listener or made elsewhere.
    virtual void accept(std::unique_ptr<loop::channel> connection) = 0;

    [[nodiscard]] virtual std::size_t sessions() const noexcept = 0;

    [[nodiscard]] loop::shard& shard() noexcept { return *shard_; }

    [[nodiscard]] delays& waits() noexcept { return delays_; }

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
                      server_options options);
    ~server_foundation();

    [[nodiscard]] std::shared_ptr<loop::shard> const& home() const noexcept { return shard_; }

    [[nodiscard]] server_options const& options() const noexcept { return options_; }

    [[nodiscard]] std::shared_ptr<engine::engine_options const> const&
    engine_settings() const noexcept {
        return engine_settings_;
    }

    /// What bounds the coroutines that run for clients.
    [[nodiscard]] std::shared_ptr<base::work_limit> const& work() const noexcept { return work_; }

    [[nodiscard]] http::http_options http_settings() const {
        return {.limits = options_.http, .max_connections = options_.max_connections};
    }

    void count(metric what) noexcept override;

    /// Answers those who ask how the server is; before all others are asked.
    [[nodiscard]] bool serve_operator(http::exchange& request) {
        return operator_routes_.serve(request);
    }

    /// Says in the log if `folder`, whose files are to be served below `prefix`, is not there.
    void tell_if_missing(std::filesystem::path const& folder, std::string_view prefix);

private:
    /// A list that nothing can fail for: each comes with its own place.
    struct end_waiter {
        std::shared_ptr<void> who; // destroyed when the end has come
        std::unique_ptr<end_waiter> next;
    };

    /// Says what the program should know when the first port is open.
    virtual void on_listening() {}

    /// Ends all connections.
    virtual void close_parts() = 0;

    /// Where it speaks its own protocol; empty: nowhere.
    [[nodiscard]] virtual std::string protocol_path() const { return {}; }

    /// Writes what there is now.
    virtual void describe_parts(base::metric_text& to) = 0;

    // departing
    [[nodiscard]] std::shared_ptr<void> alive() override { return shared_from_this(); }

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
    void on_shortage(error_code const& failure);
    void add_waiting(std::unique_ptr<end_waiter> who) noexcept;
    void release_waiting() noexcept;

    static boost::asio::awaitable<void> run_work(std::weak_ptr<server_foundation> owner,
                                                 boost::asio::awaitable<void> work);
    void add(std::unique_ptr<loop::listener> opened);
    void log_misuse();
    void close_and_return();

    /// Whether `failure` is but how a coroutine hears that the server has closed.
    [[nodiscard]] bool is_of_the_end(std::exception_ptr const& failure) const;

    template <class Call>
    auto logged(std::string_view name, Call const& call);
    [[nodiscard]] std::shared_ptr<engine::engine_options const> make_engine_settings();
    void ask(engine::handshake_record const& request, engine::handshake_decision decision);
    void tell(engine::connection_error const& refused);

    std::unique_ptr<boost::asio::io_context> own_context_;
    boost::asio::io_context& context_;
    std::shared_ptr<loop::shard> shard_;
    delays delays_;
    server_options options_;
    server_log log_;
    std::shared_ptr<base::work_limit> work_;
    std::shared_ptr<engine::engine_options const> engine_settings_;
    std::vector<std::unique_ptr<loop::listener>> listeners_;
    std::vector<std::shared_ptr<loop::tls_context>> tls_;
    std::optional<boost::asio::signal_set> signals_;
    departure departure_;
    operator_routes operator_routes_;
    std::array<std::uint64_t, metric_count> counts_{};
    std::unique_ptr<end_waiter> wait_for_end_;
    base::time_point next_shortage_told_{};
    std::uint16_t port_ = 0;
    bool ends_by_signal_ = false;
    bool closed_ = false;
};

/// The context behind `executor`. Throws `invalid_option` if that is none of an `io_context`.
[[nodiscard]] boost::asio::io_context& context_of(server_base::executor_type const& executor);

} // namespace socketiota

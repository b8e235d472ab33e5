// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>

#include <string>
#include <utility>

#include <engine/engine.hpp>
#include <http/front.hpp>
#include <server/engine_link.hpp>
#include <server/gauges.hpp>
#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

server_options as_server_options(engine_server_options given) {
    server_options same;
    same.path = std::move(given.path);
    same.transports = given.transports;
    same.allow_upgrades = given.allow_upgrades;
    same.ping_interval = given.ping_interval;
    same.ping_timeout = given.ping_timeout;
    same.upgrade_timeout = given.upgrade_timeout;
    same.max_http_buffer_size = given.max_http_buffer_size;
    same.max_outbox_bytes = given.max_outbox_bytes;
    same.max_connections = given.max_connections;
    same.http = given.http;
    same.max_sessions = given.max_sessions;
    same.max_running_handlers_of_all = given.max_running_handlers_of_all;
    same.cors = std::move(given.cors);
    same.allowed_origins = std::move(given.allowed_origins);
    same.allow_request = std::move(given.allow_request);
    same.generate_id = std::move(given.generate_id);
    same.log = std::move(given.log);
    same.max_log_lines = given.max_log_lines;
    same.stop_timeout = given.stop_timeout;
    same.drain_time = given.drain_time;
    return same;
}

} // namespace

/// What an Engine.IO server is made of.
///
/// Thread safety: that of `server_foundation`.
class engine_server::core final : public server_foundation,
                                  private http::service,
                                  private engine::engine_listener {
public:
    core(std::unique_ptr<asio::io_context> own, engine_server_options options)
        : core(std::move(own), *own, std::move(options)) {}

    core(asio::io_context& context, engine_server_options options)
        : core(nullptr, context, std::move(options)) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    void accept(std::unique_ptr<loop::channel> connection) override {
        front_.accept(std::move(connection));
    }

    [[nodiscard]] std::size_t sessions() const noexcept override { return engine_.session_count(); }

    detail::callback<void(engine_session)> connection_hook;
    detail::callback<void(engine_session const&, std::exception_ptr)> error_hook;

private:
    core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
         engine_server_options options)
        : server_foundation(std::move(own), context, loop::shard::on(context),
                            as_server_options(std::move(options))),
          engine_({.shard = shard(), .host = *this, .metrics = *this}, engine_settings()),
          front_(home(), static_cast<http::service&>(*this), http_settings(),
                 static_cast<base::metric_sink&>(*this)) {}

    void serve(http::exchange& request) override {
        if (!serve_operator(request))
            engine_.serve(request);
    }

    void close_parts() override {
        engine_.close();
        front_.close();
    }

    void refuse_new(base::time_point until) override { engine_.refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override { return engine_.to_leave(); }

    void send_next_away() override { engine_.send_next_away(); }

    [[nodiscard]] std::string protocol_path() const override { return engine_.path(); }

    void describe_parts(base::metric_text& to) override {
        auto const sessions = engine_.count();
        gauges::write_sessions(to, sessions);
        gauges::write_connections(to, front_.size());
        gauges::write_outboxes(to, sessions.held);
    }

    std::unique_ptr<engine::session_listener> on_session(engine::session& opened) override {
        // All sessions have ended when this is destroyed, and then call nobody any more.
        auto const link = engine_link::make(
            home(), opened, [this](engine_session const& who, std::exception_ptr failure) {
                report(who, std::move(failure));
            });
        link->begin(connection_hook);
        return engine_link::listener_of(link);
    }

    void report(engine_session const& who, std::exception_ptr failure) noexcept {
        count(metric::handler_failed);
        if (!error_hook) {
            server_foundation::report(std::move(failure), "a function of a session failed: ");
            return;
        }
        try {
            error_hook(who, std::move(failure));
        } catch (...) {
            // Nobody is left to tell: the function that hears of failures has failed itself.
            count(metric::error_handler_failed);
        }
    }

    engine::engine engine_;
    http::front front_;
};

// One thread runs the loop, which the hint tells.
engine_server::engine_server(engine_server_options options)
    : engine_server(
          std::make_shared<core>(std::make_unique<asio::io_context>(1), std::move(options))) {}

engine_server::engine_server(asio::io_context& context, engine_server_options options)
    : engine_server(std::make_shared<core>(context, std::move(options))) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
engine_server::engine_server(executor_type executor, engine_server_options options)
    : engine_server(context_of(executor), std::move(options)) {}

engine_server::engine_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

engine_server::~engine_server() = default;

void engine_server::on_connection(detail::callback<void(engine_session)> function) {
    core_->connection_hook = std::move(function);
}

void engine_server::on_error(
    detail::callback<void(engine_session const&, std::exception_ptr)> function) {
    core_->error_hook = std::move(function);
}

} // namespace socketiota

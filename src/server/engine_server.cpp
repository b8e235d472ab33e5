// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <engine/engine.hpp>
#include <server/engine_link.hpp>
#include <server/gauges.hpp>
#include <server/server_foundation.hpp>
#include <server/server_part.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

/// What an Engine.IO server has on a shard.
///
/// Not thread safe: belongs to its shard.
class engine_io_part final : public server_part,
                             private engine::engine_listener,
                             private engine_failures {
public:
    /// `whole` must outlive it.
    engine_io_part(server_foundation& whole, std::size_t number,
                   std::shared_ptr<engine::engine_options const> const& settings)
        : server_part(whole, number),
          engine_({.shard = shard(),
                   .host = *this,
                   .metrics = *this,
                   .router = meet_others(settings->max_http_buffer_size),
                   .number = static_cast<engine::shard_number>(number),
                   .all_sessions = whole.all_sessions()},
                  settings) {}

    [[nodiscard]] std::string protocol_path() const override { return engine_.path(); }

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return engine_.session_count_of_all();
    }

    void refuse_new(base::time_point until) override { engine_.refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override { return engine_.to_leave(); }

    void send_next_away() override { engine_.send_next_away(); }

    void write(base::metric_text& to, server_figures const& there_are) override {
        gauges::write_sessions(to, there_are.sessions);
        gauges::write_connections(to, there_are.connections);
        gauges::write_outboxes(to, there_are.held);
    }

    detail::callback<void(engine_session)> connection_hook;
    detail::callback<void(engine_session const&, std::exception_ptr)> error_hook;

private:
    void answer(http::exchange& request) override { engine_.serve(request); }

    void close_answering() override { engine_.close(); }

    void add_figures(server_figures& to) override {
        to.sessions = engine_.count();
        to.held = to.sessions.held;
    }

    std::unique_ptr<engine::session_listener> on_session(engine::session& opened) override {
        // All sessions have ended when this is destroyed, and then call nobody any more.
        auto const link = engine_link::make(home(), opened, static_cast<engine_failures&>(*this));
        link->begin(connection_hook);
        return engine_link::listener_of(link);
    }

    void on_failure(engine_session const& who, std::exception_ptr failure) noexcept override {
        count(metric::handler_failed);
        if (!error_hook) {
            whole().report(std::move(failure), "a function of a session failed: ");
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
};

} // namespace

/// What an Engine.IO server is made of.
///
/// Thread safety: that of `server_foundation`.
class engine_server::core final : public server_of<engine_io_part> {
public:
    /// Throws if an option cannot be.
    core(server_loops loops, engine_server_options const& given)
        : server_of(std::move(loops), common_of(given)) {
        limit_sessions(given.max_sessions);
        make_parts(letting_in(to_engine_options(given), admission_functions::of(given)));
    }
};

engine_server::engine_server(engine_server_options const& options)
    : engine_server(std::make_shared<core>(server_loops::of_its_own(common_of(options)), options)) {
}

engine_server::engine_server(asio::io_context& context, engine_server_options const& options)
    : engine_server(std::make_shared<core>(
          server_loops::on(context, loop::shard::on(context), common_of(options)), options)) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
engine_server::engine_server(executor_type executor, engine_server_options const& options)
    : engine_server(context_of(executor), options) {}

engine_server::engine_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

engine_server::~engine_server() = default;

void engine_server::on_connection(detail::callback<void(engine_session)> function) {
    core_->admitting()->check("on_connection", function.shareable());
    core_->on_parts([&](engine_io_part& each) { each.connection_hook = function; });
}

void engine_server::on_error(
    detail::callback<void(engine_session const&, std::exception_ptr)> function) {
    core_->admitting()->check("on_error", function.shareable());
    core_->on_parts([&](engine_io_part& each) { each.error_hook = function; });
}

} // namespace socketiota

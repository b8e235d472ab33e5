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
class engine_io_part final : public server_part, private engine::engine_listener {
public:
    /// `whole` must outlive it.
    engine_io_part(server_foundation& whole, std::shared_ptr<loop::shard> home,
                   std::shared_ptr<engine::engine_options const> settings)
        : server_part(whole, std::move(home)),
          engine_({.shard = shard(), .host = *this, .metrics = *this}, std::move(settings)) {}

    [[nodiscard]] std::string protocol_path() const override { return engine_.path(); }

    [[nodiscard]] std::size_t sessions() const noexcept override { return engine_.session_count(); }

    void refuse_new(base::time_point until) override { engine_.refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override { return engine_.to_leave(); }

    void send_next_away() override { engine_.send_next_away(); }

    void describe(base::metric_text& to) override {
        auto const there_are = engine_.count();
        gauges::write_sessions(to, there_are);
        gauges::write_connections(to, connections());
        gauges::write_outboxes(to, there_are.held);
    }

    detail::callback<void(engine_session)> connection_hook;
    detail::callback<void(engine_session const&, std::exception_ptr)> error_hook;

private:
    void answer(http::exchange& request) override { engine_.serve(request); }

    void close_answering() override { engine_.close(); }

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
class engine_server::core final : public server_foundation {
public:
    core(std::unique_ptr<asio::io_context> own, engine_server_options const& options)
        : core(std::move(own), *own, options) {}

    core(asio::io_context& context, engine_server_options const& options)
        : core(nullptr, context, options) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    [[nodiscard]] engine_io_part& part() const noexcept override { return *part_; }

private:
    core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
         engine_server_options const& given)
        : server_foundation(std::move(own), context, loop::shard::on(context), common_of(given)),
          part_(std::make_unique<engine_io_part>(
              *this, home(), admitting(to_engine_options(given), given.allow_request))) {}

    std::unique_ptr<engine_io_part> part_;
};

// One thread runs the loop, which the hint tells.
engine_server::engine_server(engine_server_options const& options)
    : engine_server(std::make_shared<core>(std::make_unique<asio::io_context>(1), options)) {}

engine_server::engine_server(asio::io_context& context, engine_server_options const& options)
    : engine_server(std::make_shared<core>(context, options)) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
engine_server::engine_server(executor_type executor, engine_server_options const& options)
    : engine_server(context_of(executor), options) {}

engine_server::engine_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

engine_server::~engine_server() = default;

void engine_server::on_connection(detail::callback<void(engine_session)> function) {
    core_->part().connection_hook = std::move(function);
}

void engine_server::on_error(
    detail::callback<void(engine_session const&, std::exception_ptr)> function) {
    core_->part().error_hook = std::move(function);
}

} // namespace socketiota

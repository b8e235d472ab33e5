// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <stdexcept>
#include <utility>

#include <engine/engine.hpp>
#include <http/front.hpp>
#include <loop/listener.hpp>
#include <server/engine_link.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

std::shared_ptr<engine::engine_options const> settings_of(engine_server_options const& options) {
    server_options same;
    same.path = options.path;
    same.transports = options.transports;
    same.allow_upgrades = options.allow_upgrades;
    same.ping_interval = options.ping_interval;
    same.ping_timeout = options.ping_timeout;
    same.upgrade_timeout = options.upgrade_timeout;
    same.max_http_buffer_size = options.max_http_buffer_size;
    same.max_outbox_bytes = options.max_outbox_bytes;
    same.max_sessions = options.max_sessions;
    same.cors = options.cors;
    same.allowed_origins = options.allowed_origins;
    auto settings = std::make_shared<engine::engine_options>(to_engine_options(same));
    auto wrong = validate(options.http);
    if (!wrong)
        wrong = engine::validate(*settings);
    if (wrong)
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          std::string(*wrong));
    return settings;
}

} // namespace

/// What an Engine.IO server is made of.
///
/// Thread safety: belongs to the shard, except `stop`.
class engine_server::core final : public std::enable_shared_from_this<core>,
                                  private base::metric_sink,
                                  private engine::session_host {
public:
    core(std::unique_ptr<asio::io_context> own, asio::io_context& context,
         engine_server_options options)
        : own_context_(std::move(own)),
          context_(context),
          log_(options.log),
          is_open_to_all_(options.allowed_origins.empty()),
          shard_(loop::shard::on(context)),
          engine_(std::make_unique<engine::engine>(
              engine::engine::parts{.shard = *shard_, .host = *this, .metrics = *this},
              settings_of(options))),
          front_(std::make_unique<http::front>(
              shard_, *engine_,
              http::http_options{.limits = options.http,
                                 .max_connections = options.max_connections},
              static_cast<base::metric_sink&>(*this))) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    void listen(asio::ip::tcp::endpoint const& at, error_code& failure) {
        auto opened = std::make_unique<loop::listener>(
            shard_, at,
            [this](std::unique_ptr<loop::channel> accepted) {
                front_->accept(std::move(accepted));
            },
            failure);
        if (failure)
            return;
        port_ = opened->local_endpoint().port();
        if (listeners_.empty() && is_open_to_all_)
            log(log_level::notice, "pages of any origin may connect: allowed_origins is not set");
        listeners_.push_back(std::move(opened));
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void run() {
        if (!own_context_)
            throw std::logic_error(
                "this server lives on a context of the program: run that context");
        signals_.emplace(context_, SIGINT, SIGTERM);
        signals_->async_wait([this](error_code failure, int) {
            if (!failure)
                close_and_return();
        });
        context_.restart();
        context_.run();
    }

    void stop() {
        asio::dispatch(context_, [weak = weak_from_this()] {
            if (auto const self = weak.lock())
                self->close_and_return();
        });
    }

    [[nodiscard]] asio::any_io_executor get_executor() const { return shard_->get_executor(); }

    [[nodiscard]] std::size_t sessions() const noexcept { return engine_->session_count(); }

    detail::callback<void(engine_session)> connection_hook;
    detail::callback<void(metric)> metric_hook;

private:
    void close_and_return() {
        close();
        // Behind the end of this turn, in which connections are destroyed.
        if (own_context_)
            asio::post(context_, [this] { context_.stop(); });
    }

    void close() {
        if (std::exchange(closed_, true))
            return;
        listeners_.clear();
        signals_.reset();
        engine_->close();
        front_->close();
        shard_->rest();
    }

    std::unique_ptr<engine::session_listener> on_session(engine::session& opened) override {
        auto const link = engine_link::make(
            shard_, opened, [weak = weak_from_this()](std::exception_ptr const& failure) {
                if (auto const self = weak.lock())
                    self->log_failure(failure);
            });
        try {
            if (connection_hook)
                connection_hook(engine_session(link));
        } catch (...) {
            log_failure(std::current_exception());
        }
        return engine_link::listener_of(link);
    }

    void count(metric what) noexcept override {
        try {
            if (metric_hook)
                metric_hook(what);
        } catch (...) {
            // A counter that throws must not end a session.
            log(log_level::error, "on_metric failed");
        }
    }

    void log_failure(std::exception_ptr const& failure) const noexcept {
        try {
            std::rethrow_exception(failure);
        } catch (std::exception const& thrown) {
            log(log_level::error, std::string("a function failed: ") + thrown.what());
        } catch (...) {
            log(log_level::error, "a function failed");
        }
    }

    void log(log_level level, std::string_view line) const noexcept {
        try {
            if (log_)
                log_(level, line);
        } catch (...) {
            // Nobody is left to tell.
            return;
        }
    }

    std::unique_ptr<asio::io_context> own_context_;
    asio::io_context& context_;
    detail::callback<void(log_level, std::string_view)> log_;
    bool is_open_to_all_;
    std::shared_ptr<loop::shard> shard_;
    std::unique_ptr<engine::engine> engine_;
    std::unique_ptr<http::front> front_;
    std::vector<std::unique_ptr<loop::listener>> listeners_;
    std::optional<asio::signal_set> signals_;
    std::uint16_t port_ = 0;
    bool closed_ = false;
};

engine_server::engine_server(engine_server_options options) {
    auto own = std::make_unique<asio::io_context>(1); // one thread runs it
    asio::io_context& context = *own;
    core_ = std::make_shared<core>(std::move(own), context, std::move(options));
}

engine_server::engine_server(asio::io_context& context, engine_server_options options)
    : core_(std::make_shared<core>(nullptr, context, std::move(options))) {}

engine_server::~engine_server() = default;

void engine_server::listen(asio::ip::tcp::endpoint const& endpoint) {
    error_code failure;
    listen(endpoint, failure);
    if (failure)
        throw boost::system::system_error(error_code(failure.value(), failure.category()),
                                          "cannot listen on port " +
                                              std::to_string(endpoint.port()));
}

void engine_server::listen(asio::ip::tcp::endpoint const& endpoint, error_code& failure) {
    core_->listen(endpoint, failure);
}

void engine_server::listen(std::uint16_t port) {
    error_code failure;
    listen({asio::ip::tcp::v6(), port}, failure);
    // A machine without IPv6.
    if (failure == asio::error::address_family_not_supported ||
        failure == asio::error::no_protocol_option)
        listen({asio::ip::tcp::v4(), port});
    else if (failure)
        listen({asio::ip::tcp::v6(), port}); // says why
}

std::uint16_t engine_server::port() const noexcept { return core_->port(); }

void engine_server::run() { core_->run(); }

void engine_server::stop() { core_->stop(); }

asio::any_io_executor engine_server::get_executor() const noexcept { return core_->get_executor(); }

std::size_t engine_server::connections() const noexcept { return core_->sessions(); }

void engine_server::on_connection(detail::callback<void(engine_session)> function) {
    core_->connection_hook = std::move(function);
}

void engine_server::on_metric(detail::callback<void(metric)> function) {
    core_->metric_hook = std::move(function);
}

} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <base/what_of.hpp>
#include <engine/handshake_record.hpp>
#include <server/client_folder.hpp>
#include <server/server_core.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

// The version of the client files, which their ETag is made of; empty if it is not told. A folder
// of the program's own has the program's package beside it, whose version says nothing about them.
std::string version_of(std::filesystem::path const& client_folder) {
    std::ifstream file(client_folder.parent_path() / "package.json");
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    auto const package = value::parse(text);
    if (!package || (*package)["name"] != "socket.io-client")
        return {};
    auto const version = (*package)["version"].to<std::string>();
    return version ? *version : std::string();
}

} // namespace

server::core::core(std::unique_ptr<asio::io_context> own, server_options options)
    : core(std::move(own), *own, loop::shard::on(*own), std::move(options)) {}

server::core::core(asio::io_context& context, std::shared_ptr<loop::shard> home,
                   server_options options)
    : core(nullptr, context, std::move(home), std::move(options)) {}

server::core::core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
                   std::shared_ptr<loop::shard> home, server_options options)
    : own_context_(std::move(own)),
      context_(context),
      options_(std::move(options)),
      shard_(std::move(home)),
      delays_(*shard_) {
    auto engine_settings = make_engine_options();
    if (auto const wrong = validate(options_, *engine_settings))
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          std::string(*wrong));
    hub_ = std::make_unique<hub::hub>(shard_, to_hub_options(options_),
                                      static_cast<base::metric_sink&>(*this));
    hub_->hooks().on_error = [this](socket const&, std::exception_ptr failure) {
        log(log_level::error, "a handler failed: " + base::what_of(failure));
    };
    engine_ = std::make_unique<engine::engine>(
        engine::engine::parts{.shard = *shard_, .host = *hub_, .metrics = *this},
        std::move(engine_settings));
    if (options_.serve_client) {
        std::filesystem::path const folder = options_.client_folder.empty()
                                                 ? find_client_folder()
                                                 : std::filesystem::path(options_.client_folder);
        bundle_.emplace(path(), folder, version_of(folder));
    }
    if (!options_.static_folder.empty())
        static_folders_.emplace_back("/", options_.static_folder);
    routes_ = std::make_shared<http::router>(static_cast<http::route_observer&>(*this));
    websockets_ = std::make_shared<websocket_routes>(shard_, static_cast<base::metric_sink&>(*this),
                                                     static_cast<http::route_observer&>(*this),
                                                     options_.allowed_origins);
    front_ = std::make_unique<http::front>(
        shard_, static_cast<http::service&>(*this),
        http::http_options{.limits = options_.http, .max_connections = options_.max_connections},
        static_cast<base::metric_sink&>(*this));
}

server::core::~core() { close(); }

// ---- what runs and ends it ----

std::shared_ptr<loop::tls_context> server::core::load(tls_options const& tls) {
    return std::make_shared<loop::tls_context>(tls, static_cast<base::metric_sink&>(*this));
}

void server::core::listen(asio::ip::tcp::endpoint const& at, std::shared_ptr<loop::tls_context> tls,
                          error_code& failure) {
    auto opened = std::make_unique<loop::listener>(
        shard_, at,
        [this, tls](std::unique_ptr<loop::channel> accepted) {
            accept(tls ? tls->wrap(shard_, std::move(accepted)) : std::move(accepted));
        },
        failure);
    if (failure)
        return;
    port_ = opened->local_endpoint().port();
    add(std::move(opened));
    if (tls)
        tls_.push_back(std::move(tls));
}

void server::core::listen(asio::local::stream_protocol::endpoint const& at, error_code& failure) {
    auto opened = std::make_unique<loop::listener>(
        shard_, at,
        [this](std::unique_ptr<loop::channel> accepted) { accept(std::move(accepted)); }, failure);
    if (!failure)
        add(std::move(opened));
}

void server::core::reload_certificates() {
    for (auto const& each : tls_)
        each->reload();
}

void server::core::add(std::unique_ptr<loop::listener> opened) {
    if (listeners_.empty()) {
        log_misuse();
        if (options_.allowed_origins.empty())
            log(log_level::notice, "pages of any origin may connect: allowed_origins is not set");
        if (bundle_ && !bundle_->complete())
            log(log_level::notice, "the browser client is not served: its files are not in " +
                                       bundle_->folder().string() +
                                       " (set client_folder, or serve_client to false)");
    }
    listeners_.push_back(std::move(opened));
}

void server::core::accept(std::unique_ptr<loop::channel> connection) {
    front_->accept(std::move(connection));
}

void server::core::log_misuse() {
    shard_->thread().on_misuse = [executor = shard_->get_executor(),
                                  weak = weak_from_this()](std::string sentence) {
        asio::post(executor, [weak, kept = std::move(sentence)] {
            if (auto const self = weak.lock())
                self->log(log_level::error, kept);
        });
    };
}

void server::core::run() {
    if (!own_context_)
        throw std::logic_error("this server lives on a context of the program: run that context");
    signals_.emplace(context_, SIGINT, SIGTERM);
    signals_->async_wait([this](error_code failure, int) {
        if (!failure)
            close_and_return();
    });
    context_.restart();
    context_.run();
}

void server::core::stop() {
    asio::dispatch(context_, [weak = weak_from_this()] {
        if (auto const self = weak.lock())
            self->close_and_return();
    });
}

void server::core::close_and_return() {
    close();
    // Whatever the program still waits for on our context, a timer that repeats for example, must
    // not keep `run` from returning. Behind the end of this turn, in which connections are
    // destroyed.
    if (own_context_)
        asio::post(context_, [this] { context_.stop(); });
}

void server::core::close_then(asio::any_completion_handler<void(error_code)> handler) {
    asio::dispatch(context_, [weak = weak_from_this(), kept = std::move(handler)]() mutable {
        auto const self = weak.lock();
        if (!self)
            return;
        self->close();
        // Behind the end of this turn, in which the connections are destroyed.
        asio::post(self->context_, asio::append(std::move(kept), error_code()));
    });
}

void server::core::close() {
    if (std::exchange(closed_, true))
        return;
    listeners_.clear();
    tls_.clear();
    signals_.reset();
    hub_->close();
    engine_->close();
    websockets_->close();
    front_->close();
    delays_.close();
    shard_->rest();
}

// ---- requests ----

void server::core::serve(http::exchange& request) {
    wire::request_head const& head = request.request();
    if (bundle_ && bundle_->names_file(head.target) && !head.upgrade) {
        if (bundle_->serve(request, cors_headers(request)))
            return;
    }
    if (engine_->matches(head.target)) {
        engine_->serve(request);
        return;
    }
    if (serve_routes(request))
        return;
    // A client that asked for another protocol has nothing more to say in this one.
    if (head.upgrade)
        request.respond_raw("HTTP/1.1 404 Not Found\r\n"
                            "Connection: close\r\nContent-Length: 0\r\n\r\n");
    else if (!routes_->serve_other_method(request))
        request.respond(404, {}, std::string_view());
}

bool server::core::serve_routes(http::exchange& request) {
    bool const upgrade = asks_for_websocket(request.request());
    if (!upgrade && routes_->serve(request))
        return true;
    if (websockets_->serve(request))
        return true;
    if (upgrade)
        return false;
    for (http::static_folder& each : static_folders_)
        if (each.serve(request))
            return true;
    return false;
}

void server::core::on_route_failed(std::string_view sentence) noexcept {
    count(metric::handler_failed);
    log(log_level::error, sentence);
}

http::header_list server::core::cors_headers(http::exchange const& request) const {
    if (!options_.cors)
        return {};
    auto const& head = request.request();
    return engine::judge_cors(*options_.cors, head.method, head.find("origin").value_or(""),
                              head.find("access-control-request-headers").value_or(""))
        .headers;
}

std::shared_ptr<engine::engine_options const> server::core::make_engine_options() {
    auto settings = std::make_shared<engine::engine_options>(to_engine_options(options_));
    if (options_.allow_request)
        settings->allow_request = [this](engine::handshake_record const& request,
                                         engine::handshake_decision decision) {
            ask(options_.allow_request, request, std::move(decision));
        };
    settings->on_connection_error = [this](engine::connection_error const& refused) {
        if (!connection_error_hook)
            return;
        std::vector<std::pair<std::string_view, std::string_view>> context;
        for (auto const& [name, text] : refused.context)
            context.emplace_back(name, text);
        handshake const request(std::make_shared<engine::handshake_record>(refused.request),
                                value::empty_object());
        try {
            connection_error_hook({refused.code, refused.message, std::move(context), request});
        } catch (...) {
            log(log_level::error,
                "on_connection_error failed: " + base::what_of(std::current_exception()));
        }
    };
    return settings;
}

namespace {

// Keeps the request alive while a coroutine decides about it.
asio::awaitable<void> decide_later(std::shared_ptr<handshake const> request,
                                   asio::awaitable<verdict> later,
                                   engine::handshake_decision decision) {
    verdict const decided = co_await std::move(later);
    static_cast<void>(request);
    if (decided.accepted())
        decision.accept();
    else
        decision.refuse(decided.message());
}

} // namespace

void server::core::ask(request_guard const& guard, engine::handshake_record const& request,
                       engine::handshake_decision decision) {
    // What throws refuses: the decision does so when it is destroyed.
    try {
        auto const kept = std::make_shared<handshake const>(
            std::make_shared<engine::handshake_record>(request), value::empty_object());
        auto answer = guard(*kept);
        if (auto* const later = std::get_if<asio::awaitable<verdict>>(&answer)) {
            asio::co_spawn(context_, decide_later(kept, std::move(*later), std::move(decision)),
                           [weak = weak_from_this()](std::exception_ptr failure) {
                               auto const self = weak.lock();
                               if (failure && self)
                                   self->log(log_level::error,
                                             "allow_request failed: " + base::what_of(failure));
                           });
            return;
        }
        verdict const& decided = std::get<verdict>(answer);
        if (decided.accepted())
            decision.accept();
        else
            decision.refuse(decided.message());
    } catch (...) {
        log(log_level::error, "allow_request failed: " + base::what_of(std::current_exception()));
    }
}

void server::core::count(metric what) noexcept {
    if (!metric_hook)
        return;
    try {
        metric_hook(what);
    } catch (...) {
        // A counter that throws must not end a session.
        log(log_level::error, "on_metric failed: " + base::what_of(std::current_exception()));
    }
}

void server::core::log(log_level level, std::string_view line) const noexcept {
    try {
        if (options_.log)
            options_.log(level, line);
    } catch (...) {
        // Nobody is left to tell.
        return;
    }
}

} // namespace socketiota

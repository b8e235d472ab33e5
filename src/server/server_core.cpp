// SPDX-License-Identifier: MIT
#include <socketiota/event_errors.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <base/what_of.hpp>
#include <server/client_folder.hpp>
#include <server/gauges.hpp>
#include <server/server_core.hpp>
#include <server/translate_options.hpp>
#include <wire/websocket_handshake.hpp>

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
                   std::shared_ptr<loop::shard> home_shard, server_options given)
    : server_foundation(std::move(own), context, std::move(home_shard), std::move(given)) {
    hub_ = std::make_unique<hub::hub>(home(), to_hub_options(options(), work()),
                                      static_cast<base::metric_sink&>(*this));
    hub_->hooks().on_error = [this](socket const& who, std::exception_ptr const& failure) {
        if (failure_hook)
            report(failure, {});
        else
            log_socket_failure(who, failure);
    };
    engine_ = std::make_unique<engine::engine>(
        engine::engine::parts{.shard = shard(), .host = *hub_, .metrics = *this},
        engine_settings());
    if (options().serve_client) {
        std::filesystem::path const folder = options().client_folder.empty()
                                                 ? find_client_folder()
                                                 : std::filesystem::path(options().client_folder);
        bundle_.emplace(path(), folder, version_of(folder));
    }
    site_ = std::make_unique<site>(home(), static_cast<base::metric_sink&>(*this),
                                   static_cast<http::route_listener&>(*this), work(),
                                   engine_settings()->allowed_origins);
    if (!options().static_folder.empty())
        add_static_folder("/", options().static_folder);
    front_ = std::make_unique<http::front>(home(), static_cast<http::service&>(*this),
                                           http_settings(), static_cast<base::metric_sink&>(*this));
}

server::core::~core() { close(); }

void server::core::accept(std::unique_ptr<loop::channel> connection) {
    front_->accept(std::move(connection));
}

void server::core::add_static_folder(std::string prefix, std::filesystem::path folder) {
    tell_if_missing(folder, prefix);
    site_->add_static_folder(std::move(prefix), std::move(folder));
}

void server::core::on_listening() {
    if (bundle_ && !bundle_->complete())
        log(log_level::notice, log_category::configuration,
            "the browser client is not served: its files are not in " + bundle_->folder().string() +
                " (set client_folder, or serve_client to false)");
}

void server::core::close_parts() {
    hub_->close();
    engine_->close();
    site_->close();
    front_->close();
}

void server::core::refuse_new(base::time_point until) {
    engine_->refuse_new(until);
    site_->websockets().refuse_new(until);
}

std::size_t server::core::to_leave() const noexcept {
    return engine_->to_leave() + site_->websockets().to_leave();
}

void server::core::send_next_away() {
    if (engine_->to_leave() > 0)
        engine_->send_next_away();
    else
        site_->websockets().send_next_away();
}

void server::core::describe_parts(base::metric_text& to) {
    auto const sessions = engine_->count();
    gauges::write_sessions(to, sessions);
    gauges::write_sockets(to, hub_->sockets_by_nsp());
    gauges::write_websockets(to, site_->websockets().size());
    gauges::write_connections(to, front_->size());
    gauges::write_outboxes(to, sessions.held + site_->websockets().held());
}

void server::core::log_socket_failure(socket const& who, std::exception_ptr const& failure) {
    auto const line = [&](std::string_view what) {
        return "socket " + who.id() + " of " + who.nsp().name() + ": " + std::string(what);
    };
    try {
        std::rethrow_exception(failure);
    } catch (bad_arguments const& what) {
        log(log_level::warning, log_category::bad_arguments,
            line(std::string(what.what()) + "; no handler was called"));
    } catch (event_rejected const& what) {
        log(log_level::warning, log_category::refusals, line(what.what()));
    } catch (boost::system::system_error const& what) {
        // A handler that was ended with its socket, or waited for an answer of it, has not failed.
        bool const cancelled = what.code() == asio::error::operation_aborted ||
                               (what.code() == error::socket_disconnected && !who.connected());
        if (cancelled)
            return;
        if (what.code() == error::too_many_rooms || what.code() == error::too_many_acks)
            log(log_level::warning, log_category::refusals, line(what.what()));
        else
            log(log_level::error, log_category::handlers,
                line(std::string("a handler failed: ") + what.what()));
    } catch (...) {
        log(log_level::error, log_category::handlers,
            line("a handler failed: " + base::what_of(failure)));
    }
}

// ---- requests ----

void server::core::serve(http::exchange& request) {
    if (serve_operator(request))
        return;
    wire::request_head const& head = request.request();
    if (bundle_ && bundle_->names_file(head.target) && !wire::asks_for_websocket(head)) {
        if (bundle_->serve(request, cors_headers(request)))
            return;
    }
    if (engine_->matches(head.target)) {
        engine_->serve(request);
        return;
    }
    site_->serve(request);
}

void server::core::on_route_failed(std::string_view sentence) noexcept {
    count(metric::handler_failed);
    log(log_level::error, log_category::routes, sentence);
}

void server::core::on_route_put_off() noexcept { count(metric::server_busy); }

http::header_list server::core::cors_headers(http::exchange const& request) const {
    if (!options().cors)
        return {};
    auto const& head = request.request();
    return engine::judge_cors(*options().cors, head.method, head.find("origin").value_or(""),
                              head.find("access-control-request-headers").value_or(""))
        .headers;
}

} // namespace socketiota

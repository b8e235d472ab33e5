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
#include <server/server_foundation.hpp>
#include <server/socket_io_part.hpp>
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

/// The ways to the other servers of a cluster are all on one shard.
cluster::mover_factory const* factory_of(server_options const& options, std::size_t shard) {
    return shard == hub::nsp_directory::first_shard ? options.adapter.factory().get() : nullptr;
}

cluster::link_options to_link_options(cluster_options const& given) {
    return {.heartbeat_interval = given.heartbeat_interval,
            .heartbeat_timeout = given.heartbeat_timeout,
            .requests_timeout = given.requests_timeout,
            .max_members = given.max_servers,
            .max_requests = given.max_requests,
            .max_questions = given.max_requests,
            .max_answers = given.max_answers,
            .max_sockets = given.max_sockets};
}

} // namespace

socket_io_part::socket_io_part(server_foundation& whole, std::size_t number,
                               std::shared_ptr<hub::nsp_directory> namespaces,
                               server_options const& options,
                               std::shared_ptr<engine::engine_options const> settings)
    : server_part(whole, number),
      mover_(factory_of(options, number) != nullptr
                 ? factory_of(options, number)->make(this->home(), *this, *this)
                 : nullptr),
      other_servers_(
          mover_ ? std::make_unique<cluster::linked_cluster>(
                       shard(), *mover_, to_link_options(options.adapter.factory()->options()))
                 : nullptr),
      hub_(std::move(namespaces), number, to_hub_options(options, work()),
           static_cast<base::metric_sink&>(*this), other_servers_.get()),
      settings_(std::move(settings)),
      engine_({.shard = shard(),
               .host = hub_,
               .metrics = *this,
               .router = meet_others(settings_->max_http_buffer_size),
               .number = static_cast<engine::shard_number>(number),
               .all_sessions = whole.all_sessions()},
              settings_),
      site_(this->home(), static_cast<base::metric_sink&>(*this),
            static_cast<http::route_listener&>(*this), work(), settings_->allowed_origins) {
    hub_.hooks().on_error = [this](socket const& who, std::exception_ptr const& failure) {
        if (this->whole().failure_hook)
            this->whole().report(failure, {});
        else
            log_failure(who, failure);
    };
    if (options.serve_client) {
        std::filesystem::path const folder = options.client_folder.empty()
                                                 ? find_client_folder()
                                                 : std::filesystem::path(options.client_folder);
        std::string path = protocol_path();
        if (!path.ends_with('/'))
            path += '/';
        bundle_.emplace(std::move(path), folder, version_of(folder));
    }
}

socket_io_part::~socket_io_part() = default;

void socket_io_part::on_listening() {
    if (bundle_ && !bundle_->complete())
        whole().log(log_level::notice, log_category::configuration,
                    "the browser client is not served: its files are not in " +
                        bundle_->folder().string() +
                        " (set client_folder, or serve_client to false)");
}

void socket_io_part::close_answering() {
    hub_.close();
    engine_.close();
    site_.close();
}

// The others hear that this server goes before the way to them does.
void socket_io_part::on_parted() noexcept {
    hub_.part_from_others();
    mover_.reset();
}

void socket_io_part::on_state(std::string_view sentence, bool is_wrong) noexcept {
    whole().log(is_wrong ? log_level::warning : log_level::notice, log_category::cluster, sentence);
}

void socket_io_part::refuse_new(base::time_point until) {
    engine_.refuse_new(until);
    site_.websockets().refuse_new(until);
}

std::size_t socket_io_part::to_leave() const noexcept {
    return engine_.to_leave() + site_.websockets().to_leave();
}

void socket_io_part::send_next_away() {
    if (engine_.to_leave() > 0)
        engine_.send_next_away();
    else
        site_.websockets().send_next_away();
}

void socket_io_part::add_figures(server_figures& to) {
    to.sessions = engine_.count();
    to.websockets = site_.websockets().size();
    to.held = to.sessions.held + site_.websockets().held();
    if (mover_)
        to.others = other_servers_->figures();
}

void socket_io_part::write(base::metric_text& to, server_figures const& there_are) {
    gauges::write_sessions(to, there_are.sessions);
    gauges::write_sockets(to, hub_.all().sockets_by_nsp()); // of all shards
    gauges::write_websockets(to, there_are.websockets);
    gauges::write_connections(to, there_are.connections);
    gauges::write_outboxes(to, there_are.held);
    if (there_are.others)
        gauges::write_cluster(to, *there_are.others);
}

void socket_io_part::log_failure(socket const& who, std::exception_ptr const& failure) {
    auto const line = [&](std::string_view what) {
        return "socket " + who.id() + " of " + who.nsp().name() + ": " + std::string(what);
    };
    try {
        std::rethrow_exception(failure);
    } catch (bad_arguments const& what) {
        whole().log(log_level::warning, log_category::bad_arguments,
                    line(std::string(what.what()) + "; no handler was called"));
    } catch (event_rejected const& what) {
        whole().log(log_level::warning, log_category::refusals, line(what.what()));
    } catch (boost::system::system_error const& what) {
        // A handler that was ended with its socket, or waited for an answer of it, has not failed.
        bool const cancelled = what.code() == asio::error::operation_aborted ||
                               (what.code() == error::socket_disconnected && !who.connected());
        if (cancelled)
            return;
        if (what.code() == error::too_many_rooms || what.code() == error::too_many_acks)
            whole().log(log_level::warning, log_category::refusals, line(what.what()));
        else
            whole().log(log_level::error, log_category::handlers,
                        line(std::string("a handler failed: ") + what.what()));
    } catch (...) {
        whole().log(log_level::error, log_category::handlers,
                    line("a handler failed: " + base::what_of(failure)));
    }
}

// ---- requests ----

void socket_io_part::answer(http::exchange& request) {
    wire::request_head const& head = request.request();
    if (bundle_ && bundle_->names_file(head.target) && !wire::asks_for_websocket(head)) {
        if (bundle_->serve(request, cors_headers(request)))
            return;
    }
    if (engine_.matches(head.target)) {
        engine_.serve(request);
        return;
    }
    site_.serve(request);
}

void socket_io_part::on_route_failed(std::string_view sentence) noexcept {
    count(metric::handler_failed);
    whole().log(log_level::error, log_category::routes, sentence);
}

void socket_io_part::on_route_put_off() noexcept { count(metric::server_busy); }

http::header_list socket_io_part::cors_headers(http::exchange& request) const {
    return engine::judge_cors(*settings_, request).headers;
}

} // namespace socketiota

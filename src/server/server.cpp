// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <string>
#include <utility>

#include <hub/nsp_core.hpp>
#include <server/server_core.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

asio::io_context& context_of(server::executor_type const& executor) {
    auto const* const own = executor.target<asio::io_context::executor_type>();
    if (own == nullptr)
        throw boost::system::system_error(
            make_error_code(error::invalid_option),
            "the executor of a server must be that of a boost::asio::io_context");
    return own->context();
}

std::string address_of(asio::ip::tcp::endpoint const& endpoint) {
    std::string const host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' +
           std::to_string(endpoint.port());
}

// Without the place in Asio that the error came from, which tells the user nothing.
[[noreturn]] void fail(error_code const& failure, std::string const& sentence) {
    throw boost::system::system_error(error_code(failure.value(), failure.category()), sentence);
}

/// Puts into `failure` what `function` throws.
template <class F>
void told(error_code& failure, F const& function) {
    try {
        function();
    } catch (boost::system::system_error const& thrown) {
        failure = thrown.code();
    }
}

template <class Core>
void listen_on_all(Core& core, std::uint16_t port, std::shared_ptr<loop::tls_context> const& tls,
                   error_code& failure) {
    core.listen({asio::ip::tcp::v6(), port}, tls, failure);
    // A machine without IPv6.
    if (failure == asio::error::address_family_not_supported ||
        failure == asio::error::no_protocol_option)
        core.listen({asio::ip::tcp::v4(), port}, tls, failure);
}

} // namespace

server::server(server_options options) {
    // One thread runs it, which the hint tells.
    core_ = std::make_shared<core>(std::make_unique<asio::io_context>(1), std::move(options));
}

server::server(asio::io_context& context, server_options options)
    : core_(std::make_shared<core>(context, loop::shard::on(context), std::move(options))) {}

server::server(std::shared_ptr<core> parts) noexcept : core_(std::move(parts)) {}

server::server(executor_type executor, server_options options)
    : server(context_of(executor), std::move(options)) {}

server::~server() = default;

void server::listen(std::uint16_t port) {
    error_code failure;
    listen(port, failure);
    if (failure)
        fail(failure, "cannot listen on port " + std::to_string(port));
}

void server::listen(std::uint16_t port, error_code& failure) {
    listen_on_all(*core_, port, nullptr, failure);
}

void server::listen(asio::ip::tcp::endpoint const& endpoint) {
    error_code failure;
    listen(endpoint, failure);
    if (failure)
        fail(failure, "cannot listen on " + address_of(endpoint));
}

void server::listen(asio::ip::tcp::endpoint const& endpoint, error_code& failure) {
    core_->listen(endpoint, nullptr, failure);
}

void server::listen(std::uint16_t port, tls_options const& tls) {
    error_code failure;
    listen_on_all(*core_, port, core_->load(tls), failure);
    if (failure)
        fail(failure, "cannot listen on port " + std::to_string(port));
}

void server::listen(std::uint16_t port, tls_options const& tls, error_code& failure) {
    told(failure, [&] { listen_on_all(*core_, port, core_->load(tls), failure); });
}

void server::listen(asio::ip::tcp::endpoint const& endpoint, tls_options const& tls) {
    error_code failure;
    core_->listen(endpoint, core_->load(tls), failure);
    if (failure)
        fail(failure, "cannot listen on " + address_of(endpoint));
}

void server::listen(asio::ip::tcp::endpoint const& endpoint, tls_options const& tls,
                    error_code& failure) {
    told(failure, [&] { core_->listen(endpoint, core_->load(tls), failure); });
}

void server::reload_certificates() { core_->reload_certificates(); }

void server::reload_certificates(error_code& failure) {
    failure.clear();
    told(failure, [this] { core_->reload_certificates(); });
}

void server::listen_local(std::string const& path) {
    error_code failure;
    listen_local(path, failure);
    if (failure)
        fail(failure, "cannot listen at " + path);
}

void server::listen_local(std::string const& path, error_code& failure) {
    failure.clear();
    if (path.empty()) // the kernel would make up a name
        failure = asio::error::invalid_argument;
    else // a path that is too long is the one thing that the endpoint throws
        told(failure, [&] { core_->listen(path, failure); });
}

std::uint16_t server::port() const noexcept { return core_->port(); }

void server::run() { core_->run(); }

void server::stop() { core_->stop(); }

server::executor_type server::get_executor() const noexcept {
    return core_->shard().get_executor();
}

std::size_t server::connections() const noexcept { return core_->sessions(); }

nsp server::of(std::string_view name) { return core_->namespaces().of(name)->handle(); }

nsp server::root() const { return core_->namespaces().of("/")->handle(); }

http_routes server::http() const { return http_routes(core_->routes()); }

void server::websocket(std::string_view pattern, websocket_handler handler,
                       websocket_options options) {
    core_->websockets().add(pattern, std::move(handler), std::move(options));
}

void server::serve_static(std::string_view prefix, std::string folder) {
    core_->add_static_folder(std::string(prefix), std::move(folder));
}

void server::on_error(detail::callback<void(socket const&, std::exception_ptr)> function) {
    core_->namespaces().hooks().on_error = std::move(function);
}

void server::on_connection_error(detail::callback<void(connection_error const&)> function) {
    core_->connection_error_hook = std::move(function);
}

void server::on_metric(detail::callback<void(metric)> function) {
    core_->metric_hook = std::move(function);
}

void server::start_close(asio::any_completion_handler<void(error_code)> handler) {
    core_->close_then(std::move(handler));
}

void server::start_delay(std::chrono::milliseconds time,
                         asio::any_completion_handler<void(error_code)> handler) {
    core_->waits().begin(time, std::move(handler));
}

void server::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                    bool once) const {
    root().listen(name, std::move(handler), once);
}

emit_result server::start_emit(std::string_view name,
                               detail::argument_list const& arguments) const {
    return root().start_emit(name, arguments);
}

} // namespace socketiota

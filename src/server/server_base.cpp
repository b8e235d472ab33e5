// SPDX-License-Identifier: MIT
#include <socketiota/server_base.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/system/system_error.hpp>

#include <string>
#include <utility>

#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

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

void listen_on_all(server_foundation& foundation, std::uint16_t port,
                   std::shared_ptr<loop::tls_context> const& tls, error_code& failure) {
    foundation.listen({asio::ip::tcp::v6(), port}, tls, failure);
    // A machine without IPv6.
    if (failure == asio::error::address_family_not_supported ||
        failure == asio::error::no_protocol_option)
        foundation.listen({asio::ip::tcp::v4(), port}, tls, failure);
}

/// The endpoint that `address` says; `failure` if that is none.
asio::ip::tcp::endpoint endpoint_of(std::string_view address, std::uint16_t port,
                                    error_code& failure) {
    failure.clear();
    if (address == "localhost")
        return {asio::ip::address_v4::loopback(), port};
    asio::ip::address const parsed = asio::ip::make_address(address, failure);
    if (failure)
        failure = make_error_code(error::invalid_option);
    return {parsed, port};
}

/// The same; throws.
asio::ip::tcp::endpoint endpoint_of(std::string_view address, std::uint16_t port) {
    error_code failure;
    auto found = endpoint_of(address, port, failure);
    if (failure)
        fail(failure, "cannot listen on \"" + std::string(address) +
                          "\": that is no address, as 127.0.0.1 or ::1 (a name is not looked up)");
    return found;
}

} // namespace

server_base::server_base(std::shared_ptr<server_foundation> foundation) noexcept
    : foundation_(std::move(foundation)) {}

server_base::~server_base() { server_foundation::leave(std::move(foundation_)); }

void server_base::listen(std::uint16_t port) {
    error_code failure;
    listen(port, failure);
    if (failure)
        fail(failure, "cannot listen on port " + std::to_string(port));
}

void server_base::listen(std::uint16_t port, error_code& failure) {
    listen_on_all(*foundation_, port, nullptr, failure);
}

void server_base::listen(asio::ip::tcp::endpoint const& endpoint) {
    error_code failure;
    listen(endpoint, failure);
    if (failure)
        fail(failure, "cannot listen on " + address_of(endpoint));
}

void server_base::listen(asio::ip::tcp::endpoint const& endpoint, error_code& failure) {
    foundation_->listen(endpoint, nullptr, failure);
}

void server_base::listen(std::string_view address, std::uint16_t port) {
    listen(endpoint_of(address, port));
}

void server_base::listen(std::string_view address, std::uint16_t port, error_code& failure) {
    auto const endpoint = endpoint_of(address, port, failure);
    if (!failure)
        listen(endpoint, failure);
}

void server_base::listen(std::string_view address, std::uint16_t port, tls_options const& tls) {
    listen(endpoint_of(address, port), tls);
}

void server_base::listen(std::string_view address, std::uint16_t port, tls_options const& tls,
                         error_code& failure) {
    auto const endpoint = endpoint_of(address, port, failure);
    if (!failure)
        listen(endpoint, tls, failure);
}

void server_base::listen(std::uint16_t port, tls_options const& tls) {
    error_code failure;
    listen_on_all(*foundation_, port, foundation_->load(tls), failure);
    if (failure)
        fail(failure, "cannot listen on port " + std::to_string(port));
}

void server_base::listen(std::uint16_t port, tls_options const& tls, error_code& failure) {
    told(failure, [&] { listen_on_all(*foundation_, port, foundation_->load(tls), failure); });
}

void server_base::listen(asio::ip::tcp::endpoint const& endpoint, tls_options const& tls) {
    error_code failure;
    foundation_->listen(endpoint, foundation_->load(tls), failure);
    if (failure)
        fail(failure, "cannot listen on " + address_of(endpoint));
}

void server_base::listen(asio::ip::tcp::endpoint const& endpoint, tls_options const& tls,
                         error_code& failure) {
    told(failure, [&] { foundation_->listen(endpoint, foundation_->load(tls), failure); });
}

void server_base::reload_certificates() { foundation_->reload_certificates(); }

void server_base::reload_certificates(error_code& failure) {
    failure.clear();
    told(failure, [this] { foundation_->reload_certificates(); });
}

void server_base::listen_local(std::string const& path) {
    error_code failure;
    listen_local(path, failure);
    if (failure)
        fail(failure, "cannot listen at " + path);
}

void server_base::listen_local(std::string const& path, error_code& failure) {
    failure.clear();
    if (path.empty()) // the kernel would make up a name
        failure = asio::error::invalid_argument;
    else // a path that is too long is the one thing that the endpoint throws
        told(failure, [&] { foundation_->listen(path, failure); });
}

void server_base::serve(std::unique_ptr<detail::foreign_stream> stream, std::string_view octets) {
    foundation_->serve(std::move(stream), octets);
}

void server_base::tell_failure(std::weak_ptr<server_foundation> const& which,
                               std::exception_ptr failure) {
    if (auto const foundation = which.lock())
        foundation->report(std::move(failure), "a function that takes a connection back failed: ");
}

std::uint16_t server_base::port() const noexcept { return foundation_->port(); }

void server_base::run() { server_foundation::run(foundation_); }

void server_base::stop() { foundation_->stop(); }

server_base::executor_type server_base::get_executor() const noexcept {
    return foundation_->part_here().shard().get_executor();
}

void server_base::start_work(asio::awaitable<void> work) { foundation_->spawn(std::move(work)); }

void server_base::on_error(detail::callback<void(std::exception_ptr)> function) {
    foundation_->admitting()->check("on_error", function.shareable());
    foundation_->failure_hook = std::move(function);
}

std::size_t server_base::connections() const noexcept { return foundation_->part(0).sessions(); }

void server_base::on_connection_error(detail::callback<void(connection_error const&)> function) {
    foundation_->admitting()->check("on_connection_error", function.shareable());
    foundation_->connection_error_hook = std::move(function);
}

void server_base::on_metric(detail::callback<void(metric)> function) {
    foundation_->admitting()->check("on_metric", function.shareable());
    foundation_->metric_hook = std::move(function);
}

void server_base::start_close(std::weak_ptr<server_foundation> const& which,
                              std::shared_ptr<void> waiting) {
    if (auto const foundation = which.lock())
        foundation->close_then(std::move(waiting));
}

void server_base::start_drain(std::weak_ptr<server_foundation> const& which,
                              std::chrono::milliseconds time, std::shared_ptr<void> waiting) {
    if (auto const foundation = which.lock())
        foundation->drain_then(time, std::move(waiting));
}

void server_base::readiness_route(std::string_view path) { foundation_->set_readiness_route(path); }

void server_base::metrics_route(std::string_view path) { foundation_->set_metrics_route(path); }

void server_base::start_delay(std::weak_ptr<server_foundation> const& which,
                              std::chrono::milliseconds time,
                              std::shared_ptr<detail::pending_delay> waiting) {
    // Forgotten, it is aborted.
    if (auto const foundation = which.lock())
        foundation->begin_delay(time, std::move(waiting));
}

server_base::executor_type
server_base::executor_for(std::weak_ptr<server_foundation> const& which) {
    // The context of a server that is gone may be gone too.
    if (auto const foundation = which.lock())
        return foundation->part_here().shard().get_executor();
    return asio::system_executor();
}

} // namespace socketiota

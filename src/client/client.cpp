// SPDX-License-Identifier: MIT
#include <socketiota/client.hpp>

#include <stdexcept>
#include <utility>

#include <client/at_home.hpp>
#include <client/connection_choices.hpp>
#include <client/make_dialler.hpp>
#include <client/manager.hpp>
#include <client/own_client_loop.hpp>
#include <client/socket_core.hpp>

namespace socketiota {

namespace {

[[nodiscard]] std::shared_ptr<clients::manager>
make_manager(std::shared_ptr<clients::client_loop> loop, std::string_view url,
             client_options options) {
    auto settings = clients::settings_of(url, std::move(options));
    settings.engine.deflate = loop->deflate(settings.options.per_message_deflate);
    auto dialler = clients::make_dialler(*loop, settings.engine.where.secure, settings.options.tls,
                                         settings.proxy);
    return loop::hold_at_home(std::make_unique<clients::manager>(
        std::move(loop), std::move(settings), std::move(dialler)));
}

} // namespace

client::client(boost::asio::io_context& context, std::string_view url, client_options options)
    : manager_(make_manager(clients::client_loop::on(context), url, std::move(options))) {}

client::client(std::string_view url, client_options options)
    : client(url, std::move(options), true) {}

client client::polled(std::string_view url, client_options options) {
    return {url, std::move(options), false};
}

client::client(std::string_view url, client_options options, bool by_thread)
    : own_loop_(std::make_shared<clients::own_client_loop>()) {
    try {
        manager_ = make_manager(own_loop_->loop(), url, std::move(options));
        own_loop_->begin(manager_, by_thread);
    } catch (...) {
        own_loop_->end();
        throw;
    }
}

client::client(std::shared_ptr<clients::manager> manager) noexcept : manager_(std::move(manager)) {}

client::client(client&& other) noexcept = default;

client& client::operator=(client&& other) noexcept {
    std::swap(own_loop_, other.own_loop_);
    std::swap(manager_, other.manager_);
    return *this;
}

client::~client() {
    if (!manager_)
        return;
    if (own_loop_) {
        manager_.reset(); // which its loop has as well
        own_loop_->end();
    } else if (manager_->home().is_here())
        manager_->drop(); // else its destruction does, on its thread
}

std::size_t client::poll(std::chrono::milliseconds wait) const {
    if (!own_loop_ || !own_loop_->is_polled())
        throw std::logic_error("this client is not polled: make it with client::polled");
    return own_loop_->poll(wait);
}

client_socket client::socket() const { return socket(manager_->default_nsp()); }

client_socket client::socket(std::string_view nsp) const { return manager_->socket(nsp)->handle(); }

client_socket client::socket(std::string_view nsp, client_auth auth) const {
    if (auth && manager_->speaks_protocol4())
        clients::refuse_option(
            "the auth of a socket is unknown to servers of revision 3: use query or headers");
    return manager_->socket(nsp, std::move(auth))->handle();
}

void client::connect() const { manager_->connect(); }

void client::close() const { manager_->close(); }

bool client::connected() const noexcept { return manager_->carried_by().has_value(); }

std::optional<transport> client::transport() const noexcept { return manager_->carried_by(); }

boost::asio::any_io_executor client::get_executor() const noexcept {
    return manager_->home().executor_for_ends();
}

template <class Member, class Function>
void client::set(Member where, Function function) const {
    clients::run_home(*manager_,
                      [where, function = std::move(function)](clients::manager& its) mutable {
                          its.told().*where = std::move(function);
                      });
}

void client::set_reconnect_attempt(detail::callback<void(std::size_t)> function) const {
    set(&clients::manager::functions::reconnect_attempt, std::move(function));
}

void client::set_reconnect(detail::callback<void(std::size_t)> function) const {
    set(&clients::manager::functions::reconnect, std::move(function));
}

void client::set_reconnect_failed(detail::callback<void()> function) const {
    set(&clients::manager::functions::reconnect_failed, std::move(function));
}

void client::set_upgrade(detail::callback<void(socketiota::transport)> function) const {
    set(&clients::manager::functions::upgrade, std::move(function));
}

void client::set_ping(detail::callback<void()> function) const {
    set(&clients::manager::functions::ping, std::move(function));
}

void client::set_error(detail::callback<void(std::exception_ptr)> function) const {
    set(&clients::manager::functions::error, std::move(function));
}

std::string_view to_string(connect_stage stage) noexcept {
    switch (stage) {
    case connect_stage::resolve:
        return "resolve";
    case connect_stage::connect:
        return "connect";
    case connect_stage::proxy:
        return "proxy";
    case connect_stage::tls:
        return "tls";
    case connect_stage::http:
        return "http";
    case connect_stage::engine:
        return "engine";
    case connect_stage::nsp:
        return "nsp";
    }
    return "unknown stage";
}

} // namespace socketiota

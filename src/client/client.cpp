// SPDX-License-Identifier: MIT
#include <socketiota/client.hpp>

#include <utility>

#include <client/at_home.hpp>
#include <client/manager.hpp>
#include <client/socket_core.hpp>
#include <loop/socket_dialler.hpp>
#include <loop/tls_client_context.hpp>

namespace socketiota {

client::client(boost::asio::io_context& context, std::string_view url, client_options options) {
    auto settings = clients::settings_of(url, std::move(options));
    auto loop = clients::client_loop::on(context);
    settings.engine.deflate = loop->deflate(settings.options.per_message_deflate);
    std::shared_ptr<loop::tls_client_context const> tls;
    if (settings.engine.where.secure)
        tls = std::make_shared<loop::tls_client_context>(settings.options.tls, "http/1.1");
    auto dialler = std::make_unique<loop::socket_dialler>(loop->shard(), std::move(tls));
    manager_ = loop::hold_at_home(std::make_unique<clients::manager>(
        std::move(loop), clients::session_terms{std::move(settings), std::move(dialler)}));
}

client::client(client&& other) noexcept = default;

client& client::operator=(client&& other) noexcept {
    std::swap(manager_, other.manager_);
    return *this;
}

client::~client() {
    if (manager_ && manager_->home().is_here())
        manager_->drop(); // else its destruction does, on its thread
}

client_socket client::socket() const { return socket(manager_->default_nsp()); }

client_socket client::socket(std::string_view nsp) const { return manager_->socket(nsp)->handle(); }

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

void client::set_error(detail::callback<void(std::exception_ptr)> function) const {
    set(&clients::manager::functions::error, std::move(function));
}

std::string_view to_string(connect_stage stage) noexcept {
    switch (stage) {
    case connect_stage::resolve:
        return "resolve";
    case connect_stage::connect:
        return "connect";
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

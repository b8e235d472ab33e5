// SPDX-License-Identifier: MIT
#include <socketiota/client_socket.hpp>

#include <utility>

#include <client/at_home.hpp>
#include <client/socket_core.hpp>

namespace socketiota {

namespace {

using clients::run_home;
using clients::socket_core;

/// Adds to one of the lists of `core`, on its thread.
template <class Function>
registration add(socket_core& core, events::function_list<Function> socket_core::lists::*where,
                 Function function, bool first = false) {
    registration made(function.identity());
    run_home(core, [where, first, function = std::move(function)](socket_core& its) mutable {
        auto& to = its.others().*where;
        if (first)
            to.push_front(std::move(function));
        else
            to.push_back(std::move(function));
    });
    return made;
}

} // namespace

std::string client_socket::id() const { return core_->id(); }

std::string const& client_socket::nsp() const noexcept { return core_->nsp(); }

bool client_socket::connected() const noexcept { return core_->connected(); }

bool client_socket::active() const noexcept { return core_->active(); }

bool client_socket::recovered() const noexcept { return core_->recovered(); }

boost::asio::any_io_executor client_socket::get_executor() const noexcept {
    return core_->home().executor_for_ends();
}

boost::asio::any_io_executor client_socket::completion_executor() const noexcept {
    return get_executor();
}

void client_socket::connect() const { core_->connect(); }

void client_socket::disconnect() const { core_->disconnect(); }

void client_socket::off(std::string_view name) const {
    run_home(*core_, [kept = std::string(name)](socket_core& its) { its.handlers().remove(kept); });
}

void client_socket::off(registration const& which) const {
    run_home(*core_, [which](socket_core& its) { its.off(which); });
}

std::vector<registration> client_socket::listeners(std::string_view name) const {
    return core_->handlers().registrations(name);
}

void client_socket::off_any() const {
    run_home(*core_, [](socket_core& its) { its.others().any.clear(); });
}

void client_socket::off_any_outgoing() const {
    run_home(*core_, [](socket_core& its) { its.others().any_outgoing.clear(); });
}

registration client_socket::add_any(detail::client_any_handler handler, bool first) const {
    return add(*core_, &socket_core::lists::any, std::move(handler), first);
}

registration client_socket::add_any_outgoing(detail::client_any_handler handler, bool first) const {
    return add(*core_, &socket_core::lists::any_outgoing, std::move(handler), first);
}

registration client_socket::add_connect(detail::client_connect_handler handler) const {
    return add(*core_, &socket_core::lists::connect, std::move(handler));
}

registration client_socket::add_disconnect(detail::client_disconnect_handler handler) const {
    return add(*core_, &socket_core::lists::disconnect, std::move(handler));
}

registration client_socket::add_connect_error(detail::client_error_handler handler) const {
    return add(*core_, &socket_core::lists::connect_error, std::move(handler));
}

registration client_socket::listen(std::string_view name,
                                   std::shared_ptr<detail::handler<client_socket>> handler,
                                   bool once) const {
    events::refuse_reserved(name);
    registration made{std::weak_ptr<void const>(handler)};
    run_home(*core_,
             [kept = std::string(name), once, handler = std::move(handler)](
                 socket_core& its) mutable { its.handlers().add(kept, std::move(handler), once); });
    return made;
}

emit_result client_socket::start_emit(std::string_view name,
                                      detail::argument_list const& arguments) const {
    return core_->emit(name, arguments, flags_);
}

void client_socket::start_request(std::string_view name, detail::argument_list const& arguments,
                                  std::shared_ptr<detail::pending_answer> answer) const {
    core_->request(name, arguments, flags_, std::move(answer));
}

client_socket client_socket::volatile_() const {
    client_socket made = *this;
    made.flags_.is_volatile = true;
    return made;
}

client_socket client_socket::compress(bool allowed) const {
    client_socket made = *this;
    made.flags_.compress = allowed;
    return made;
}

client_socket client_socket::timeout(std::chrono::milliseconds limit) const {
    client_socket made = *this;
    made.flags_.timeout = limit;
    return made;
}

std::size_t client_socket::buffered() const noexcept { return core_->buffered(); }

std::vector<buffered_event> client_socket::buffered_events() const {
    return core_->buffered_events();
}

void client_socket::clear_buffered() const {
    run_home(*core_, [](socket_core& its) { its.clear_buffered(); });
}

void detail::spawn(client_socket const& owner, boost::asio::awaitable<void> work,
                   when_disconnected then) {
    owner.core_->spawn(std::move(work), then);
}

} // namespace socketiota

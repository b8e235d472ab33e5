// SPDX-License-Identifier: MIT
#include <socketiota/nsp.hpp>
#include <socketiota/socket.hpp>

#include <boost/core/demangle.hpp>

#include <stdexcept>
#include <utility>

#include <hub/nsp_part.hpp>
#include <hub/socket_core.hpp>

namespace socketiota {

using lists = hub::socket_registrations::lists;

std::string const& socket::id() const noexcept { return core_->id(); }

bool socket::connected() const noexcept { return core_->connected(); }

recovery_outcome socket::recovery() const noexcept { return core_->came_back(); }

class handshake const& socket::handshake() const noexcept {
    return core_->request();
}

class nsp socket::nsp() const {
    return core_->nsp()->whole()->handle();
}

transport socket::transport() const noexcept {
    core_->expect_home("socket::transport");
    return core_->carrier();
}

value& socket::data() const {
    core_->expect_home("socket::data");
    return core_->data();
}

std::any& socket::any_state() const {
    core_->expect_home("socket::state");
    return core_->state();
}

void socket::refuse_state(std::type_info const& held, std::type_info const& asked) {
    throw std::logic_error("socket::state has a " + boost::core::demangle(held.name()) +
                           " already, and a " + boost::core::demangle(asked.name()) +
                           " was asked for: a socket has one state");
}

std::vector<std::string> socket::rooms() const {
    core_->expect_home("socket::rooms");
    return core_->rooms();
}

boost::asio::any_io_executor socket::get_executor() const noexcept {
    return core_->home().executor_for_ends();
}

boost::asio::any_io_executor socket::completion_executor() const noexcept {
    return core_->nsp()->whole()->get_executor();
}

void socket::off(std::string_view name) const {
    core_->expect_home("socket::off");
    core_->registrations().off(name);
}

void socket::off(registration const& which) const {
    core_->expect_home("socket::off");
    core_->registrations().off(which);
}

std::vector<registration> socket::listeners(std::string_view name) const {
    core_->expect_home("socket::listeners");
    return core_->registrations().listeners().registrations(name);
}

std::vector<registration> socket::listeners_any() const {
    core_->expect_home("socket::listeners_any");
    auto const* const some = core_->registrations().others();
    return some == nullptr ? std::vector<registration>() : some->any.registrations();
}

std::vector<registration> socket::listeners_any_outgoing() const {
    core_->expect_home("socket::listeners_any_outgoing");
    auto const* const some = core_->registrations().others();
    return some == nullptr ? std::vector<registration>() : some->any_outgoing.registrations();
}

void socket::off_any() const {
    core_->expect_home("socket::off_any");
    core_->registrations().off_any();
}

void socket::off_any_outgoing() const {
    core_->expect_home("socket::off_any_outgoing");
    core_->registrations().off_any_outgoing();
}

socket socket::volatile_() const {
    socket changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

socket socket::compress(bool allowed) const {
    socket changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

socket socket::timeout(std::chrono::milliseconds limit) const {
    socket changed = *this;
    changed.flags_.timeout = limit;
    return changed;
}

broadcast_operator socket::broadcast() const {
    broadcast_operator others(core_->nsp()->whole());
    others.flags_ = flags_;
    return others.except(id());
}

broadcast_operator socket::local() const { return broadcast().local(); }

void socket::disconnect(bool close) const { core_->disconnect(close); }

void socket::join_rooms(std::vector<std::string> rooms) const { core_->join(std::move(rooms)); }

void socket::leave_rooms(std::vector<std::string> rooms) const { core_->leave(std::move(rooms)); }

registration socket::add_any(detail::any_handler handler, bool first) const {
    core_->expect_home("socket::on_any");
    return core_->registrations().add(&lists::any, std::move(handler), first);
}

registration socket::add_any_outgoing(detail::any_handler handler, bool first) const {
    core_->expect_home("socket::on_any_outgoing");
    return core_->registrations().add_any_outgoing(std::move(handler), first);
}

registration socket::add_upgrade(detail::upgrade_handler handler) const {
    core_->expect_home("socket::on_upgrade");
    return core_->registrations().add(&lists::upgrade, std::move(handler));
}

registration socket::add_disconnecting(detail::disconnect_handler handler) const {
    core_->expect_home("socket::on_disconnecting");
    return core_->registrations().add(&lists::disconnecting, std::move(handler));
}

registration socket::add_disconnect(detail::disconnect_handler handler) const {
    core_->expect_home("socket::on_disconnect");
    return core_->registrations().add(&lists::disconnect, std::move(handler));
}

registration socket::add_event_guard(detail::event_guard guard) const {
    core_->expect_home("socket::use");
    return core_->registrations().add(&lists::guards, std::move(guard));
}

registration socket::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                            bool once) const {
    core_->expect_home("socket::on");
    return core_->registrations().listen(name, std::move(handler), once);
}

emit_result socket::start_emit(std::string_view name,
                               detail::argument_list const& arguments) const {
    return core_->output().emit(name, arguments, flags_);
}

void socket::start_request(std::string_view name, detail::argument_list const& arguments,
                           std::shared_ptr<detail::pending_answer> answer) const {
    core_->output().request_answer(name, arguments, flags_, std::move(answer));
}

void detail::spawn(socket const& owner, boost::asio::awaitable<void> work, when_disconnected then) {
    owner.core_->spawn(std::move(work), then);
}

} // namespace socketiota

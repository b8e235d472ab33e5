// SPDX-License-Identifier: MIT
#include <socketiota/nsp.hpp>

#include <utility>
#include <vector>

#include <hub/nsp_core.hpp>

namespace socketiota {

namespace {

/// Not once the server is gone: a handler that holds the namespace would keep both alive for ever.
template <class Handler>
void add(hub::nsp_core& core, std::vector<Handler>& to, Handler handler) {
    if (!core.detached())
        to.push_back(std::move(handler));
}

} // namespace

std::string const& nsp::name() const noexcept { return core_->name(); }

std::size_t nsp::size() const noexcept { return core_->size(); }

broadcast_operator nsp::all() const { return broadcast_operator(core_); }

void nsp::add_guard(detail::connection_guard guard) const {
    add(*core_, core_->guards, std::move(guard));
}

void nsp::add_connection(detail::connection_handler handler) const {
    add(*core_, core_->connection_handlers, std::move(handler));
}

void nsp::add_any(detail::any_handler handler) const {
    add(*core_, core_->any_handlers, std::move(handler));
}

void nsp::add_disconnecting(detail::disconnect_handler handler) const {
    add(*core_, core_->disconnecting_handlers, std::move(handler));
}

void nsp::add_disconnect(detail::disconnect_handler handler) const {
    add(*core_, core_->disconnect_handlers, std::move(handler));
}

void nsp::on_room_created(detail::room_handler function) const {
    add(*core_, core_->observed_rooms().created, std::move(function));
}

void nsp::on_room_removed(detail::room_handler function) const {
    add(*core_, core_->observed_rooms().removed, std::move(function));
}

void nsp::on_room_joined(detail::membership_handler function) const {
    add(*core_, core_->observed_rooms().joined, std::move(function));
}

void nsp::on_room_left(detail::membership_handler function) const {
    add(*core_, core_->observed_rooms().left, std::move(function));
}

void nsp::remove(std::string_view name) const { core_->listeners.remove(name); }

void nsp::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                 bool once) const {
    if (!core_->detached())
        core_->listeners.add(name, std::move(handler), once);
}

emit_result nsp::start_emit(std::string_view name, detail::argument_list const& arguments) const {
    return core_->broadcast({}, {}, name, arguments);
}

} // namespace socketiota

// SPDX-License-Identifier: MIT
#include <socketiota/nsp.hpp>

#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota {

namespace {

/// Registers with `core` what `change` adds. Not once the server is gone: a handler that holds the
/// namespace would keep both alive for ever.
template <class Change>
void change(hub::nsp_core const& core, Change const& change) {
    if (auto const part = core.part())
        change(*part);
}

} // namespace

std::string const& nsp::name() const noexcept { return core_->name(); }

std::size_t nsp::size() const noexcept { return core_->size(); }

broadcast_operator nsp::all() const { return broadcast_operator(core_); }

void nsp::add_guard(detail::connection_guard guard) const {
    change(*core_, [&](hub::nsp_part& part) { part.guards.push_back(std::move(guard)); });
}

void nsp::add_connection(detail::connection_handler handler) const {
    change(*core_,
           [&](hub::nsp_part& part) { part.connection_handlers.push_back(std::move(handler)); });
}

void nsp::add_any(detail::any_handler handler) const {
    change(*core_, [&](hub::nsp_part& part) { part.any_handlers.push_back(std::move(handler)); });
}

void nsp::add_disconnecting(detail::disconnect_handler handler) const {
    change(*core_,
           [&](hub::nsp_part& part) { part.disconnecting_handlers.push_back(std::move(handler)); });
}

void nsp::add_disconnect(detail::disconnect_handler handler) const {
    change(*core_,
           [&](hub::nsp_part& part) { part.disconnect_handlers.push_back(std::move(handler)); });
}

void nsp::on_room_created(detail::room_handler function) const {
    change(*core_, [&](hub::nsp_part& part) {
        part.observed_rooms().created.push_back(std::move(function));
    });
}

void nsp::on_room_removed(detail::room_handler function) const {
    change(*core_, [&](hub::nsp_part& part) {
        part.observed_rooms().removed.push_back(std::move(function));
    });
}

void nsp::on_room_joined(detail::membership_handler function) const {
    change(*core_, [&](hub::nsp_part& part) {
        part.observed_rooms().joined.push_back(std::move(function));
    });
}

void nsp::on_room_left(detail::membership_handler function) const {
    change(*core_,
           [&](hub::nsp_part& part) { part.observed_rooms().left.push_back(std::move(function)); });
}

void nsp::remove(std::string_view name) const {
    change(*core_, [&](hub::nsp_part& part) { part.listeners.remove(name); });
}

void nsp::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                 bool once) const {
    change(*core_,
           [&](hub::nsp_part& part) { part.listeners.add(name, std::move(handler), once); });
}

emit_result nsp::start_emit(std::string_view name, detail::argument_list const& arguments) const {
    return core_->broadcast({}, {}, name, arguments);
}

} // namespace socketiota

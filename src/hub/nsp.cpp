// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>
#include <socketiota/nsp.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <base/registrations.hpp>
#include <event/function_list.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota {

namespace {

/// Has each part of `core` register what `change` adds: it goes to other threads, and keeps what it
/// refers to. Not once the server is gone: a handler that holds the namespace would keep both alive
/// for ever.
template <class Change>
void change(std::shared_ptr<hub::nsp_core> const& core, Change change) {
    if (auto const all = core->all())
        all->shards().on_each([weak = std::weak_ptr(core), change](std::size_t shard) {
            auto const self = weak.lock();
            if (auto const part = self ? self->part_at(shard) : nullptr)
                change(*part);
        });
}

/// Throws `invalid_option` if several shards would call what one cannot share with another.
void refuse_unshareable(hub::nsp_core const& core, std::string_view name, bool shareable) {
    base::registrations(core.shards() > 1).check_function(name, shareable);
}

/// Registers `function`, which `name` was given, in `list(part)` of each part.
template <class Function, class List>
registration add(std::shared_ptr<hub::nsp_core> const& core, std::string_view name,
                 Function function, List list, bool first = false) {
    refuse_unshareable(*core, name, function.shareable());
    registration made(function.identity());
    change(core, [kept = std::move(function), list, first](hub::nsp_part& part) {
        auto& registered = std::invoke(list, part);
        if (first)
            registered.push_front(kept);
        else
            registered.push_back(kept);
    });
    return made;
}

/// The same for one that hears of rooms.
template <class Function>
registration add_observer(std::shared_ptr<hub::nsp_core> const& core, std::string_view name,
                          Function function,
                          events::function_list<Function> hub::room_news::handlers::*list) {
    return add(
        core, name, std::move(function), [list](hub::nsp_part & part) -> auto& {
            return part.observed_rooms().*list;
        });
}

} // namespace

std::string const& nsp::name() const noexcept { return core_->name(); }

std::size_t nsp::size() const noexcept { return core_->size(); }

broadcast_operator nsp::all() const { return broadcast_operator(core_); }

registration nsp::add_guard(detail::connection_guard guard) const {
    return add(core_, "use", std::move(guard), &hub::nsp_part::guards);
}

registration nsp::add_connection(detail::connection_handler handler) const {
    return add(core_, "on_connection", std::move(handler), &hub::nsp_part::connection_handlers);
}

registration nsp::add_any(detail::any_handler handler, bool first) const {
    return add(core_, "on_any", std::move(handler), &hub::nsp_part::any_handlers, first);
}

registration nsp::add_upgrade(detail::upgrade_handler handler) const {
    return add(core_, "on_upgrade", std::move(handler), &hub::nsp_part::upgrade_handlers);
}

registration nsp::add_disconnecting(detail::disconnect_handler handler) const {
    return add(core_, "on_disconnecting", std::move(handler),
               &hub::nsp_part::disconnecting_handlers);
}

registration nsp::add_disconnect(detail::disconnect_handler handler) const {
    return add(core_, "on_disconnect", std::move(handler), &hub::nsp_part::disconnect_handlers);
}

registration nsp::on_room_created(detail::room_handler function) const {
    return add_observer(core_, "on_room_created", std::move(function),
                        &hub::room_news::handlers::created);
}

registration nsp::on_room_removed(detail::room_handler function) const {
    return add_observer(core_, "on_room_removed", std::move(function),
                        &hub::room_news::handlers::removed);
}

registration nsp::on_room_joined(detail::membership_handler function) const {
    return add_observer(core_, "on_room_joined", std::move(function),
                        &hub::room_news::handlers::joined);
}

registration nsp::on_room_left(detail::membership_handler function) const {
    return add_observer(core_, "on_room_left", std::move(function),
                        &hub::room_news::handlers::left);
}

registration nsp::on_session_expired(detail::expiry_handler function) const {
    return add(core_, "on_session_expired", std::move(function), &hub::nsp_part::expiry_handlers);
}

void nsp::remove(std::string_view name) const {
    change(core_, [kept = std::string(name)](hub::nsp_part& part) { part.listeners.remove(kept); });
}

void nsp::remove(registration const& which) const {
    change(core_, [which](hub::nsp_part& part) { part.remove(which); });
}

registration nsp::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                         bool once) const {
    events::refuse_reserved(name); // here, where the caller hears of it
    if (!once)                     // else one thread calls it, one time
        refuse_unshareable(*core_, "on", handler->shareable());
    events::taken_once taken;
    if (once)
        taken = std::make_shared<std::atomic<bool>>(false);
    registration made(handler);
    change(core_, [kept = std::string(name), function = std::move(handler), once,
                   taken = std::move(taken)](hub::nsp_part& part) {
        part.listeners.add(kept, function, once, taken);
    });
    return made;
}

emit_result nsp::start_emit(std::string_view name, detail::argument_list const& arguments) const {
    return core_->broadcast({}, {}, name, arguments);
}

detail::other_servers nsp::servers() const { return detail::other_servers(core_); }

registration nsp::listen_server_side(std::string_view name,
                                     std::shared_ptr<detail::handler<nsp>> handler) const {
    events::refuse_reserved(name);
    registration made(handler);
    change(core_, [kept = std::string(name), function = std::move(handler)](hub::nsp_part& part) {
        part.server_side_listeners.add(kept, function, false);
    });
    return made;
}

void nsp::start_count_servers(std::shared_ptr<detail::pending_count> waiting) const {
    core_->count_servers(std::move(waiting));
}

boost::asio::any_io_executor nsp::executor_of_cluster() const noexcept {
    return core_->executor_of_cluster();
}

emit_result detail::other_servers::start_emit(std::string_view name,
                                              argument_list const& arguments) const {
    return nsp_->emit_to_servers(name, arguments, nullptr);
}

void detail::other_servers::start_request(std::string_view name, argument_list const& arguments,
                                          std::shared_ptr<pending_answer> answer) const {
    static_cast<void>(nsp_->emit_to_servers(name, arguments, std::move(answer)));
}

boost::asio::any_io_executor detail::other_servers::get_executor() const noexcept {
    return nsp_->executor_of_cluster();
}

boost::asio::any_io_executor detail::other_servers::completion_executor() const noexcept {
    return nsp_->get_executor();
}

} // namespace socketiota

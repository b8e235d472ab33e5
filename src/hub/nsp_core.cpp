// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/posted_arguments.hpp>
#include <hub/registered.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

namespace asio = boost::asio;

namespace {

/// Handles of `those`, for whoever runs code of the program while it walks them: that may join,
/// leave and disconnect, which changes what the span looks at.
std::vector<std::shared_ptr<socket_core>> keep(std::span<adapter::member* const> those) {
    std::vector<std::shared_ptr<socket_core>> kept;
    kept.reserve(those.size());
    for (adapter::member* const each : those)
        kept.push_back(static_cast<socket_core*>(each)->shared());
    return kept;
}

} // namespace

nsp_core::nsp_core(surroundings& around, std::string name)
    : around_(&around),
      home_(around.home),
      name_(std::move(name)),
      adapter_(std::make_unique<adapter::in_memory_adapter>(
          static_cast<adapter::local_delivery&>(*this))) {}

void nsp_core::detach() noexcept {
    around_ = nullptr;
    // Handlers may hold handles of this namespace or of its sockets: without this they would keep
    // each other alive.
    guards.clear();
    connection_handlers.clear();
    any_handlers.clear();
    disconnecting_handlers.clear();
    disconnect_handlers.clear();
    listeners.clear();
    room_handlers_ = {};
}

void nsp_core::count(metric what) const noexcept {
    if (!detached())
        around_->count(what);
}

void nsp_core::report(socket const& who, std::exception_ptr failure) const noexcept {
    if (!detached())
        around_->report(who, std::move(failure));
}

auto nsp_core::observed_rooms() -> room_handlers& {
    adapter_->observe(static_cast<adapter::room_listener&>(*this));
    return room_handlers_;
}

asio::any_io_executor nsp_core::get_executor() const noexcept {
    if (auto const home = home_.lock())
        return home->get_executor();
    return asio::system_executor();
}

void nsp_core::add(socket_core& connected) {
    size_.fetch_add(1, std::memory_order_relaxed); // first: who hears of its room may remove it
    try {
        adapter_->add(connected);
    } catch (...) {
        size_.fetch_sub(1, std::memory_order_relaxed);
        throw;
    }
}

void nsp_core::remove(socket_core& gone) noexcept {
    adapter_->remove(gone);
    size_.fetch_sub(1, std::memory_order_relaxed);
}

emit_result nsp_core::broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                                std::string_view name, detail::argument_list const& arguments) {
    if (detail::is_reserved_event(name))
        return make_error_code(error::reserved_event_name);
    auto const home = home_.lock();
    if (!home)
        return emit_status::not_connected;
    return home->in_this_thread() ? broadcast_here(to, flags, name, arguments)
                                  : broadcast_posted(to, flags, name, arguments);
}

emit_result nsp_core::broadcast_here(adapter::selection const& to, detail::emit_flags const& flags,
                                     std::string_view name,
                                     detail::argument_list const& arguments) {
    if (detached())
        return emit_status::not_connected;
    return adapter_->broadcast(
        {name_, name, arguments}, to,
        {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)});
}

emit_result nsp_core::broadcast_posted(adapter::selection const& to,
                                       detail::emit_flags const& flags, std::string_view name,
                                       detail::argument_list const& arguments) {
    auto copied = posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    auto const home = home_.lock();
    asio::post(home->get_executor(), [weak = weak_from_this(), to, flags, kept = std::string(name),
                                      copied = *std::move(copied)] {
        if (auto const self = weak.lock())
            self->broadcast_here(to, flags, kept, copied.list());
    });
    return emit_status::queued;
}

result<base::outgoing_ptr> nsp_core::encode(adapter::event_source const& event,
                                            base::send_flags flags) {
    return around_->encoder.event(event.nsp, std::nullopt, event.name, event.arguments, flags);
}

void nsp_core::deliver(std::span<adapter::member* const> recipients, base::outgoing_ptr const& unit,
                       adapter::event_source const& event) {
    if (outgoing_listeners_ == 0) {
        for (adapter::member* const each : recipients)
            static_cast<socket_core*>(each)->output().send(unit);
        return;
    }
    for (auto const& each : keep(recipients)) {
        each->registrations().tell_outgoing(event.name, event.arguments);
        each->output().send(unit);
    }
}

// ---- questions ----

void nsp_core::ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                       std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) {
    auto const home = home_.lock();
    if (!home) {
        answer->on_end(make_error_code(error::socket_disconnected));
        return;
    }
    if (home->in_this_thread()) {
        ask_here(to, flags, name, arguments, std::move(answer));
        return;
    }
    auto copied = posted_arguments::copy(arguments);
    if (!copied) {
        asio::post(home->get_executor(), [waiting = std::move(answer), reason = copied.error()] {
            waiting->on_end(reason);
        });
        return;
    }
    asio::post(home->get_executor(),
               [weak = weak_from_this(), to, flags, kept = std::string(name),
                copied = *std::move(copied), waiting = std::move(answer)]() mutable {
                   if (auto const self = weak.lock())
                       self->ask_here(to, flags, kept, copied.list(), std::move(waiting));
                   else
                       waiting->on_end(make_error_code(error::socket_disconnected));
               });
}

void nsp_core::ask_here(adapter::selection const& to, detail::emit_flags const& flags,
                        std::string_view name, detail::argument_list const& arguments,
                        std::shared_ptr<detail::pending_answer> answer) {
    if (detached()) {
        answer->on_end(make_error_code(error::socket_disconnected));
        return;
    }
    if (detail::is_reserved_event(name)) {
        answer->on_end(make_error_code(error::reserved_event_name));
        return;
    }
    auto const answers = adapter::broadcast_answers::make(std::move(answer));
    if (flags.timeout)
        around_->shard().set_deadline(*answers, *flags.timeout);
    adapter_->broadcast_with_ack(
        {name_, name, arguments}, to,
        {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)}, *answers);
}

result<adapter::question> nsp_core::encode_question(adapter::event_source const& event,
                                                    base::send_flags flags) {
    std::uint64_t const ack_id = next_ack_id();
    auto unit = around_->encoder.event(event.nsp, ack_id, event.name, event.arguments, flags);
    if (!unit)
        return unit.error();
    return adapter::question{*std::move(unit), ack_id};
}

void nsp_core::ask(members recipients, adapter::question const& what,
                   adapter::event_source const& event, adapter::broadcast_answers& answers) {
    for (auto const& each : keep(recipients)) {
        each->registrations().tell_outgoing(event.name, event.arguments);
        each->output().ask(what.unit, what.ack_id, answers.expect());
    }
}

// ---- acting on those selected ----

template <class F>
void nsp_core::on_shard(F work) {
    auto const home = home_.lock();
    if (!home)
        return;
    if (home->in_this_thread()) {
        if (!detached())
            work(*this);
        return;
    }
    asio::post(home->get_executor(), [weak = weak_from_this(), work = std::move(work)] {
        auto const self = weak.lock();
        if (self && !self->detached())
            work(*self);
    });
}

void nsp_core::join_rooms(adapter::selection who, std::vector<std::string> rooms) {
    on_shard([who = std::move(who), rooms = std::move(rooms)](nsp_core& self) {
        self.adapter_->add_sockets(who, rooms);
    });
}

void nsp_core::leave_rooms(adapter::selection who, std::vector<std::string> rooms) {
    on_shard([who = std::move(who), rooms = std::move(rooms)](nsp_core& self) {
        self.adapter_->remove_sockets(who, rooms);
    });
}

void nsp_core::disconnect_sockets(adapter::selection who, bool close) {
    on_shard([who = std::move(who), close](nsp_core& self) {
        self.adapter_->disconnect_sockets(who, close);
    });
}

void nsp_core::fetch_sockets(adapter::selection who,
                             std::shared_ptr<detail::pending_fetch> waiting) {
    on_shard([who = std::move(who), waiting = std::move(waiting)](nsp_core& self) {
        self.adapter_->fetch_sockets(who, [waiting](std::vector<remote_socket> found) {
            waiting->complete(std::move(found));
        });
    });
}

void nsp_core::count_sockets(adapter::selection who,
                             std::shared_ptr<detail::pending_count> waiting) {
    on_shard([who = std::move(who), waiting = std::move(waiting)](nsp_core& self) {
        self.adapter_->count_sockets(who,
                                     [waiting](std::size_t found) { waiting->complete(found); });
    });
}

std::vector<remote_socket> nsp_core::describe(members those) {
    std::vector<remote_socket> all;
    all.reserve(those.size());
    for (adapter::member* const each : those) {
        auto const& core = *static_cast<socket_core*>(each);
        all.push_back(
            remote_socket(weak_from_this(),
                          std::make_shared<remote_socket::snapshot const>(remote_socket::snapshot{
                              core.id(), core.request(), core.rooms(), core.data_snapshot()})));
    }
    return all;
}

void nsp_core::join(members those, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(those))
        each->join_here(rooms);
}

void nsp_core::leave(members those, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(those))
        each->leave_here(rooms);
}

void nsp_core::disconnect(members those, bool close) {
    for (auto const& each : keep(those))
        each->disconnect(close);
}

// ---- rooms ----

void nsp_core::on_room_changes(adapter::member& who,
                               std::vector<adapter::room_change> changes) noexcept {
    bool const telling = !untold_.empty();
    try {
        untold_.push_back({static_cast<socket_core&>(who).shared(), std::move(changes)});
    } catch (...) {
        on_untold_changes(who);
    }
    if (telling)
        return; // a handler did this: the caller below it goes on with it, so that order is kept
    while (!untold_.empty()) {
        for (adapter::room_change const& each : untold_.front().changes)
            tell(*untold_.front().who, each);
        untold_.pop_front();
    }
}

void nsp_core::on_untold_changes(adapter::member& who) noexcept {
    static_cast<socket_core&>(who).report(std::make_exception_ptr(std::bad_alloc()));
}

// Nothing leaves it: one that did would leave `untold_` as it is, and nobody would be told of
// anything after that.
void nsp_core::tell(socket_core& core, adapter::room_change const& change) noexcept {
    auto const tell = [&core](auto const& handlers, auto const&... about) {
        for_each_registered(handlers, [&](auto const& handler) {
            try {
                handler(about...);
            } catch (...) {
                core.report(std::current_exception());
            }
        });
    };
    std::string const& room = change.room;
    switch (change.what) {
    case adapter::room_event::created:
        tell(room_handlers_.created, room);
        break;
    case adapter::room_event::joined:
        tell(room_handlers_.joined, room, core.id());
        break;
    case adapter::room_event::left:
        tell(room_handlers_.left, room, core.id());
        break;
    case adapter::room_event::removed:
        tell(room_handlers_.removed, room);
        break;
    }
}

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

#include <hub/client.hpp>
#include <hub/hub.hpp>
#include <hub/nsp_core.hpp>
#include <hub/posted_arguments.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

nsp_core::nsp_core(hub& owner, std::string name)
    : owner_(&owner),
      home_(owner.shared_shard()),
      name_(std::move(name)),
      adapter_(std::make_unique<adapter::in_memory_adapter>(
          static_cast<adapter::local_delivery&>(*this))) {}

void nsp_core::detach() noexcept {
    owner_ = nullptr;
    // Handlers may hold handles of this namespace or of its sockets: without this they would keep
    // each other alive.
    guards.clear();
    connection_handlers.clear();
    any_handlers.clear();
    disconnecting_handlers.clear();
    disconnect_handlers.clear();
    listeners.clear();
}

void nsp_core::add(socket_core& connected) {
    adapter_->add(connected);
    size_.fetch_add(1, std::memory_order_relaxed);
}

void nsp_core::remove(socket_core& gone) {
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
    if (owner_ == nullptr)
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
    boost::asio::post(home->get_executor(),
                      [weak = weak_from_this(), to, flags, kept = std::string(name),
                       copied = *std::move(copied)] {
                          if (auto const self = weak.lock())
                              self->broadcast_here(to, flags, kept, copied.list());
                      });
    return emit_status::queued;
}

result<base::outgoing_ptr> nsp_core::encode(adapter::event_source const& event,
                                            base::send_flags flags) {
    return owner_->encoder().event(event.nsp, std::nullopt, event.name, event.arguments, flags);
}

void nsp_core::deliver(std::span<adapter::member* const> recipients, base::outgoing_ptr const& unit,
                       adapter::event_source const& event) {
    if (outgoing_listeners_ == 0) {
        for (adapter::member* const each : recipients)
            static_cast<socket_core*>(each)->send(unit);
        return;
    }
    // Handlers may join, leave and disconnect, which changes what the span looks at.
    std::vector<std::shared_ptr<socket_core>> kept;
    kept.reserve(recipients.size());
    for (adapter::member* const each : recipients)
        kept.push_back(static_cast<socket_core*>(each)->shared());
    for (auto const& each : kept) {
        if (each->has_outgoing_listeners())
            each->notify_outgoing(event.name, event.arguments);
        each->send(unit);
    }
}

} // namespace socketiota::hub

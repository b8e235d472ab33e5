// SPDX-License-Identifier: MIT
#include <socketiota/incoming.hpp>

#include <exception>
#include <utility>

#include <hub/nsp_part.hpp>
#include <hub/posted_arguments.hpp>
#include <hub/socket_core.hpp>
#include <hub/socket_registrations.hpp>

namespace socketiota::hub {

template <class Handler>
void socket_registrations::add(std::vector<Handler> lists::*list, Handler handler) {
    if (who_.gone())
        return;
    if (!others_)
        others_ = std::make_unique<lists>();
    ((*others_).*list).push_back(std::move(handler));
}

void socket_registrations::listen(std::string_view name,
                                  std::shared_ptr<detail::handler<socket>> handler, bool once) {
    if (!who_.gone())
        listeners_.add(name, std::move(handler), once);
}

void socket_registrations::add_any(detail::any_handler handler) {
    add(&lists::any, std::move(handler));
}

void socket_registrations::add_any_outgoing(detail::any_handler handler) {
    bool const had_some = has_outgoing();
    add(&lists::any_outgoing, std::move(handler));
    if (has_outgoing() && !had_some)
        who_.nsp()->whole()->count_outgoing_listener(+1);
}

void socket_registrations::off_any() noexcept {
    if (others_)
        others_->any.clear();
}

void socket_registrations::off_any_outgoing() noexcept {
    if (!has_outgoing())
        return;
    who_.nsp()->whole()->count_outgoing_listener(-1);
    others_->any_outgoing.clear();
}

void socket_registrations::add_disconnecting(detail::disconnect_handler handler) {
    add(&lists::disconnecting, std::move(handler));
}

void socket_registrations::add_disconnect(detail::disconnect_handler handler) {
    add(&lists::disconnect, std::move(handler));
}

void socket_registrations::add_event_guard(detail::event_guard guard) {
    add(&lists::guards, std::move(guard));
}

void socket_registrations::forget() noexcept {
    off_any_outgoing();
    listeners_.clear();
    others_.reset();
}

void socket_registrations::tell_of(std::string_view name,
                                   detail::argument_list const& arguments) const {
    auto const copied = posted_arguments::copy(arguments);
    if (!copied)
        return;
    incoming const event(name, copied->values(), false);
    socket const self = who_.handle();
    auto const handlers = others_->any_outgoing; // they may register others
    for (auto const& handler : handlers) {
        try {
            handler(self, event);
        } catch (...) {
            who_.report(std::current_exception());
        }
    }
}

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#include <socketiota/incoming.hpp>

#include <exception>
#include <utility>

#include <event/posted_arguments.hpp>
#include <hub/nsp_part.hpp>
#include <hub/socket_core.hpp>
#include <hub/socket_registrations.hpp>

namespace socketiota::hub {

registration socket_registrations::listen(std::string_view name,
                                          std::shared_ptr<detail::handler<socket>> handler,
                                          bool once) {
    if (who_.gone())
        return {};
    registration made(handler);
    listeners_.add(name, std::move(handler), once);
    return made;
}

template <class Change>
void socket_registrations::change_outgoing(Change const& change) {
    bool const had_some = has_outgoing();
    change();
    if (has_outgoing() != had_some)
        who_.nsp()->whole()->count_outgoing_listener(had_some ? -1 : +1);
}

registration socket_registrations::add_any_outgoing(detail::any_handler handler, bool first) {
    registration made;
    change_outgoing([&] { made = add(&lists::any_outgoing, std::move(handler), first); });
    return made;
}

void socket_registrations::off(registration const& which) {
    if (listeners_.remove(which) || !others_)
        return;
    change_outgoing([&] {
        static_cast<void>(others_->any.remove(which) || others_->any_outgoing.remove(which) ||
                          others_->upgrade.remove(which) || others_->disconnecting.remove(which) ||
                          others_->disconnect.remove(which) || others_->guards.remove(which));
    });
}

void socket_registrations::off_any() noexcept {
    if (others_)
        others_->any.clear();
}

void socket_registrations::off_any_outgoing() noexcept {
    if (others_)
        change_outgoing([this]() noexcept { others_->any_outgoing.clear(); });
}

void socket_registrations::forget() noexcept {
    off_any_outgoing();
    listeners_.clear();
    others_.reset();
}

void socket_registrations::tell_of(std::string_view name,
                                   detail::argument_list const& arguments) const {
    auto const copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return;
    incoming const event(name, copied->values(), false);
    socket const self = who_.handle();
    others_->any_outgoing.for_each([&](detail::any_handler const& handler) {
        try {
            handler(self, event);
        } catch (...) {
            who_.report(std::current_exception());
        }
    });
}

} // namespace socketiota::hub

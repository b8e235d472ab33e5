// SPDX-License-Identifier: MIT
//
// What programs register on a socket, and that it ends with the socket.
#include <string_view>
#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

socket_core::extra_state& socket_core::extras() {
    if (!extras_)
        extras_ = std::make_unique<extra_state>();
    return *extras_;
}

template <class Handler>
void socket_core::add(std::vector<Handler> extra_state::*list, Handler handler) {
    if (client_ != nullptr)
        (extras().*list).push_back(std::move(handler));
}

void socket_core::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                         bool once) {
    if (client_ != nullptr)
        listeners_.add(name, std::move(handler), once);
}

void socket_core::add_any(detail::any_handler handler) {
    add(&extra_state::any, std::move(handler));
}

void socket_core::add_any_outgoing(detail::any_handler handler) {
    bool const had_some = has_outgoing_listeners();
    add(&extra_state::any_outgoing, std::move(handler));
    if (has_outgoing_listeners() && !had_some)
        nsp_->count_outgoing_listener(+1);
}

void socket_core::off_any() noexcept {
    if (extras_)
        extras_->any.clear();
}

void socket_core::off_any_outgoing() noexcept {
    if (!has_outgoing_listeners())
        return;
    nsp_->count_outgoing_listener(-1);
    extras_->any_outgoing.clear();
}

void socket_core::add_disconnecting(detail::disconnect_handler handler) {
    add(&extra_state::disconnecting, std::move(handler));
}

void socket_core::add_disconnect(detail::disconnect_handler handler) {
    add(&extra_state::disconnect, std::move(handler));
}

void socket_core::add_event_guard(detail::event_guard guard) {
    add(&extra_state::guards, std::move(guard));
}

void socket_core::forget_handlers() noexcept {
    // One that captured its own socket would keep both alive for ever.
    listeners_.clear();
    off_any();
    off_any_outgoing();
    if (extras_) {
        extras_->disconnecting.clear();
        extras_->disconnect.clear();
        extras_->guards.clear();
    }
}

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/socket.hpp>

#include <memory>
#include <string_view>
#include <vector>

#include <event/listeners.hpp>

namespace socketiota::hub {

class socket_life;

/// What a program has registered on one socket.
///
/// Registering once the socket is gone does nothing: who takes its handlers away has been here.
///
/// Not thread safe: belongs to its shard.
class socket_registrations {
public:
    /// What most sockets never have.
    struct lists {
        std::vector<detail::any_handler> any;
        std::vector<detail::any_handler> any_outgoing;
        std::vector<detail::disconnect_handler> disconnecting;
        std::vector<detail::disconnect_handler> disconnect;
        std::vector<detail::event_guard> guards;
    };

    /// `who` must outlive it.
    explicit socket_registrations(socket_life const& who) noexcept : who_(who) {}

    socket_registrations(socket_registrations const&) = delete;
    socket_registrations& operator=(socket_registrations const&) = delete;
    ~socket_registrations() = default;

    void listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler, bool once);

    void off(std::string_view name) { listeners_.remove(name); }

    void add_any(detail::any_handler handler);
    void add_any_outgoing(detail::any_handler handler);
    void off_any() noexcept;
    void off_any_outgoing() noexcept;
    void add_disconnecting(detail::disconnect_handler handler);
    void add_disconnect(detail::disconnect_handler handler);
    void add_event_guard(detail::event_guard guard);

    /// All of it: what captured its own socket would keep both alive for ever.
    void forget() noexcept;

    [[nodiscard]] events::listeners<socket>& listeners() noexcept { return listeners_; }

    /// Null if there is nothing in any of them.
    [[nodiscard]] lists const* others() const noexcept { return others_.get(); }

    [[nodiscard]] bool has_outgoing() const noexcept {
        return others_ && !others_->any_outgoing.empty();
    }

    /// Tells those who want to know of each event that leaves.
    void tell_outgoing(std::string_view name, detail::argument_list const& arguments) const {
        if (has_outgoing())
            tell_of(name, arguments);
    }

private:
    template <class Handler>
    void add(std::vector<Handler> lists::*list, Handler handler);
    void tell_of(std::string_view name, detail::argument_list const& arguments) const;

    socket_life const& who_;
    events::listeners<socket> listeners_;
    std::unique_ptr<lists> others_;
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/socket.hpp>

#include <memory>
#include <string_view>
#include <utility>

#include <event/function_list.hpp>
#include <event/listeners.hpp>
#include <hub/socket_life.hpp>

namespace socketiota::hub {

/// What a program has registered on one socket.
///
/// Registering once the socket is gone does nothing: who takes its handlers away has been here.
///
/// Not thread safe: belongs to its shard.
class socket_registrations {
public:
    /// What most sockets never have.
    struct lists {
        events::function_list<detail::any_handler> any;
        events::function_list<detail::any_handler> any_outgoing;
        events::function_list<detail::upgrade_handler> upgrade;
        events::function_list<detail::disconnect_handler> disconnecting;
        events::function_list<detail::disconnect_handler> disconnect;
        events::function_list<detail::event_guard> guards;
    };

    /// `who` must outlive it.
    explicit socket_registrations(socket_life const& who) noexcept : who_(who) {}

    socket_registrations(socket_registrations const&) = delete;
    socket_registrations& operator=(socket_registrations const&) = delete;
    ~socket_registrations() = default;

    registration listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                        bool once);

    void off(std::string_view name) { listeners_.remove(name); }

    void off(registration const& which);

    /// Adds `function` to one of the lists, after the others or before them.
    template <class Function>
    registration add(events::function_list<Function> lists::*list, Function function,
                     bool first = false);

    /// The same to the one that is counted: see `nsp_core::has_outgoing_listeners`.
    registration add_any_outgoing(detail::any_handler handler, bool first);

    void off_any() noexcept;
    void off_any_outgoing() noexcept;

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
    /// Does `change`, which adds or removes one that hears of what leaves, and counts it.
    template <class Change>
    void change_outgoing(Change const& change);
    void tell_of(std::string_view name, detail::argument_list const& arguments) const;

    socket_life const& who_;
    events::listeners<socket> listeners_;
    std::unique_ptr<lists> others_;
};

template <class Function>
registration socket_registrations::add(events::function_list<Function> lists::*list,
                                       Function function, bool first) {
    if (who_.gone())
        return {};
    if (!others_)
        others_ = std::make_unique<lists>();
    registration made(function.identity());
    auto& registered = (*others_).*list;
    if (first)
        registered.push_front(std::move(function));
    else
        registered.push_back(std::move(function));
    return made;
}

} // namespace socketiota::hub

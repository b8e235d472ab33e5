// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/program_functions.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/registration.hpp>

#include <string_view>
#include <type_traits>

namespace socketiota::detail {

/// What can be registered for all sockets of a namespace, beside the handlers of events.
///
/// `Derived` has, visible to this class:
///
///     nsp whole() const;
template <class Derived>
class registering {
public:
    /// Adds a middleware: a function `verdict(socket&)` or a coroutine. They run one after the
    /// other before a socket is connected; the first that rejects ends it, and the client hears
    /// why. The rest of its connection is not affected.
    template <class F>
    registration use(F&& function) const {
        return self().whole().add_guard(make_connection_guard<std::decay_t<F>>(given<F>(function)));
    }

    /// Calls `function(socket)` for each socket that has connected. A coroutine is run.
    template <class F>
    registration on_connection(F&& function) const {
        return self().whole().add_connection(
            make_connection_handler<std::decay_t<F>>(given<F>(function)));
    }

    /// Removes the handlers of `name` that were registered here.
    void off(std::string_view name) const { self().whole().remove(name); }

    /// Removes one function that was registered here, by whatever returned its `registration`.
    void off(registration const& which) const { self().whole().remove(which); }

    /// Does not compile: functions cannot be compared, see above.
    template <class F>
    void off(std::string_view, F const&) const {
        static_assert(never<F>, "functions of C++ cannot be compared: off takes the registration "
                                "that on returned");
    }

    /// For all its sockets: what `socket::on_any` and the others do for one.
    template <class F>
    registration on_any(F&& function) const {
        return self().whole().add_any(make_any_handler<std::decay_t<F>>(given<F>(function)), false);
    }

    /// The same before those that were registered before.
    template <class F>
    registration prepend_any(F&& function) const {
        return self().whole().add_any(make_any_handler<std::decay_t<F>>(given<F>(function)), true);
    }

    /// Calls `function(socket, transport)` when the connection of one of its sockets was upgraded:
    /// see `socket::on_upgrade`.
    template <class F>
    registration on_upgrade(F&& function) const {
        return self().whole().add_upgrade(
            make_upgrade_handler<std::decay_t<F>>(given<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets is about to disconnect and still
    /// in its rooms.
    template <class F>
    registration on_disconnecting(F&& function) const {
        return self().whole().add_disconnecting(
            make_disconnect_handler<std::decay_t<F>>(given<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets has disconnected.
    template <class F>
    registration on_disconnect(F&& function) const {
        return self().whole().add_disconnect(
            make_disconnect_handler<std::decay_t<F>>(given<F>(function)));
    }

protected:
    ~registering() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }
};

} // namespace socketiota::detail

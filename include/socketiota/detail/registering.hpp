// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/program_functions.hpp>

#include <string_view>
#include <utility>

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
    void use(F&& function) const {
        self().whole().add_guard(make_connection_guard(std::forward<F>(function)));
    }

    /// Calls `function(socket)` for each socket that has connected. A coroutine is run.
    template <class F>
    void on_connection(F&& function) const {
        self().whole().add_connection(make_connection_handler(std::forward<F>(function)));
    }

    /// Removes the handlers of `name` that were registered here.
    void off(std::string_view name) const { self().whole().remove(name); }

    /// For all its sockets: what `socket::on_any` and the others do for one.
    template <class F>
    void on_any(F&& function) const {
        self().whole().add_any(make_any_handler(std::forward<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets is about to disconnect and still
    /// in its rooms.
    template <class F>
    void on_disconnecting(F&& function) const {
        self().whole().add_disconnecting(make_disconnect_handler(std::forward<F>(function)));
    }

    /// Calls `function(socket, reason)` when one of its sockets has disconnected.
    template <class F>
    void on_disconnect(F&& function) const {
        self().whole().add_disconnect(make_disconnect_handler(std::forward<F>(function)));
    }

protected:
    ~registering() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }
};

} // namespace socketiota::detail

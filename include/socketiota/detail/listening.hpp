// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/event_name.hpp>
#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/detail/typed_handler.hpp>
#include <socketiota/event.hpp>
#include <socketiota/registration.hpp>

#include <memory>
#include <type_traits>

namespace socketiota::detail {

/// `on` and `once` of everything that receives events.
///
/// `Self` is the handle that handlers may take first: `Derived` itself, or what `Derived` registers
/// handlers for. `Derived` has, visible to this class:
///
///     registration listen(std::string_view name, std::shared_ptr<handler<Self>>, bool once) const;
template <class Derived, class Self = Derived>
class listening {
public:
    /// Calls `function` for each event `name` that comes in, after those registered before.
    ///
    /// `function` takes, in this order and each optional: the handle, any number of parameters that
    /// the arguments are decoded into, a `reply`. It may be move-only. More arguments than
    /// parameters are ignored; a missing one is an error unless its parameter is a `std::optional`,
    /// `value`, `raw` or `arguments`.
    /// If the arguments do not fit, the function is not called and an ack that was asked for is
    /// answered with an error that says which argument and why.
    ///
    /// What it returns is the answer: any type with a codec; `std::tuple` for several values;
    /// `result<T>` whose error becomes an error answer; `void` for an empty answer, given when all
    /// handlers of the event have run; `boost::asio::awaitable` of all these for a coroutine. The
    /// first handler that answers, replies or is a coroutine has the ack, later ones have none.
    ///
    /// Handlers of one socket run one after the other, in the order of its events, where coroutines
    /// do not wait. So do those of different sockets, unless the server has several shards: then
    /// they may run at the same time, and what they share needs an atomic or a lock. A function
    /// that changes itself when it is called is refused there (`invalid_option`), but by `once` and
    /// by a single socket.
    ///
    ///     std::atomic<int> calls = 0; // with one shard an int
    ///     io.on("call", [&calls] { return ++calls; });
    ///
    /// A literal that JavaScript uses for something else (`"connection"`, `"disconnect"`,
    /// `"error"`) does not compile, and the error names what to use; for a client that emits such
    /// an event write `std::string_view("connection")`. Throws `std::invalid_argument` if `name` is
    /// reserved: such an event never comes.
    ///
    /// What it returns is for `off`, which removes this function alone; it may be dropped.
    template <class F>
    registration on(event_name<Derived> name, F&& function) const {
        return self().listen(name.view(), make_handler<Self, std::decay_t<F>>(given<F>(function)),
                             false);
    }

    /// The same for a typed event; a handler that does not fit does not compile.
    template <fixed_string Name, class Result, class... Parameter, class F>
    registration on(event<Name, Result(Parameter...)>, F&& function) const {
        using declared = event<Name, Result(Parameter...)>;
        return self().listen(
            Name.view(), make_typed_handler<Self, declared, std::decay_t<F>>(given<F>(function)),
            false);
    }

    /// Calls `function` for the next event `name` only.
    template <class F>
    registration once(event_name<Derived> name, F&& function) const {
        return self().listen(name.view(), make_handler<Self, std::decay_t<F>>(given<F>(function)),
                             true);
    }

    /// The same for a typed event.
    template <fixed_string Name, class Result, class... Parameter, class F>
    registration once(event<Name, Result(Parameter...)>, F&& function) const {
        using declared = event<Name, Result(Parameter...)>;
        return self().listen(
            Name.view(), make_typed_handler<Self, declared, std::decay_t<F>>(given<F>(function)),
            true);
    }

protected:
    ~listening() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }
};

} // namespace socketiota::detail

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <memory>

namespace socketiota {

/// One function that was registered: what `on` and its siblings return. `off` of the handle that
/// registered it removes this function and no other.
///
///     auto const ticks = socket.on("tick", [] {});
///     socket.off(ticks);
///
/// A function may remove itself. One that is removed while an event is handled still hears of that
/// event, as in JavaScript.
///
/// It may be dropped, which removes nothing, and it keeps nothing alive.
///
/// Thread safety: immutable, safe.
class SOCKETIOTA_EXPORT registration {
public:
    /// Of no function.
    registration() noexcept;

    /// Made by the library.
    explicit registration(std::weak_ptr<void const> function) noexcept;

    /// Of the same function.
    registration(registration const& other) noexcept;
    /// Of the same function; `other` is of none afterwards.
    registration(registration&& other) noexcept;
    /// Of the same function from now on.
    registration& operator=(registration const& other) noexcept;
    /// Of the same function from now on; `other` is of none afterwards.
    registration& operator=(registration&& other) noexcept;
    ~registration();

    /// For the library: whether it is that of `function`.
    [[nodiscard]] bool is_of(std::shared_ptr<void const> const& function) const noexcept;

    /// Whether both are of one function, registered once.
    friend SOCKETIOTA_EXPORT bool operator==(registration const& left,
                                             registration const& right) noexcept;

private:
    std::weak_ptr<void const> function_;
};

} // namespace socketiota

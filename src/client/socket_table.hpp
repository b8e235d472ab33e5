// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/socket_core.hpp>

namespace socketiota::clients {

/// The sockets of a client, by namespace and in the order in which they were made.
///
/// They are few, and made by the program alone: so they are searched one by one, for a map takes
/// more memory than a search takes time.
///
/// Thread safety: safe.
class socket_table {
public:
    using socket = std::shared_ptr<socket_core>;

    /// That of `nsp`; if there is none, what `make` returns, and true.
    template <class Make>
    [[nodiscard]] std::pair<socket, bool> find_or_make(std::string nsp, Make const& make) {
        std::scoped_lock const lock(mutex_);
        if (auto found = search(nsp))
            return {std::move(found), false};
        return {in_order_.emplace_back(make(std::move(nsp))), true};
    }

    /// Null if there is none.
    [[nodiscard]] socket find(std::string_view nsp) const noexcept {
        std::scoped_lock const lock(mutex_);
        return search(nsp);
    }

    [[nodiscard]] std::size_t size() const noexcept {
        std::scoped_lock const lock(mutex_);
        return in_order_.size();
    }

    /// Null if there are not so many.
    [[nodiscard]] socket at(std::size_t place) const noexcept {
        std::scoped_lock const lock(mutex_);
        return place < in_order_.size() ? in_order_[place] : nullptr;
    }

    /// Those that there were, in order: they are in here no more.
    [[nodiscard]] std::vector<socket> take_all() noexcept {
        std::scoped_lock const lock(mutex_);
        return std::exchange(in_order_, {});
    }

private:
    /// Null if there is none; under the lock.
    [[nodiscard]] socket search(std::string_view nsp) const noexcept {
        auto const found = std::ranges::find(
            in_order_, nsp, [](socket const& each) -> std::string_view { return each->nsp(); });
        return found == in_order_.end() ? nullptr : *found;
    }

    mutable std::mutex mutex_;
    std::vector<socket> in_order_;
};

} // namespace socketiota::clients

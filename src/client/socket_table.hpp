// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::clients {

class socket_core;

/// The sockets of a client, by namespace and in the order in which they were made.
///
/// Thread safety: safe.
class socket_table {
public:
    using socket = std::shared_ptr<socket_core>;

    /// That of `nsp`; if there is none, what `make` returns, and true.
    template <class Make>
    [[nodiscard]] std::pair<socket, bool> find_or_make(std::string nsp, Make const& make) {
        std::scoped_lock const lock(mutex_);
        auto const [place, is_new] = by_nsp_.try_emplace(std::move(nsp));
        if (is_new) {
            try {
                in_order_.push_back(make(place->first));
                place->second = in_order_.back();
            } catch (...) {
                by_nsp_.erase(place);
                throw;
            }
        }
        return {place->second, is_new};
    }

    /// Null if there is none.
    [[nodiscard]] socket find(std::string_view nsp) const noexcept {
        std::scoped_lock const lock(mutex_);
        auto const found = by_nsp_.find(nsp);
        return found == by_nsp_.end() ? nullptr : found->second;
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
        by_nsp_.clear();
        return std::exchange(in_order_, {});
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, socket, std::less<>> by_nsp_;
    std::vector<socket> in_order_;
};

} // namespace socketiota::clients

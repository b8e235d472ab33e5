// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/handler.hpp>
#include <socketiota/detail/invocation.hpp>
#include <socketiota/detail/reserved_events.hpp>
#include <socketiota/registration.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::events {

/// What the tables of several shards share of a handler that is to run once: whether it has.
using taken_once = std::shared_ptr<std::atomic<bool>>;

/// Throws `std::invalid_argument` if `name` is reserved, because such an event never comes, and
/// whoever ports `on("disconnect")` from JavaScript must not wait for it in vain.
inline void refuse_reserved(std::string_view name) {
    if (detail::is_reserved_event(name))
        throw std::invalid_argument(
            "\"" + std::string(name) +
            "\" is a reserved event name: no such event comes, use on_connection(), "
            "on_connect(), on_connect_error() or on_disconnect()");
}

/// The handlers of one socket, by event name.
///
/// A sorted array: programs register few names and sockets are many, so a hash table of its own for
/// each would cost more memory than the handlers, and no name that a peer sends can make the search
/// slow. Handlers of one name stay in the order in which they were registered.
///
/// A dispatch works on the handlers as they were when it began, as in JavaScript: one that is added
/// meanwhile waits for the next event, one that is removed meanwhile still runs. Nothing is copied
/// for that unless the table is changed during a dispatch.
///
/// Not thread safe: belongs to the shard of its socket.
template <class Self>
class listeners {
public:
    using handler = detail::handler<Self>;

    /// Registers `function` after the others of `name`.
    ///
    /// `once`: removed before it is called for the first time, so that it runs once even if it
    /// causes the same event again. With `taken`, it runs in the first of the tables that share
    /// that, and in the others it is as if it were not there.
    ///
    /// Throws as `refuse_reserved`.
    void add(std::string_view name, std::shared_ptr<handler> function, bool once,
             taken_once taken = {});

    /// Removes all handlers of `name`; returns how many there were.
    std::size_t remove(std::string_view name);

    /// Removes that handler; false if it is not there.
    bool remove(registration const& which);

    /// The handlers of `name`.
    [[nodiscard]] std::vector<registration> registrations(std::string_view name) const;

    /// Removes all handlers of all names. Coroutines that run go on.
    void clear() noexcept { table_.reset(); }

    /// Whether `dispatch` would call anything.
    [[nodiscard]] bool contains(std::string_view name) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return table_ ? table_->size() : 0; }

    /// Calls the handlers of `name`; false if there are none. When all tables of an event have been
    /// asked and one had handlers, the caller ends with `call.finish()`; if none had, nobody
    /// answers, as in JavaScript.
    ///
    /// The caller keeps itself alive meanwhile; the listeners may be changed and even destroyed by
    /// a handler.
    bool dispatch(std::string_view name, detail::invocation& call, Self const& self);

private:
    struct listener {
        std::string name;
        std::shared_ptr<handler> function;
        bool once;
        taken_once taken; // null: this is the only table
    };

    // Counted without atomics, because every dispatch counts, and in itself: a control block is
    // larger than what it counts.
    struct table : boost::intrusive_ref_counter<table, boost::thread_unsafe_counter>,
                   std::vector<listener> {};

    /// By length first: two names are mostly told apart without looking at their characters.
    struct by_name {
        static bool less(std::string_view left, std::string_view right) noexcept {
            return left.size() != right.size() ? left.size() < right.size() : left < right;
        }

        bool operator()(listener const& left, std::string_view right) const noexcept {
            return less(left.name, right);
        }

        bool operator()(std::string_view left, listener const& right) const noexcept {
            return less(left, right.name);
        }
    };

    /// The table for changing: a copy if a dispatch is working on it.
    [[nodiscard]] table& own_table();

    /// Removes the one that `is_it` knows; false if it is not there (any more).
    template <class IsIt>
    bool remove_one(IsIt const& is_it);

    [[nodiscard]] static bool is_taken(listener const& which) noexcept {
        return which.taken && which.taken->exchange(true, std::memory_order_relaxed);
    }

    boost::intrusive_ptr<table> table_; // null while empty
};

template <class Self>
auto listeners<Self>::own_table() -> table& {
    if (!table_)
        table_ = new table;
    else if (table_->use_count() > 1)
        table_ = new table(*table_);
    return *table_;
}

template <class Self>
void listeners<Self>::add(std::string_view name, std::shared_ptr<handler> function, bool once,
                          taken_once taken) {
    refuse_reserved(name);
    table& own = own_table();
    own.insert(std::upper_bound(own.begin(), own.end(), name, by_name{}),
               listener{std::string(name), std::move(function), once, std::move(taken)});
}

template <class Self>
bool listeners<Self>::contains(std::string_view name) const noexcept {
    return table_ && std::binary_search(table_->begin(), table_->end(), name, by_name{});
}

template <class Self>
std::size_t listeners<Self>::remove(std::string_view name) {
    if (!contains(name))
        return 0;
    table& own = own_table();
    auto const [first, last] = std::equal_range(own.begin(), own.end(), name, by_name{});
    auto const count = static_cast<std::size_t>(last - first);
    own.erase(first, last);
    return count;
}

template <class Self>
bool listeners<Self>::remove(registration const& which) {
    return remove_one([&which](listener const& each) { return which.is_of(each.function); });
}

template <class Self>
std::vector<registration> listeners<Self>::registrations(std::string_view name) const {
    std::vector<registration> all;
    if (!table_)
        return all;
    auto const [first, last] = std::equal_range(table_->begin(), table_->end(), name, by_name{});
    for (auto each = first; each != last; ++each)
        all.emplace_back(each->function);
    return all;
}

template <class Self>
template <class IsIt>
bool listeners<Self>::remove_one(IsIt const& is_it) {
    if (!table_ || std::none_of(table_->begin(), table_->end(), is_it))
        return false;
    table& own = own_table();
    own.erase(std::find_if(own.begin(), own.end(), is_it));
    return true;
}

template <class Self>
bool listeners<Self>::dispatch(std::string_view name, detail::invocation& call, Self const& self) {
    boost::intrusive_ptr<table> const snapshot = table_;
    if (!snapshot)
        return false;
    auto const last = snapshot->end();
    auto each = std::lower_bound(snapshot->begin(), last, name, by_name{});
    if (each == last || each->name != name)
        return false;
    bool had_one = false;
    do {
        // One that fires once is gone already if an event inside of this dispatch has called it.
        // It stays valid: it is in the table of this dispatch, which own_table leaves alone.
        auto const is_it = [&which = *each](listener const& other) {
            return other.function == which.function;
        };
        bool const is_there = !each->once || remove_one(is_it);
        if (is_there && is_taken(*each))
            continue; // by another table
        had_one = true;
        if (is_there)
            each->function->invoke(call, self);
    } while (++each != last && each->name == name);
    return had_one;
}

} // namespace socketiota::events

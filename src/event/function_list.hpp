// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/registration.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace socketiota::events {

/// Functions of the program that are called for one reason, in this order. `Function` is a
/// `detail::callback`.
///
/// Who walks it calls those that were registered when it began, as in JavaScript, although they may
/// add and remove functions and destroy the list. Nothing is copied for that unless it is changed
/// during a walk: when something ends there may be no memory, and they are to hear of it all the
/// same.
///
/// Not thread safe: belongs to a shard.
template <class Function>
class function_list {
public:
    void push_back(Function function) { own().push_back(std::move(function)); }

    void push_front(Function function) {
        auto& all = own();
        all.insert(all.begin(), std::move(function));
    }

    /// False if it is not in here.
    bool remove(registration const& which) {
        auto const is_it = [&which](Function const& each) { return which.is_of(each.identity()); };
        if (!functions_ || std::none_of(functions_->begin(), functions_->end(), is_it))
            return false;
        auto& all = own();
        all.erase(std::find_if(all.begin(), all.end(), is_it));
        return true;
    }

    void clear() noexcept { functions_.reset(); }

    [[nodiscard]] bool empty() const noexcept { return !functions_ || functions_->empty(); }

    [[nodiscard]] std::vector<registration> registrations() const {
        std::vector<registration> all;
        for_each([&all](Function const& each) { all.emplace_back(each.identity()); });
        return all;
    }

    /// Calls `call` with each.
    template <class Call>
    void for_each(Call const& call) const {
        if (functions_) // else nothing is counted, nor called for it, as nearly always
            walk(call);
    }

    /// The same until the list is cleared: what they are about is gone then. It is there until the
    /// last has returned.
    template <class Call>
    void for_each_until_cleared(Call const& call) const {
        auto const kept = functions_;
        for (std::size_t index = 0; functions_ && index < kept->size(); ++index)
            call((*kept)[index]);
    }

private:
    // Counted without atomics, in itself, and with room for one, as there mostly is: with a control
    // block and an array beside it a list took twice the memory.
    struct list : boost::intrusive_ref_counter<list, boost::thread_unsafe_counter>,
                  boost::container::small_vector<Function, 1> {};

    template <class Call>
    void walk(Call const& call) const {
        auto const kept = functions_;
        for (Function const& each : *kept)
            call(each);
    }

    /// For changing: a copy during a walk.
    [[nodiscard]] list& own() {
        if (!functions_)
            functions_ = new list;
        else if (functions_->use_count() > 1)
            functions_ = new list(*functions_);
        return *functions_;
    }

    // Null while there never were any, and once cleared.
    boost::intrusive_ptr<list> functions_;
};

} // namespace socketiota::events

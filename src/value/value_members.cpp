// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <numeric>

#include <value/value_access.hpp>

namespace socketiota {
namespace {

using members_type = value_access::members_type;

bool has_duplicate(members_type const& members) {
    for (auto later = members.begin(); later != members.end(); ++later)
        for (auto earlier = members.begin(); earlier != later; ++earlier)
            if (earlier->first == later->first)
                return true;
    return false;
}

} // namespace

void merge_duplicate_keys(members_type& members) {
    // Comparing all pairs of a small object is faster than sorting, and almost every object is
    // small and without duplicates.
    constexpr std::size_t small = 16;
    if (members.size() <= small && !has_duplicate(members))
        return;
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&members](std::size_t left, std::size_t right) {
        return members[left].first < members[right].first;
    });
    std::vector<bool> is_superseded(members.size(), false);
    bool has_superseded = false;
    for (std::size_t begin = 0; begin != order.size();) {
        std::size_t end = begin + 1;
        while (end != order.size() && members[order[end]].first == members[order[begin]].first)
            is_superseded[order[end++]] = true;
        if (end - begin > 1) {
            has_superseded = true;
            members[order[begin]].second = std::move(members[order[end - 1]].second);
        }
        begin = end;
    }
    if (!has_superseded)
        return;
    std::size_t kept = 0;
    for (std::size_t index = 0; index != members.size(); ++index) {
        if (is_superseded[index])
            continue;
        if (kept != index)
            members[kept] = std::move(members[index]);
        ++kept;
    }
    members.resize(kept);
}

} // namespace socketiota

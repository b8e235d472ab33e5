// SPDX-License-Identifier: MIT
// What a client of a Redis Cluster does with commands that no server has taken yet.
#include <utility>

#include <redis/cluster_client.hpp>

namespace socketiota::redis {

void cluster_client::turn(std::shared_ptr<routed> const& what, std::optional<redirection> to) {
    detour& which = detours_[*what->slot];
    which.turned.push_back(what);
    if (to)
        which.to = std::move(to);
}

void cluster_client::end_detour(std::uint16_t slot) {
    auto const found = detours_.find(slot);
    if (found == detours_.end() || under_way_[slot] != 0)
        return;
    if (!found->second.to && !found->second.turned.empty())
        return; // `go_on_waiting` goes on with them
    detour const ended = std::move(found->second);
    detours_.erase(found);
    for (auto const& each : ended.turned) // `follow` has made where they go
        send_to(node_at(ended.to->to), each, ended.to->once);
    for (auto const& each : ended.behind)
        route(each);
}

void cluster_client::wait(std::shared_ptr<routed> const& what) {
    if (what->slot)
        turn(what, std::nullopt);
    else
        waiting_.push_back(what);
    ask_soon();
}

void cluster_client::go_on_waiting() {
    auto all = std::exchange(waiting_, {});
    for (auto each = detours_.begin(); each != detours_.end();) {
        auto const here = each++;
        if (here->second.to || under_way_[here->first] != 0)
            continue;
        for (auto* const list : {&here->second.turned, &here->second.behind})
            all.insert(all.end(), list->begin(), list->end());
        detours_.erase(here);
    }
    std::weak_ptr<bool> const alive = alive_;
    for (auto const& each : all) {
        if (each->due <= home_->now())
            finish(each, error::redis_away, {});
        else
            route(each);
        if (alive.expired())
            return;
    }
}

} // namespace socketiota::redis

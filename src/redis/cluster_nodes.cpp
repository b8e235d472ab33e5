// SPDX-License-Identifier: MIT
// The servers of a Redis Cluster: which of them has what, and what is subscribed where.
#include <algorithm>
#include <chrono>
#include <utility>

#include <redis/cluster_blocker.hpp>
#include <redis/cluster_client.hpp>
#include <redis/command_writer.hpp>

namespace socketiota::redis {

namespace {

// Who has what is asked no more often: a move of many slots says MOVED for each.
constexpr std::chrono::milliseconds least_pause{100};
constexpr std::chrono::milliseconds pause_while_away{500};

// Servers that slots are on their way to, and those of the options; each has a connection.
constexpr std::size_t most_unlisted = 64;

std::string name_of(address const& at) { return at.host + " " + std::to_string(at.port); }

} // namespace

cluster_client::node::node(cluster_client& owner, address where)
    : at(std::move(where)),
      commands(
          owner.home_, owner.options_, [make = owner.make_, to = at] { return make(to); },
          static_cast<link_owner&>(owner), true),
      subscriptions(
          owner.home_, owner.options_, [make = owner.make_, to = at] { return make(to); },
          static_cast<link_owner&>(owner)) {}

cluster_client::node& cluster_client::node_at(address const& where) {
    std::unique_ptr<node>& found = nodes_[name_of(where)];
    if (!found) {
        found = std::make_unique<node>(*this, where);
        found->unlisted_since = home_->now();
        if (teller_.is_started()) {
            found->commands.start();
            found->subscriptions.start();
        }
    }
    return *found;
}

cluster_client::node* cluster_client::owner_of(std::optional<std::uint16_t> slot) noexcept {
    if (slot)
        return owners_[*slot];
    return preferred_;
}

/// Takes a server's word for it, unless that would be one of too many that no table names.
cluster_client::node* cluster_client::follow(redirection const& to) {
    auto const unlisted = static_cast<std::size_t>(std::count_if(
        nodes_.begin(), nodes_.end(), [](auto const& each) { return !each.second->listed; }));
    ask_soon();
    if (!nodes_.contains(name_of(to.to)) && unlisted >= most_unlisted)
        return nullptr;
    node& there = node_at(to.to);
    if (!to.once)
        owners_[to.slot] = &there;
    return &there;
}

void cluster_client::ask_soon() {
    if (teller_.is_started() && !pending())
        home_->set_deadline(*this, least_pause);
}

void cluster_client::on_deadline() {
    std::weak_ptr<bool> const alive = alive_;
    ask_for_slots();
    go_on_waiting();
    if (alive.expired())
        return;
    link_state const now = state();
    if (now == link_state::lost) // all of them may have other addresses by now
        for (address const& each : seeds_)
            static_cast<void>(node_at(each));
    // As long as something is not as it should be, another server may know it better.
    bool const waits = !waiting_.empty() || !detours_.empty();
    if (!pending() && (now != link_state::connected || waits))
        home_->set_deadline(*this, pause_while_away);
}

void cluster_client::ask_for_slots() {
    if (asking_ || nodes_.empty())
        return;
    auto each = nodes_.begin();
    std::advance(each, next_asked_ % nodes_.size());
    for (std::size_t seen = 0; seen < nodes_.size(); ++seen) {
        node& asked = *each->second;
        if (++each == nodes_.end())
            each = nodes_.begin();
        ++next_asked_;
        if (!asked.commands.is_up())
            continue;
        asking_ = true;
        std::string octets;
        append_command(octets, {"CLUSTER", "SLOTS"});
        asked.commands.commands().send_encoded(
            octets, 1, {},
            [this, alive = std::weak_ptr(alive_), at = asked.at](error_code failure, reply value) {
                if (alive.expired())
                    return;
                asking_ = false;
                if (auto const table = failure ? std::nullopt : read_slots(value, at))
                    take_slots(*table);
            });
        return;
    }
}

void cluster_client::take_slots(slot_table const& table) {
    if (table.masters.empty())
        return; // whoever says that is in no cluster yet, or not any more
    std::vector<node*> masters;
    for (address const& each : table.masters)
        masters.push_back(&node_at(each));
    for (auto const& [name, each] : nodes_) {
        bool const listed = std::find(masters.begin(), masters.end(), each.get()) != masters.end();
        if (each->listed && !listed)
            each->unlisted_since = home_->now();
        each->listed = listed;
        each->was_listed = each->was_listed || listed;
    }
    for (std::size_t slot = 0; slot < slot_count; ++slot)
        owners_[slot] =
            table.owners[slot] == slot_table::nobody ? nullptr : masters[table.owners[slot]];
    has_table_ = true;
    choose_preferred();
    place_all();
    for (node* const each : masters)
        each->subscriptions.ask_again();
    std::weak_ptr<bool> const alive = alive_;
    remove_unlisted();
    if (!alive.expired())
        place_blockers();
    if (!alive.expired())
        go_on_waiting();
    if (!alive.expired())
        teller_.tell(state(), {});
}

/// Keeps to one as long as it is there: what is published by it keeps its order.
void cluster_client::choose_preferred() noexcept {
    auto const fits = [](node const& each) { return each.listed && each.commands.is_up(); };
    if (preferred_ != nullptr && fits(*preferred_))
        return;
    node* next = nullptr;
    for (auto const& [name, each] : nodes_) {
        if (fits(*each)) {
            next = each.get();
            break;
        }
        if (each->listed && next == nullptr)
            next = each.get();
    }
    if (next != nullptr)
        preferred_ = next;
}

/// Leaves those that have no slots. One that is there stays for a while: slots may be on their way
/// to it.
void cluster_client::remove_unlisted() {
    std::vector<std::unique_ptr<node>> removed;
    for (auto each = nodes_.begin(); each != nodes_.end();) {
        node& here = *each->second;
        auto const time = home_->now() - here.unlisted_since;
        bool const has_gone = here.was_listed && !here.commands.is_up();
        bool const goes = !here.listed && (has_gone || time >= options_->queue_timeout);
        if (!goes) {
            ++each;
            continue;
        }
        for (subscriptions& all : subscribed_)
            for (auto& [name, what] : all)
                if (what.at == &here)
                    what.at = nullptr; // nobody has its slot
        removed.push_back(std::move(each->second));
        each = nodes_.erase(each);
    }
    std::weak_ptr<bool> const alive = alive_;
    for (auto const& each : removed) {
        auto [on_their_way, unsent] = each->commands.commands().close_and_take();
        // Both know whether this client is still there.
        for (asked const& one : on_their_way)
            if (one.what == purpose::answer && !alive.expired())
                one.done(error::redis_connection_lost, {});
        for (asked const& one : unsent)
            if (!alive.expired())
                one.done(error::redis_elsewhere, {});
    }
}

void cluster_client::place(channel_kind kind, std::string const& name, subscribed& what) {
    node* const to = kind == channel_kind::shard ? owner_of(slot_of_key(name)) : preferred_;
    if (to == what.at || to == nullptr)
        return;
    if (what.at != nullptr)
        what.at->subscriptions.unsubscribe(kind, name);
    what.at = to;
    to->subscriptions.subscribe(kind, name, *what.listener);
}

void cluster_client::place_all() {
    for (channel_kind const kind :
         {channel_kind::channel, channel_kind::pattern, channel_kind::shard})
        for (auto& [name, each] : of(kind))
            place(kind, name, each);
}

void cluster_client::place_blockers() {
    std::weak_ptr<bool> const alive = alive_;
    for (blocker* const each : std::vector<blocker*>(blockers_)) {
        if (alive.expired())
            return;
        if (std::find(blockers_.begin(), blockers_.end(), each) != blockers_.end())
            each->look_for_owner();
    }
}

void cluster_client::subscribe(channel_kind kind, std::string name,
                               subscription_listener& listener) {
    auto const [found, is_new] = of(kind).try_emplace(std::move(name));
    found->second.listener = &listener;
    if (found->second.at != nullptr) // with another listener
        found->second.at->subscriptions.subscribe(kind, found->first, listener);
    else
        place(kind, found->first, found->second);
}

void cluster_client::unsubscribe(channel_kind kind, std::string_view name) {
    auto const found = of(kind).find(name);
    if (found == of(kind).end())
        return;
    if (found->second.at != nullptr)
        found->second.at->subscriptions.unsubscribe(kind, name);
    of(kind).erase(found);
}

void cluster_client::unsubscribe(subscription_listener const& listener) {
    for (channel_kind const kind :
         {channel_kind::channel, channel_kind::pattern, channel_kind::shard}) {
        subscriptions& all = of(kind);
        for (auto each = all.begin(); each != all.end();) {
            auto const here = each++;
            if (here->second.listener != &listener)
                continue;
            if (here->second.at != nullptr)
                here->second.at->subscriptions.unsubscribe(kind, here->first);
            all.erase(here);
        }
    }
}

} // namespace socketiota::redis

// SPDX-License-Identifier: MIT
// What a client of a Redis Cluster does with commands; its servers are in cluster_nodes.cpp.
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include <redis/cluster_blocker.hpp>
#include <redis/cluster_client.hpp>
#include <redis/command_writer.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::redis {

namespace {

// A command that is sent from one to the next for ever would keep them all busy.
constexpr unsigned most_tries = 16;

/// Whether the answer says that it is better to ask again a little later.
bool is_for_later(std::string_view answer, unsigned tries) noexcept {
    return answer.starts_with("TRYAGAIN") || answer.starts_with("CLUSTERDOWN") ||
           answer.starts_with("LOADING") || answer.starts_with("MASTERDOWN") ||
           answer.starts_with("READONLY") ||
           // MOVED was said to one inside of the transaction, or it makes no sense.
           (answer.starts_with("EXECABORT") && tries < 4);
}

} // namespace

cluster_client::cluster_client(std::shared_ptr<loop::shard> home,
                               std::shared_ptr<redis_options const> options,
                               std::vector<address> seeds, carrier_to make)
    : home_(std::move(home)),
      options_(std::move(options)),
      seeds_(std::move(seeds)),
      make_(std::move(make)),
      owners_(slot_count, nullptr),
      under_way_(slot_count, 0),
      sent_to_(slot_count, nullptr) {
    for (address const& each : seeds_)
        static_cast<void>(node_at(each));
}

cluster_client::~cluster_client() = default;

void cluster_client::start(client_listener& listener) {
    teller_.start(listener);
    for (auto const& [name, each] : nodes_) {
        each->commands.start();
        each->subscriptions.start();
    }
    for (blocker* const each : blockers_)
        each->start();
    ask_soon();
}

link_state cluster_client::state() const noexcept {
    bool up = teller_.is_started() && has_table_;
    bool lost = false;
    bool any = false;
    auto const look_at = [&](link const& each) {
        up = up && (!each.is_used() || each.is_up());
        lost = lost || (each.is_used() && each.is_long_away());
    };
    for (auto const& [name, each] : nodes_) {
        if (has_table_ && !each->listed)
            continue;
        any = any || !each->commands.is_long_away();
        if (!has_table_)
            continue;
        look_at(each->commands);
        look_at(each->subscriptions);
    }
    for (blocker* const each : blockers_)
        if (link const* const line = each->line())
            look_at(*line);
    if (lost || !any)
        return link_state::lost;
    return up ? link_state::connected : link_state::degraded;
}

void cluster_client::send(command const& what, completion done) {
    auto sent = std::make_shared<routed>();
    append_command(sent->octets, what);
    sent->slot = slot_of_command(what);
    sent->done = std::move(done);
    submit(std::move(sent));
}

void cluster_client::send_together(std::initializer_list<command> what, completion done) {
    auto sent = std::make_shared<routed>();
    append_command(sent->octets, {"MULTI"});
    for (command const& each : what) {
        append_command(sent->octets, each);
        if (!sent->slot)
            sent->slot = slot_of_command(each);
    }
    append_command(sent->octets, {"EXEC"});
    sent->commands = static_cast<std::uint32_t>(what.size() + 2);
    sent->done = std::move(done);
    submit(std::move(sent));
}

void cluster_client::submit(std::shared_ptr<routed> what) {
    std::size_t const size = what->octets.size();
    bool const has_room =
        commands_ < options_->max_queued_commands && octets_ + size <= options_->max_queued_bytes;
    ++commands_;
    octets_ += size;
    what->due = home_->now() + options_->queue_timeout;
    if (has_room)
        return route(what);
    boost::asio::post(home_->get_executor(),
                      [this, alive = std::weak_ptr(alive_), what = std::move(what)] {
                          if (!alive.expired())
                              finish(what, error::redis_queue_full, {});
                      });
}

void cluster_client::route(std::shared_ptr<routed> const& what) {
    auto const found = what->slot ? detours_.find(*what->slot) : detours_.end();
    if (found != detours_.end())
        found->second.behind.push_back(what);
    else if (node* const to = owner_of(what->slot); to == nullptr)
        wait(what);
    else if (what->slot && under_way_[*what->slot] != 0 && sent_to_[*what->slot] != to)
        detours_[*what->slot].behind.push_back(what); // the slot has another master meanwhile
    else
        send_to(*to, what, false);
}

void cluster_client::send_to(node& to, std::shared_ptr<routed> const& what, bool asking) {
    ++what->tries;
    auto answered = [this, alive = std::weak_ptr(alive_), what, from = to.at](error_code failure,
                                                                              reply value) {
        if (!alive.expired())
            on_answer(what, from, failure, value);
    };
    std::string octets;
    if (asking)
        append_command(octets, {"ASKING"});
    to.commands.commands().send_encoded(asking ? octets + what->octets : what->octets,
                                        what->commands + (asking ? 1 : 0), {}, std::move(answered));
    if (what->slot) {
        ++under_way_[*what->slot];
        sent_to_[*what->slot] = &to;
    }
}

void cluster_client::on_answer(std::shared_ptr<routed> const& what, address const& from,
                               error_code failure, reply value) {
    std::weak_ptr<bool> const alive = alive_;
    if (what->slot)
        --under_way_[*what->slot];
    take_answer(what, from, failure, value);
    if (!alive.expired() && what->slot)
        end_detour(*what->slot);
}

void cluster_client::take_answer(std::shared_ptr<routed> const& what, address const& from,
                                 error_code failure, reply value) {
    if (!failure || what->tries >= most_tries)
        return finish(what, failure, value);
    std::string_view const said = value.is_error() ? value.text() : std::string_view();
    if (auto const to = read_redirection(said, from)) {
        if (node* const there = follow(*to))
            return what->slot ? turn(what, to) : send_to(*there, what, to->once);
        return finish(what, failure, value);
    }
    // Without words: its server has gone before it was sent.
    bool const is_left = failure == error::redis_elsewhere && said.empty();
    if (!is_left && !is_for_later(said, what->tries))
        return finish(what, failure, value);
    wait(what);
}

void cluster_client::finish(std::shared_ptr<routed> const& what, error_code failure, reply value) {
    --commands_;
    octets_ -= what->octets.size();
    if (what->done)
        what->done(failure, value);
    else if (failure)
        teller_.tell_lost(failure, printable(value.text()));
}

void cluster_client::count_subscribers(channel_kind kind, std::string_view name,
                                       detail::callback<void(error_code, std::size_t)> told) {
    struct count {
        detail::callback<void(error_code, std::size_t)> told;
        error_code failure;
        std::size_t sum = 0;
        std::size_t missing = 0;
    };

    auto const counted = std::make_shared<count>();
    counted->told = std::move(told);
    std::string octets;
    append_command(octets,
                   {"PUBSUB", kind == channel_kind::shard ? "SHARDNUMSUB" : "NUMSUB", name});
    auto const add = [counted](error_code failure, reply counts) {
        auto const number = counts[1].integer();
        if (!failure && (!number || *number < 0))
            failure = error::redis_refused;
        if (failure)
            counted->failure = failure;
        else
            counted->sum += static_cast<std::size_t>(*number);
        if (--counted->missing == 0)
            counted->told(counted->failure, counted->failure ? 0 : counted->sum);
    };
    for (auto const& [address, each] : nodes_) {
        if (has_table_ && !each->listed)
            continue;
        ++counted->missing;
        each->commands.commands().send_encoded(octets, 1, {}, add);
    }
}

std::unique_ptr<blocking_connection> cluster_client::open_blocking(std::string_view key) {
    return std::make_unique<blocker>(*this, slot_of_key(key));
}

void cluster_client::on_link_changed() {
    if (!has_table_)
        ask_for_slots();
    teller_.tell(state(), {});
}

void cluster_client::on_link_down(error_code why, std::string_view words, bool lost) {
    ask_soon();
    teller_.note(why, lost);
    teller_.tell(state(), words);
}

void cluster_client::on_command_lost(error_code why, std::string_view words) {
    teller_.tell_lost(why, words);
}

} // namespace socketiota::redis

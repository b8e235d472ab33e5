// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>
#include <redis/address.hpp>
#include <redis/client.hpp>
#include <redis/command_link.hpp>
#include <redis/slot_table.hpp>
#include <redis/socket_carrier.hpp>
#include <redis/state_teller.hpp>
#include <redis/subscriber.hpp>

namespace socketiota::redis {

/// A client of a Redis Cluster: a connection for commands to each master, and one for what is
/// subscribed there.
///
/// A command goes to the master that has the slot of its key, and follows MOVED and ASK; what is
/// for no key, and channels and patterns, are with one of the masters, whichever; shard channels
/// are with the master of their slot, and move with it. Which master has which slot is asked
/// whenever one of them says that it is not him, or is lost.
///
/// Commands of one slot are executed in the order in which they are sent, also while it moves.
///
/// Not thread safe: belongs to its shard.
class cluster_client final : public client, private link_owner, private base::deadline {
public:
    /// @param seeds servers that are asked where the others are.
    cluster_client(std::shared_ptr<loop::shard> home, std::shared_ptr<redis_options const> options,
                   std::vector<address> seeds, carrier_to make);
    ~cluster_client() override;

    void start(client_listener& listener) override;

    [[nodiscard]] link_state state() const noexcept override;

    void send(command const& what, completion done) override;
    void send_together(std::initializer_list<command> what, completion done) override;
    void subscribe(channel_kind kind, std::string name, subscription_listener& listener) override;
    void unsubscribe(channel_kind kind, std::string_view name) override;
    void unsubscribe(subscription_listener const& listener) override;
    void count_subscribers(channel_kind kind, std::string_view name,
                           detail::callback<void(error_code, std::size_t)> told) override;
    [[nodiscard]] std::unique_ptr<blocking_connection> open_blocking(std::string_view key) override;

private:
    class blocker;

    /// A server, with the connections to it.
    struct node {
        node(cluster_client& owner, address where);

        address at;
        command_link commands;
        subscriber subscriptions;
        bool listed = false; // whether it has slots, as far as is known
        bool was_listed = false;
        base::time_point unlisted_since{};
    };

    /// A command that looks for its server.
    struct routed {
        std::string octets;
        std::uint32_t commands = 1;
        std::optional<std::uint16_t> slot;
        completion done;
        base::time_point due; // until when it waits for one
        unsigned tries = 0;
    };

    /// Commands of a slot that a server did not take, and those that came since: they wait until
    /// all that are under way are answered, or they would be overtaken.
    struct detour {
        std::vector<std::shared_ptr<routed>> turned; // away, in order of their answers
        std::vector<std::shared_ptr<routed>> behind;
        std::optional<redirection> to; // none: it is to be asked who has the slot
    };

    /// Something that is subscribed, and where.
    struct subscribed {
        subscription_listener* listener = nullptr;
        node* at = nullptr;
    };

    using subscriptions =
        boost::unordered_flat_map<std::string, subscribed, base::seeded_hash, base::text_equal>;

    // link_owner
    void on_link_changed() override;
    void on_link_down(error_code why, std::string_view words, bool lost) override;
    void on_command_lost(error_code why, std::string_view words) override;
    // base::deadline
    void on_deadline() override;

    // ---- commands ----
    void submit(std::shared_ptr<routed> what);
    void route(std::shared_ptr<routed> const& what);
    void send_to(node& to, std::shared_ptr<routed> const& what, bool asking);
    void on_answer(std::shared_ptr<routed> const& what, address const& from, error_code failure,
                   reply value);
    void take_answer(std::shared_ptr<routed> const& what, address const& from, error_code failure,
                     reply value);
    void turn(std::shared_ptr<routed> const& what, std::optional<redirection> to);
    void end_detour(std::uint16_t slot);
    void wait(std::shared_ptr<routed> const& what);
    void finish(std::shared_ptr<routed> const& what, error_code failure, reply value);
    void go_on_waiting();

    // ---- servers ----
    [[nodiscard]] node& node_at(address const& where);
    [[nodiscard]] node* owner_of(std::optional<std::uint16_t> slot) noexcept;
    [[nodiscard]] node* follow(redirection const& to);
    void ask_soon();
    void ask_for_slots();
    void take_slots(slot_table const& table);
    void choose_preferred() noexcept;
    void remove_unlisted();
    void place(channel_kind kind, std::string const& name, subscribed& what);
    void place_all();
    void place_blockers();

    [[nodiscard]] subscriptions& of(channel_kind kind) noexcept {
        return subscribed_[static_cast<std::size_t>(kind)];
    }

    std::shared_ptr<loop::shard> const home_;
    std::shared_ptr<redis_options const> const options_;
    std::vector<address> const seeds_;
    carrier_to const make_;
    state_teller teller_;
    std::map<std::string, std::unique_ptr<node>> nodes_; // by host and port
    std::vector<node*> owners_;                          // of each slot, null: nobody known
    node* preferred_ = nullptr;                          // for what is for no slot
    bool has_table_ = false;
    bool asking_ = false;
    std::size_t next_asked_ = 0;
    std::array<subscriptions, 3> subscribed_;
    std::vector<std::shared_ptr<routed>> waiting_; // of no slot, for a server
    std::map<std::uint16_t, detour> detours_;
    std::vector<std::uint32_t> under_way_; // of each slot, commands that have no answer
    std::vector<node const*> sent_to_;     // of each slot, where these are
    std::size_t commands_ = 0;             // that have no answer
    std::size_t octets_ = 0;               // of these
    std::vector<blocker*> blockers_;       // each takes itself out
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace socketiota::redis

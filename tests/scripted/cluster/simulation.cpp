// SPDX-License-Identifier: MIT
#include "simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

/// Longer than a message is on its way where nothing is broken.
constexpr std::chrono::milliseconds on_the_way = 60ms;

/// What breaks heals after no longer than that.
constexpr std::chrono::milliseconds longest_fault = 16s;

/// How those are called who are no servers; they may say farewell and come back.
constexpr char const* forged = "forged";

} // namespace

simulation::simulation(simulation_plan const& plan)
    : plan_(plan), time_(plan.seed), network_(time_, plan.known_by) {
    if (plan.has_faults) {
        diligence_.forgetful_percent = time_.pick(0, 10);
        options_.max_requests = time_.chance(30) ? 3 : 1000;
        options_.max_questions = time_.chance(30) ? 4 : 1000;
        network_.doubled_percent = time_.pick(0, 20);
    }
    if (plan.has_faults && plan.seed % 2 == 0)
        options_.max_members = 8; // more than servers, and fewer than those with the forged
    for (int each = 0, all = time_.pick(2, 5); each != all; ++each)
        begin_server();
}

simulation::~simulation() = default;

void simulation::run() {
    base::time_point const end = time_.now() + 60s;
    while (time_.now() < end && !testing::Test::HasFailure()) {
        do_something();
        if (plan_.has_faults && time_.chance(2))
            break_something();
        time_.pass(std::chrono::milliseconds(time_.pick(0, 100)));
        check_bounds();
    }
    heal();
    time_.pass(30s);
    check_end();
}

// ---- what happens ----

void simulation::begin_server() {
    std::string const name = "n" + std::to_string(++begun_);
    begin_server(name, name);
}

void simulation::begin_server(std::string name, std::string uid) {
    servers_.push_back(std::make_unique<simulated_server>(time_, network_, std::move(name),
                                                          std::move(uid), diligence_, options_));
    changes_.push_back({servers_.back()->name(), true, time_.now()});
}

void simulation::end_server(std::size_t index, bool crashes) {
    auto const gone = std::move(servers_[index]);
    servers_.erase(servers_.begin() + static_cast<std::ptrdiff_t>(index));
    if (crashes)
        network_.kill(gone->name());
    changes_.push_back({gone->name(), false, time_.now()});
    to_be_heard_.insert(to_be_heard_.end(), gone->sent().begin(), gone->sent().end());
}

simulated_server& simulation::any_server() {
    return *servers_[static_cast<std::size_t>(
        time_.pick(0, static_cast<int>(servers_.size()) - 1))];
}

adapter::selection simulation::any_selection() {
    switch (time_.pick(0, 3)) {
    case 0:
        return {.rooms = {"even"}};
    case 1:
        return {.rooms = {"even", "odd"}};
    case 2:
        return {.except = {"odd"}};
    default:
        return {};
    }
}

void simulation::do_something() {
    simulated_server& by = any_server();
    switch (time_.pick(0, 11)) {
    case 0:
        if (servers_.size() < 6 && time_.chance(20))
            begin_server();
        return;
    case 1:
        if (servers_.size() > 2 && time_.chance(15))
            end_server(
                static_cast<std::size_t>(time_.pick(0, static_cast<int>(servers_.size()) - 1)),
                false);
        return;
    case 2:
    case 3:
        return by.publish(any_selection());
    case 4:
        return by.change_rooms(any_selection(), time_.chance(50));
    case 5:
        return by.tell_programs();
    default:
        ask_something(by);
    }
}

void simulation::ask_something(simulated_server& by) {
    auto const limit = time_.chance(50) ? std::optional(std::chrono::milliseconds(
                                              time_.pick(plan_.has_faults ? 1 : 1200, 3000)))
                                        : std::nullopt;
    adapter::selection const who = any_selection();
    auto const ask = [&] {
        switch (time_.pick(0, 4)) {
        case 0:
            return by.ask_programs();
        case 1:
            return by.ask_sockets(who, limit);
        case 2:
            return by.fetch(who, limit);
        case 3:
            return by.count(who);
        default:
            return by.count_servers();
        }
    };
    for (int each = 0, all = time_.chance(10) ? 6 : 1; each != all; ++each) {
        question one;
        for (auto const& other : servers_)
            if (other.get() != &by)
                one.sockets.emplace(other->name(), other->sockets().select(who));
        one.became = ask();
        questions_.push_back(std::move(one));
    }
}

void simulation::break_something() {
    int const lasts =
        time_.pick(100, time_.chance(30) ? static_cast<int>(longest_fault.count()) : 3000);
    std::string const name = any_server().name();
    switch (time_.pick(0, plan_.has_twins ? 7 : 6)) {
    case 0:
        if (servers_.size() > 2)
            end_server(
                static_cast<std::size_t>(time_.pick(0, static_cast<int>(servers_.size()) - 1)),
                true);
        return time_.in(lasts, [this] {
            if (servers_.size() < 6)
                begin_server();
        });
    case 1:
        return part(lasts);
    case 2:
        network_.set_away(name, true);
        return time_.in(lasts, [this, name] { network_.set_away(name, false); });
    case 3:
        network_.loss_percent = time_.pick(1, 50);
        return time_.in(lasts, [this] { network_.loss_percent = 0; });
    case 4:
        return network_.stall(name, lasts);
    case 5:
        return forge(name);
    case 7:
        return copy(name, lasts);
    default:
        jumped_ += std::chrono::milliseconds(lasts);
        return time_.jump(std::chrono::milliseconds(lasts));
    }
}

void simulation::part(int milliseconds) {
    std::vector<std::string> sides[2];
    for (auto const& each : servers_)
        sides[time_.pick(0, 1)].push_back(each->name());
    auto const set = [this, sides](bool are_parted) {
        for (std::string const& one : sides[0])
            for (std::string const& other : sides[1])
                network_.set_parted(one, other, are_parted);
    };
    set(true);
    time_.in(milliseconds, [set] { set(false); });
}

void simulation::copy(std::string const& uid, int milliseconds) {
    if (!twin_.empty() || servers_.size() == 6)
        return;
    twin_ = "twin" + std::to_string(++begun_);
    twins_began_.push_back(time_.now());
    begin_server(twin_, uid);
    time_.in(milliseconds, [this] {
        auto const is_twin = [name = std::exchange(twin_, {})](auto const& each) {
            return each->name() == name;
        };
        auto const found = std::ranges::find_if(servers_, is_twin);
        if (found != servers_.end())
            end_server(static_cast<std::size_t>(found - servers_.begin()), false);
    });
}

void simulation::forge(std::string const& to) {
    using enum cluster::message_type;
    constexpr cluster::message_type types[] = {initial_heartbeat,      heartbeat,
                                               adapter_close,          fetch_sockets,
                                               fetch_sockets_response, server_side_emit_response,
                                               broadcast_client_count, broadcast_ack};
    for (int each = 0; each != 50; ++each) {
        cluster::message what;
        what.type = types[time_.pick(0, static_cast<int>(std::size(types)) - 1)];
        what.uid = std::string(forged) + std::to_string(time_.pick(0, 9));
        what.request_id = std::string(forged) + std::to_string(time_.pick(0, 3));
        what.client_count = static_cast<std::size_t>(time_.pick(0, 1000));
        what.values = {cluster::carried_value::encoding::json, "1"};
        if (what.type >= fetch_sockets_response && what.type != adapter_close)
            what.recipient = to;
        network_.forge(to, std::move(what));
    }
}

void simulation::heal() {
    time_.pass(20s); // all that broke heals by itself
    network_.loss_percent = 0;
}

// ---- what must be true ----

void simulation::check_bounds() const {
    for (auto const& each : servers_) {
        EXPECT_LE(each->link().asked(), 2 * options_.max_requests) << each->name();
        EXPECT_LE(each->link().asked_by_others(), options_.max_questions) << each->name();
        EXPECT_LE(each->link().members(), options_.max_members) << each->name();
        EXPECT_FALSE(each->knows_itself()) << each->name();
    }
}

void simulation::check_end() {
    begin_server();
    check_that_all_are_known();
    if (plan_.has_faults) {
        network_.set_away(servers_.front()->name(), true);
        time_.pass(2 * options_.heartbeat_timeout);
        network_.set_away(servers_.front()->name(), false);
        check_that_all_are_known();
    }
    check_that_all_answer();
    for (question const& each : questions_)
        check(each);
    if (!plan_.has_faults)
        check_everything_was_heard();
    for (auto const& each : servers_) {
        EXPECT_EQ(each->link().asked(), 0U) << each->name();
        EXPECT_EQ(each->link().asked_by_others(), 0U) << each->name();
        EXPECT_EQ(each->counts().failed.read(), 0U);
        EXPECT_EQ(each->counts().malformed.read(), 0U);
        EXPECT_EQ(each->counts().not_sent.read(), 0U);
        if (!plan_.has_twins) {
            EXPECT_EQ(each->counts().not_for_us.read(), 0U);
        }
    }
}

void simulation::check(question const& one) const {
    asked const& became = *one.became;
    SCOPED_TRACE(became.what + " of " + became.by);
    EXPECT_EQ(became.ended, 1);
    if (became.ended != 1)
        return;
    EXPECT_LE(became.ended_at - became.at, *became.limit + 50ms + jumped_);
    for (std::string const& each : became.answers)
        EXPECT_EQ(became.answers.count(each), 1U) << each << " twice";
    EXPECT_FALSE(became.answering().contains(became.by));
    if (!has_heard_of_twins(became)) {
        check_silence(became);
        if (!became.reason)
            check_complete(one);
    }
    if (plan_.has_faults)
        return;
    if (plan_.known_by == simulated_network::membership::heartbeats) {
        // Whoever goes says so, and nobody waits for it.
        EXPECT_NE(became.reason, error::operation_has_timed_out);
        EXPECT_LE(became.ended_at - became.at, options_.learning_time + 200ms);
    }
    if (!changed_around(became))
        check_undisturbed(one);
}

void simulation::check_silence(asked const& became) const {
    bool const has_time_limit = became.reason == error::operation_has_timed_out;
    EXPECT_TRUE(has_time_limit || !became.silent);
    if (plan_.known_by == simulated_network::membership::counted) {
        EXPECT_TRUE(became.silent.ids.empty());
        return;
    }
    EXPECT_EQ(became.silent.unnamed, 0U);
    if (became.what == "sockets")
        return check_silence_of_sockets(became);
    auto const answering = became.answering();
    for (std::string const& each : became.silent.ids)
        EXPECT_FALSE(answering.contains(each)) << each;
    if (became.what != "programs" || !has_time_limit || became.lost_members != 0)
        return;
    for (std::string const& each : became.members)
        if (became.members_at_end.contains(each) && !answering.contains(each) &&
            !each.starts_with(forged)) {
            EXPECT_THAT(became.silent.ids, testing::Contains(each));
        }
}

/// Sockets may answer before their server says how many they are; silent is who has not said that.
void simulation::check_silence_of_sockets(asked const& became) const {
    auto const& counted = network_.counted(became.id);
    for (std::string const& each : became.silent.ids) {
        auto const said = counted.find(each);
        EXPECT_TRUE(said == counted.end() || said->second >= became.ended_at) << each;
    }
    if (became.id.empty() || became.reason != error::operation_has_timed_out ||
        became.lost_members != 0)
        return;
    for (std::string const& each : became.members)
        if (became.members_at_end.contains(each) && !each.starts_with(forged) &&
            !counted.contains(each)) {
            EXPECT_THAT(became.silent.ids, testing::Contains(each));
        }
}

/// It has ended as if all had answered who were known and have stayed, so they have.
void simulation::check_complete(question const& one) const {
    asked const& became = *one.became;
    if (became.lost_members != 0)
        return; // one of them may have come back since
    std::size_t sockets = 0;
    for (std::string const& uid : became.members) {
        auto const there = one.sockets.find(uid);
        if (!became.members_at_end.contains(uid) || there == one.sockets.end())
            continue;
        if (became.what == "programs") {
            EXPECT_TRUE(became.answers.contains(uid)) << uid;
        }
        if (became.what == "sockets" || became.what == "fetch") {
            EXPECT_TRUE(std::includes(became.answers.begin(), became.answers.end(),
                                      there->second.begin(), there->second.end()))
                << uid;
        }
        sockets += there->second.size();
    }
    if (became.what == "count") {
        EXPECT_GE(became.number, sockets);
    }
}

/// Nothing was lost, and the same servers were there all the time.
void simulation::check_undisturbed(question const& one) const {
    asked const& became = *one.became;
    EXPECT_FALSE(became.reason) << became.reason.message();
    std::multiset<std::string> servers;
    std::multiset<std::string> sockets;
    for (auto const& [uid, selected] : one.sockets) {
        servers.insert(uid);
        sockets.insert(selected.begin(), selected.end());
    }
    if (became.what == "programs") {
        EXPECT_EQ(became.answers, servers);
    } else if (became.what == "servers") {
        EXPECT_EQ(became.number, servers.size() + 1);
    } else if (became.what == "count") {
        EXPECT_EQ(became.number, sockets.size());
    } else {
        EXPECT_EQ(became.answers, sockets);
    }
}

void simulation::check_everything_was_heard() const {
    auto all = to_be_heard_;
    for (auto const& each : servers_)
        all.insert(all.end(), each->sent().begin(), each->sent().end());
    EXPECT_FALSE(all.empty());
    for (auto const& each : servers_)
        for (auto const& [what, when] : all)
            if (what.from != each->name() && each->began() < when) { // of one time either was first
                EXPECT_TRUE(each->sockets().heard().contains(what))
                    << each->name() << " has not heard " << what.from << "'s " << what.number;
            }
}

/// Soon after one of them has begun or is there again, while nobody says anything but that.
void simulation::check_that_all_are_known() {
    time_.pass(options_.learning_time);
    if (plan_.known_by == simulated_network::membership::counted)
        return;
    for (auto const& each : servers_) {
        auto const known = each->link().member_uids();
        EXPECT_EQ(std::set<std::string>(known.begin(), known.end()), others_than(each->name()))
            << "as " << each->name() << " knows them";
    }
}

void simulation::check_that_all_answer() {
    if (diligence_.forgetful_percent != 0)
        return;
    for (auto const& each : servers_) {
        auto const became = each->ask_programs();
        time_.pass(200ms);
        EXPECT_EQ(became->answering(), others_than(each->name()));
        EXPECT_EQ(became->ended, 1);
        EXPECT_FALSE(became->reason);
    }
}

std::set<std::string> simulation::others_than(std::string const& name) const {
    std::set<std::string> all;
    for (auto const& each : servers_)
        if (each->name() != name)
            all.insert(each->name());
    return all;
}

/// Whether two may have been taken for one, or both for gone when one of them was, since the
/// question was asked.
bool simulation::has_heard_of_twins(asked const& became) const {
    return std::ranges::any_of(twins_began_, [&](base::time_point began) {
        return began <= became.ended_at && became.at <= began + 2 * longest_fault;
    });
}

/// Whether a server has begun or ended while the question was open, or shortly before: but for the
/// begin of who asks.
bool simulation::changed_around(asked const& became) const {
    return std::any_of(changes_.begin(), changes_.end(), [&](change const& each) {
        return !(each.begins && each.name == became.by) && each.at >= became.at - on_the_way &&
               each.at <= became.ended_at;
    });
}

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include "recovery_simulation.hpp"

#include <socketiota/value.hpp>

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string_view>
#include <utility>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

constexpr char const* stream = "socket.io";

/// After which a session is kept for sure where Redis is there.
constexpr std::chrono::milliseconds until_kept = 200ms;

/// After which other servers have heard that it was taken.
constexpr std::chrono::milliseconds until_heard = 200ms;

/// Events of one server that are on their way into the log where nothing is broken.
constexpr std::size_t most_on_the_way = 20;

/// And where Redis may be stalled for some seconds.
constexpr std::size_t most_delayed = 500;

} // namespace

recovery_simulation::recovery_simulation(recovery_plan const& plan)
    : plan_(plan), time_(plan.seed), redis_(time_) {
    for (int each = 0; each != 3; ++each)
        begin_server();
    pass(200);
    for (int each = 0; each != 6; ++each) {
        people_.push_back(std::make_unique<person>(
            recovering_client(time_, each % 2 == 0 ? "even" : "odd",
                              [this]() -> std::vector<logged> const& { return log(); })));
        person& made = *people_.back();
        made.client.on_connected = [this, &made](bool goes_on) { on_connected(made, goes_on); };
        come_back(made, 1);
    }
}

recovery_simulation::~recovery_simulation() = default;

void recovery_simulation::run() {
    base::time_point const end = time_.now() + 60s;
    while (time_.now() < end && !testing::Test::HasFailure()) {
        do_something();
        if (plan_.has_faults && time_.chance(4))
            break_something();
        pass(time_.pick(0, 60));
    }
    if (testing::Test::HasFailure())
        return;
    heal();
    check_end();
}

std::size_t recovery_simulation::recoveries() const noexcept {
    return std::accumulate(
        people_.begin(), people_.end(), std::size_t{0},
        [](auto sum, auto const& each) { return sum + each->client.recoveries(); });
}

std::size_t recovery_simulation::heard() const noexcept {
    return std::accumulate(people_.begin(), people_.end(), std::size_t{0},
                           [](auto sum, auto const& each) { return sum + each->client.heard(); });
}

// ---- what happens ----

void recovery_simulation::begin_server() {
    ++begun_;
    servers_.push_back(std::make_unique<recovering_server>(
        redis_, server_make{.name = "n" + std::to_string(begun_),
                            .shards = plan_.shards,
                            .seed = plan_.seed + static_cast<std::uint32_t>(begun_)}));
}

recovering_server& recovery_simulation::any_server() {
    return *servers_[static_cast<std::size_t>(
        time_.pick(0, static_cast<int>(servers_.size()) - 1))];
}

recovery_simulation::person& recovery_simulation::any_person() {
    return *people_[static_cast<std::size_t>(time_.pick(0, static_cast<int>(people_.size()) - 1))];
}

void recovery_simulation::do_something() {
    switch (time_.pick(0, 19)) {
    case 0:
        if (servers_.size() > 2 && time_.chance(30))
            kill_server();
        return;
    case 1:
        if (servers_.size() > 2 && time_.chance(20))
            end_server();
        return;
    case 2:
        if (servers_.size() < 4)
            begin_server();
        return;
    case 3:
    case 4:
        if (person& who = any_person(); who.client.server() != nullptr)
            lose(who, time_.chance(60));
        return;
    default:
        constexpr char const* rooms[] = {"all", "even", "odd"};
        for (int each = 0, all = time_.chance(20) ? 5 : 1; each != all; ++each)
            emit(any_server(), rooms[time_.pick(0, 2)]);
    }
}

void recovery_simulation::emit(recovering_server& by, std::string const& room) {
    auto const shard = static_cast<std::size_t>(time_.pick(0, static_cast<int>(plan_.shards) - 1));
    sent_at_[{room, by.name(), by.emit(shard, room)}] = time_.now();
}

void recovery_simulation::break_something() {
    std::string const name = any_server().name();
    int const lasts = time_.pick(10, time_.chance(30) ? 5000 : 1000);
    auto const find = [this, name]() -> recovering_server* {
        auto const found = std::ranges::find_if(
            servers_, [&name](auto const& each) { return each->name() == name; });
        return found == servers_.end() ? nullptr : found->get();
    };
    if (time_.chance(40))
        return find()->redis().stall(std::chrono::milliseconds(lasts));
    find()->redis().cut();
    time_.in(lasts, [find] {
        if (recovering_server* const found = find())
            found->redis().restore();
    });
}

void recovery_simulation::kill_server() {
    std::size_t const index =
        static_cast<std::size_t>(time_.pick(0, static_cast<int>(servers_.size()) - 1));
    auto const gone = std::move(servers_[index]);
    servers_.erase(servers_.begin() + static_cast<std::ptrdiff_t>(index));
    gone->redis().die();
    for (auto const& each : people_)
        leave(*each, *gone);
    std::erase_if(left_behind_, [&gone](auto const& each) { return each.server == gone.get(); });
}

void recovery_simulation::end_server() {
    std::size_t const index =
        static_cast<std::size_t>(time_.pick(0, static_cast<int>(servers_.size()) - 1));
    std::shared_ptr<recovering_server> const gone = std::move(servers_[index]);
    servers_.erase(servers_.begin() + static_cast<std::ptrdiff_t>(index));
    gone->scene().close();
    gone->scene().time.settle();
    for (auto const& each : people_)
        leave(*each, *gone);
    std::erase_if(left_behind_, [&gone](auto const& each) { return each.server == gone.get(); });
    time_.in(100, [gone] {}); // what it has to say is sent
}

void recovery_simulation::leave(person& who, recovering_server const& gone) {
    if (who.client.server() != &gone)
        return;
    who.must_go_on = who.client.is_connected() && who.client.offset() &&
                     time_.now() - who.connected_at > until_kept;
    static_cast<void>(who.client.lose());
    come_back(who, time_.pick(50, 1000));
}

void recovery_simulation::lose(person& who, bool notices) {
    recovering_server* const server = who.client.server();
    bool const was_connected = who.client.is_connected();
    who.must_go_on = was_connected && time_.now() - who.connected_at > until_kept;
    fake_session* const session = who.client.lose();
    who.must_go_on = who.must_go_on && who.client.offset();
    auto const end = [session] {
        boost::asio::post(session->shard().get_executor(), [session] {
            if (session->open())
                session->end(engine::close_reason::transport_close);
        });
    };
    if (notices) {
        end();
    } else {
        // Who was not connected may have another there.
        std::string const id = was_connected ? who.client.id() : std::string();
        left_behind_.push_back({id, server, session, {}, false});
        time_.in(time_.pick(500, 20'000), [this, session, end] {
            auto const mine = [session](auto const& each) { return each.session == session; };
            if (std::erase_if(left_behind_, mine) != 0)
                end();
        });
    }
    come_back(who, time_.pick(50, 1000));
}

void recovery_simulation::come_back(person& who, int milliseconds) {
    if (std::exchange(who.comes, true))
        return;
    time_.in(milliseconds, [this, &who] {
        who.comes = false;
        connect(who);
    });
}

void recovery_simulation::connect(person& who) {
    who.client.connect(any_server(),
                       static_cast<std::size_t>(time_.pick(0, static_cast<int>(plan_.shards) - 1)));
}

void recovery_simulation::hear_all(bool all) {
    for (auto const& each : people_) {
        recovering_client& client = each->client;
        if (all || time_.chance(50))
            client.hear();
        bool const is_late = client.server() != nullptr && !client.is_connected() &&
                             time_.now() - client.asked_at() > 10s;
        EXPECT_FALSE(is_late) << "nobody answers it";
        if (client.is_closed()) {
            EXPECT_FALSE(is_well()) << client.id() << " is sent away";
            each->must_go_on = false;
            static_cast<void>(client.lose());
            come_back(*each, time_.pick(50, 1000));
        }
    }
}

void recovery_simulation::pass(int milliseconds) {
    for (int passed = 0; passed < milliseconds; passed += 10) {
        time_.pass(std::chrono::milliseconds(std::min(10, milliseconds - passed)));
        hear_all(is_healed_);
        check_left_behind();
        check_bounds();
    }
}

void recovery_simulation::heal() {
    pass(6000);
    is_healed_ = true;
    pass(25'000);
    emit(any_server(), "all"); // all have one that they can go on from
    pass(1000);
    for (auto const& each : people_)
        lose(*each, time_.chance(50));
    pass(3000);
    for (int each = 0; each != 10; ++each) {
        emit(any_server(), "all");
        pass(100);
    }
    pass(1000);
}

// ---- what must be true ----

void recovery_simulation::on_connected(person& who, bool goes_on) {
    who.connected_at = time_.now();
    for (left_behind& each : left_behind_)
        if (goes_on && each.id == who.client.id() && !each.is_taken) {
            each.is_taken = true;
            each.taken_at = time_.now();
        }
    if (who.must_go_on && is_well()) {
        EXPECT_TRUE(goes_on) << who.client.id();
    }
}

void recovery_simulation::check_left_behind() {
    for (left_behind& each : left_behind_)
        if (each.is_taken && is_well() && time_.now() - each.taken_at > until_heard) {
            EXPECT_FALSE(each.session->open()) << each.id << " lives twice";
            each.is_taken = false; // that was said
        }
}

/// Of everybody there is a session where its client is, one at most on its way there, and those
/// that were left behind.
void recovery_simulation::check_bounds() const {
    std::size_t sessions = 0;
    for (auto const& each : servers_) {
        sessions += each->sessions();
        std::size_t const most = !each->redis().is_up() ? 0
                                 : is_well()            ? most_on_the_way
                                                        : most_delayed;
        EXPECT_LE(each->link().unlogged(), most) << each->name();
    }
    EXPECT_LE(sessions, 2 * people_.size() + left_behind_.size());
}

void recovery_simulation::check_end() {
    std::size_t sockets = 0;
    for (auto const& each : servers_) {
        sockets += each->sockets();
        EXPECT_EQ(each->sessions(), each->sockets()) << each->name();
        EXPECT_EQ(each->link().unlogged(), 0U) << each->name();
        EXPECT_EQ(each->left_out(), "") << each->name();
    }
    EXPECT_EQ(sockets, people_.size());
    for (auto const& each : people_) {
        EXPECT_TRUE(each->client.is_connected());
        EXPECT_TRUE(each->client.private_id() &&
                    redis_.has_key("sio:session:" + *each->client.private_id()))
            << "its session is not kept";
        auto const last = std::ranges::find_if(
            log().rbegin(), log().rend(), [](auto const& one) { return one.what.room == "all"; });
        EXPECT_EQ(each->client.offset(), last->id) << "it has not heard the last";
    }
}

std::vector<logged> const& recovery_simulation::log() {
    auto const& entries = redis_.stream(stream);
    for (; read_ != entries.size(); ++read_) {
        auto const& fields = entries[read_].fields; // uid, nsp, type and data
        if (fields[5] != "3")
            continue;
        value const sent = value::parse(fields[7]).value()["packet"]["data"];
        news const what{sent[1].value_or(""), sent[2].value_or(""), *sent[3].to<std::int64_t>()};
        log_.push_back({entries[read_].id, what, sent_at_.at(what)});
    }
    return log_;
}

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
// Clients that come back to another server than where they were, through a log that both share.
#include "fake_cluster.hpp"
#include "hub_scene.hpp"
#include "returning_client.hpp"

#include <socketiota/nsp.hpp>
#include <socketiota/value.hpp>
#include <socketiota/verdict.hpp>
#include <socketiota/writer.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/cluster_log.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// As arguments.
struct items {
    [[nodiscard]] detail::argument_list list() const {
        return {this,
                [](void const* self, writer& to) {
                    for (value const& each : static_cast<items const*>(self)->all)
                        encode(to, each);
                },
                all.size()};
    }

    std::span<value const> all;
};

/// What stands in the log, and which sessions are kept: of one namespace.
struct shared_log {
    struct entry {
        std::uint64_t number;
        adapter::selection to;
        std::string name;
        value arguments;
        detail::emit_flags flags;

        [[nodiscard]] std::string offset() const { return std::to_string(number) + "-0"; }
    };

    struct kept_until {
        adapter::kept_session session;
        std::chrono::milliseconds lifetime;
    };

    std::vector<entry> entries;
    std::map<std::string, kept_until> sessions;
    std::size_t kept = 0; // so many times was one kept
    std::uint64_t last = 0;
    bool is_away = false;
    bool refuses = false; // to keep sessions
    bool answers_late = false;
    std::vector<detail::callback<void()>> late; // who is to be told that a session is not kept

    using not_kept = adapter::cluster_log::not_kept;

    void tell(detail::callback<void(not_kept)> const& who, not_kept why) {
        if (answers_late)
            late.emplace_back([who, why] { who(why); });
        else
            who(why);
    }
};

/// One of the servers that share it. What it sends stands there, and is delivered, when the test
/// says so; the same goes for sessions that it wants.
class logging_cluster final : public fake_cluster {
public:
    struct wanted {
        adapter::wanted_session which;
        std::unique_ptr<adapter::session_receiver> to;
    };

    explicit logging_cluster(shared_log& with) noexcept : shared(with) {}

    [[nodiscard]] std::unique_ptr<adapter::other_servers>
    open(std::string_view, adapter::residents& residents) override {
        auto made = std::make_unique<logging_line>(*this, residents);
        lines.push_back(made.get());
        return made;
    }

    shared_log& shared;
    std::vector<shared_log::entry> sent;
    std::vector<std::pair<std::size_t, detail::callback<void()>>> fences; // behind so many
    std::vector<wanted> takes;

private:
    class fake_log final : public adapter::cluster_log {
    public:
        explicit fake_log(logging_cluster& of) noexcept : by_(of) {}

        emit_result publish(adapter::selection const& to,
                            adapter::broadcast_event const& event) override {
            by_.sent.push_back({0, to, std::string(event.name),
                                value::parse(text_of(event.arguments)).value(), event.flags});
            return emit_status::queued;
        }

        void when_delivered(detail::callback<void()> then) override {
            if (by_.sent.empty())
                then();
            else
                by_.fences.emplace_back(by_.sent.size(), std::move(then));
        }

        void keep(adapter::kept_session const& which, keeping how,
                  std::chrono::milliseconds lifetime,
                  detail::callback<void(not_kept)> failed) override {
            auto& sessions = by_.shared.sessions;
            by_.shared.kept += 1;
            if (by_.shared.refuses)
                return by_.shared.tell(failed, not_kept::unconfirmed);
            auto const before = sessions.find(which.private_id);
            bool const is_there = before != sessions.end();
            if (is_there ? how != keeping::anew && before->second.session.since != which.since
                         : how == keeping::again)
                return by_.shared.tell(failed, not_kept::taken);
            sessions[which.private_id] = {which, lifetime};
        }

        void forget(std::string_view private_id, adapter::log_place since) override {
            auto const found = by_.shared.sessions.find(std::string(private_id));
            if (found != by_.shared.sessions.end() && found->second.session.since == since)
                by_.shared.sessions.erase(found);
        }

        void take(adapter::wanted_session const& which,
                  std::unique_ptr<adapter::session_receiver> to) override {
            by_.takes.push_back({which, std::move(to)});
        }

    private:
        logging_cluster& by_;
    };

    class logging_line final : public line {
    public:
        logging_line(logging_cluster& of, adapter::residents& here) noexcept
            : line(of, here), log_(of) {}

        adapter::cluster_log* log() noexcept override { return &log_; }

    private:
        fake_log log_;
    };
};

struct server {
    explicit server(shared_log& log, recovery_options const& kept) : cluster(log) {
        hub::hub_options options;
        options.recovery = kept;
        options.recovers_from_cluster = true;
        scene.emplace(options, shards_under_test(), loop::mailbox_limits{1'000'000, 1U << 30},
                      hub::nsp_rules{.keeps_sessions = true, .in_cluster = true}, &cluster);
        scene->on_connection([this](socket const& who) { people.push_back(who); });
    }

    [[nodiscard]] nsp root() const { return scene->all->of("/")->handle(); }

    [[nodiscard]] adapter::residents& residents() const { return cluster.lines.at(0)->residents; }

    /// On the last shard.
    template <class Work>
    void far_from_cluster(Work work) {
        boost::asio::post(scene->time[scene->time.size() - 1].context(), std::move(work));
        scene->time.settle();
    }

    void hear(shared_log::entry const& each) {
        scene->on_shard([&] {
            items const all{each.arguments.elements()};
            residents().broadcast(each.to, {each.name,
                                            all.list(),
                                            each.flags,
                                            each.number != 0 ? each.offset() : "",
                                            {each.number}});
        });
    }

    /// Another server took the session of a socket, which stands in the log at `number`.
    void hear_taken(std::string const& id, std::uint64_t number) {
        scene->on_shard([&] { residents().give_way({id}, {number}); });
    }

    logging_cluster cluster;
    std::optional<hub_scene> scene;
    std::vector<socket> people;
};

class recovery_in_a_cluster : public testing::Test {
protected:
    recovery_in_a_cluster() { begin({}); }

    void begin(recovery_options const& kept) {
        for (auto& each : servers)
            each = std::make_unique<server>(log, kept);
    }

    /// What `from` has sent stands in the log, and all hear of it.
    void log_all(server& from) {
        for (std::size_t done = 0; !from.cluster.sent.empty(); ++done) {
            auto next = std::move(from.cluster.sent.front());
            from.cluster.sent.erase(from.cluster.sent.begin());
            if (!log.is_away) {
                next.number = ++log.last;
                log.entries.push_back(next);
            }
            for (auto const& each : servers)
                if (each && (each.get() == &from || !log.is_away))
                    each->hear(next);
            pass(from, done + 1);
        }
        from.cluster.fences.clear();
    }

    void pass(server& from, std::size_t delivered) {
        auto& fences = from.cluster.fences;
        while (!fences.empty() && fences.front().first <= delivered) {
            auto const then = fences.front().second;
            fences.erase(fences.begin());
            from.scene->on_shard([&] { then(); });
        }
    }

    /// Gives the sessions that it wants to `to`.
    void give_session(server& to) {
        auto const [which, receiver] = take_first(to);
        bool const is_there = give_description(to, which, *receiver);
        give_missed(to, which, *receiver, is_there);
        to.scene->on_shard([&] { receiver->on_end(outcome_of(which, is_there), {log.last}); });
    }

    static logging_cluster::wanted take_first(server& to) {
        auto first = std::move(to.cluster.takes.at(0));
        to.cluster.takes.erase(to.cluster.takes.begin());
        return first;
    }

    bool give_description(server& to, adapter::wanted_session const& which,
                          adapter::session_receiver& receiver) {
        auto const found = log.sessions.find(which.private_id);
        if (found == log.sessions.end())
            return false;
        auto const session = found->second.session;
        log.sessions.erase(found);
        to.scene->on_shard([&] { receiver.on_session(session); });
        ++log.last; // that it is taken
        for (auto const& each : servers)
            if (each && each.get() != &to)
                each->hear_taken(session.id, log.last);
        rooms = session.rooms;
        return true;
    }

    void give_missed(server& to, adapter::wanted_session const& which,
                     adapter::session_receiver& receiver, bool is_there) {
        if (!is_there || !stands(which))
            return;
        auto const is_in = [this](auto const& room) {
            return std::ranges::find(rooms, room) != rooms.end();
        };
        to.scene->on_shard([&] {
            for (auto const& each : log.entries) {
                bool const is_meant =
                    (each.to.rooms.empty() || std::ranges::any_of(each.to.rooms, is_in)) &&
                    std::ranges::none_of(each.to.except, is_in);
                if (each.number <= std::stoull(*which.offset) || !is_meant ||
                    each.flags.is_volatile)
                    continue;
                items const all{each.arguments.elements()};
                receiver.on_missed(
                    {each.name, all.list(), each.flags, each.offset(), {each.number}});
            }
        });
    }

    bool stands(adapter::wanted_session const& which) const {
        return std::ranges::any_of(log.entries,
                                   [&](auto const& each) { return each.offset() == which.offset; });
    }

    recovery_outcome outcome_of(adapter::wanted_session const& which, bool is_there) const {
        return is_there && stands(which) ? recovery_outcome::recovered
                                         : recovery_outcome::unknown_session;
    }

    /// A server hears that the log has lost its memory.
    void forget_all(server& who) {
        who.scene->on_shard([&] { who.residents().keep_sessions(); });
        gather(who);
    }

    /// Until changes have been gathered and kept.
    void gather(server& on) { on.scene->time.pass(200ms); }

    shared_log log;
    std::vector<std::string> rooms; // of the session that was given last
    std::unique_ptr<server> servers[2];

    server& here() { return *servers[0]; }

    server& there() { return *servers[1]; }
};

/// Decides when `until` is cancelled.
boost::asio::awaitable<verdict> decide(socket, std::optional<boost::asio::steady_timer>& until) {
    until.emplace(co_await boost::asio::this_coro::executor);
    until->expires_at(std::chrono::steady_clock::time_point::max());
    boost::system::error_code cancelled;
    co_await until->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    co_return verdict::accept();
}

/// One client that has joined a room, and has received an event.
class a_client_of_a_cluster : public recovery_in_a_cluster {
protected:
    a_client_of_a_cluster() { come(); }

    void come() {
        one.emplace(*here().scene);
        EXPECT_FALSE(one->come(here().scene->time.size() - 1));
        here().people.at(0).join("room");
        here().people.at(0).data().set("name", "Ada");
        here().scene->time.settle();
        emit(here(), "first");
        EXPECT_THAT(one->heard(), ElementsAre("first"));
        gather(here());
    }

    void emit(server& from, std::string name, std::string room = "room") {
        from.far_from_cluster([&] { from.root().to(room).emit(name); });
        log_all(from);
    }

    /// The client comes to the other server. True if it goes on.
    bool come_there() { return come_to(there()); }

    bool come_to(server& to) {
        begin_to_come_to(to);
        give_session(to);
        return two->listen();
    }

    void begin_to_come_there() { begin_to_come_to(there()); }

    void begin_to_come_to(server& to) {
        two.emplace(*to.scene);
        two->private_id = one->private_id;
        two->offset = one->offset;
        EXPECT_FALSE(two->come(to.scene->time.size() - 1)) << "it waits for its session";
    }

    std::optional<returning_client> one;
    std::optional<returning_client> two;
};

TEST_F(a_client_of_a_cluster, goes_on_at_another_server_that_has_lost_the_first) {
    servers[0].reset(); // its sessions too
    emit(there(), "second");
    emit(there(), "for others", "other room");
    emit(there(), "third");
    EXPECT_TRUE(come_there());
    EXPECT_EQ(two->id, one->id);
    EXPECT_THAT(two->heard(), ElementsAre("second", "third"));
    EXPECT_EQ(there().people.at(0).data()["name"], "Ada");
    EXPECT_TRUE(there().people.at(0).recovered());
    emit(there(), "fourth");
    EXPECT_THAT(two->heard(), ElementsAre("fourth"));
}

TEST_F(a_client_of_a_cluster, has_what_it_is_sent_alone_when_that_stands_in_the_log) {
    here().far_from_cluster([this] { here().people[0].emit("alone"); });
    EXPECT_THAT(one->heard(), IsEmpty());
    log_all(here());
    EXPECT_THAT(one->heard(), ElementsAre("alone"));
    EXPECT_EQ(one->offset, "2-0");
}

TEST_F(a_client_of_a_cluster, gets_questions_behind_what_was_sent_before) {
    here().far_from_cluster([this] {
        here().people[0].emit("first of two");
        here().people[0].emit_with_ack<int>("second of two")([](error_code, int) {});
    });
    EXPECT_THAT(one->session->heard(), IsEmpty());
    log_all(here());
    EXPECT_THAT(one->session->heard(),
                ElementsAre("42[\"first of two\",\"2-0\"]", "420[\"second of two\"]"));
}

TEST_F(a_client_of_a_cluster, misses_nothing_and_gets_nothing_twice_on_its_way) {
    one->lose();
    begin_to_come_there();
    auto const [which, receiver] = take_first(there());
    ASSERT_TRUE(give_description(there(), which, *receiver));
    // Heard before it was read from the log, and read there too.
    emit(here(), "both ways");
    give_missed(there(), which, *receiver, true);
    // Behind what was read.
    emit(here(), "behind");
    there().scene->on_shard([&] { receiver->on_end(recovery_outcome::recovered, {3}); });
    EXPECT_TRUE(two->listen());
    EXPECT_THAT(two->heard(), ElementsAre("both ways", "behind"));
    // Read from the log before this server hears of it.
    there().hear(log.entries.at(1));
    EXPECT_THAT(two->heard(), IsEmpty());
}

TEST_F(a_client_of_a_cluster, does_not_get_what_was_volatile_while_it_was_away) {
    one->lose();
    here().far_from_cluster([this] { here().root().to("room").volatile_().emit("gone by"); });
    auto late = here().cluster.sent.at(0);
    here().cluster.sent.clear();
    late.number = ++log.last;
    log.entries.push_back(late);
    emit(here(), "missed");
    late.number = ++log.last;
    log.entries.push_back(late);
    ASSERT_TRUE(come_there());
    EXPECT_THAT(two->heard(), ElementsAre("missed"));
    for (std::size_t const at : {1U, 3U}) // this server hears of them only now
        there().hear(log.entries.at(at));
    EXPECT_THAT(two->heard(), IsEmpty());
}

TEST_F(a_client_of_a_cluster, hears_what_is_for_all_although_its_shard_has_not_heard_of_it) {
    one->lose();
    begin_to_come_there();
    auto const [which, receiver] = take_first(there());
    auto const session = log.sessions.extract(which.private_id).mapped().session;
    shared_log::entry const next{++log.last, {}, "for all", value::empty_array(), {}};
    there().scene->on_shard([&] {
        receiver->on_session(session);
        items const none{};
        there().residents().broadcast(
            next.to, {next.name, none.list(), next.flags, next.offset(), {next.number}});
        receiver->on_end(recovery_outcome::recovered, {next.number - 1});
    });
    EXPECT_TRUE(two->listen());
    EXPECT_THAT(two->heard(), ElementsAre("for all"));
}

/// The same, which comes to the other server, where a middleware takes its time.
class a_client_that_waits : public a_client_of_a_cluster {
protected:
    void begin_to_wait(recovery_options const& kept) {
        begin(kept);
        come();
        there().scene->use([this](socket& who) { return decide(who, decision_); });
        one->lose();
        begin_to_come_there();
        give_session(there());
        ASSERT_TRUE(decision_);
    }

    void is_accepted() {
        there().far_from_cluster([this] { decision_->cancel(); });
    }

private:
    std::optional<boost::asio::steady_timer> decision_; // cancelled when it is made
};

TEST_F(a_client_that_waits, goes_on_with_what_came_while_a_middleware_decided) {
    begin_to_wait({.skip_middlewares = false});
    emit(here(), "meanwhile");
    is_accepted();
    EXPECT_TRUE(two->listen());
    EXPECT_THAT(two->heard(), ElementsAre("meanwhile"));
}

TEST_F(a_client_that_waits, begins_anew_if_more_comes_meanwhile_than_may_be_kept) {
    begin_to_wait({.skip_middlewares = false, .max_packets = 1});
    emit(here(), "meanwhile");
    emit(here(), "and more");
    is_accepted();
    EXPECT_FALSE(two->listen());
    EXPECT_NE(two->id, one->id);
    EXPECT_THAT(two->heard(), IsEmpty());
    EXPECT_TRUE(there().scene->counted(metric::recovery_packets_dropped));
}

TEST_F(a_client_of_a_cluster, is_put_back_if_it_is_refused) {
    begin({.skip_middlewares = false});
    come();
    there().scene->use([](socket&) { return verdict::reject("not now"); });
    one->lose();
    EXPECT_FALSE(come_there());
    ASSERT_TRUE(log.sessions.contains(*one->private_id));
    EXPECT_EQ(log.sessions[*one->private_id].session.rooms.size(), 2U);
}

TEST_F(a_client_of_a_cluster, is_put_back_if_its_client_goes_again) {
    one->lose();
    begin_to_come_there();
    two->lose();
    give_session(there());
    EXPECT_TRUE(log.sessions.contains(*one->private_id));
}

TEST_F(a_client_of_a_cluster, loses_its_old_connection_when_it_has_come_elsewhere) {
    EXPECT_TRUE(come_there());
    EXPECT_FALSE(here().people[0].connected());
    EXPECT_EQ(here().root().size(), 0U);
    gather(there());
    gather(here());
    ASSERT_TRUE(log.sessions.contains(*one->private_id)) << "what it was is not forgotten for both";
    emit(here(), "second");
    EXPECT_THAT(two->heard(), ElementsAre("second"));
}

TEST_F(a_client_of_a_cluster, stays_where_it_has_come_back_to_when_that_server_hears_late) {
    one->lose();
    EXPECT_TRUE(come_there());
    auto const went = log.last;
    two->lose();
    EXPECT_TRUE(come_to(here()));
    here().hear_taken(one->id, went);
    EXPECT_TRUE(here().people.back().connected());
    here().hear_taken(one->id, log.last + 1);
    EXPECT_FALSE(here().people.back().connected());
}

TEST_F(a_client_of_a_cluster, loses_its_old_connection_to_the_same_server) {
    two.emplace(*here().scene);
    two->private_id = one->private_id;
    two->offset = one->offset;
    EXPECT_FALSE(two->come(0));
    give_session(here());
    EXPECT_TRUE(two->listen());
    EXPECT_FALSE(here().people.at(0).connected());
    EXPECT_EQ(here().root().size(), 1U);
    emit(here(), "second");
    EXPECT_THAT(two->heard(), ElementsAre("second"));
}

TEST_F(a_client_of_a_cluster, is_not_kept_again_once_another_server_has_it) {
    log.sessions.clear(); // as a server of Node takes one
    here().people[0].join("another");
    gather(here());
    one->lose();
    gather(here());
    EXPECT_THAT(log.sessions, IsEmpty());
}

TEST_F(a_client_of_a_cluster, is_neither_kept_nor_forgotten_by_who_has_lost_it_unawares) {
    begin_to_come_there();
    auto const [which, receiver] = take_first(there());
    // The one that it has left is cut off, and hears nothing of it.
    auto const session = log.sessions.at(*one->private_id).session;
    log.sessions.erase(*one->private_id);
    there().scene->on_shard([&] {
        receiver->on_session(session);
        receiver->on_end(recovery_outcome::recovered, {++log.last});
    });
    EXPECT_TRUE(two->listen());
    gather(there());
    here().people[0].join("too late");
    gather(here());
    EXPECT_EQ(log.sessions.at(*one->private_id).session.rooms.size(), 2U);
    here().people[0].disconnect();
    gather(here());
    EXPECT_TRUE(log.sessions.contains(*one->private_id));
}

TEST_F(a_client_of_a_cluster, is_kept_anew_when_the_log_has_lost_its_memory) {
    log.sessions.clear();
    here().people[0].join("another");
    gather(here());
    EXPECT_THAT(log.sessions, IsEmpty()) << "it may be another server's";
    forget_all(here());
    EXPECT_EQ(log.sessions.at(*one->private_id).session.rooms.size(), 3U);
    log.sessions.clear();
    here().people[0].join("a third");
    gather(here());
    EXPECT_THAT(log.sessions, IsEmpty()) << "that was once";
}

TEST_F(a_client_of_a_cluster, is_kept_anew_though_the_log_said_late_that_it_was_gone) {
    log.sessions.clear();
    log.answers_late = true;
    here().people[0].join("another");
    gather(here());
    here().scene->on_shard([&] { here().residents().keep_sessions(); });
    for (auto const& lost : std::exchange(log.late, {}))
        here().scene->on_shard([&] { lost(); });
    gather(here());
    EXPECT_EQ(log.sessions.at(*one->private_id).session.rooms.size(), 3U);
}

TEST_F(a_client_of_a_cluster, is_kept_when_the_log_no_longer_refuses) {
    log.refuses = true;
    two.emplace(*here().scene);
    EXPECT_FALSE(two->come(here().scene->time.size() - 1));
    here().people[0].join("another");
    auto const before = log.kept;
    here().scene->time.pass(60s);
    EXPECT_GE(log.kept, before + 22);
    EXPECT_LE(log.kept, before + 24) << "both each five seconds";
    log.refuses = false;
    here().scene->time.pass(5s);
    EXPECT_TRUE(log.sessions.contains(*two->private_id)) << "it never was before";
    EXPECT_EQ(log.sessions.at(*one->private_id).session.rooms.size(), 3U);
}

TEST_F(a_client_of_a_cluster, is_kept_although_what_followed_counted_on_the_first) {
    log.answers_late = true;
    log.refuses = true;
    two.emplace(*here().scene);
    EXPECT_FALSE(two->come(here().scene->time.size() - 1));
    gather(here());
    log.refuses = false;
    here().people.back().join("another");
    gather(here());
    EXPECT_FALSE(log.sessions.contains(*two->private_id));
    ASSERT_EQ(log.late.size(), 2U);
    for (auto const& failed : std::exchange(log.late, {}))
        here().scene->on_shard([&] { failed(); });
    here().scene->time.pass(5s);
    EXPECT_TRUE(log.sessions.contains(*two->private_id));
}

TEST_F(a_client_of_a_cluster, is_not_taken_back_from_another_server_by_a_retry) {
    log.refuses = true;
    here().people[0].join("too late");
    gather(here());
    log.refuses = false;
    begin_to_come_there();
    auto const [which, receiver] = take_first(there());
    auto const session = log.sessions.extract(which.private_id).mapped().session;
    there().scene->on_shard([&] {
        receiver->on_session(session);
        receiver->on_end(recovery_outcome::recovered, {++log.last});
    });
    EXPECT_TRUE(two->listen());
    gather(there());
    here().scene->time.pass(5s);
    EXPECT_EQ(log.sessions.at(*one->private_id).session.rooms.size(), 2U);
}

TEST_F(a_client_of_a_cluster, is_not_kept_anew_for_who_has_lost_it) {
    EXPECT_TRUE(come_there());
    gather(there());
    auto const kept = log.sessions.at(*one->private_id).session;
    forget_all(here());
    EXPECT_EQ(log.sessions.at(*one->private_id).session.since, kept.since);
    log.sessions.clear();
    forget_all(here());
    EXPECT_THAT(log.sessions, IsEmpty());
    forget_all(there());
    EXPECT_EQ(log.sessions.at(*one->private_id).session.since, kept.since);
}

TEST_F(a_client_of_a_cluster, is_kept_when_its_rooms_or_data_change) {
    auto const before = log.kept;
    here().far_from_cluster([this] {
        here().people[0].join("a");
        here().people[0].join("b");
        here().people[0].leave("room");
        here().people[0].data().set("name", "Grace");
    });
    gather(here());
    EXPECT_EQ(log.kept, before + 1) << "gathered";
    auto const& kept = log.sessions.at(*one->private_id);
    EXPECT_THAT(kept.session.rooms, testing::UnorderedElementsAre(one->id, "a", "b"));
    EXPECT_EQ(kept.session.data["name"], "Grace");
}

TEST_F(a_client_of_a_cluster, is_forgotten_when_it_leaves) {
    one->say("1");
    gather(here());
    EXPECT_THAT(log.sessions, IsEmpty());
}

TEST_F(a_client_of_a_cluster, is_forgotten_when_the_program_disconnects_it) {
    here().far_from_cluster([this] { here().people[0].disconnect(); });
    EXPECT_THAT(log.sessions, IsEmpty());
}

TEST_F(a_client_of_a_cluster, is_kept_as_long_as_it_may_stay_away_when_it_has_gone) {
    one->lose();
    EXPECT_EQ(log.sessions.at(*one->private_id).lifetime,
              recovery_options{}.max_disconnection_duration);
}

TEST_F(a_client_of_a_cluster, is_kept_when_its_server_ends) {
    here().scene->close();
    here().scene->time.settle();
    EXPECT_TRUE(log.sessions.contains(*one->private_id));
    EXPECT_TRUE(come_there());
}

TEST_F(a_client_of_a_cluster, gets_what_is_sent_while_the_log_is_away_without_an_offset) {
    log.is_away = true;
    emit(here(), "second");
    EXPECT_THAT(one->heard(), ElementsAre("second"));
    EXPECT_EQ(one->offset, "1-0");
}

TEST_F(a_client_of_a_cluster, gets_on_its_way_what_its_server_sends_while_the_log_is_away) {
    one->lose();
    begin_to_come_there();
    auto const [which, receiver] = take_first(there());
    ASSERT_TRUE(give_description(there(), which, *receiver));
    give_missed(there(), which, *receiver, true);
    log.is_away = true;
    emit(there(), "second");
    there().far_from_cluster([&] { there().root().to("room").volatile_().emit("nobody misses"); });
    log_all(there());
    there().scene->on_shard([&] { receiver->on_end(recovery_outcome::recovered, {}); });
    EXPECT_TRUE(two->listen());
    EXPECT_THAT(two->heard(), ElementsAre("second"));
    EXPECT_EQ(two->offset, "1-0");
}

TEST_F(a_client_of_a_cluster, begins_anew_if_its_offset_does_not_stand_in_the_log) {
    one->lose();
    one->offset = "77-0";
    EXPECT_FALSE(come_there());
    EXPECT_NE(two->id, one->id);
    EXPECT_TRUE(there().scene->counted(metric::recovery_of_unknown_session));
}

TEST_F(a_client_of_a_cluster, begins_anew_if_the_way_to_the_log_ends) {
    one->lose();
    begin_to_come_there();
    there().scene->on_shard([this] { there().cluster.takes.clear(); });
    EXPECT_FALSE(two->listen());
    EXPECT_NE(two->id, one->id);
    EXPECT_THAT(two->id, testing::Not(IsEmpty()));
}

TEST_F(recovery_in_a_cluster, ten_thousand_idle_sessions_cost_few_commands) {
    constexpr std::size_t idle = 10'000;
    std::vector<fake_session*> all;
    for (std::size_t index = 0; index != idle; ++index)
        all.push_back(&here().scene->arrive());
    here().scene->on_shard([&] {
        for (auto* const each : all)
            each->say("0");
    });
    gather(here());
    EXPECT_EQ(log.kept, idle);
    log.kept = 0;
    here().scene->time.pass(600s);
    EXPECT_LE(log.kept, 2 * idle) << "34 commands a second at most";
    EXPECT_GE(log.kept, idle) << "or they would expire";
}

} // namespace
} // namespace socketiota::test

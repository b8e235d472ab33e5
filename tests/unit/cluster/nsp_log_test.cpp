// SPDX-License-Identifier: MIT
// A namespace whose line keeps a log: what is sent comes back from there, and sessions are in it.
#include "link_scene.hpp"

#include <boost/system/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
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

class brought final : public adapter::session_receiver {
public:
    explicit brought(std::vector<std::string>& to) noexcept : heard_(to) {}

    void on_session(adapter::kept_session which) override {
        heard_.push_back(which.id + " in " + joined(which.rooms) + " with " + which.data.to_json());
    }

    void on_missed(adapter::arrived_event const& event) override {
        heard_.push_back(std::string(event.name) + text_of(event.arguments) + " at " +
                         std::string(event.offset));
    }

    void on_end(recovery_outcome outcome, adapter::log_place until) override {
        bool const has_place = until == cluster::place_of("5-1");
        heard_.emplace_back(outcome == recovery_outcome::recovered && has_place ? "recovered"
                            : outcome == recovery_outcome::invalid_offset       ? "invalid offset"
                                                                          : "unknown session");
    }

private:
    std::vector<std::string>& heard_;
};

class log_of_a_namespace : public link_scene {
protected:
    log_of_a_namespace() {
        mover.how = cluster::mover::membership::counted;
        mover.logs = true;
        open();
    }

    adapter::cluster_log& log() { return *link->log(); }

    void publish(std::string_view name) {
        static_cast<void>(log().publish({.rooms = {"r"}}, {name, {}, flags, units}));
    }

    /// What was sent first and has not been told where it stands, stands there.
    void stands(std::string_view offset, error_code reason = {}) {
        auto const told = std::move(mover.logging.front());
        mover.logging.erase(mover.logging.begin());
        told(reason, offset);
    }

    cluster::session_taker& take(std::string offset = "1-1") {
        log().take({"pid", std::move(offset), packet::default_parser},
                   std::make_unique<brought>(heard));
        return *mover.store.takers.back();
    }

    void miss(cluster::session_taker& by, std::string_view name, adapter::selection to) {
        cluster::message what;
        std::string const values = "[\"" + std::string(name) + "\"]";
        what.to = std::move(to);
        what.values = json(values);
        what.offset = "5-0";
        by.on_missed(what);
    }

    std::vector<std::string> heard;
};

TEST_F(log_of_a_namespace, delivers_what_it_has_sent_once_it_stands_there) {
    publish("news");
    ASSERT_EQ(mover.sent.size(), 1U);
    EXPECT_THAT(here.done, IsEmpty());
    stands("7-3");
    EXPECT_THAT(here.done, ElementsAre("broadcast [r][] news[] at 7-3"));
}

TEST_F(log_of_a_namespace, delivers_without_an_offset_what_does_not_stand_there) {
    publish("news");
    stands("", make_error_code(boost::system::errc::not_connected));
    EXPECT_THAT(here.done, ElementsAre("broadcast [r][] news[]"));
}

TEST_F(log_of_a_namespace, says_where_what_is_volatile_stands) {
    flags.is_volatile = true;
    publish("news");
    stands("7-3");
    EXPECT_THAT(here.done, ElementsAre("broadcast [r][] news[] volatile at 7-3"));
}

TEST_F(log_of_a_namespace, has_what_waits_done_behind_what_was_sent_before) {
    log().when_delivered([this] { here.done.emplace_back("at once"); });
    publish("one");
    publish("two");
    log().when_delivered([this] { here.done.emplace_back("behind"); });
    publish("three");
    stands("1-0");
    EXPECT_THAT(here.done, ElementsAre("at once", "broadcast [r][] one[] at 1-0"));
    stands("2-0");
    stands("3-0");
    EXPECT_THAT(here.done, ElementsAre("at once", "broadcast [r][] one[] at 1-0",
                                       "broadcast [r][] two[] at 2-0", "behind",
                                       "broadcast [r][] three[] at 3-0"));
}

TEST_F(log_of_a_namespace, has_no_more_wait_than_may) {
    link.reset();
    options.max_requests = 1;
    open();
    publish("one");
    log().when_delivered([this] { here.done.emplace_back("behind"); });
    log().when_delivered([this] { here.done.emplace_back("at once"); });
    EXPECT_THAT(here.done, ElementsAre("at once"));
    stands("1-0");
    EXPECT_EQ(here.done.back(), "behind");
}

TEST_F(log_of_a_namespace, may_end_while_it_delivers) {
    publish("news");
    log().when_delivered([] { ADD_FAILURE() << "it has gone"; });
    here.meanwhile = [this] { link.reset(); };
    stands("1-0");
    EXPECT_EQ(here.done.size(), 1U);
}

TEST_F(log_of_a_namespace, may_end_before_it_is_told_where_something_stands) {
    publish("news");
    link.reset();
    stands("1-0");
    EXPECT_THAT(here.done, IsEmpty());
}

TEST_F(log_of_a_namespace, hears_where_what_others_send_stands) {
    for (bool const is_volatile : {false, true})
        hear("other", cluster::message_type::broadcast, [&](cluster::message& what) {
            what.values = json("[\"news\"]");
            what.offset = "4-2";
            what.flags.is_volatile = is_volatile;
        });
    hear("other", cluster::message_type::broadcast, [&](cluster::message& what) {
        what.values = json("[\"asks\"]");
        what.offset = "4-3";
        what.packet_id = 1;
    });
    EXPECT_THAT(here.done,
                ElementsAre("broadcast [][] news[] at 4-2", "broadcast [][] news[] volatile at 4-2",
                            "broadcast [][] asks[]"));
}

TEST_F(log_of_a_namespace, keeps_sessions_and_says_which_another_server_has) {
    adapter::kept_session const session{"id", "pid", {"id", "r"}, value("x"), {7}};
    using not_kept = adapter::cluster_log::not_kept;
    std::vector<not_kept> failures;
    auto const failed = [&](not_kept why) { failures.push_back(why); };
    log().keep(session, adapter::cluster_log::keeping::anew, 5s, failed);
    log().keep(session, adapter::cluster_log::keeping::again, 6s, failed);
    log().keep(session, adapter::cluster_log::keeping::again, 7s, failed);
    log().forget("pid", {7});
    EXPECT_THAT(mover.store.done, ElementsAre("anew pid 5000 \xA1x 7", "again pid 6000 \xA1x 7",
                                              "again pid 7000 \xA1x 7", "forget pid 7"));
    mover.store.waiting[0]({}, true);
    mover.store.waiting[1](make_error_code(boost::system::errc::not_connected), false);
    mover.store.waiting[2]({}, false);
    EXPECT_THAT(failures, ElementsAre(not_kept::unconfirmed, not_kept::taken));
}

TEST_F(log_of_a_namespace, gives_a_session_what_was_for_its_rooms) {
    auto& by = take();
    EXPECT_THAT(mover.store.done, ElementsAre("take pid 1-1"));
    by.on_session({"id", "pid", {"id", "r"}, json("{\"name\":\"Ada\"}")});
    miss(by, "all", {});
    miss(by, "mine", {.rooms = {"id"}});
    miss(by, "other", {.rooms = {"x", "y"}});
    miss(by, "but not r", {.rooms = {}, .except = {"r"}});
    miss(by, "one of", {.rooms = {"x", "r"}});
    by.on_end({}, "5-1");
    EXPECT_THAT(heard, ElementsAre("id in id,r with {\"name\":\"Ada\"}", "all[] at 5-0",
                                   "mine[] at 5-0", "one of[] at 5-0", "recovered"));
}

TEST_F(log_of_a_namespace, tells_the_others_first_that_it_has_taken_a_session) {
    take().on_session({"id", "pid", {"id"}, {}});
    ASSERT_EQ(mover.sent.size(), 1U);
    auto const& said = mover.sent[0].get();
    EXPECT_EQ(said.type, cluster::message_type::disconnect_sockets);
    EXPECT_THAT(said.to.rooms, ElementsAre("id"));
    EXPECT_TRUE(said.taken);
    EXPECT_TRUE(said.close) << "servers of Node know nothing else";
}

TEST_F(log_of_a_namespace, has_sockets_give_way_whose_sessions_others_have_taken) {
    hear("other", cluster::message_type::disconnect_sockets, [](cluster::message& what) {
        what.to.rooms = {"id"};
        what.taken = true;
        what.offset = "0-7";
    });
    EXPECT_THAT(here.done, ElementsAre("give way [id][] at 7"));
}

TEST_F(log_of_a_namespace, has_sessions_kept_that_its_line_has_lost) {
    mover.heard_by->on_gap();
    EXPECT_THAT(here.done, IsEmpty());
    mover.heard_by->on_lost_log();
    EXPECT_THAT(here.done, ElementsAre("keep [][] sessions"));
}

TEST_F(log_of_a_namespace, says_why_a_session_does_not_come) {
    take("what").on_end(make_error_code(boost::system::errc::invalid_argument), {});
    take().on_end(make_error_code(boost::system::errc::no_such_file_or_directory), {});
    EXPECT_THAT(heard, ElementsAre("invalid offset", "unknown session"));
}

TEST_F(log_of_a_namespace, ignores_what_it_has_missed_that_is_no_event) {
    auto& by = take();
    by.on_session({"id", "pid", {"id"}, {}});
    cluster::message what;
    what.values = json("{\"no\":\"event\"}");
    by.on_missed(what);
    by.on_end({}, "5-1");
    EXPECT_EQ(counts->malformed.read(), 1U);
    EXPECT_EQ(heard.back(), "recovered");
}

TEST(place_in_a_log, rises_with_milliseconds_and_then_with_the_index) {
    using cluster::place_of;
    EXPECT_LT(place_of("1700000000000-9"), place_of("1700000000000-10"));
    EXPECT_LT(place_of("1700000000000-10"), place_of("1700000000001-0"));
    EXPECT_LT(place_of("9-0"), place_of("10-0"));
    for (char const* const none :
         {"", "-", "1", "1-", "-1", "1-x", "1-1 ", "99999999999999999999-1"})
        EXPECT_FALSE(place_of(none)) << none;
}

} // namespace
} // namespace socketiota::test

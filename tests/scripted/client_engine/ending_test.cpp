// SPDX-License-Identifier: MIT
#include "whole_life.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(client_ending, by_closing_tells_a_server_that_is_polled) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.send("text");
    scene.session().close();
    scene.session().close();
    EXPECT_FALSE(scene.session().open());
    EXPECT_FALSE(scene.send("more"));
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    scene.answer(polls, "4nobody hears this\x1e"
                        "6");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "4text");
    EXPECT_FALSE(polls.take_request()) << "nothing that comes matters";
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "1")
        << "Node takes for lost what comes with it";
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_EQ(scene.session().kind(), transport::polling) << "of whoever asks afterwards";
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(deliveries.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_ending, by_closing_is_that_whatever_the_server_answers) {
    for (std::string_view const last : {"1", "", "x"}) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling();
        scene.session().close();
        scene.time.settle();
        scene.answer(polls, last);
        auto const heard = scene.owner.take();
        EXPECT_THAT(heard.back(), testing::StartsWith("ended: forced close at engine")) << last;
    }
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.session().close();
    polls.answer(400, R"({"code":1,"message":"Session ID unknown"})");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("open", "ended: forced close at http 400: Session ID unknown"));
}

TEST(client_ending, by_closing_while_it_opens_is_at_once) {
    client_session_scene dials;
    dials.begin();
    dials.session().close();
    EXPECT_THAT(dials.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_TRUE(dials.dialler.at(0).is_given_up());

    client_session_scene asks;
    asks.begin();
    http_server_peer polls = asks.accept();
    asks.session().close();
    EXPECT_THAT(asks.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(asks.is_empty());
}

TEST(client_ending, by_giving_it_up_says_how_far_it_was) {
    for (bool const by_websocket : {false, true}) {
        client_session_scene dials(by_websocket ? websocket_settings() : usual_settings());
        dials.begin();
        dials.next_attempt().set_stage(loop::dial_stage::proxy);
        dials.session().abort();
        EXPECT_THAT(dials.owner.take(), ElementsAre("ended: forced close at proxy"));

        client_session_scene asks(by_websocket ? websocket_settings() : usual_settings());
        asks.begin();
        http_server_peer const server = asks.accept();
        asks.session().abort();
        EXPECT_THAT(asks.owner.take(), ElementsAre("ended: forced close at http"));
    }
}

TEST(client_ending, by_closing_drops_a_probe) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(usual_open);
    websocket_peer peer = scene.accept_websocket();
    static_cast<void>(peer.take());
    scene.session().close();
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("<close>"));
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "1");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "ended: forced close at engine"));
    EXPECT_TRUE(scene.is_empty());
}

/// A session that is to close while polling pauses.
struct closing_upgrade {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(usual_open);
    websocket_peer peer = scene.accept_websocket();

    explicit closing_upgrade(bool with_text) {
        scene.say(peer, "3probe");
        if (with_text)
            scene.send("text");
        scene.session().close();
        scene.time.settle();
        static_cast<void>(peer.take());
        static_cast<void>(scene.owner.take());
    }
};

TEST(client_ending, by_closing_while_polling_pauses_waits_for_the_switch) {
    for (bool const with_text : {false, true}) {
        closing_upgrade upgrade(with_text);
        EXPECT_FALSE(upgrade.scene.owner.has_ended());
        upgrade.scene.answer(upgrade.polls, "6");
        EXPECT_THAT(upgrade.scene.owner.take(), ElementsAre("ended: forced close at engine"));
        // Without the 5 the server would keep the session, which nobody polls any more.
        EXPECT_THAT(upgrade.peer.take(),
                    with_text ? lines({"5", "4text", "<close>"}) : lines({"5", "<close>"}));
        EXPECT_TRUE(upgrade.scene.is_empty());
    }
}

TEST(client_ending, by_closing_while_polling_pauses_goes_by_polling_if_the_probe_is_lost) {
    closing_upgrade upgrade(true);
    upgrade.peer.connection().reset();
    upgrade.scene.time.settle();
    http_server_peer deliveries = upgrade.scene.accept();
    EXPECT_EQ(upgrade.scene.answer(deliveries, "ok")->body, "4text");
    EXPECT_EQ(upgrade.scene.answer(deliveries, "ok")->body, "1");
    EXPECT_THAT(upgrade.scene.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_TRUE(upgrade.scene.is_empty());
}

TEST(client_ending, by_closing_while_polling_pauses_ends_if_polling_cannot_go_on) {
    closing_upgrade failed(true);
    failed.polls.connection().reset();
    failed.scene.time.settle();
    EXPECT_THAT(failed.scene.owner.take(),
                ElementsAre("ended: forced close at http: Connection reset by peer"));
    EXPECT_TRUE(failed.scene.is_empty());
}

TEST(client_ending, by_closing_while_polling_pauses_has_the_time_of_any_other) {
    closing_upgrade upgrade(true);
    upgrade.scene.time.pass(29'900ms);
    EXPECT_FALSE(upgrade.scene.owner.has_ended());
    upgrade.scene.time.pass(200ms);
    EXPECT_THAT(upgrade.scene.owner.take(),
                ElementsAre("ended: forced close at engine: the server did not take the rest"));
    EXPECT_TRUE(upgrade.scene.is_empty());
}

TEST(client_ending, by_closing_ends_if_polling_breaks_as_it_resumes) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(usual_open);
    websocket_peer peer = scene.accept_websocket();
    scene.send("text");
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    scene.say(peer, "3probe");
    scene.answer(polls, "6"); // only the delivery is under way now
    scene.session().close();
    polls.connection().refuse_writes();
    peer.connection().reset();
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), testing::Contains("ended: forced close at http: Broken pipe"));
    EXPECT_TRUE(scene.is_empty());
}

// ---- the same at every step of a whole life ----

/// What an owner may do to its session.
struct deed {
    std::string_view name;
    std::function<void(client_session_scene& scene)> act;
};

deed const deeds[]{
    {"close", [](client_session_scene& scene) { scene.session().close(); }},
    {"abort", [](client_session_scene& scene) { scene.session().abort(); }},
    {"close and abort",
     [](client_session_scene& scene) {
         scene.session().close();
         scene.session().abort();
     }},
    {"abort and let go",
     [](client_session_scene& scene) {
         scene.session().abort();
         scene.let_go();
     }},
    {"send and close",
     [](client_session_scene& scene) {
         scene.send("last words");
         scene.session().close();
     }},
    {"send and abort",
     [](client_session_scene& scene) {
         scene.send("last words");
         scene.session().abort();
     }},
};

/// How many lines a whole life has.
std::size_t lines_of_whole_life(clients::engine_settings const& settings) {
    client_session_scene scene(settings);
    whole_life(scene).play([] {});
    auto const heard = scene.owner.take();
    EXPECT_EQ(heard.back(), "ended: transport close at engine: the server closed the session");
    for (std::string_view const each : {"open", "text text", "upgraded", "all sent"})
        EXPECT_THAT(heard, testing::Contains(each));
    return heard.size();
}

/// One end was told, nothing behind it, and nothing is left.
void expect_ended(client_session_scene& scene) {
    scene.time.pass(60s);
    auto const heard = scene.owner.take();
    EXPECT_TRUE(scene.owner.has_ended());
    for (std::string const& each : heard)
        EXPECT_THAT(each, testing::Not(testing::StartsWith("after the end")));
    EXPECT_TRUE(scene.is_empty());
}

/// Of both revisions.
class client_life : public testing::TestWithParam<wire::engine_revision> {
protected:
    [[nodiscard]] static clients::engine_settings settings() {
        auto chosen = usual_settings();
        chosen.revision = GetParam();
        return chosen;
    }
};

INSTANTIATE_TEST_SUITE_P(of_revision, client_life,
                         testing::Values(wire::engine_revision::three, wire::engine_revision::four),
                         [](auto const& tried) {
                             return tried.param == wire::engine_revision::three ? "3" : "4";
                         });

TEST_P(client_life, ends_in_every_callback) {
    std::size_t const calls = lines_of_whole_life(settings());
    for (deed const& each : deeds) {
        for (std::size_t call = 0; call < calls; ++call) {
            SCOPED_TRACE(std::string(each.name) + " in call " + std::to_string(call));
            client_session_scene scene(settings());
            std::size_t count = 0;
            scene.owner.on_line = [&](std::string_view) {
                if (count++ == call && scene.has_session())
                    each.act(scene);
            };
            whole_life(scene).play([] {});
            expect_ended(scene);
        }
    }
}

TEST_P(client_life, ends_between_every_two_steps) {
    for (deed const& each : deeds) {
        for (std::size_t step = 0; step < whole_life::steps; ++step) {
            SCOPED_TRACE(std::string(each.name) + " after step " + std::to_string(step));
            client_session_scene scene(settings());
            std::size_t count = 0;
            whole_life(scene).play([&] {
                if (count++ == step && scene.has_session())
                    each.act(scene);
            });
            expect_ended(scene);
        }
    }
}

TEST_P(client_life, is_let_go_at_once_when_that_is_told) {
    for (std::size_t step = 0; step < whole_life::steps; ++step) {
        client_session_scene scene(settings());
        scene.owner.on_line = [&](std::string_view line) {
            if (line.starts_with("ended"))
                scene.let_go();
        };
        std::size_t count = 0;
        whole_life(scene).play([&] {
            if (count++ == step && scene.has_session())
                scene.session().close();
        });
        expect_ended(scene);
    }
}

} // namespace
} // namespace socketiota::test

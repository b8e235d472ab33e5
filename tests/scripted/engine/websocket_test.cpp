// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// A session on a WebSocket, with everything of its beginning taken.
struct talking : engine_scene {
    explicit talking(engine::engine_options options = {})
        : engine_scene(std::move(options)), peer(*open_websocket()) {
        (void)peer.take();
        (void)host.take();
    }

    websocket_peer peer;
};

TEST(websocket_session, opens_talks_and_is_closed_by_the_client) {
    engine_scene scene;
    auto peer = scene.open_websocket();
    ASSERT_TRUE(peer);
    EXPECT_THAT(scene.host.take(), ElementsAre("open"));
    EXPECT_THAT(peer->take(), ElementsAre(StartsWith("0{\"sid\":\"")));
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::websocket);

    peer->text("4hello");
    peer->binary("octets");
    peer->text("bAQIDBA==");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("text hello", "binary octets", "binary \1\2\3\4"));

    scene.emit("4answer");
    scene.emit("4with attachments",
               {bytes(std::string_view("one")), bytes(std::string_view("two"))});
    EXPECT_THAT(peer->take(),
                ElementsAre("4answer", "4with attachments", "<binary one>", "<binary two>"));

    peer->text("1");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
    EXPECT_THAT(peer->take(), ElementsAre("<close>"));
    EXPECT_TRUE(peer->connection().ended_by_server());
    EXPECT_FALSE(peer->connection().closed_by_server());

    peer->connection().end();
    EXPECT_TRUE(scene.is_empty());
    EXPECT_TRUE(peer->connection().closed_by_server());
}

TEST(websocket_session, sends_all_units_of_a_turn_in_one_write) {
    talking scene;
    std::size_t const before = scene.peer.connection().writes();
    for (int unit = 0; unit < 50; ++unit)
        scene.session().send(scene.time.shard().units().make("4" + std::to_string(unit)));
    scene.time.settle();
    EXPECT_EQ(scene.peer.connection().writes(), before + 1);
    EXPECT_EQ(scene.peer.take().size(), 50U);
}

TEST(websocket_session, writes_large_pieces_from_where_they_are) {
    talking scene;
    std::string const large(100'000, 'x');
    scene.emit("4small");
    scene.emit('4' + large, {bytes(std::string_view(large)), bytes(std::string_view("y"))});
    scene.emit("4small again");
    EXPECT_THAT(scene.peer.take(), ElementsAre("4small", '4' + large, "<binary " + large + '>',
                                               "<binary y>", "4small again"));
}

TEST(websocket_session, keeps_order_and_units_whole_whatever_the_connection_takes) {
    // Every number of octets that a write may take, with a pong that wants to get in between.
    for (std::size_t room = 1; room < 40; ++room) {
        talking scene;
        scene.peer.connection().set_room(room);
        scene.emit("4first", {bytes(std::string_view("attached"))});
        EXPECT_EQ(scene.session().accepts_volatile(), room >= 18);
        scene.peer.ping("are you there");
        scene.time.settle();
        scene.emit("4second");
        for (int step = 0; step < 50; ++step) {
            scene.peer.connection().set_room(room);
            scene.time.settle();
        }
        auto const seen = scene.peer.take();
        std::string all;
        for (std::string const& line : seen)
            all += line + ' ';
        EXPECT_EQ(all, "4first <binary attached> <pong are you there> 4second ")
            << "room for " << room;
        EXPECT_EQ(scene.session().unsent(), 0U);
        EXPECT_EQ(scene.time.shard().units().alive(), 0U);
    }
}

TEST(websocket_session, answers_each_of_many_pings) {
    talking scene;
    scene.peer.ping("one");
    scene.peer.ping("two");
    scene.peer.frame(wire::opcode::pong, "unasked");
    scene.peer.ping("three");
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<pong one>", "<pong two>", "<pong three>"));
}

TEST(websocket_session, keeps_little_for_a_peer_that_pings_without_reading) {
    talking scene;
    scene.peer.connection().set_room(3);
    for (int ping = 0; ping < 10'000; ++ping) {
        scene.peer.ping(std::string(100, '.'));
        scene.time.settle();
    }
    scene.peer.ping("latest");
    scene.peer.connection().set_room(1'000'000);
    scene.time.settle();
    lines const pongs = scene.peer.take();
    EXPECT_GT(pongs.size(), 100U) << "each is answered while they are few";
    EXPECT_LT(pongs.size(), 200U);
    EXPECT_EQ(pongs.back(), "<pong latest>");
}

TEST(websocket_session, is_closed_after_sending) {
    talking scene;
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.session().close(engine::close_mode::after_sending);
    EXPECT_THAT(scene.host.take(), IsEmpty());
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("4last words", "<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
    scene.peer.close();
    scene.peer.connection().end();
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, is_closed_after_sending_when_its_peer_reads_at_last) {
    talking scene;
    scene.peer.connection().set_room(4);
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.peer.text("4nobody hears");
    scene.time.pass(10s);
    EXPECT_THAT(scene.host.take(), IsEmpty());
    scene.peer.connection().set_room(100);
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("4last words", "<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
}

TEST(websocket_session, that_closes_gives_up_after_thirty_seconds) {
    talking scene;
    scene.peer.connection().set_room(4);
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.time.pass(31s);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
    EXPECT_EQ(scene.metrics[metric::closing_timeout], 1U);
    EXPECT_TRUE(scene.peer.connection().closed_by_server()); // in the middle of a frame
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, that_closes_may_be_closed_at_once) {
    talking scene;
    scene.peer.connection().set_room(0);
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    scene.session().close(engine::close_mode::at_once);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
    scene.peer.connection().set_room(100);
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<close>"));
}

TEST(websocket_session, that_closes_may_fail) {
    talking scene;
    scene.peer.connection().set_room(4);
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    scene.peer.connection().reset();
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, may_be_closed_by_its_listener_between_two_frames) {
    talking scene;
    scene.host.on_text = [](engine::session& self, std::string_view) {
        self.close(engine::close_mode::at_once);
    };
    scene.peer.text("4one");
    scene.peer.text("4two");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("text one", "closed: forced close"));
}

TEST(websocket_session, may_be_closed_while_it_is_announced) {
    engine_scene scene;
    scene.host.on_open = [](engine::session& opened) { opened.close(engine::close_mode::at_once); };
    auto peer = scene.open_websocket();
    EXPECT_THAT(peer->take(), ElementsAre("<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("open", "closed: forced close"));
    peer->connection().end();
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, may_be_closed_after_sending_while_it_is_announced) {
    engine_scene scene;
    scene.host.on_open = [](engine::session& opened) {
        opened.close(engine::close_mode::after_sending);
    };
    auto peer = scene.open_websocket();
    EXPECT_THAT(peer->take(), ElementsAre(StartsWith("0{"), "<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("open", "closed: forced close"));
}

TEST(websocket_session, reads_what_came_with_the_upgrade_request) {
    engine_scene scene;
    base::output_buffer frame;
    wire::append_masked_frame(frame, wire::opcode::text, "4early",
                              {std::byte{9}, std::byte{8}, std::byte{7}, std::byte{6}});
    http_peer peer = scene.connect();
    // Before the loop runs, so both are one piece of input.
    peer.request("GET", websocket_target, {}, upgrade_headers());
    peer.connection().send(frame.view());
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("open", "text early"));
}

TEST(websocket_session, answers_a_close_frame_with_its_code) {
    talking scene;
    scene.peer.close({4321, "enough"});
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<close 4321>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
    EXPECT_EQ(scene.metrics[metric::closed_by_client], 1U);
    EXPECT_TRUE(scene.peer.connection().closed_by_server()) << "nothing more can come";
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, answers_a_close_frame_before_it_ends_its_connection) {
    talking scene;
    scene.peer.connection().set_room(3);
    scene.peer.close({4321, "enough"});
    scene.time.settle();
    EXPECT_FALSE(scene.peer.connection().ended_by_server()) << "an octet of the frame is left";
    scene.peer.connection().set_room(100);
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<close 4321>"));
    EXPECT_TRUE(scene.peer.connection().closed_by_server());
}

TEST(websocket_session, waits_for_the_end_of_a_peer_that_has_not_sent_a_close_frame) {
    talking scene;
    scene.session().close(engine::close_mode::at_once);
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<close>"));
    EXPECT_TRUE(scene.peer.connection().ended_by_server());
    EXPECT_FALSE(scene.peer.connection().closed_by_server());
    scene.peer.close();
    scene.peer.connection().end();
    scene.time.settle();
    EXPECT_TRUE(scene.peer.connection().closed_by_server());
}

TEST(websocket_session, ends_with_its_connection) {
    for (bool const by_reset : {false, true}) {
        talking scene;
        by_reset ? scene.peer.connection().reset() : scene.peer.connection().end();
        scene.time.settle();
        EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
        EXPECT_EQ(scene.metrics[metric::connection_lost], 1U);
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(websocket_session, ends_when_it_cannot_write) {
    talking scene;
    scene.peer.connection().refuse_writes();
    scene.emit("4nobody reads");
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport error (write error)"));
    EXPECT_EQ(scene.metrics[metric::write_failed], 1U);
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, ends_at_text_that_is_no_packet) {
    for (std::string_view const text : {"", "x", "9", "hello"}) {
        talking scene;
        scene.peer.text(text);
        scene.time.settle();
        EXPECT_THAT(scene.peer.take(), ElementsAre("<close>"));
        EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error")) << text;
        EXPECT_EQ(scene.metrics[metric::bad_packet], 1U);
    }
}

TEST(websocket_session, ends_at_frames_against_the_protocol) {
    engine::engine_options options;
    options.max_http_buffer_size = 100;
    options.max_fragments = 3;

    struct violation {
        std::string octets;
        std::string close;
        metric counts;
    };

    std::string const mask("\0\0\0\0", 4);
    violation const violations[]{
        {"\x81\x01x", "<close 1002>", metric::bad_frame},
        {"\xf1\x80" + mask, "<close 1002>", metric::bad_frame},
        {"\x81\x82" + mask + "4\xff", "<close 1007>", metric::bad_frame},
        {"\x81\xfe\x01\x01" + mask, "<close 1009>", metric::payload_too_large},
        {"\x01\x80" + mask + std::string("\0\x80", 2) + mask + std::string("\0\x80", 2) + mask +
             std::string("\0\x80", 2) + mask,
         "<close 1008>", metric::too_many_fragments},
    };
    for (violation const& each : violations) {
        talking scene(options);
        scene.peer.connection().send(each.octets);
        scene.time.settle();
        EXPECT_THAT(scene.peer.take(), ElementsAre(each.close));
        EXPECT_THAT(scene.host.take(), ElementsAre(StartsWith("closed: transport error (")));
        EXPECT_EQ(scene.metrics[each.counts], 1U) << each.close;
        scene.peer.connection().end();
        EXPECT_TRUE(scene.is_empty());
    }
}

/// Octets of memory that an outbox counts for a unit of that text.
std::size_t cost_of(engine_scene& scene, std::string_view text) {
    base::outbox counting(1);
    counting.push(scene.time.shard().units().make(text));
    return counting.held();
}

TEST(websocket_session, that_does_not_read_is_dropped_as_slow_consumer) {
    // Nothing costs nothing: an empty text is held as a unit like any other.
    for (std::string const& text : {std::string("4"), '4' + std::string(9'999, '.')}) {
        engine::engine_options options;
        options.max_outbox_bytes = 100'000;
        talking scene(options);
        auto other = *scene.open_websocket();
        engine::session& fast = scene.session();
        engine::session& slow = *scene.host.sessions().front();
        (void)other.take();
        (void)scene.host.take();
        scene.peer.connection().set_room(0);
        std::size_t const fit = options.max_outbox_bytes / cost_of(scene, text);
        // One more than fits brings it over its limit, and what is more than the slack is too much.
        std::size_t const most = fit + 1 + base::outbox::slack / cost_of(scene, text);
        for (std::size_t unit = 0; unit < most; ++unit) {
            slow.send(scene.time.shard().units().make(text));
            scene.time.settle();
        }
        EXPECT_THAT(scene.host.take(), IsEmpty());
        EXPECT_EQ(slow.unsent(), most * text.size());
        slow.send(scene.time.shard().units().make(text));
        scene.time.settle();
        EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport error (slow consumer)"));
        EXPECT_EQ(scene.metrics[metric::slow_consumer], 1U);
        EXPECT_TRUE(fast.send(scene.time.shard().units().make("4fine")));
        scene.time.settle();
        EXPECT_THAT(other.take(), ElementsAre("4fine"));
    }
}

TEST(websocket_session, may_be_sent_more_than_its_limit_in_one_turn) {
    engine::engine_options options;
    options.max_outbox_bytes = 100'000;
    talking scene(options);
    std::string const text = '4' + std::string(50'000, '.');
    auto const send_twenty = [&] {
        for (int unit = 0; unit < 20; ++unit)
            EXPECT_TRUE(scene.session().send(scene.time.shard().units().make(text)));
        scene.time.settle();
    };
    send_twenty(); // all of it is taken at once
    EXPECT_EQ(scene.peer.take().size(), 20U);

    std::size_t const frames = 20 * (text.size() + 4);
    scene.peer.connection().set_room(frames / 4); // the rest is taken bit by bit
    send_twenty();
    EXPECT_GT(scene.session().unsent(), options.max_outbox_bytes);
    scene.peer.connection().set_room(frames / 4);
    // Asked again in the turn, the client takes more than comes.
    scene.session().send(scene.time.shard().units().make("4 and more"));
    scene.time.settle();
    scene.peer.connection().set_room(frames);
    scene.time.settle();
    EXPECT_EQ(scene.peer.take().size(), 21U);
    EXPECT_EQ(scene.session().unsent(), 0U);

    scene.peer.connection().set_room(frames / 4); // and what it held before is forgotten
    send_twenty();
    scene.peer.connection().set_room(frames);
    scene.time.settle();
    EXPECT_EQ(scene.peer.take().size(), 20U);
    EXPECT_THAT(scene.host.take(), IsEmpty());
    EXPECT_EQ(scene.metrics[metric::slow_consumer], 0U);
}

TEST(websocket_session, over_its_limit_must_take_something_however_it_answers_pings) {
    engine::engine_options options;
    options.max_outbox_bytes = 100'000;
    for (bool const takes : {false, true}) {
        talking scene(options);
        scene.peer.connection().set_room(1);
        scene.emit('4' + std::string(1'000'000, '.'));
        for (int step = 0; step < 20; ++step) {
            scene.time.pass(5s);
            scene.peer.connection().set_room(takes ? 5'000 : 250);
            scene.peer.text("3");
            scene.time.settle();
        }
        if (takes)
            EXPECT_THAT(scene.host.take(), IsEmpty());
        else
            EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport error (slow consumer)"));
    }
}

TEST(websocket_session, sends_what_was_queued_before_the_client_closed) {
    engine_scene scene;
    scene.host.on_text = [&scene](engine::session& to, std::string_view text) {
        to.send(scene.time.shard().units().make('4' + std::string(text)));
    };
    // A close frame, a close packet, and a frame against the protocol: all in one segment.
    std::string const mask("\1\2\3\4", 4);
    std::pair<std::string, std::string> const endings[]{
        {std::string("\x88\x80", 2) + mask, "<close>"},
        {std::string("\x81\x81", 2) + mask + std::string(1, '1' ^ 1), "<close>"},
        {std::string("\xFF\x80", 2) + mask, "<close 1002>"},
    };
    for (auto const& [octets, farewell] : endings) {
        auto peer = *scene.open_websocket();
        (void)peer.take();
        peer.ping("p");
        peer.text("4hello");
        peer.connection().send(octets);
        scene.time.settle();
        EXPECT_THAT(peer.take(), ElementsAre("<pong p>", "4hello", farewell));
    }
}

TEST(websocket_session, drops_what_its_server_closes_at_once) {
    talking scene;
    scene.session().send(scene.time.shard().units().make("4dropped"));
    scene.session().close(engine::close_mode::at_once);
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("<close>"));
}

TEST(websocket_session, offers_its_rest_to_a_client_that_takes_none_and_ends) {
    engine_scene scene;
    scene.host.on_text = [&scene](engine::session& to, std::string_view text) {
        to.send(scene.time.shard().units().make('4' + std::string(text)));
    };
    auto peer = *scene.open_websocket();
    (void)peer.take();
    peer.connection().set_room(3);
    peer.text("4hello");
    peer.close();
    scene.time.settle();
    EXPECT_TRUE(peer.connection().closed_by_server()) << "behind half a frame there is no other";
    EXPECT_TRUE(scene.is_empty());
}

TEST(websocket_session, shares_one_unit_with_all_recipients) {
    engine_scene scene;
    std::vector<websocket_peer> peers;
    std::vector<engine::session*> sessions;
    for (int peer = 0; peer < 10; ++peer) {
        peers.push_back(*scene.open_websocket());
        (void)peers.back().take();
        sessions.push_back(scene.host.last());
    }
    {
        auto const unit = scene.time.shard().units().make("4for all");
        for (engine::session* const session : sessions)
            session->send(unit);
        EXPECT_EQ(scene.time.shard().units().alive(), 1U);
    }
    scene.time.settle();
    for (websocket_peer& peer : peers)
        EXPECT_THAT(peer.take(), ElementsAre("4for all"));
    EXPECT_EQ(scene.time.shard().units().alive(), 0U);
}

} // namespace
} // namespace socketiota::test

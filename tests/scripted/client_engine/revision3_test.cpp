// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(client_of_revision_3, goes_from_polling_to_websocket) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(usual_open) + "2:40");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "text 0"));
    http_server_peer server = scene.accept();
    EXPECT_THAT(server.connection().received(),
                HasSubstr("GET /socket.io/?EIO=3&transport=websocket&sid=abc HTTP/1.1\r\n"));
    scene.switch_protocols(server);
    websocket_peer peer(server.shared(), wire::websocket_role::server);
    EXPECT_THAT(peer.take(), ElementsAre("2probe"));
    scene.say(peer, "3probe");
    EXPECT_THAT(peer.take(), IsEmpty()) << "a poll is under way";
    scene.send("text");
    scene.answer(polls, "1:6");
    scene.send_binary("two");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("5", "4text", "<binary \x04two>"));
    peer.binary("\x04octets");
    scene.say(peer, "b4dHdv");
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("upgraded", "all sent", "all sent", "binary octets", "binary two"));
    scene.session().close();
    scene.time.settle();
    EXPECT_TRUE(scene.owner.has_ended());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_of_revision_3, pings_by_polling_and_ends_when_the_server_is_silent) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(open_for_good));
    scene.time.pass(25'100ms);
    ASSERT_TRUE(scene.is_dialled());
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "1:2");
    scene.answer(polls, "1:3");
    scene.time.pass(24'900ms);
    EXPECT_FALSE(scene.is_dialled());
    scene.time.pass(200ms);
    ASSERT_TRUE(scene.is_dialled());
    http_server_peer next = scene.accept(); // the other was idle for too long
    EXPECT_EQ(scene.answer(next, "ok")->body, "1:2");
    scene.time.pass(19'700ms);
    EXPECT_FALSE(scene.owner.has_ended());
    scene.time.pass(400ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "all sent", "all sent", silent));
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

// A ping that waits for polling to end leaves by the WebSocket, and counts from when it was due.
TEST(client_of_revision_3, pings_across_an_upgrade) {
    for (bool const answers : {false, true}) {
        client_session_scene scene(settings_of_revision_3());
        http_server_peer polls = scene.open_by_polling(payload_of_3(usual_open));
        scene.time.pass(24'900ms);
        websocket_peer peer = scene.accept_websocket();
        scene.say(peer, "3probe");
        scene.time.pass(200ms); // the ping is due
        EXPECT_THAT(peer.take(), ElementsAre("2probe"));
        EXPECT_FALSE(scene.is_dialled()) << "nothing is delivered while polling pauses";
        scene.answer(polls, "1:6");
        EXPECT_THAT(peer.take(), ElementsAre("5", "2"));
        if (answers)
            scene.say(peer, "3");
        scene.time.pass(20'000ms);
        EXPECT_EQ(scene.owner.has_ended(), !answers);
        scene.time.pass(5'100ms);
        EXPECT_THAT(peer.take(), answers ? ElementsAre("2") : ElementsAre("<close>"));
    }
}

// Other packets prove life once for each ping, as a large download may hold up the pong.
TEST(client_of_revision_3, takes_another_packet_for_a_sign_of_life_once) {
    client_session_scene scene(websocket_settings());
    scene.settings.revision = wire::engine_revision::three;
    websocket_peer peer = scene.open_by_websocket();
    scene.time.pass(25'100ms);
    for (int count = 0; count < 2; ++count) {
        scene.time.pass(15s);
        scene.say(peer, "4text");
    }
    scene.time.pass(4'800ms);
    EXPECT_FALSE(scene.owner.has_ended());
    scene.time.pass(400ms);
    EXPECT_TRUE(scene.owner.has_ended());
}

TEST(client_of_revision_3, says_farewell_by_polling) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(open_for_good));
    scene.send("text");
    scene.session().close();
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "5:4text");
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "1:1");
    EXPECT_TRUE(scene.owner.has_ended());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_of_revision_3, delivers_no_more_than_a_server_of_socket_io_4_takes) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(
        R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":20})"));
    auto const takes = [&](std::size_t size) {
        auto const unit = scene.time.shard().units().make('4' + std::string(size, 'x'));
        return scene.session().takes(*unit);
    };
    EXPECT_TRUE(takes(16)) << "17 characters behind their length and a colon";
    EXPECT_FALSE(takes(17));
    for (std::string_view const each : {"123456", "123456", "1"})
        scene.send(each);
    scene.send_binary("12");
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "7:41234567:4123456");
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, std::string("\0\2\xff"
                                                                "41\1\3\xff\4"
                                                                "12",
                                                                11));
}

TEST(client_base64, is_asked_for_and_sent) {
    struct {
        wire::engine_revision revision;
        std::string_view polled;
        std::string_view sent;
    } const all[]{
        {wire::engine_revision::three, "5:4text6:b4dHdv", "b4dHdv"},
        {wire::engine_revision::four,
         "4text\x1e"
         "bdHdv",
         "bdHdv"},
    };

    for (auto const& each : all) {
        bool const is_3 = each.revision == wire::engine_revision::three;
        auto settings = usual_settings();
        settings.base64 = true;
        settings.revision = each.revision;
        client_session_scene scene(settings);
        http_server_peer polls =
            scene.open_by_polling(is_3 ? payload_of_3(usual_open) : std::string(usual_open));
        EXPECT_EQ(polls.take_request()->parameter("b64"), "1");
        http_server_peer server = scene.accept();
        EXPECT_THAT(server.connection().received(), HasSubstr("&transport=websocket&b64=1"));
        scene.send("text");
        scene.send_binary("two");
        scene.time.settle();
        http_server_peer deliveries = scene.accept();
        auto const delivery = scene.answer(deliveries, "ok");
        EXPECT_EQ(delivery->body, each.polled);
        EXPECT_EQ(delivery->header("Content-Type"), "text/plain;charset=UTF-8");
        scene.switch_protocols(server);
        websocket_peer peer(server.shared(), wire::websocket_role::server);
        scene.say(peer, "3probe");
        polls.answer(200, is_3 ? "1:6" : "6");
        scene.time.settle();
        scene.send_binary("two");
        scene.time.settle();
        EXPECT_THAT(peer.take(), ElementsAre("2probe", "5", each.sent));
        scene.say(peer, each.sent);
        EXPECT_THAT(scene.owner.take(), testing::Contains("binary two"));
    }
}

TEST(client_revisions, that_differ_are_told) {
    struct {
        wire::engine_revision revision;
        std::string body;
        std::string_view words;
    } const all[]{
        {wire::engine_revision::four, payload_of_3(open_for_good) + "2:40",
         "the server speaks revision 3 of Engine.IO, as those of Socket.IO 2 do: say so in "
         "client_options.revision"},
        {wire::engine_revision::three, std::string(usual_open),
         "the server speaks revision 4 of Engine.IO, and client_options.revision says 3"},
        {wire::engine_revision::four, payload_of_3(usual_open), // begins like a close packet
         "the server speaks revision 3 of Engine.IO, as those of Socket.IO 2 do: say so in "
         "client_options.revision"},
    };

    for (auto const& each : all) {
        client_session_scene scene;
        scene.settings.revision = each.revision;
        scene.begin();
        http_server_peer polls = scene.accept();
        scene.answer(polls, each.body);
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre("ended: parse error at engine 200: " + std::string(each.words)));
    }
}

TEST(client_revisions, that_the_server_refuses_are_told_with_the_remedy) {
    constexpr std::string_view json = R"({"code":5,"message":"Unsupported protocol version"})";
    constexpr std::string_view plain = "Unsupported protocol version";
    for (auto const& [which, body] :
         {std::pair(transport::polling, json), std::pair(transport::websocket, plain)}) {
        client_session_scene scene(settings_of_revision_3());
        scene.settings.transports = {which};
        scene.begin();
        http_server_peer peer = scene.accept();
        static_cast<void>(peer.take_request());
        peer.answer(400, body);
        scene.time.settle();
        EXPECT_THAT(
            scene.owner.take(),
            ElementsAre("ended: transport error at http 400: Unsupported protocol version: "
                        "client_options.revision says which the client speaks, and a server of "
                        "another lets clients of revision 3 in if it is told to (allowEIO3)"));
    }
}

// Node opens the WebSocket, and then refuses on it as if it had not.
TEST(client_revisions, that_node_refuses_on_a_websocket_are_told_with_the_remedy) {
    for (auto const revision : {wire::engine_revision::three, wire::engine_revision::four}) {
        client_session_scene scene(websocket_settings());
        scene.settings.revision = revision;
        scene.begin();
        http_server_peer peer = scene.accept();
        scene.switch_protocols(peer,
                               "HTTP/1.1 400 Bad Request\r\n\r\nUnsupported protocol version");
        std::string const words = "ended: transport error at http: reserved bits are set";
        EXPECT_THAT(
            scene.owner.take(),
            ElementsAre(
                revision == wire::engine_revision::four
                    ? words
                    : words + ", as where Node's server lets nobody of revision 3 in (allowEIO3)"));
    }

    client_session_scene later(websocket_settings());
    later.settings.revision = wire::engine_revision::three;
    websocket_peer peer = later.open_by_websocket();
    static_cast<void>(later.owner.take());
    peer.connection().send("HTTP/1.1 400 Bad Request");
    later.time.settle();
    EXPECT_THAT(later.owner.take(),
                ElementsAre("ended: transport error at http: reserved bits are set"));
    EXPECT_THAT(peer.take(), ElementsAre("<close 1002>"));
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

TEST(client_websocket, opens_a_session_and_carries_both_ways) {
    client_session_scene scene(websocket_settings());
    scene.settings.query = "a=b";
    scene.settings.headers = {{"Authorization", "Bearer x"}};
    scene.begin();
    http_server_peer server = scene.accept();
    std::string const request = server.connection().received();
    EXPECT_THAT(request, StartsWith("GET /socket.io/?a=b&EIO=4&transport=websocket HTTP/1.1\r\n"
                                    "Host: server.example\r\n"));
    EXPECT_THAT(request, testing::HasSubstr("\r\nAuthorization: Bearer x\r\n"));
    scene.switch_protocols(server);
    EXPECT_THAT(scene.owner.take(), IsEmpty());
    websocket_peer peer(server.shared(), wire::websocket_role::server);
    scene.say(peer, open_for_good);
    EXPECT_THAT(scene.owner.take(), testing::Contains("open"));
    EXPECT_EQ(scene.session().kind(), transport::websocket);

    scene.say(peer, "4text");
    peer.binary("octets");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("text text", "binary octets"));

    EXPECT_TRUE(scene.session().sends_at_once());
    scene.send("text");
    scene.send_binary("octets");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("4text", "<binary octets>"));
    EXPECT_THAT(scene.owner.take(), ElementsAre("all sent"));
    EXPECT_EQ(peer.connection().writes(), 2) << "a turn is one write";
}

TEST(client_websocket, carries_binaries_of_revision_3) {
    client_session_scene scene(websocket_settings());
    scene.settings.revision = wire::engine_revision::three;
    websocket_peer peer = scene.open_by_websocket();
    peer.binary("\4octets");
    scene.time.settle();
    scene.send_binary("octets");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("<binary \4octets>"));
    EXPECT_THAT(scene.owner.take(), testing::IsSupersetOf({"open", "binary octets"}));
}

TEST(client_websocket, is_open_with_what_comes_behind_the_answer_in_every_split) {
    base::output_buffer frames;
    wire::append_frame(frames, wire::opcode::text, open_for_good);
    wire::append_frame(frames, wire::opcode::text, "4text");
    for (bool const whole : {true, false}) {
        client_session_scene scene(websocket_settings());
        scene.begin();
        http_server_peer server = scene.accept();
        auto const accepts =
            wire::websocket_accept(server.take_request()->header("Sec-WebSocket-Key"));
        std::string answer = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Accept: ";
        answer.append(accepts.data(), accepts.size()).append("\r\n\r\n").append(frames.view());
        if (whole)
            server.connection().send(answer);
        for (std::size_t at = 0; !whole && at != answer.size(); ++at) {
            server.connection().send(std::string_view(answer).substr(at, 1));
            scene.time.settle();
        }
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(), testing::IsSupersetOf({"open", "text text"}));
    }
}

TEST(client_websocket, takes_any_number_of_interim_answers) {
    client_session_scene scene(websocket_settings());
    scene.begin();
    http_server_peer server = scene.accept();
    std::string many;
    for (int count = 0; count < 50'000; ++count)
        many += "HTTP/1.1 100\r\n\r\n";
    server.connection().send(many);
    scene.time.settle();
    scene.switch_protocols(server);
    websocket_peer peer(server.shared(), wire::websocket_role::server);
    scene.say(peer, open_for_good);
    EXPECT_THAT(scene.owner.take(), testing::Contains("open"));
}

TEST(client_websocket, ends_where_the_server_opens_none) {
    struct wrong {
        std::string_view answer;
        std::string_view heard;
    };

    wrong const all[]{
        {"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}",
         " 400: the server does not open a WebSocket"},
        {"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", " 302: the server does not open a WebSocket"},
        {"HTTP/1.1 200 OK\r\n\r\n", " 200: the server does not open a WebSocket"},
        {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
         " 101: the answer to the WebSocket handshake is not that to this request"},
        {"RFB 003.008\n       ",
         ": the first line is no status of HTTP/1: something else answers there"},
    };
    for (wrong const& each : all) {
        client_session_scene scene(websocket_settings());
        scene.begin();
        http_server_peer server = scene.accept();
        server.connection().send(each.answer);
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre("ended: transport error at http" + std::string(each.heard)));
        EXPECT_TRUE(server.connection().closed_by_server());
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(client_websocket, ends_when_it_is_lost_before_or_after_it_is_open) {
    for (bool const open : {false, true}) {
        for (int how = 0; how < 3; ++how) {
            client_session_scene scene(websocket_settings());
            std::shared_ptr<memory_peer> connection;
            if (open) {
                connection = scene.open_by_websocket().shared();
            } else {
                scene.begin();
                connection = scene.accept().shared();
            }
            static_cast<void>(scene.owner.take());
            if (how == 0) {
                connection->end();
            } else if (how == 1) {
                connection->reset();
            } else if (open) {
                connection->refuse_writes();
                scene.send("text");
            } else {
                continue;
            }
            scene.time.settle();
            EXPECT_THAT(
                scene.owner.take(),
                ElementsAre(StartsWith(open && how < 2 ? "ended: transport close at http"
                                                       : "ended: transport error at http")));
            EXPECT_TRUE(connection->closed_by_server());
            EXPECT_TRUE(scene.is_empty());
        }
    }
    client_session_scene scene(websocket_settings());
    scene.begin();
    scene.next_attempt().accept()->refuse_writes();
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: transport error at http: Broken pipe"));
}

TEST(client_websocket, is_refused_or_left_pending_by_the_dialler) {
    client_session_scene scene(websocket_settings());
    scene.begin();
    scene.next_attempt().refuse(
        {loop::dial_stage::tls, boost::asio::error::access_denied, "it is expired"});
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: transport error at tls: it is expired"));

    client_session_scene pending(websocket_settings());
    pending.begin();
    pending.session().close();
    EXPECT_THAT(pending.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_TRUE(pending.dialler.at(0).is_given_up());
}

TEST(client_websocket, sends_its_request_in_pieces) {
    client_session_scene scene(websocket_settings());
    scene.begin();
    auto const connection = scene.next_attempt().accept();
    connection->set_room(10);
    scene.time.settle();
    connection->set_room(10'000);
    scene.time.settle();
    http_server_peer server(connection);
    scene.switch_protocols(server);
    websocket_peer peer(connection, wire::websocket_role::server);
    scene.say(peer, open_for_good);
    EXPECT_THAT(scene.owner.take(), testing::Contains("open"));
}

TEST(client_websocket, refuses_frames_that_are_masked) {
    client_session_scene scene(websocket_settings());
    websocket_peer peer = scene.open_by_websocket();
    static_cast<void>(scene.owner.take());
    websocket_peer wrong(peer.shared(), wire::websocket_role::client);
    wrong.text("4text");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("ended: transport error at http: a frame from the server is masked"));
    EXPECT_THAT(peer.take(), ElementsAre("<close 1002>"));
}

TEST(client_websocket, answers_pings_and_close_frames) {
    client_session_scene scene(websocket_settings());
    websocket_peer peer = scene.open_by_websocket();
    static_cast<void>(scene.owner.take());
    peer.ping("there?");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("<pong there?>"));
    static_cast<void>(scene.owner.take());
    peer.close({.code = 1001, .reason = "going away"});
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: transport close at http 1001: going away"));
    EXPECT_THAT(peer.take(), ElementsAre("<close 1001>"));
    EXPECT_FALSE(peer.connection().closed_by_server()) << "the server ends it first";
    peer.connection().end();
    scene.time.settle();
    EXPECT_TRUE(peer.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_websocket, ends_with_the_close_packet_and_what_is_no_packet) {
    client_session_scene closed(websocket_settings());
    websocket_peer peer = closed.open_by_websocket();
    static_cast<void>(closed.owner.take());
    closed.say(peer, "1");
    EXPECT_THAT(closed.owner.take(),
                ElementsAre("ended: transport close at engine: the server closed the session"));

    client_session_scene broken(websocket_settings());
    websocket_peer other = broken.open_by_websocket();
    static_cast<void>(broken.owner.take());
    broken.say(other, "x");
    EXPECT_THAT(broken.owner.take(),
                ElementsAre("ended: parse error at engine: the server sent what is no packet of "
                            "Engine.IO"));

    client_session_scene early(websocket_settings());
    websocket_peer third = early.open_by_websocket("4text");
    EXPECT_THAT(early.owner.take(), testing::Contains("ended: parse error at engine: the first "
                                                      "packet of the server is no handshake"));
}

TEST(client_websocket, says_what_it_has_queued_before_it_closes) {
    client_session_scene scene(websocket_settings());
    websocket_peer peer = scene.open_by_websocket();
    static_cast<void>(scene.owner.take());
    peer.connection().set_room(0);
    scene.send("one");
    scene.time.settle();
    EXPECT_FALSE(scene.session().sends_at_once());
    scene.send("two");
    scene.session().close();
    EXPECT_FALSE(scene.send("three"));
    scene.say(peer, "4nobody hears this");
    EXPECT_THAT(scene.owner.take(), IsEmpty());
    peer.connection().set_room(1000);
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: forced close at engine"));
    EXPECT_THAT(peer.take(), ElementsAre("4one", "4two", "<close>"));
    EXPECT_TRUE(scene.is_empty());
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr std::string_view open_of_revision_3 =
    R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000})";

TEST(client_polling, asks_for_a_session_and_polls) {
    client_session_scene scene;
    scene.settings.query = "room=a%20b";
    scene.settings.headers = {{"Authorization", "Bearer x"}};
    scene.begin();
    ASSERT_EQ(scene.dialler.attempts(), 1);
    EXPECT_EQ(scene.dialler.at(0).to().host, "server.example");
    EXPECT_EQ(scene.dialler.at(0).to().port, 80);
    http_server_peer polls = scene.accept();
    auto const first = scene.answer(polls, open_for_good);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->method, "GET");
    EXPECT_THAT(first->target,
                MatchesRegex("/socket.io/\\?room=a%20b&EIO=4&transport=polling&t=[-_A-Za-z0-9]+"));
    EXPECT_EQ(first->header("Host"), "server.example");
    EXPECT_EQ(first->header("Accept"), "*/*");
    EXPECT_EQ(first->header("Authorization"), "Bearer x");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    EXPECT_EQ(scene.session().handshake().sid, "abc");
    EXPECT_EQ(scene.session().kind(), transport::polling);

    auto const second = scene.answer(polls, "6");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->parameter("sid"), "abc");
    EXPECT_NE(second->parameter("t"), first->parameter("t"));
    EXPECT_TRUE(polls.take_request());
    EXPECT_EQ(scene.dialler.attempts(), 1) << "the connection is kept";
}

TEST(client_polling, sends_cookies_back_where_they_are_kept) {
    client_session_scene scene;
    scene.settings.cookies = std::make_shared<clients::cookie_jar>();
    scene.begin();
    http_server_peer polls = scene.accept();
    EXPECT_EQ(polls.take_request()->header("Cookie"), "");
    polls.answer(200, usual_open, {{"Set-Cookie", "io=abc; Path=/; HttpOnly"}});
    scene.time.settle();
    EXPECT_EQ(polls.take_request()->header("Cookie"), "io=abc");
    http_server_peer upgrade = scene.accept();
    EXPECT_EQ(upgrade.take_request()->header("Cookie"), "io=abc") << "with the upgrade too";
}

TEST(client_polling, leaves_out_the_timestamp_where_it_has_no_name) {
    client_session_scene scene;
    scene.settings.timestamp.clear();
    scene.begin();
    EXPECT_EQ(scene.accept().take_request()->target, "/socket.io/?EIO=4&transport=polling");
}

TEST(client_polling, takes_each_packet_of_a_payload) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(std::string(open_for_good) + "\x1e"
                                                                                "4first");
    scene.answer(polls, "4second\x1e"
                        "6\x1e"
                        "bAAEC/w==\x1e"
                        "4");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "text first", "text second",
                                                std::string("binary \0\1\2\xff", 11), "text "));
}

TEST(client_polling, delivers_what_a_turn_has_queued_at_once) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    EXPECT_TRUE(scene.session().sends_at_once());
    EXPECT_TRUE(scene.send("one"));
    EXPECT_TRUE(scene.send_binary("two"));
    EXPECT_GT(scene.session().unsent(), 0);
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_FALSE(scene.session().sends_at_once());
    EXPECT_TRUE(scene.send("three"));
    scene.time.settle();
    auto const first = deliveries.take_request();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->method, "POST");
    EXPECT_EQ(first->parameter("sid"), "abc");
    EXPECT_EQ(first->header("Content-Type"), "text/plain;charset=UTF-8");
    EXPECT_EQ(first->body, "4one\x1e"
                           "bdHdv");
    EXPECT_FALSE(deliveries.take_request()) << "one at a time";
    static_cast<void>(scene.owner.take());
    deliveries.answer(200, "ok");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), IsEmpty());
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "4three");
    EXPECT_THAT(scene.owner.take(), ElementsAre("all sent"));
    EXPECT_EQ(scene.session().unsent(), 0);
    EXPECT_EQ(scene.dialler.attempts(), 2);
}

TEST(client_polling, delivers_no_more_than_the_server_takes) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(
        R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":20})");
    for (std::string_view const each : {"12345", "12345", "1234567890123456789", "1", "2"})
        scene.send(each);
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "412345\x1e"
                                                    "412345");
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "41234567890123456789")
        << "one that is too large is the server's to refuse";
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "41\x1e"
                                                    "42");
}

TEST(client_polling, delivers_all_at_once_to_a_server_that_names_no_limit) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(open_of_revision_3);
    for (int count = 0; count < 100; ++count)
        scene.send(std::string(100'000, 'x'));
    scene.time.settle();
    EXPECT_EQ(scene.accept().take_request()->body.size(), 100 * 100'001 + 99);
}

TEST(client_polling, reads_and_writes_texts_of_revision_3) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(open_of_revision_3));
    auto const poll = scene.answer(polls, "4:4one10:b4dHdv+w==2:4\xC3\xA9");
    ASSERT_TRUE(poll);
    EXPECT_EQ(poll->parameter("EIO"), "3");
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("open", "text one", "binary two\xfb", "text \xC3\xA9"));
    scene.send("text");
    scene.send("\xC3\xA9");
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "5:4text2:4\xC3\xA9");
}

TEST(client_polling, reads_and_writes_octets_of_revision_3) {
    client_session_scene scene(settings_of_revision_3());
    http_server_peer polls = scene.open_by_polling(payload_of_3(open_of_revision_3));
    static_cast<void>(polls.take_request());
    polls.answer(200,
                 std::string("\0\4\xff"
                             "4one\1\4\xff\4two",
                             14),
                 {{"Content-Type", "application/octet-stream"}});
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "text one", "binary two"));
    scene.send("text");
    scene.send_binary("two");
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    auto const delivery = scene.answer(deliveries, "ok");
    EXPECT_EQ(delivery->header("Content-Type"), "application/octet-stream");
    EXPECT_EQ(delivery->body, std::string("\0\5\xff"
                                          "4text\1\4\xff\4two",
                                          15));
}

TEST(client_polling, keeps_a_connection_no_longer_than_the_server_does) {
    struct kept {
        header_lines headers;
        base::duration idle;
        bool is_kept;
    };

    kept const all[]{
        {{}, 3999ms, true},
        {{}, 4001ms, false}, // Node's default is 5 s, of which the way takes some
        {{{"Keep-Alive", "timeout=10"}}, 8999ms, true},
        {{{"Keep-Alive", "timeout=10"}}, 9001ms, false},
        {{{"Keep-Alive", "max=7, timeout=2"}}, 999ms, true},
        {{{"Keep-Alive", "timeout=1"}}, 1ms, false},
        {{{"Keep-Alive", "timeout=0"}}, 1ms, false},
        {{{"Keep-Alive", "timeout=99999999999999999999"}}, 4001ms, false},
        {{{"Keep-Alive", "timeout=soon"}}, 3999ms, true},
        {{{"Connection", "close"}}, 0ms, false},
    };
    for (kept const& each : all) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling();
        scene.send("one");
        scene.time.settle();
        http_server_peer deliveries = scene.accept();
        static_cast<void>(deliveries.take_request());
        deliveries.answer(200, "ok", each.headers);
        scene.time.pass(each.idle);
        scene.send("two");
        scene.time.settle();
        EXPECT_EQ(scene.dialler.attempts(), each.is_kept ? 2U : 3U);
        EXPECT_EQ(deliveries.connection().closed_by_server(), !each.is_kept);
    }
}

TEST(client_polling, goes_on_with_another_connection_when_the_server_has_closed_an_idle_one) {
    for (int how = 0; how < 3; ++how) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling();
        scene.send("one");
        scene.time.settle();
        http_server_peer deliveries = scene.accept();
        scene.answer(deliveries, "ok");
        if (how == 0)
            deliveries.connection().end();
        else if (how == 1)
            deliveries.connection().reset();
        else
            deliveries.answer(408, "too slow"); // which nobody has asked for
        scene.time.settle();
        scene.send("two");
        scene.time.settle();
        http_server_peer again = scene.accept();
        EXPECT_EQ(scene.answer(again, "ok")->body, "4two");
        EXPECT_FALSE(scene.owner.has_ended());
    }
}

TEST(client_polling, sends_a_request_in_pieces) {
    client_session_scene scene;
    scene.begin();
    auto const connection = scene.next_attempt().accept();
    connection->set_room(10);
    scene.time.settle();
    http_server_peer polls(connection);
    EXPECT_FALSE(polls.take_request());
    connection->set_room(30);
    scene.time.settle();
    connection->set_room(10'000);
    scene.time.settle();
    EXPECT_TRUE(scene.answer(polls, open_for_good));
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
}

TEST(client_polling, does_not_keep_a_connection_whose_request_was_answered_too_early) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.send("one");
    scene.time.settle();
    auto const connection = scene.next_attempt().accept();
    connection->set_room(10);
    scene.time.settle();
    connection->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    scene.time.settle();
    EXPECT_TRUE(connection->closed_by_server());
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "all sent"));
}

TEST(client_polling, ends_when_a_connection_cannot_be_had_or_is_lost) {
    client_session_scene refused;
    refused.begin();
    refused.next_attempt().refuse(
        {loop::dial_stage::resolve, boost::asio::error::host_not_found, "no such host"});
    refused.time.settle();
    EXPECT_THAT(refused.owner.take(),
                ElementsAre("ended: transport error at resolve: no such host"));
    EXPECT_TRUE(refused.is_empty());

    client_session_scene closed;
    http_server_peer polls = closed.open_by_polling();
    polls.connection().end();
    closed.time.settle();
    EXPECT_THAT(closed.owner.take(),
                ElementsAre("open", "ended: transport error at http: the server closed the "
                                    "connection before it had answered"));
    EXPECT_TRUE(closed.is_empty());

    client_session_scene broken;
    http_server_peer other = broken.open_by_polling();
    other.connection().reset();
    broken.time.settle();
    EXPECT_THAT(broken.owner.take(),
                ElementsAre("open", "ended: transport error at http: Connection reset by peer"));

    client_session_scene unwritable;
    http_server_peer third = unwritable.open_by_polling();
    third.connection().refuse_writes();
    third.answer(200, "6");
    unwritable.time.settle();
    EXPECT_THAT(unwritable.owner.take(),
                ElementsAre("open", "ended: transport error at http: Broken pipe"));
    EXPECT_TRUE(unwritable.is_empty());
}

} // namespace
} // namespace socketiota::test

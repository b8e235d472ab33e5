// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::string sized(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

std::string chunked(std::string_view body) {
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 7) {
        std::string_view const piece = body.substr(at, 7);
        text.append(std::to_string(piece.size()))
            .append(";name=x\r\n")
            .append(piece)
            .append("\r\n");
    }
    return text + "0\r\nTrailer-Of-It: x\r\n\r\n";
}

/// What the owner hears of a first answer that comes in two pieces, or octet by octet.
lines heard_of(std::string_view answer, std::size_t split, bool and_end) {
    client_session_scene scene;
    scene.begin();
    http_server_peer polls = scene.accept();
    static_cast<void>(polls.take_request());
    auto const send = [&](std::string_view piece) {
        polls.connection().send(piece);
        scene.time.settle();
    };
    if (split == 0)
        for (char const each : answer)
            send({&each, 1});
    else
        send(answer.substr(0, split));
    if (split != 0)
        send(answer.substr(split));
    if (and_end)
        polls.connection().end();
    scene.time.settle();
    EXPECT_TRUE(scene.owner.has_ended() || scene.dialler.attempts() == 2 || polls.take_request())
        << "it polls on";
    return scene.owner.take();
}

void expect_in_every_split(std::string_view answer, lines const& heard, bool and_end = false) {
    for (std::size_t split = 0; split <= answer.size(); ++split)
        ASSERT_EQ(heard_of(answer, split, and_end), heard) << "split at " << split;
}

std::string const handshake_and_text = std::string(open_for_good) + "\x1e"
                                                                    "4text";

TEST(client_answers, with_a_size_may_come_in_every_split) {
    expect_in_every_split(sized(handshake_and_text), {"open", "text text"});
}

TEST(client_answers, in_chunks_may_come_in_every_split) {
    expect_in_every_split(chunked(handshake_and_text), {"open", "text text"});
}

TEST(client_answers, that_end_with_the_connection_may_come_in_every_split) {
    expect_in_every_split("HTTP/1.0 200 OK\r\n\r\n" + handshake_and_text, {"open", "text text"},
                          true);
}

TEST(client_answers, may_come_behind_interim_ones) {
    expect_in_every_split("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n"
                          "\r\n" +
                              sized(handshake_and_text),
                          {"open", "text text"});
}

TEST(client_answers, are_followed_by_nothing_on_a_connection_that_is_kept) {
    client_session_scene scene;
    scene.begin();
    http_server_peer polls = scene.accept();
    polls.connection().send(sized(open_for_good) + sized("4nobody asked for this"));
    scene.time.settle();
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    http_server_peer again = scene.accept();
    EXPECT_TRUE(again.take_request());
}

TEST(client_answers, that_are_none_end_the_session) {
    struct wrong {
        std::string_view answer;
        std::string_view words;
    };

    wrong const all[]{
        {"SSH-2.0-OpenSSH_9.2\r\n", "the first line is no status of HTTP/1"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "the size of a chunk"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 104857601\r\n\r\n", "the body is larger"},
        {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
         "the server wants to speak another protocol"},
    };
    for (wrong const& each : all) {
        auto const heard = heard_of(each.answer, 5, false);
        EXPECT_THAT(heard, ElementsAre(StartsWith("ended: transport error at http: " +
                                                  std::string(each.words))));
    }
}

TEST(client_answers, that_refuse_end_the_session_with_the_sentence_of_the_server) {
    struct refusal {
        unsigned status;
        std::string body;
        std::string words;
    };

    refusal const all[]{
        {400, R"({"code":1,"message":"Session ID unknown"})", ": Session ID unknown"},
        {403, R"({"code":4,"message":"Forbidden"})", ": Forbidden"},
        {404, "<h1>Not Found</h1>", ": <h1>Not Found</h1>"},
        {500, R"({"code":1})", R"(: {"code":1})"},
        {502, "", ""},
        {200 + 4, "", ""},
        {413, std::string(5000, 'x'), ": " + std::string(1024, 'x')},
        {413, R"({"message":")" + std::string(5000, 'x') + R"("})",
         R"(: {"message":")" + std::string(1012, 'x')},
    };
    for (refusal const& each : all) {
        client_session_scene scene;
        scene.begin();
        http_server_peer polls = scene.accept();
        polls.answer(each.status, each.status == 204 ? "" : each.body);
        scene.time.settle();
        std::string line = "ended: transport error at http ";
        line.append(std::to_string(each.status)).append(each.words);
        EXPECT_THAT(scene.owner.take(), ElementsAre(line));
        EXPECT_TRUE(polls.connection().closed_by_server());
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(client_answers, that_lead_elsewhere_are_not_followed) {
    client_session_scene scene;
    scene.begin();
    http_server_peer polls = scene.accept();
    polls.answer(302, "", {{"Location", "http://other.example/"}});
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), ElementsAre("ended: transport error at http 302"));
    EXPECT_EQ(scene.dialler.attempts(), 1);
}

TEST(client_answers, that_refuse_a_delivery_end_the_session) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.send("text");
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    deliveries.answer(413, R"({"message":"Payload too large"})");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("open", "ended: transport error at http 413: Payload too large"));
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

constexpr std::string_view no_handshake =
    "ended: parse error at engine: the handshake of the server is none of Engine.IO";

TEST(client_answers, open_no_session_that_cannot_be_kept) {
    std::string const long_sid(257, 'x');
    for (std::string const& sid : {std::string(), std::string("a b"), std::string("a&b=c"),
                                   std::string("a\\r\\nb"), std::string("\xC3\xA9"), long_sid}) {
        client_session_scene scene;
        scene.begin();
        http_server_peer polls = scene.accept();
        scene.answer(polls, R"(0{"sid":")" + sid + R"(","pingInterval":1,"pingTimeout":1})");
        EXPECT_THAT(scene.owner.take(), ElementsAre(no_handshake)) << sid;
    }
    for (std::string_view const json : {
             "",
             "{",
             "[]",
             "7",
             R"({"pingInterval":1,"pingTimeout":1})",
             R"({"sid":7,"pingInterval":1,"pingTimeout":1})",
             R"({"sid":"a"})",
             R"({"sid":"a","pingInterval":1})",
             R"({"sid":"a","pingInterval":0,"pingTimeout":1})",
             R"({"sid":"a","pingInterval":-1,"pingTimeout":1})",
             R"({"sid":"a","pingInterval":1,"pingTimeout":-9223372036854775808})",
             R"({"sid":"a","pingInterval":9223372036854775807,"pingTimeout":9223372036854775807})",
             R"({"sid":"a","pingInterval":1e300,"pingTimeout":1})",
             R"({"sid":"a","pingInterval":2147483647,"pingTimeout":1})",
             R"({"sid":"a","pingInterval":"1","pingTimeout":1})",
         }) {
        client_session_scene scene;
        scene.begin();
        http_server_peer polls = scene.accept();
        scene.answer(polls, '0' + std::string(json));
        EXPECT_THAT(scene.owner.take(), ElementsAre(no_handshake)) << json;
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(client_answers, open_a_session_with_the_longest_times_and_the_longest_sid) {
    client_session_scene scene;
    std::string const sid = std::string(250, 'x') + "-._~Z9";
    http_server_peer polls = scene.open_by_polling(
        R"(0{"sid":")" + sid +
        R"(","upgrades":7,"pingInterval":2147483646,"pingTimeout":1,"maxPayload":-1,"more":{}})");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    EXPECT_EQ(scene.session().handshake().sid, sid);
    EXPECT_EQ(scene.session().handshake().max_payload, 0);
    EXPECT_EQ(polls.take_request()->parameter("sid"), sid);
}

TEST(client_answers, begin_with_a_handshake) {
    for (std::string_view const first : {"4text", "2", "3", "6", "bAAEC"}) {
        client_session_scene scene;
        scene.begin();
        http_server_peer polls = scene.accept();
        scene.answer(polls, first);
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre("ended: parse error at engine: the first packet of the server is "
                                "no handshake"))
            << first;
    }
}

TEST(client_answers, of_garbage_end_the_session) {
    for (std::string_view const garbage : {"", "9",
                                           "4a\x1e\x1e"
                                           "4b",
                                           "4\xff", "x"}) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling();
        static_cast<void>(scene.owner.take());
        scene.answer(polls, garbage);
        auto const heard = scene.owner.take();
        ASSERT_FALSE(heard.empty()) << garbage;
        EXPECT_EQ(heard.back(), "ended: parse error at engine 200: the server answered with what "
                                "is no payload of Engine.IO")
            << garbage;
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(client_answers, may_open_a_session_once) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.answer(polls, R"(0{"sid":"other","pingInterval":1,"pingTimeout":1})");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    EXPECT_EQ(polls.take_request()->parameter("sid"), "abc");
}

TEST(client_answers, may_close_the_session) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.answer(polls, "4last\x1e"
                        "1\x1e"
                        "4after");
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("open", "text last",
                            "ended: transport close at engine: the server closed the session"));
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_answers, are_awaited_with_the_next_transport_where_the_first_cannot_be_had) {
    client_session_scene scene;
    scene.settings.tries_all = true;
    scene.begin();
    http_server_peer polls = scene.accept();
    polls.answer(404, "");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), IsEmpty());
    EXPECT_TRUE(polls.connection().closed_by_server());
    websocket_peer peer = scene.accept_websocket();
    scene.say(peer, open_for_good);
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    EXPECT_EQ(scene.session().kind(), transport::websocket);

    client_session_scene neither;
    neither.settings.tries_all = true;
    neither.begin();
    for (std::string_view const words : {"one", "two"}) {
        neither.next_attempt().refuse(
            {loop::dial_stage::tls, boost::asio::error::access_denied, std::string(words)});
        neither.time.settle();
    }
    EXPECT_THAT(neither.owner.take(), ElementsAre("ended: transport error at tls: two"));

    client_session_scene second;
    second.settings.tries_all = true;
    second.begin(1);
    second.next_attempt().refuse({loop::dial_stage::connect, boost::asio::error::timed_out, "no"});
    second.time.settle();
    EXPECT_THAT(second.owner.take(), ElementsAre("ended: transport error at connect: no"));
}

} // namespace
} // namespace socketiota::test

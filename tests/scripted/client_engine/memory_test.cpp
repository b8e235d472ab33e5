// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md about what a server makes a client hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>
#include <support/failing_heap.hpp>
#include <websocket/shared_deflate.hpp>
#include <wire/deflater.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

/// What a session and its connections may hold beside what the server has sent.
constexpr std::size_t session_cost = 64 * 1024;

/// How much heap something takes that a server does.
class growth {
public:
    growth() : began_(failing_heap::octets()) {}

    void expect_at_most(std::size_t octets) const {
        std::size_t const now = failing_heap::octets();
        EXPECT_LE(now > began_ ? now - began_ : 0, octets);
    }

private:
    std::size_t began_;
};

clients::engine_settings small_settings() {
    clients::engine_settings chosen = usual_settings();
    chosen.max_message_size = 100'000;
    chosen.max_outbox_bytes = 100'000;
    return chosen;
}

TEST(client_memory, of_a_head_that_does_not_end) {
    for (bool const by_websocket : {false, true}) {
        client_session_scene scene(by_websocket ? websocket_settings() : usual_settings());
        scene.begin();
        http_server_peer server = scene.accept();
        growth const grown;
        server.connection().send("HTTP/1.1 200 OK\r\n");
        for (int count = 0; count < 100 && !scene.owner.has_ended(); ++count) {
            server.connection().send("X: " + std::string(1000, 'x') + "\r\n");
            scene.time.settle();
            grown.expect_at_most(session_cost);
        }
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre("ended: transport error at http: the head is longer than the "
                                "limit"));
    }
}

TEST(client_memory, of_interim_answers) {
    for (bool const by_websocket : {false, true}) {
        client_session_scene scene(by_websocket ? websocket_settings() : usual_settings());
        scene.begin();
        http_server_peer server = scene.accept();
        growth const grown;
        std::string const many = [] {
            std::string text;
            for (int count = 0; count < 100; ++count)
                text += "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n";
            return text;
        }();
        for (int count = 0; count < 100; ++count) {
            server.connection().send(many);
            scene.time.settle();
        }
        grown.expect_at_most(session_cost);
        EXPECT_FALSE(scene.owner.has_ended());
    }
}

TEST(client_memory, of_a_body_that_does_not_end) {
    for (std::string_view const framing :
         {"Content-Length: 100000\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
        bool const is_chunked = framing.starts_with("Transfer");
        client_session_scene scene(small_settings());
        http_server_peer polls = scene.open_by_polling();
        static_cast<void>(scene.owner.take());
        growth const grown;
        polls.connection().send("HTTP/1.1 200 OK\r\n" + std::string(framing) + "\r\n4");
        std::string const piece(1000, 'x');
        if (is_chunked)
            polls.connection().send("\r\n4xxx\r\n");
        for (int count = 0; count < 99; ++count) {
            polls.connection().send(is_chunked ? "3e8\r\n" + piece + "\r\n" : piece);
            scene.time.settle();
        }
        grown.expect_at_most(2 * 100'000 + session_cost);
        EXPECT_FALSE(scene.owner.has_ended()) << framing;
        if (framing.starts_with("Content"))
            continue; // more is the next answer
        polls.connection().send(is_chunked ? "3e8\r\n" : piece);
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(), ElementsAre("ended: transport error at http: the body is "
                                                    "larger than the limit"));
    }
}

TEST(client_memory, of_a_size_that_is_announced_and_does_not_come) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    growth const grown;
    polls.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n4");
    scene.time.settle();
    grown.expect_at_most(session_cost);
}

TEST(client_memory, of_a_message_of_a_websocket) {
    for (std::size_t const size : {100'000U, 100'001U}) {
        client_session_scene scene(small_settings());
        scene.settings.transports = {transport::websocket};
        websocket_peer peer = scene.open_by_websocket();
        static_cast<void>(scene.owner.take());
        growth const grown;
        peer.text('4' + std::string(size - 1, 'x'));
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre(StartsWith(size == 100'000 ? "text x"
                                                           : "ended: transport error at http: "
                                                             "a text or binary is larger")));
        grown.expect_at_most(session_cost);
        if (size != 100'000) {
            EXPECT_THAT(peer.take(), testing::Contains("<close 1009>"));
        }
    }
}

TEST(client_memory, of_what_the_program_sends_and_the_server_does_not_take) {
    for (bool const by_websocket : {false, true}) {
        client_session_scene scene(small_settings());
        std::shared_ptr<memory_peer> connection;
        if (by_websocket) {
            scene.settings.transports = {transport::websocket};
            connection = scene.open_by_websocket().shared();
            connection->set_room(0);
        } else {
            connection = scene.open_by_polling().shared();
        }
        growth const grown;
        std::size_t taken = 0;
        for (int count = 0; count < 1000; ++count) {
            taken += scene.send(std::string(900, 'x')) ? 1U : 0U;
            scene.time.settle();
        }
        EXPECT_GT(taken, 50);
        EXPECT_LT(taken, 115);
        EXPECT_FALSE(scene.owner.has_ended()) << "it is the program's to go on when it can";
        grown.expect_at_most(4 * 100'000 + session_cost);
        scene.session().close();
        EXPECT_FALSE(scene.owner.has_ended()) << "the rest is offered until the limit of time";
    }
}

TEST(client_memory, of_pongs_that_are_not_read) {
    // In one payload, in many, and over a WebSocket.
    for (int way = 0; way < 3; ++way) {
        client_session_scene scene(small_settings());
        std::string many = "2";
        for (int count = 0; count < 2000; ++count)
            many += "\x1e"
                    "2";
        if (way == 2)
            scene.settings.transports = {transport::websocket};
        std::optional<websocket_peer> peer;
        std::optional<http_server_peer> polls;
        if (way == 2) {
            peer = scene.open_by_websocket();
            peer->connection().set_room(0);
        } else {
            polls = scene.open_by_polling();
        }
        growth const grown;
        for (int count = 0; count < 2000 && !scene.owner.has_ended(); ++count) {
            if (way == 0) {
                scene.answer(*polls, many);
            } else if (way == 1) {
                scene.answer(*polls, "2");
            } else {
                scene.say(*peer, "2");
            }
            static_cast<void>(scene.owner.take());
        }
        EXPECT_TRUE(scene.owner.has_ended()) << way;
        grown.expect_at_most(4 * 100'000 + session_cost);
    }
}

TEST(client_memory, of_a_bomb) {
    for (std::size_t const size : {100'000U, 100'000'000U}) {
        client_session_scene scene(small_settings());
        scene.settings.transports = {transport::websocket};
        scene.settings.deflate = websocket::shared_deflate::make(deflate_options{});
        scene.begin();
        http_server_peer server = scene.accept();
        scene.switch_protocols(server, {},
                               "Sec-WebSocket-Extensions: permessage-deflate; "
                               "server_no_context_takeover; client_no_context_takeover\r\n");
        websocket_peer peer(server.shared(), wire::websocket_role::server);
        scene.say(peer, open_for_good);
        static_cast<void>(scene.owner.take());
        std::string packed;
        wire::deflater(15, false).append('4' + std::string(size - 1, 'x'), packed);
        std::string octets = "\xc1\x7f"; // a compressed text, whose size takes 8 octets
        for (unsigned shift = 64; shift != 0; shift -= 8)
            octets += static_cast<char>(packed.size() >> (shift - 8));
        growth const grown;
        octets += packed;
        peer.connection().send(octets);
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(),
                    ElementsAre(StartsWith(size == 100'000 ? "text x"
                                                           : "ended: transport error at http: "
                                                             "a text or binary inflates to more")));
        octets = {};
        grown.expect_at_most(2 * 100'000 + session_cost);
        if (size != 100'000) {
            EXPECT_THAT(peer.take(), testing::Contains("<close 1009>"));
        }
    }
}

TEST(client_memory, of_pongs_of_a_websocket_that_are_not_read) {
    client_session_scene scene(small_settings());
    scene.settings.transports = {transport::websocket};
    websocket_peer peer = scene.open_by_websocket();
    peer.connection().set_room(0);
    growth const grown;
    for (int count = 0; count < 10'000; ++count) {
        peer.ping(std::string(125, 'p'));
        scene.time.settle();
    }
    grown.expect_at_most(session_cost);
    EXPECT_FALSE(scene.owner.has_ended());
}

TEST(client_memory, of_what_refuses_a_session) {
    client_session_scene scene;
    scene.begin();
    http_server_peer polls = scene.accept();
    static_cast<void>(polls.take_request());
    growth const grown;
    polls.answer(400, R"({"message":")" + std::string(1'000'000, 'x') + R"("})");
    scene.time.settle();
    EXPECT_TRUE(scene.owner.has_ended());
    grown.expect_at_most(session_cost);
}

} // namespace
} // namespace socketiota::test

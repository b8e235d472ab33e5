// SPDX-License-Identifier: MIT
#include "scene.hpp"

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/http_routes.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/websocket_connection.hpp>

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/temporary_folder.hpp>

// Each script is played with the first allocation of the server failing, then with the second, and
// so on until none is left to fail. What the script says may go wrong; the server must go on.

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::Each;
using testing::IsEmpty;
using testing::Not;

/// What a completion handler of the program throws leaves the loop, and what Asio throws where a
/// coroutine ends: a server that runs its own loop goes on with it.
constexpr unsigned may_leave_loop = 1;
constexpr unsigned ends_server = 2;

struct script {
    std::string_view name;
    server_options (*options)();
    void (*install)(server& io);
    void (*play)(failing_scene& scene);
    unsigned special = 0;
};

void say(failing_scene& scene, kernel_peer& peer, std::string_view text) {
    peer.text(text);
    scene.settle();
}

void note_frames(failing_scene& scene, kernel_peer& peer) {
    for (std::string& each : peer.take_frames())
        scene.heard.push_back(each.starts_with("0{") || each.starts_with("40") ? each.substr(0, 2)
                                                                               : std::move(each));
}

/// Which frames of an upgraded connection hold, behind the answer to its request.
kernel_peer& open_websocket(failing_scene& scene, std::string_view query) {
    kernel_peer& peer = scene.connect();
    peer.ask_for_websocket("/socket.io/?EIO=4&transport=websocket" + std::string(query));
    scene.settle();
    scene.heard.push_back(peer.take_answer());
    note_frames(scene, peer);
    return peer;
}

// ---- a session over WebSocket ----

void install_session(server& io) {
    io.use([](socket& who) {
        return who.handshake().auth()["token"] == "wrong" ? refuse("no", object("code", 1))
                                                          : verdict::accept();
    });
    io.on_connection([](socket who) {
        who.on("own", [](socket me, std::string text) { me.emit("own", text); });
        who.on_any([](socket const&, incoming const&) {});
        who.on_any_outgoing([](socket const&, incoming const&) {});
        who.use([](socket&, incoming const&) { return verdict::accept(); });
        who.on_disconnecting([](socket const&, disconnect_reason) {});
        who.on_disconnect([](socket const&, disconnect_reason) {});
        who.join("everybody");
    });
    io.on("echo", [](std::string text) { return text; });
    io.on("octets", [](socket who, bytes what) { who.emit("octets", what); });
    io.on("join", [](socket who, std::string room) {
        who.join(room);
        who.to("everybody").emit("joined", room);
        return who.rooms().size();
    });
    io.on("ask", [](socket who) {
        who.emit_with_ack<std::string>("who")([who](error_code failure, std::string const& name) {
            who.emit("heard", failure ? "nothing" : name);
        });
    });
    io.on("ask all", [](socket who) {
        who.nsp().timeout(1s).emit_with_ack<std::string>("who")(
            [who](error_code failure, std::vector<std::string> const& names) {
                who.emit("heard", !failure, names.size());
            });
    });
    io.on("throw", [] { throw std::runtime_error("on purpose"); });
    io.on("leave", [](socket who) { who.disconnect(); });
}

void play_session(failing_scene& scene) {
    kernel_peer& ann = open_websocket(scene, "");
    kernel_peer& bob = open_websocket(scene, "");
    say(scene, ann, "40{\"token\":\"right\"}");
    say(scene, bob, "40");
    say(scene, bob, "40/admin,");
    say(scene, ann, "421[\"echo\",\"a text that is longer than what a string keeps in itself\"]");
    say(scene, ann, "42[\"own\",\"x\"]");
    say(scene, ann, "451-[\"octets\",{\"_placeholder\":true,\"num\":0}]");
    ann.binary("octets");
    scene.settle();
    say(scene, ann, "422[\"join\",\"a room with a name that is longer than a few letters\"]");
    say(scene, bob, "423[\"join\",\"a room with a name that is longer than a few letters\"]");
    say(scene, bob, "424[\"throw\"]");
    say(scene, bob, "425[\"echo\",1]");
    note_frames(scene, ann);
    note_frames(scene, bob);
    say(scene, ann, "42[\"leave\"]");
    say(scene, bob, "41");
    bob.say_farewell();
    scene.settle();
    note_frames(scene, ann);
    note_frames(scene, bob);
    ann.leave();
    scene.settle();
}

// ---- what the server asks ----

void play_questions(failing_scene& scene) {
    kernel_peer& ann = open_websocket(scene, "");
    kernel_peer& bob = open_websocket(scene, "");
    say(scene, ann, "40");
    say(scene, bob, "40");
    say(scene, ann, "42[\"ask\"]");
    say(scene, ann, "430[\"Ann, whose name is longer than what a string keeps in itself\"]");
    say(scene, ann, "42[\"ask all\"]");
    say(scene, bob, "431[\"Bob\"]");
    scene.pass(1s); // Ann does not answer
    note_frames(scene, ann);
    note_frames(scene, bob);
    say(scene, bob, "42[\"ask\"]");
    bob.leave();
    scene.settle();
}

// ---- a refusal, and what breaks the protocol ----

void play_mistakes(failing_scene& scene) {
    say(scene, open_websocket(scene, ""), "40{\"token\":\"wrong\"}");
    say(scene, open_websocket(scene, ""), "40/nowhere,");
    say(scene, open_websocket(scene, ""), "4no packet");
    say(scene, open_websocket(scene, ""), "9");
    kernel_peer& gone = open_websocket(scene, "");
    say(scene, gone, "40");
    gone.leave();
    kernel_peer& silent = open_websocket(scene, "");
    say(scene, silent, "40");
    kernel_peer& other = scene.connect();
    other.request("GET", "/socket.io/?EIO=4&transport=polling&sid=unknown");
    scene.settle();
    scene.heard.push_back(other.take_answer());
    other.request("GET", "/socket.io/?EIO=3&transport=polling");
    scene.settle();
    scene.heard.push_back(other.take_answer());
    other.send("no HTTP\r\n\r\n");
    scene.settle();
    scene.heard.push_back(other.take_answer());
}

// ---- long-polling, and the upgrade ----

std::string ask(failing_scene& scene, kernel_peer& peer, std::string_view method,
                std::string_view target, std::string_view body = {}) {
    peer.request(method, target, body);
    scene.settle();
    return peer.take_answer();
}

void play_polling(failing_scene& scene) {
    kernel_peer& poll = scene.connect();
    kernel_peer& post = scene.connect();
    std::string const base = "/socket.io/?EIO=4&transport=";
    std::string const opened = ask(scene, poll, "GET", base + "polling");
    std::size_t const at = opened.find("\"sid\":\"");
    if (at == std::string::npos)
        return;
    std::string const sid = "&sid=" + opened.substr(at + 7, 20);
    std::string const here = base + "polling" + sid;
    scene.heard.push_back(ask(scene, post, "POST", here, "40"));
    scene.heard.push_back(ask(scene, poll, "GET", here).substr(0, 2));
    scene.heard.push_back(ask(scene, post, "POST", here,
                              "451-[\"octets\",{\"_placeholder\":true,\"num\":0}]\x1e"
                              "bb2N0ZXRz\x1e"
                              "421[\"echo\",\"a text that is longer than what fits\"]"));
    scene.heard.push_back(ask(scene, poll, "GET", here));
    poll.request("GET", here); // waits
    scene.settle();
    kernel_peer& probe = scene.connect();
    probe.ask_for_websocket(base + "websocket" + sid);
    scene.settle();
    scene.heard.push_back(probe.take_answer());
    say(scene, probe, "2probe");
    scene.pass(200ms);
    scene.heard.push_back(poll.take_answer());
    note_frames(scene, probe);
    say(scene, probe, "5");
    say(scene, probe, "422[\"echo\",\"over the WebSocket, and longer than what fits\"]");
    say(scene, probe, "1");
    note_frames(scene, probe);
}

// A poll that waits, one that comes too often, one that leaves.
void play_polling_mistakes(failing_scene& scene) {
    std::string const base = "/socket.io/?EIO=4&transport=polling";
    for (int which = 0; which < 4; ++which) {
        kernel_peer& poll = scene.connect();
        std::string const opened = ask(scene, poll, "GET", base);
        std::size_t const at = opened.find("\"sid\":\"");
        if (at == std::string::npos)
            continue;
        std::string const here = base + "&sid=" + opened.substr(at + 7, 20);
        kernel_peer& other = scene.connect();
        poll.request("GET", here);
        scene.settle();
        if (which == 0)
            scene.heard.push_back(ask(scene, other, "GET", here));
        if (which == 1)
            poll.leave();
        if (which == 2)
            scene.heard.push_back(ask(scene, other, "POST", here, "garbage"));
        if (which == 3)
            scene.heard.push_back(ask(scene, other, "POST", here, "40"));
        scene.settle();
    }
}

// ---- routes, files, plain WebSockets ----

void install_site(server& io) {
    static temporary_folder const folder;
    static bool const written = [] {
        folder.write("page.html", std::string(100'000, 'x'));
        return true;
    }();
    (void)written;
    install_session(io);
    io.serve_static("/files", folder.path().string());
    io.http().get("/users/:id", [](http_request const& request) {
        return http_response::text("user " + request.parameter("id"));
    });
    io.http().post("/upload", [](http_request const& request) {
        return http_response::json(object("size", request.body().size()));
    });
    io.http().get("/throw", [](http_request const&) -> http_response {
        throw std::runtime_error("on purpose");
    });
    io.websocket("/feed/:topic", [](websocket_connection peer) {
        peer.send("hello " + peer.request().parameter("topic"));
        peer.on_text([peer](std::string_view text) {
            if (text == "throw")
                throw std::runtime_error("on purpose");
            if (text == "close")
                peer.close(4000, "a reason that is longer than what a string keeps in itself");
            peer.send(text);
        });
        peer.on_binary([peer](std::span<std::byte const> octets) { peer.send(octets); });
        peer.on_close([peer](std::uint16_t, std::string_view) {});
    });
}

void play_site(failing_scene& scene) {
    kernel_peer& peer = scene.connect();
    scene.heard.push_back(ask(scene, peer, "GET", "/users/a%20name?x=1"));
    scene.heard.push_back(ask(scene, peer, "POST", "/upload", std::string(3000, 'x')));
    peer.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nabcde\r\n");
    scene.settle();
    peer.send("3\r\nfgh\r\n0\r\n\r\n");
    scene.settle();
    scene.heard.push_back(peer.take_answer());
    scene.heard.push_back(ask(scene, peer, "GET", "/throw"));
    scene.heard.push_back(ask(scene, peer, "PUT", "/upload"));
    scene.heard.push_back(ask(scene, peer, "GET", "/nothing/here"));
    scene.heard.push_back(std::to_string(ask(scene, peer, "GET", "/files/page.html").size()));
    peer.request("GET", "/users/1");
    peer.request("GET", "/users/2");
    peer.send("GET /users/3 HT");
    scene.settle();
    peer.send("TP/1.1\r\nHost: localhost\r\n\r\n");
    scene.settle();
    for (int count = 0; count < 3; ++count)
        scene.heard.push_back(peer.take_answer());
    peer.request("GET", "/users/4");
    peer.leave();
    scene.settle();
}

void play_plain_websockets(failing_scene& scene) {
    std::vector<std::string> const last_words{"close", "throw", "leave", "farewell"};
    for (std::string const& last : last_words) {
        kernel_peer& peer = scene.connect();
        peer.ask_for_websocket("/feed/news");
        scene.settle();
        scene.heard.push_back(peer.take_answer());
        say(scene, peer, "a text that is longer than what a string keeps in itself");
        peer.binary("octets");
        peer.frame(wire::opcode::ping, "ping");
        scene.settle();
        if (last == "leave")
            peer.leave();
        else if (last == "farewell")
            peer.say_farewell();
        else
            say(scene, peer, last);
        scene.settle();
        note_frames(scene, peer);
    }
}

// ---- coroutines ----

void install_coroutines(server& io) {
    install_session(io);
    io.of("/later").use([&io](socket& who) -> net::awaitable<verdict> {
        co_await io.delay(10ms);
        co_return who.handshake().auth()["token"] == "wrong" ? refuse("no") : verdict::accept();
    });
    io.of("/later").on_connection([&io](socket who) -> net::awaitable<void> {
        co_await io.delay(10ms);
        who.emit("welcome");
    });
    io.on("slow", [&io](std::string text) -> net::awaitable<std::string> {
        co_await io.delay(10ms);
        co_return text;
    });
    io.on("ask and wait", [](socket who) -> net::awaitable<std::string> {
        co_return co_await who.timeout(1s).emit_with_ack<std::string>("who");
    });
    io.on("stay", cancel_on_disconnect(
                      [&io](socket const&) -> net::awaitable<void> { co_await io.delay(1h); }));
    io.on_disconnect(
        [&io](socket, disconnect_reason) -> net::awaitable<void> { co_await io.delay(10ms); });
    io.http().get("/slow/:name",
                  [&io](http_request const& request) -> net::awaitable<http_response> {
                      co_await io.delay(10ms);
                      co_return http_response::text(request.parameter("name"));
                  });
}

server_options asks_in_coroutines() {
    server_options options;
    options.allow_request = [](handshake const& request) -> net::awaitable<bool> {
        co_return request.url().find("no") == std::string::npos;
    };
    options.generate_id = [](handshake const&) {
        static int count = 0;
        return "id" + std::to_string(++count);
    };
    options.cors = cors_options{};
    return options;
}

void play_coroutines(failing_scene& scene) {
    kernel_peer& ann = open_websocket(scene, "");
    say(scene, ann, "40");
    say(scene, ann, "40/later,");
    scene.pass(30ms);
    say(scene, ann, "421[\"slow\",\"a text that is longer than what a string keeps in itself\"]");
    say(scene, ann, "422[\"ask and wait\"]");
    say(scene, ann, "430[\"Ann, whose name is longer than what a string keeps in itself\"]");
    say(scene, ann, "423[\"ask and wait\"]");
    say(scene, ann, "42[\"stay\"]");
    scene.pass(1s);
    note_frames(scene, ann);
    kernel_peer& bob = open_websocket(scene, "");
    say(scene, bob, "40/later,{\"token\":\"wrong\"}");
    scene.pass(30ms);
    note_frames(scene, bob);
    kernel_peer& web = scene.connect();
    web.request("GET", "/slow/name");
    scene.settle();
    scene.pass(20ms);
    scene.heard.push_back(web.take_answer());
    (void)open_websocket(scene, "&no");
    ann.leave();
    bob.leave();
    scene.settle();
}

// ---- rooms that somebody watches ----

void install_rooms(server& io) {
    install_session(io);
    io.of("/").on_room_created([](std::string const&) {});
    io.of("/").on_room_removed([](std::string const&) {});
    io.of("/").on_room_joined([](std::string const&, std::string const&) {});
    io.of("/").on_room_left([](std::string const&, std::string const&) {});
    io.on("leave room", [](socket who, std::string room) { who.leave(room); });
}

void play_rooms(failing_scene& scene) {
    kernel_peer& ann = open_websocket(scene, "");
    say(scene, ann, "40");
    say(scene, ann, "421[\"join\",\"a room with a name that is longer than a few letters\"]");
    say(scene, ann, "421[\"join\",\"another with a name that is longer than a few letters\"]");
    say(scene, ann, "42[\"leave room\",\"a room with a name that is longer than a few letters\"]");
    note_frames(scene, ann);
    ann.leave();
    scene.settle();
}

// ---- the end ----

void play_close(failing_scene& scene) {
    play_coroutines(scene);
    kernel_peer& ann = open_websocket(scene, "");
    say(scene, ann, "40");
    say(scene, ann, "42[\"stay\"]");
    kernel_peer& poll = scene.connect();
    (void)ask(scene, poll, "GET", "/socket.io/?EIO=4&transport=polling");
    kernel_peer& web = scene.connect();
    web.request("GET", "/slow/name");
    scene.settle();
    try {
        scene.count([&] { scene.io().stop(); });
    } catch (std::bad_alloc const&) {
        scene.io().stop(); // the program was told, and tries again
    }
    scene.settle();
    note_frames(scene, ann);
}

server_options nothing_special() { return {}; }

constexpr script scripts[]{
    {"websocket_session", nothing_special, install_session, play_session},
    {"questions", nothing_special, install_session, play_questions, may_leave_loop},
    {"mistakes", nothing_special, install_session, play_mistakes},
    {"polling", nothing_special, install_session, play_polling},
    {"polling_mistakes", nothing_special, install_session, play_polling_mistakes},
    {"site", nothing_special, install_site, play_site},
    {"plain_websockets", nothing_special, install_site, play_plain_websockets},
    {"rooms", nothing_special, install_rooms, play_rooms},
    {"coroutines", asks_in_coroutines, install_coroutines, play_coroutines, may_leave_loop},
    {"close", asks_in_coroutines, install_coroutines, play_close, may_leave_loop | ends_server},
};

struct outcome {
    std::vector<std::string> heard;
    std::size_t allocations = 0;
    std::size_t escaped = 0;
};

outcome play(script const& which, std::size_t nth, std::size_t more) {
    failing_scene scene(which.options());
    which.install(scene.io());
    failing_heap::fail(nth, more);
    which.play(scene);
    // Every state has a deadline, whatever has failed.
    scene.pass(10min);
    outcome found{std::move(scene.heard), failing_heap::counted(), scene.escaped()};
    failing_heap::fail(0);
    EXPECT_EQ(scene.open_connections(), 0U);
    EXPECT_EQ(scene.io().connections(), 0U);
    EXPECT_EQ(scene.io().of("/").size(), 0U);
    if ((which.special & ends_server) != 0)
        return found;
    test_client const fresh = scene.kit().connect();
    EXPECT_TRUE(fresh.connected());
    if (fresh.connected()) {
        EXPECT_EQ(fresh.emit_with_ack("echo", "x").get<std::string>(), "x");
    }
    return found;
}

class failing_allocations : public testing::TestWithParam<std::tuple<script, std::size_t>> {};

TEST_P(failing_allocations, leave_the_server_serving) {
    auto const& [which, more] = GetParam();
    outcome const whole = play(which, 0, 0);
    ASSERT_GT(whole.allocations, 100U);
    EXPECT_THAT(whole.heard, Each(Not(IsEmpty()))); // everything was answered
    ASSERT_FALSE(HasFailure()) << "where nothing fails";
    std::size_t wrong = 0;
    for (std::size_t nth = 1;; ++nth) {
        SCOPED_TRACE("allocation " + std::to_string(nth));
        std::size_t const before = failing_heap::live();
        bool reached = false;
        std::size_t escaped = 0;
        {
            outcome const found = play(which, nth, more);
            reached = found.allocations >= nth;
            escaped = found.escaped;
            if (!reached) {
                EXPECT_EQ(found.heard, whole.heard);
            }
        }
        EXPECT_EQ(failing_heap::live(), before); // what is wrong allocates: asked first
        if ((which.special & may_leave_loop) == 0) {
            EXPECT_EQ(escaped, 0U);
        }
        if (!reached)
            break;
        if (HasFailure() && ++wrong > 10)
            return;
    }
}

/// One allocation that fails, and four in a row. Not where a coroutine ends: if Asio has no memory
/// to unwind one after it had none to begin an operation of it, its own destructor ends the
/// process.
std::vector<std::tuple<script, std::size_t>> all() {
    std::vector<std::tuple<script, std::size_t>> found;
    for (script const& each : scripts) {
        found.emplace_back(each, 0);
        if ((each.special & may_leave_loop) == 0)
            found.emplace_back(each, 3);
    }
    return found;
}

INSTANTIATE_TEST_SUITE_P(scripted, failing_allocations, testing::ValuesIn(all()),
                         [](auto const& each) {
                             return std::string(std::get<0>(each.param).name) + '_' +
                                    std::to_string(std::get<1>(each.param) + 1);
                         });

} // namespace
} // namespace socketiota::test

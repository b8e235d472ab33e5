// SPDX-License-Identifier: MIT
//
// Servers that are broken or mean, before whole clients: each ends one session, with one error that
// says why, and is asked again no sooner and no more often than any other.
#include "client_life_scene.hpp"

#include <socketiota/disconnect_reason.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a client says of attempts that fail, and of connections that break.
struct heard {
    explicit heard(client_life_scene& scene) {
        scene.me->on_connect_error([this](connect_error const& why) { errors.push_back(why); });
        scene.me->on_disconnect([this](disconnect_reason why) { reasons.push_back(why); });
    }

    std::vector<connect_error> errors;
    std::vector<disconnect_reason> reasons;
};

error_code protocol_error() { return make_error_code(boost::system::errc::protocol_error); }

/// The session is over: the connection is let go, and the next is dialled in a second and not
/// before.
void expect_to_wait(client_life_scene& scene) {
    EXPECT_TRUE(scene.me->active());
    EXPECT_FALSE(scene.me->connected());
    std::size_t const dialled = scene.dialled();
    scene.time.pass(980ms);
    EXPECT_EQ(scene.dialled(), dialled);
    scene.time.pass(40ms);
    EXPECT_EQ(scene.dialled(), dialled + 1);
}

std::string frame(unsigned char first, std::string const& behind) {
    return std::string(1, static_cast<char>(first)) + behind;
}

// ---- what is said instead of opening a session ----

/// How a server answers a client.
struct bad_answer {
    std::string_view name;
    std::string octets;
    std::string_view words;
    connect_stage stage = connect_stage::http;
    /// Of the answer, or of the close frame that it is given.
    std::uint16_t status = 0;
    /// Of the connection.
    bool and_end = false;
    error_code code = protocol_error();
};

std::string headers(int count, std::size_t size) {
    std::string all;
    for (int number = 0; number < count; ++number)
        all += "X" + std::to_string(number) + ": " + std::string(size, 'x') + "\r\n";
    return all;
}

std::string const granted = "HTTP/1.1 200 OK\r\n";
std::string const json_bomb = "0{\"sid\":" + std::string(100'000, '[');

bad_answer const answers_of_polls[]{
    {"no HTTP",
     "\x15\x03\x01\x02\x02\x50"
     "0123456789",
     "the first line is no status of HTTP/1: something else answers there"},
    {"a head that does not end", granted + headers(60, 1000), "the head is longer than the limit"},
    {"too many headers", granted + headers(101, 1) + "\r\n",
     "there are more headers than the limit"},
    {"a redirect", "HTTP/1.1 302 Found\r\nLocation: /socket.io/\r\nContent-Length: 0\r\n\r\n", "",
     connect_stage::http, 302},
    {"a size that lies", granted + "Content-Length: 100\r\n\r\n0{",
     "the server closed the connection before it had answered", connect_stage::http, 0, true,
     boost::asio::error::eof},
    {"two sizes", granted + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n0{",
     "there are two Content-Length headers"},
    {"a size and chunks", granted + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     "there are both Content-Length and Transfer-Encoding"},
    {"a size that is no number", granted + "Content-Length: -1\r\n\r\n",
     "Content-Length is not a number of octets"},
    {"a huge size", granted + "Content-Length: 18446744073709551615\r\n\r\n",
     "the body is larger than the limit"},
    {"a huge chunk", granted + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
     "the body is larger than the limit"},
    {"a chunk that is larger than numbers",
     granted + "Transfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\n",
     "the size of a chunk has more than 16 digits"},
    {"a transfer coding", granted + "Transfer-Encoding: gzip\r\n\r\n",
     "chunked is not the last transfer coding"},
    {"what is compressed",
     granted + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01",
     "the server answered with what is no payload of Engine.IO", connect_stage::engine, 200},
    {"no handshake", granted + "Content-Length: 5\r\n\r\n4text",
     "the first packet of the server is no handshake", connect_stage::engine},
    {"a handshake that does not end",
     granted + "Content-Length: " + std::to_string(json_bomb.size()) + "\r\n\r\n" + json_bomb,
     "the handshake of the server is none of Engine.IO", connect_stage::engine},
};

TEST(hostile_server, fails_one_attempt_by_polling) {
    for (bad_answer const& each : answers_of_polls) {
        SCOPED_TRACE(each.name);
        auto options = client_life_scene::usual_options();
        options.transports = {transport::polling};
        client_life_scene scene(options);
        scene.begin();
        heard of(scene);
        scene.time.settle();
        ASSERT_TRUE(scene.is_dialled());
        auto const connection = scene.next_attempt().accept();
        scene.time.settle();
        connection->send(each.octets);
        if (each.and_end)
            connection->end();
        scene.time.settle();
        ASSERT_EQ(of.errors.size(), 1U);
        EXPECT_EQ(of.errors[0].message, each.words);
        EXPECT_EQ(of.errors[0].stage, each.stage);
        EXPECT_EQ(of.errors[0].http_status, each.status);
        EXPECT_EQ(of.errors[0].code, each.code);
        EXPECT_TRUE(connection->closed_by_server());
        expect_to_wait(scene);
        EXPECT_EQ(of.errors.size(), 1U);
        EXPECT_THAT(of.reasons, IsEmpty());
    }
}

bad_answer const first_frames[]{
    {"masked", frame(0x81, std::string("\x81\1\2\3\4\x31", 6)), "a frame from the server is masked",
     connect_stage::http, 1002},
    {"a reserved bit", frame(0xc1, std::string("\1") + "0"), "reserved bits are set",
     connect_stage::http, 1002},
    {"a reserved opcode", frame(0x83, std::string("\1") + "0"), "the opcode is reserved",
     connect_stage::http, 1002},
    {"larger than memory", frame(0x81, "\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"),
     "a text or binary is larger than the limit", connect_stage::http, 1009},
    {"a size with a sign", frame(0x81, "\x7f\xff\xff\xff\xff\xff\xff\xff\xff"),
     "a text or binary is larger than the limit", connect_stage::http, 1009},
    {"a continuation of nothing", frame(0x80, std::string("\1") + "0"),
     "a continuation frame continues nothing", connect_stage::http, 1002},
    {"a ping in parts", frame(0x09, std::string("\1") + "0"), "a control frame is fragmented",
     connect_stage::http, 1002},
    {"a long ping", frame(0x89, std::string("\x7e\0\x7e", 3)),
     "a control frame is longer than 125 octets", connect_stage::http, 1002},
    {"a close code that may not be sent", frame(0x88, std::string("\2\3\xed", 3)),
     "a close frame has a code that may not be sent", connect_stage::http, 1002},
    {"no UTF-8", frame(0x81, "\2\x30\xff"), "a text is not UTF-8", connect_stage::http, 1007},
    {"no packet", frame(0x81, std::string("\1") + "x"),
     "the server sent what is no packet of Engine.IO", connect_stage::engine},
    {"no handshake", frame(0x81, std::string("\1") + "2"),
     "the first packet of the server is no handshake", connect_stage::engine},
    {"octets", frame(0x82, std::string("\1") + "0"),
     "the first packet of the server is no handshake", connect_stage::engine},
    {"many fragments",
     frame(0x01, std::string("\1") + "0") +
         [] {
             std::string all;
             for (int count = 0; count < 100'001; ++count)
                 all += std::string(2, '\0');
             return all;
         }(),
     "a text or binary has too many fragments", connect_stage::http, 1008},
};

TEST(hostile_server, fails_one_attempt_by_websocket) {
    for (bad_answer const& each : first_frames) {
        SCOPED_TRACE(each.name);
        client_life_scene scene;
        scene.begin();
        heard of(scene);
        scene.time.settle();
        ASSERT_TRUE(scene.accept_websocket());
        scene.server->connection().send(each.octets);
        scene.time.settle();
        ASSERT_EQ(of.errors.size(), 1U);
        EXPECT_EQ(of.errors[0].message, each.words);
        EXPECT_EQ(of.errors[0].stage, each.stage);
        EXPECT_EQ(of.errors[0].http_status, 0);
        EXPECT_EQ(of.errors[0].code, protocol_error());
        if (each.status != 0) {
            EXPECT_THAT(scene.server->take(),
                        ElementsAre("<close " + std::to_string(each.status) + '>'));
        }
        expect_to_wait(scene);
        EXPECT_EQ(of.errors.size(), 1U);
    }
}

// ---- silence ----

/// What a server says that never opens a session, in octets of which one comes each second.
struct slow_answer {
    std::string_view name;
    transport by;
    std::string octets;
};

TEST(hostile_server, has_the_time_of_one_attempt) {
    slow_answer const all[]{
        {"nothing", transport::polling, ""},
        {"nothing", transport::websocket, ""},
        {"a head", transport::polling, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n0{"},
        {"a head", transport::websocket,
         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"},
        {"interim answers", transport::websocket,
         "HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\n"},
        {"chunks", transport::polling,
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n0\r\n1\r\n{\r\n"},
    };
    for (slow_answer const& each : all) {
        SCOPED_TRACE(each.name);
        auto options = client_life_scene::usual_options();
        options.transports = {each.by};
        client_life_scene scene(options);
        scene.begin();
        heard of(scene);
        scene.time.settle();
        auto const connection = scene.next_attempt().accept();
        scene.time.settle();
        for (std::size_t second = 0; second < 20; ++second) {
            EXPECT_THAT(of.errors, IsEmpty());
            if (second < each.octets.size() && second < 3)
                connection->send({&each.octets[second], 1});
            else if (second == 3 && !each.octets.empty())
                connection->send(std::string_view(each.octets).substr(3));
            scene.time.pass(1s);
        }
        scene.time.pass(20ms);
        ASSERT_EQ(of.errors.size(), 1U);
        EXPECT_EQ(of.errors[0].message, "the server did not open a session in time");
        EXPECT_EQ(of.errors[0].stage, connect_stage::http);
        EXPECT_EQ(of.errors[0].code, error::operation_has_timed_out);
        EXPECT_TRUE(connection->closed_by_server());
        expect_to_wait(scene);
    }
}

TEST(hostile_server, may_stall_in_the_handshake_of_tls) {
    client_life_scene scene;
    scene.begin();
    heard of(scene);
    scene.time.settle();
    scene.next_attempt().set_stage(loop::dial_stage::tls);
    scene.time.pass(20'010ms);
    ASSERT_EQ(of.errors.size(), 1U);
    EXPECT_EQ(of.errors[0].stage, connect_stage::tls);
    EXPECT_EQ(of.errors[0].code, error::operation_has_timed_out);
    expect_to_wait(scene);
}

// ---- once the client is connected ----

/// What a server says to a client that is connected to it: texts, and octets that begin with '#'.
struct bad_words {
    std::string_view name;
    std::vector<std::string> said;
    disconnect_reason reason = disconnect_reason::parse_error;
};

std::string const one_placeholder = R"(["a",{"_placeholder":true,"num":0}])";

bad_words const words_that_end[]{
    {"nothing", {""}},
    {"no packet of Engine.IO", {"x"}},
    {"no packet of Socket.IO", {"4"}},
    {"an unknown type", {"49"}},
    {"no JSON", {R"(42["a")"}},
    {"deep JSON", {"42" + std::string(600, '[') + std::string(600, ']')}},
    {"an event that is no array", {R"(42{"a":1})"}},
    {"an event without a name", {"42[]"}},
    {"an event whose name is an object", {"42[{}]"}},
    {"an event that only we make", {R"(42["connect"])"}},
    {"another", {R"(42["disconnect","transport close"])"}},
    {"an answer that is no array", {"430{}"}},
    {"an answer whose id is larger than numbers", {"4399999999999999999999[1]"}},
    {"a refusal that is a number", {"447"}},
    {"a namespace that is joined with a text", {R"(40/other,"x")"}},
    {"a departure with words", {"41{}"}},
    {"1000000000 attachments", {"451000000000-" + one_placeholder}},
    {"more attachments than may be", {"4511-" + one_placeholder}},
    {"more attachments than there are numbers", {"4599999999999999999999-" + one_placeholder}},
    {"a negative number of attachments", {"45-1-" + one_placeholder}},
    {"an attachment that nobody announced", {"#octets"}},
    {"a text instead of an attachment", {"451-" + one_placeholder, R"(42["b"])"}},
    {"a placeholder of nothing", {R"(451-["a",{"_placeholder":true,"num":1}])", "#octets"}},
    {"a negative placeholder", {R"(451-["a",{"_placeholder":true,"num":-1}])", "#octets"}},
    {"a placeholder that is no number",
     {R"(451-["a",{"_placeholder":true,"num":"0"}])", "#octets"}},
    {"a pong", {"3"}, disconnect_reason::transport_error},
    {"the end", {"1"}, disconnect_reason::transport_close},
};

TEST(hostile_server, breaks_one_connection) {
    for (bad_words const& each : words_that_end) {
        SCOPED_TRACE(each.name);
        client_life_scene scene;
        scene.connect();
        heard of(scene);
        int events = 0;
        scene.me->on("a", [&events] { ++events; });
        scene.say(R"(42["before"])"); // so that texts are JSON
        for (std::string const& said : each.said) {
            ASSERT_THAT(of.reasons, IsEmpty());
            if (said.starts_with('#'))
                scene.server->binary(said.substr(1));
            else
                scene.server->text(said);
            scene.time.settle();
        }
        EXPECT_THAT(of.reasons, ElementsAre(each.reason));
        EXPECT_EQ(events, 0);
        scene.say(R"(42["a"])"); // nobody is there any more
        EXPECT_EQ(events, 0);
        expect_to_wait(scene);
        EXPECT_THAT(of.errors, IsEmpty());
        scene.open_session();
        scene.say(R"(40{"sid":"socket id"})"); // the same, as that of the session
        EXPECT_TRUE(scene.me->connected());
    }
}

TEST(hostile_server, breaks_one_connection_by_frames) {
    for (bad_answer const& each : first_frames) {
        if (each.stage != connect_stage::http)
            continue;
        SCOPED_TRACE(each.name);
        client_life_scene scene;
        scene.connect();
        heard of(scene);
        scene.server->connection().send(each.octets);
        scene.time.settle();
        EXPECT_THAT(of.reasons, ElementsAre(disconnect_reason::transport_error));
        expect_to_wait(scene);
    }
}

TEST(hostile_server, is_silent_no_longer_than_it_has_said) {
    for (bool const drips : {false, true}) {
        client_life_scene scene;
        scene.connect();
        heard of(scene);
        if (drips)
            scene.server->connection().send("\x81\x64"); // a text of 100 octets
        for (int second = 0; second < 45; ++second) {
            if (drips)
                scene.server->connection().send("4");
            else
                scene.server->ping("of the WebSocket"); // which is no ping of Engine.IO
            ASSERT_THAT(of.reasons, IsEmpty()) << second;
            scene.time.pass(1s);
        }
        scene.time.pass(20ms);
        EXPECT_THAT(of.reasons, ElementsAre(disconnect_reason::ping_timeout));
        expect_to_wait(scene);
    }
}

// ---- what is passed over ----

constexpr std::string_view harmless[]{
    R"(0{"sid":"other","upgrades":["websocket"],"pingInterval":1,"pingTimeout":1,"maxPayload":1})",
    R"(40{"sid":"another"})",
    R"(40{"sid":"another","pid":"private"})",
    R"(44{"message":"you are not welcome"})",
    "5",
    "6",
    "6noop",
    "2",
    "430[1]",
    "43[1]",
    "439007199254740991[1]",
    R"(461-0[{"_placeholder":true,"num":0}])",
    R"(40/never,{"sid":"x"})",
    "41/never,",
    R"(44/never,{"message":"no"})",
    R"(42/never,["a",1])",
    R"(42/never,7["a",1])",
    "43/never,0[1]",
    R"(42["nobody hears this",{"a":[null]}])",
    R"(42[""])",
    R"(42[17,"a number for a name"])",
};

TEST(hostile_server, may_say_what_is_passed_over) {
    client_life_scene scene;
    scene.connect();
    heard of(scene);
    int connects = 0;
    int answers = 0;
    scene.me->on_connect([&connects] { ++connects; });
    scene.me->on("question", [](int number) { return number; });
    for (std::string_view const each : harmless) {
        SCOPED_TRACE(each);
        for (int times = 0; times < 3; ++times) {
            scene.server->text(each);
            if (each.starts_with("46"))
                scene.server->binary("octets");
        }
        scene.time.settle();
        static_cast<void>(scene.server->take());
        scene.me->emit_with_ack<int>("mine",
                                     1)([&](error_code why, int) { answers += why ? 0 : 1; });
        scene.time.settle();
        auto const asked = scene.server->take();
        ASSERT_EQ(asked.size(), 1U);
        std::string const id = asked[0].substr(2, asked[0].find('[') - 2);
        scene.say("43" + id + "[1]");
        scene.say("43" + id + "[2]"); // once more
        scene.say(R"(427["question",5])");
        scene.say(R"(427["question",6])"); // an id that repeats is the server's own affair
        EXPECT_THAT(scene.server->take(), ElementsAre("437[5]", "437[6]"));
    }
    EXPECT_EQ(answers, std::ssize(harmless));
    EXPECT_EQ(connects, 0);
    EXPECT_EQ(scene.me->id(), "socket id");
    EXPECT_THAT(of.reasons, IsEmpty());
    EXPECT_THAT(of.errors, IsEmpty());
    scene.time.pass(40s);
    EXPECT_TRUE(scene.me->connected()) << "the times are those of the first handshake";
}

TEST(hostile_server, that_takes_little_is_told_that_an_answer_is_too_large) {
    client_life_scene scene;
    scene.connect();
    heard of(scene);
    scene.me->on("question", [] { return std::string(1000, 'x'); });
    static_cast<void>(scene.server->take());
    scene.say(R"(421["question"])");
    EXPECT_THAT(scene.server->take(),
                ElementsAre(testing::StartsWith(R"(431[{"error":"the answer)")));
    EXPECT_THAT(of.reasons, IsEmpty());
}

// ---- for ever ----

/// How long it waits each time, in seconds, when the server does that with each session. The last
/// is still to be answered.
template <class Deed>
std::vector<long> waits(client_life_scene& scene, std::size_t count, Deed const& deed) {
    std::vector<long> all;
    for (long waited = 0;; scene.time.pass(100ms), ++waited) {
        if (!scene.is_dialled())
            continue;
        if (waited != 0)
            all.push_back((waited + 5) / 10);
        if (all.size() == count)
            return all;
        waited = 0;
        deed();
        scene.time.settle();
    }
}

TEST(hostile_server, that_opens_sessions_and_ends_them_is_left_alone_longer_each_time) {
    client_life_scene scene;
    scene.begin();
    heard of(scene);
    scene.time.settle();
    auto const deed = [&] {
        scene.open_session();
        scene.break_connection();
    };
    EXPECT_THAT(waits(scene, 5, deed), ElementsAre(1, 2, 4, 5, 5));
    EXPECT_THAT(of.reasons, IsEmpty()) << "it never was connected";
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    ASSERT_TRUE(scene.me->connected());
    scene.break_connection();
    EXPECT_THAT(waits(scene, 2, deed), ElementsAre(1, 2)) << "it begins anew";
}

TEST(hostile_server, that_opens_sessions_and_ends_them_is_given_up) {
    auto options = client_life_scene::usual_options();
    options.reconnection_attempts = 3;
    client_life_scene scene(options);
    scene.begin();
    int failed = 0;
    scene.manager->told().reconnect_failed = detail::callback<void()>([&] { ++failed; });
    for (int count = 0; count < 4; ++count) {
        scene.time.settle();
        ASSERT_TRUE(scene.open_session());
        EXPECT_EQ(failed, 0);
        scene.break_connection();
        scene.time.pass(6s);
    }
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(scene.dialled(), 4U);
    scene.manager->connect(); // begins anew
    scene.time.settle();
    ASSERT_TRUE(scene.open_session());
    scene.break_connection();
    expect_to_wait(scene);
}

TEST(hostile_server, that_lets_in_and_ends_has_a_second_of_rest) {
    client_life_scene scene;
    scene.begin();
    heard of(scene);
    scene.time.settle();
    auto const deed = [&] {
        scene.open_session();
        scene.say(R"(40{"sid":"socket id"})");
        scene.break_connection();
    };
    EXPECT_THAT(waits(scene, 4, deed), ElementsAre(1, 1, 1, 1));
    EXPECT_EQ(of.reasons.size(), 4U);
}

} // namespace
} // namespace socketiota::test

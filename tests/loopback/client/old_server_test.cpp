// SPDX-License-Identifier: MIT
//
// A client beside a server of Socket.IO 2, which the test plays word by word.
#include <socketiota/client.hpp>
#include <socketiota/engine_server.hpp>

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;

using lines = std::vector<std::string>;

/// What it and the client say, on one event loop. A test that waits for what never comes ends by
/// the time limit of its ctest.
class old_server_scene {
public:
    old_server_scene() {
        engine_server_options options;
        options.path = "/socket.io/";
        options.allow_eio3 = true;
        options.log = [](log_level, std::string_view) {};
        server.emplace(context, options);
        server->on_connection([this](engine_session session) {
            current = session;
            session.on_text([this](std::string_view text) { asked.emplace_back(text); });
            for (std::string const& each : greeting)
                session.send(each);
        });
        server->listen("127.0.0.1", 0);
        options_of_client.revision = engine_revision::three;
        options_of_client.transports = {transport::websocket};
        options_of_client.reconnection_delay = std::chrono::milliseconds(1);
    }

    void connect() {
        one.emplace(context, "http://127.0.0.1:" + std::to_string(server->port()),
                    options_of_client);
    }

    /// The socket of a namespace, all of which is written down.
    client_socket join(std::string const& nsp) {
        client_socket const made = one->socket(nsp);
        made.on_connect([this, nsp](client_socket me) { hear(nsp + " connect " + me.id()); });
        made.on_disconnect([this, nsp](disconnect_reason why) {
            hear(nsp + " disconnect " + std::string(to_string(why)));
        });
        made.on_connect_error([this, nsp](client_socket, connect_error const& why) {
            hear(nsp + " refused " + why.message + ' ' + why.data.to_json());
        });
        made.on_any([this, nsp](incoming const& event) {
            hear(nsp + " event " + std::string(event.name()) + ' ' +
                 value(event.arguments()).to_json());
        });
        return made;
    }

    void hear(std::string line) {
        heard.push_back(std::move(line));
        if (on_line)
            on_line(heard.back());
    }

    template <class Condition>
    void until(Condition const& holds) {
        while (!holds())
            context.run_one();
    }

    void until_heard(std::size_t count) {
        until([&] { return heard.size() >= count; });
    }

    void until_asked(std::size_t count) {
        until([&] { return asked.size() >= count; });
    }

    /// Ends what is there, and runs until nothing is left to do.
    void run_out() {
        on_line = nullptr;
        one.reset();
        current.reset();
        server.reset();
        context.run();
    }

    boost::asio::io_context context{1};
    std::optional<engine_server> server;
    std::optional<engine_session> current;
    lines greeting{"0"}; // of a session
    lines asked;         // of the server
    client_options options_of_client = {};
    std::optional<client> one;
    lines heard;
    std::function<void(std::string_view)> on_line;
};

TEST(client_of_old_server, waits_for_the_root_and_sends_the_query) {
    old_server_scene scene;
    scene.greeting.clear();
    scene.options_of_client.query = {{"token", "a,b"}};
    scene.connect();
    client_socket const chat = scene.join("/chat");
    scene.until([&] { return scene.current.has_value(); });
    scene.current->send("2/chat,[\"too early\"]");
    scene.current->send("0");
    scene.until_asked(1);
    scene.current->send("0/chat");
    scene.until_heard(2);
    chat.emit("done");
    scene.until_asked(2);
    EXPECT_THAT(scene.asked, ElementsAre("0/chat?token=a%2Cb,", "2/chat,[\"done\"]"))
        << "it has asked once, and not before";
    EXPECT_THAT(scene.heard, ElementsAre("/chat event too early []",
                                         "/chat connect /chat#" + scene.current->id()))
        << "as after a recovery, what came early is told first";
    scene.run_out();
}

TEST(client_of_old_server, takes_the_root_when_it_has_a_socket_for_it) {
    old_server_scene scene;
    scene.connect();
    scene.join("/chat");
    scene.until_asked(1);
    client_socket const root = scene.join("/"); // which the server has let it into
    EXPECT_FALSE(root.connected()) << "nobody could have heard of it";
    scene.until_heard(1);
    EXPECT_THAT(scene.heard, ElementsAre("/ connect " + scene.current->id()));
    root.disconnect();
    root.connect();
    scene.until_asked(3);
    EXPECT_THAT(scene.asked, ElementsAre("0/chat,", "1", "0"));
    scene.current->send("0");
    scene.until_heard(3);
    EXPECT_EQ(scene.heard.back(), "/ connect " + scene.current->id());
    scene.run_out();
}

TEST(client_of_old_server, that_refuses_the_root_tells_all_and_may_let_others_in) {
    old_server_scene scene;
    scene.greeting = {"4[401,\"no\"]", "0/chat,"};
    scene.connect();
    auto const root = scene.join("/");
    auto const chat = scene.join("/chat");
    scene.until_heard(3);
    EXPECT_THAT(scene.heard, ElementsAre("/ refused the namespace refused [401,\"no\"]",
                                         "/chat refused the namespace refused [401,\"no\"]",
                                         "/chat connect /chat#" + scene.current->id()));
    EXPECT_FALSE(root.active());
    EXPECT_TRUE(chat.active());
    scene.run_out();
}

TEST(client_of_old_server, hears_errors_as_events) {
    old_server_scene scene;
    scene.greeting = {"0", "4\"forbidden\"", "4{\"code\":7}", "4", "2[\"hi\",1]"};
    scene.connect();
    scene.join("/");
    scene.until_heard(5);
    scene.heard.erase(scene.heard.begin());
    EXPECT_THAT(scene.heard,
                ElementsAre("/ event error [\"forbidden\"]", "/ event error [{\"code\":7}]",
                            "/ event error [null]", "/ event hi [1]"));
    scene.run_out();
}

// What no server says in this order does no harm.
TEST(client_of_old_server, bears_what_is_out_of_turn) {
    old_server_scene scene;
    scene.greeting = {"1",         "0{\"sid\":\"x\"}", "0",  "0/chat,", "4\"late\"", "3999[]",
                      "0/nowhere", "1/nowhere",        "1",  "0",       "4/chat,7",  "2[\"lost\"]",
                      "41",        "2/chat,[]",        "40", "x"};
    scene.options_of_client.reconnection = false;
    scene.connect();
    scene.join("/");
    scene.join("/chat");
    scene.until([&] { return scene.current && !scene.current->open(); });
    EXPECT_THAT(scene.heard,
                ElementsAre("/chat connect /chat#" + scene.current->id(),
                            "/chat event error [null]", "/chat disconnect parse error"));
    scene.run_out();
}

/// What a program may do in any of its functions.
struct deed {
    std::string_view name;
    void (*act)(old_server_scene&);
};

constexpr deed deeds[]{
    {"destroy", [](old_server_scene& its) { its.one.reset(); }},
    {"close", [](old_server_scene& its) { its.one->close(); }},
    {"close and connect",
     [](old_server_scene& its) {
         its.one->close();
         its.one->connect();
     }},
    {"leave the root", [](old_server_scene& its) { its.one->socket("/").disconnect(); }},
    {"leave and join the root",
     [](old_server_scene& its) {
         its.one->socket("/").disconnect();
         its.one->socket("/").connect();
     }},
    {"replace",
     [](old_server_scene& its) {
         its.one.reset();
         its.connect();
     }},
    {"one more", [](old_server_scene& its) { static_cast<void>(its.one->socket("/more")); }},
};

TEST(client_of_old_server, may_be_ended_in_every_call) {
    lines const greetings[]{{"0", "0/chat,", "4\"error\"", "2[\"event\"]"},
                            {"4\"no\"", "0/chat,", "2/chat,[\"event\"]"}};
    for (lines const& greeting : greetings)
        for (deed const& each : deeds)
            for (int at = 0; at < 4; ++at) {
                SCOPED_TRACE(std::string(each.name) + " in call " + std::to_string(at));
                old_server_scene scene;
                scene.greeting = greeting;
                int calls = 0;
                scene.on_line = [&](std::string_view) {
                    if (calls++ == at && scene.one)
                        each.act(scene);
                };
                scene.connect();
                scene.join("/");
                scene.join("/chat");
                scene.until([&] { return calls > at || calls >= 3; });
                scene.context.poll();
                scene.run_out();
            }
}

} // namespace
} // namespace socketiota::test

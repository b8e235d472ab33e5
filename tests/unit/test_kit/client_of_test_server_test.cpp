// SPDX-License-Identifier: MIT
#include <socketiota/test_server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace socketiota {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

server_options quiet(std::size_t shards = 1) {
    server_options options;
    options.log = [](log_level, std::string_view) {};
    options.shards = shards;
    return options;
}

void install(server& io) {
    io.on("echo", [](arguments all) { return all; });
    io.on("say", [&io](std::string const& text) { io.emit("said", text); });
    io.on("silent", [](reply<int> const&) {});
}

TEST(client_of_test_server, is_one_of_the_library) {
    test_server net(quiet());
    install(net.io());
    client const one = net.make_client();
    client_socket const me = one.socket();
    std::vector<std::string> said;
    me.on("said", [&](std::string const& text) { said.push_back(text); });
    std::optional<int> answer;
    me.emit_with_ack<int>("echo", 7)([&](error_code, int got) { answer = got; });
    me.emit("say", "hello");
    EXPECT_FALSE(me.connected()) << "nothing happens by itself";
    net.settle();
    EXPECT_TRUE(me.connected());
    EXPECT_EQ(one.transport(), transport::websocket) << "it has upgraded";
    EXPECT_EQ(answer, 7);
    EXPECT_THAT(said, ElementsAre("hello"));
    net.connect().emit("say", "from another");
    EXPECT_THAT(said, ElementsAre("hello", "from another"));
}

TEST(client_of_test_server, joins_the_namespace_that_is_asked_for) {
    test_server net(quiet());
    net.io().of("/private").use([](socket const& who) {
        return who.handshake().auth()["token"].value_or("") == "secret"
                   ? verdict::accept()
                   : verdict::reject("members only");
    });
    client_options options;
    options.auth = value::parse(R"({"token":"secret"})").value();
    client const member = net.make_client(options, "/private");
    client const stranger = net.make_client({}, "private");
    std::string why;
    stranger.socket().on_connect_error(
        [&](connect_error const& failure) { why = failure.message; });
    EXPECT_EQ(member.socket().nsp(), "/private");
    net.settle();
    EXPECT_TRUE(member.socket().connected());
    EXPECT_EQ(why, "members only");
}

TEST(client_of_test_server, follows_its_clock) {
    test_server net(quiet());
    install(net.io());
    client_options options;
    options.randomization_factor = 0;
    client const one = net.make_client(options);
    client_socket const me = one.socket();
    std::optional<error_code> failure;
    me.timeout(5s).emit_with_ack<int>("silent")([&](error_code why, int) { failure = why; });
    net.settle();
    net.pass(4s);
    EXPECT_FALSE(failure);
    net.pass(2s);
    EXPECT_EQ(failure, error::operation_has_timed_out);
    net.pass(1h); // heartbeats go on
    EXPECT_TRUE(me.connected());
    net.io().disconnect_sockets(true);
    net.settle();
    EXPECT_FALSE(me.connected());
    me.connect(); // the server has disconnected it
    net.pass(2s);
    EXPECT_TRUE(me.connected());
}

TEST(client_of_test_server, arrives_on_each_shard) {
    test_server net(quiet(3));
    install(net.io());
    std::vector<client> all;
    int heard = 0;
    for (int number = 0; number != 6; ++number) {
        all.push_back(net.make_client());
        all.back().socket().on("said", [&heard] { ++heard; });
    }
    net.pass(1s); // an upgrade that begins on another shard is not done at once
    for (client const& each : all)
        EXPECT_EQ(each.transport(), transport::websocket);
    all.front().socket().emit("say", "to all");
    net.settle();
    EXPECT_EQ(heard, 6);
}

TEST(client_of_test_server, refuses_what_is_wrong) {
    test_server net(quiet());
    client_options options;
    options.transports.clear();
    EXPECT_THROW(static_cast<void>(net.make_client(options)), boost::system::system_error);
}

} // namespace
} // namespace socketiota

// SPDX-License-Identifier: MIT
//
// The calls of socket.io-client-cpp, beside our server on a thread.
#include <socketiota/client_cpp/sio_client.h>
#include <socketiota/server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using testing::ElementsAre;

/// A server that runs its own loop on a thread.
class served {
public:
    served() {
        io_.on("echo", [](socketiota::arguments all) { return all; });
        io_.on("ask me", [](socketiota::socket const& who) {
            who.emit_with_ack<std::string>("question", 20)(
                [who](socketiota::error_code, std::string const& answer) {
                    who.emit("heard", answer);
                });
        });
        io_.on("who am i", [](socketiota::socket const& who) {
            return std::vector<std::string>{who.handshake().auth()["token"].value_or(""),
                                            who.handshake().query("from").value_or("")};
        });
        io_.of("/private").use([](socketiota::socket const&) {
            return socketiota::verdict::reject("members only", 7);
        });
        io_.listen("127.0.0.1", 0);
        url = "http://127.0.0.1:" + std::to_string(io_.port());
        thread_ = std::thread([this] { io_.run(); });
    }

    ~served() {
        io_.stop();
        thread_.join();
    }

    std::string url;

private:
    static socketiota::server_options quiet() {
        socketiota::server_options options;
        options.serve_client = false;
        options.log = [](socketiota::log_level, std::string_view) {};
        return options;
    }

    socketiota::server io_{quiet()};
    std::thread thread_;
};

// A client goes, with its thread, before the promises that this sets: one may still be at it when
// whoever waits has the value.

TEST(client_cpp, emits_and_is_answered) {
    served const server;
    std::promise<std::vector<sio::message::ptr>> answered;
    sio::client client;
    client.set_open_listener([&] {
        sio::message::list all("text");
        all.push(sio::int_message::create(7));
        all.push(sio::double_message::create(1.5));
        all.push(sio::bool_message::create(true));
        all.push(std::make_shared<std::string>("oct\0ets", 7));
        auto const object = sio::object_message::create();
        object->get_map()["key"] = sio::string_message::create("value");
        all.push(object);
        client.socket()->emit("echo", all, [&](sio::message::list const& answer) {
            answered.set_value(answer.to_array_message()->get_vector());
        });
    });
    client.connect(server.url);
    auto const all = answered.get_future().get();
    ASSERT_EQ(all.size(), 6);
    EXPECT_EQ(all[0]->get_string(), "text");
    EXPECT_EQ(all[1]->get_flag(), sio::message::flag_integer);
    EXPECT_EQ(all[1]->get_int(), 7);
    EXPECT_EQ(all[2]->get_double(), 1.5);
    EXPECT_TRUE(all[3]->get_bool());
    EXPECT_EQ(*all[4]->get_binary(), std::string("oct\0ets", 7));
    EXPECT_EQ(all[5]->get_map().at("key")->get_string(), "value");
    EXPECT_TRUE(client.opened());
    EXPECT_EQ(client.get_sessionid().size(), 20);
}

TEST(client_cpp, answers) {
    served const server;
    std::promise<std::string> heard;
    std::vector<std::string> names;
    sio::client client;
    client.socket()->on_any([&](sio::event& what) { names.push_back(what.get_name()); });
    client.socket()->on("question", [](std::string const&, sio::message::ptr const& what, bool,
                                       sio::message::list& answer) {
        answer.push("the answer to " + std::to_string(what->get_int()));
    });
    client.socket()->on("heard", [](sio::event&) { FAIL() << "the next takes its place"; });
    client.socket()->on(
        "heard", [&](sio::event& what) { heard.set_value(what.get_message()->get_string()); });
    client.socket()->emit("ask me"); // waits
    client.connect(server.url);
    EXPECT_EQ(heard.get_future().get(), "the answer to 20");
    client.sync_close();
    EXPECT_THAT(names, ElementsAre("question", "heard"));
}

TEST(client_cpp, sends_auth_and_query) {
    served const server;
    std::promise<std::vector<sio::message::ptr>> answered;
    sio::client client;
    auto const auth = sio::object_message::create();
    auth->get_map()["token"] = sio::string_message::create("secret");
    client.connect(server.url, {{"from", "here"}}, auth);
    client.socket()->emit("who am i", nullptr, [&](sio::message::list const& answer) {
        answered.set_value(answer.at(0)->get_vector());
    });
    auto const all = answered.get_future().get();
    EXPECT_EQ(all.at(0)->get_string(), "secret");
    EXPECT_EQ(all.at(1)->get_string(), "here");
}

TEST(client_cpp, hears_of_refusals_and_ends) {
    served const server;
    std::promise<sio::message::ptr> refused;
    std::promise<sio::client::close_reason> closed;
    std::promise<void> opened;
    sio::client client;
    client.socket("/private")->on_error([&](sio::message::ptr const& why) {
        refused.set_value(why);
    });
    client.set_close_listener([&](sio::client::close_reason const& why) { closed.set_value(why); });
    client.set_open_listener([&] { opened.set_value(); });
    client.connect(server.url);
    auto const why = refused.get_future().get();
    EXPECT_EQ(why->get_map().at("message")->get_string(), "members only");
    EXPECT_EQ(why->get_map().at("data")->get_int(), 7);
    opened.get_future().wait();
    client.close();
    EXPECT_EQ(closed.get_future().get(), sio::client::close_reason_normal);
}

TEST(client_cpp, may_be_closed_in_a_listener_and_connected_again) {
    served const server;
    sio::client client;
    for (int round = 0; round != 3; ++round) {
        auto const done = std::make_shared<std::promise<void>>();
        client.set_open_listener([&client, done] {
            client.sync_close();
            done->set_value();
        });
        client.connect(server.url);
        done->get_future().wait();
    }
    EXPECT_FALSE(client.opened());
    EXPECT_THROW(client.connect("gopher://nowhere"), boost::system::system_error);
}

} // namespace

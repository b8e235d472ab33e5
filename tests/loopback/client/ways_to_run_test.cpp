// SPDX-License-Identifier: MIT
//
// A client on a thread of its own, and one that is polled. Run it under ThreadSanitizer.
#include <socketiota/client.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

/// A server that runs its own loop on a thread.
class running_server {
public:
    running_server() {
        io_.on("echo", [](arguments all) { return all; });
        io_.on("say", [](socket const& who, arguments const& all) { who.emit("said", all); });
        io_.on("leave me", [](socket const& who) { who.disconnect(); });
        io_.listen("127.0.0.1", 0);
        url = "http://127.0.0.1:" + std::to_string(io_.port());
        thread_ = std::thread([this] { io_.run(); });
    }

    ~running_server() {
        io_.stop();
        thread_.join();
    }

    std::string url;

private:
    static server_options quiet() {
        server_options options;
        options.serve_client = false;
        options.log = [](log_level, std::string_view) {};
        return options;
    }

    server io_{quiet()};
    std::thread thread_;
};

client_options quick() {
    client_options options;
    options.reconnection_delay = 1ms;
    options.reconnection_delay_max = 5ms;
    return options;
}

client_options later() {
    auto options = quick();
    options.auto_connect = false;
    return options;
}

/// What a thread waits for that another does.
class occasion {
public:
    void happen() { promise_.set_value(); }

    void wait() { promise_.get_future().wait(); }

private:
    std::promise<void> promise_;
};

TEST(a_client_on_its_own_thread, is_called_there) {
    running_server const server;
    client one(server.url, quick());
    client_socket const me = one.socket();
    std::promise<std::thread::id> said;
    me.on("said", [&](std::string const&) { said.set_value(std::this_thread::get_id()); });
    me.emit("say", "hello");
    EXPECT_NE(said.get_future().get(), std::this_thread::get_id());
    EXPECT_EQ(me.emit_with_ack<int>("echo", 7)(boost::asio::use_future).get(), 7);
    EXPECT_TRUE(me.connected());
    EXPECT_EQ(me.id().size(), 20);
    EXPECT_TRUE(me.active());
}

TEST(a_client_on_its_own_thread, calls_nothing_once_it_is_destroyed) {
    running_server const server;
    std::atomic<int> calls = 0;
    std::optional<client> one(std::in_place, server.url, quick());
    client_socket const me = one->socket();
    me.on("said", [&] { ++calls; });
    me.on_disconnect([&] { ++calls; });
    for (int number = 0; number != 100; ++number)
        me.emit("say", number);
    std::future<int> answered = me.emit_with_ack<int>("echo", 1)(boost::asio::use_future);
    answered.wait();
    for (int number = 0; number != 100; ++number)
        me.emit("say", number);
    std::atomic<bool> is_resolved = false;
    me.emit_with_ack<int>("echo", 1)([&](error_code, int) { is_resolved = true; });
    one.reset();
    int const before = calls;
    EXPECT_TRUE(is_resolved);
    EXPECT_FALSE(me.emit("say", 1));
    EXPECT_EQ(calls, before);
}

TEST(a_client_on_its_own_thread, is_destroyed_at_once_while_it_connects) {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::address_v4::loopback(), 0});
    client const one("http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()));
    one.socket().emit("never");
    boost::asio::ip::tcp::socket taken(context);
    silent.accept(taken); // and is not answered
}

TEST(a_client_on_its_own_thread, reports_what_a_completion_handler_throws) {
    running_server const server;
    client one(server.url, quick());
    std::promise<std::string> heard;
    one.on_error([&](std::exception_ptr failure) {
        try {
            std::rethrow_exception(failure);
        } catch (std::exception const& what) {
            heard.set_value(what.what());
        }
    });
    client_socket const me = one.socket();
    me.emit_with_ack<int>("echo", 1)([](error_code, int) { throw std::runtime_error("oh"); });
    EXPECT_EQ(heard.get_future().get(), "oh");
    EXPECT_EQ(me.emit_with_ack<int>("echo", 2)(boost::asio::use_future).get(), 2) << "it goes on";
}

struct function_of_client {
    char const* name;
    void (*have)(client&, client_socket const&, std::function<void()>);
};

constexpr function_of_client functions[] = {
    {"on_connect", [](client&, client_socket const& me,
                      std::function<void()> then) { me.on_connect(std::move(then)); }},
    {"on_disconnect",
     [](client&, client_socket const& me, std::function<void()> then) {
         me.on_disconnect(std::move(then));
         me.emit("leave me");
     }},
    {"an event",
     [](client&, client_socket const& me, std::function<void()> then) {
         me.on("said", std::move(then));
         me.emit("say", 1);
     }},
    {"an answer",
     [](client&, client_socket const& me, std::function<void()> then) {
         me.emit_with_ack<int>("echo", 1)([then](error_code, int) { then(); });
     }},
    {"on_connect_error",
     [](client& one, client_socket const&, std::function<void()> then) {
         one.socket("/nowhere").on_connect_error(std::move(then));
     }},
    {"on_upgrade",
     [](client& one, client_socket const&, std::function<void()> then) {
         one.on_upgrade([then](transport) { then(); });
     }},
};

TEST(a_client_on_its_own_thread, may_be_destroyed_in_each_of_its_functions) {
    running_server const server;
    for (function_of_client const& each : functions) {
        SCOPED_TRACE(each.name);
        auto one = std::make_shared<std::optional<client>>(std::in_place, server.url, later());
        occasion done;
        std::thread::id where;
        each.have(**one, (*one)->socket(), [one, &done, &where] {
            if (!one->has_value())
                return; // an answer that resolves at the end
            where = std::this_thread::get_id();
            one->reset();
            done.happen();
        });
        (*one)->connect(); // what is destroyed meanwhile has not begun before
        done.wait();
        EXPECT_NE(where, std::this_thread::get_id());
    }
}

TEST(a_client_on_its_own_thread, is_used_by_others_while_it_is_destroyed) {
    running_server const server;
    for (int round = 0; round != 20; ++round) {
        std::optional<client> one(std::in_place, server.url, quick());
        client_socket const me = one->socket();
        occasion begun;
        std::atomic<bool> is_over = false;
        std::thread other([&] {
            for (int number = 0; !is_over; ++number) {
                registration const mine = me.on("said", [](int) {});
                me.emit("say", number);
                me.emit_with_ack<int>("echo", number)([](error_code, int) {});
                static_cast<void>(me.id());
                me.off(mine);
                if (number == 10)
                    begun.happen();
            }
        });
        begun.wait();
        one.reset();
        is_over = true;
        other.join();
    }
}

TEST(a_client_on_its_own_thread, makes_sockets_for_all) {
    running_server const server;
    client const one(server.url, later());
    std::atomic<int> refused = 0;
    occasion done;
    std::vector<std::thread> all;
    for (int number = 0; number != 4; ++number)
        all.emplace_back([&, number] {
            client_socket const mine = one.socket("/" + std::to_string(number % 2));
            mine.on_connect_error([&] { // the server has no such namespace
                if (++refused == 4)
                    done.happen();
            });
        });
    for (auto& each : all)
        each.join();
    one.connect();
    done.wait();
}

TEST(a_polled_client, lives_inside_of_poll) {
    running_server const server;
    client const one = client::polled(server.url, quick());
    client_socket const me = one.socket();
    bool polls = false;
    int heard = 0;
    me.on("said", [&](int) {
        EXPECT_TRUE(polls);
        EXPECT_EQ(one.poll(), 0) << "nothing inside of one";
        ++heard;
    });
    me.emit("say", 1);
    me.emit("say", 2);
    EXPECT_FALSE(me.connected());
    while (heard != 2) {
        polls = true;
        one.poll(10ms);
        polls = false;
    }
    EXPECT_TRUE(me.connected());
}

TEST(a_polled_client, waits_for_something_to_do_only_as_long_as_it_may) {
    client const idle = client::polled("http://127.0.0.1:1", later());
    EXPECT_EQ(idle.poll(), 0);
    EXPECT_EQ(idle.poll(1ms), 0);
}

TEST(a_polled_client, lets_out_what_a_completion_handler_throws) {
    running_server const server;
    client const one = client::polled(server.url, quick());
    client_socket const me = one.socket();
    int answer = 0;
    me.emit_with_ack<int>("echo", 1)([](error_code, int) { throw std::runtime_error("oh"); });
    me.emit_with_ack<int>("echo", 2)([&](error_code, int got) { answer = got; });
    int thrown = 0;
    while (answer == 0) {
        try {
            one.poll(10ms);
        } catch (std::runtime_error const&) {
            ++thrown;
        }
    }
    EXPECT_EQ(thrown, 1);
}

TEST(a_polled_client, may_be_destroyed_in_each_of_its_functions) {
    running_server const server;
    for (function_of_client const& each : functions) {
        SCOPED_TRACE(each.name);
        std::optional<client> one(client::polled(server.url, later()));
        each.have(*one, one->socket(), [&one] { one.reset(); });
        one->connect();
        while (one)
            one->poll(10ms);
    }
}

TEST(a_polled_client, resolves_each_answer_when_it_is_destroyed) {
    running_server const server;
    std::optional<client> one(client::polled(server.url, quick()));
    std::optional<error_code> failure;
    one->socket().emit_with_ack<int>("echo", 1)([&](error_code why, int) { failure = why; });
    one.reset();
    EXPECT_EQ(failure, error::socket_disconnected);
}

TEST(a_client_of_a_context, is_not_polled) {
    boost::asio::io_context context{1};
    client const one(context, "http://127.0.0.1:1", later());
    EXPECT_THROW(one.poll(), std::logic_error);
}

} // namespace
} // namespace socketiota::test

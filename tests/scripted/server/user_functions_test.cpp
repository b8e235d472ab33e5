// SPDX-License-Identifier: MIT
#include <socketiota/http_routes.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/test_server.hpp>
#include <socketiota/websocket_connection.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <loop/accepted_channel.hpp>
#include <support/kernel_peer.hpp>
#include <test_kit/insides.hpp>

// The table of docs/guides/threads-and-lifetimes.md: every function that a program can give to a
// server, and what each of them may do without ending anything but what it is for.

namespace socketiota::test {
namespace {

namespace net = boost::asio;

using act = std::function<void()>;

struct user_function {
    std::string_view name;
    void (*set_option)(server_options& options, act what) = nullptr;
    void (*install)(server& io, act what) = nullptr;
    /// It belongs to Asio and not to the server: what it throws leaves the loop, where a server
    /// that runs its own goes on with it.
    bool leaves_loop = false;
};

constexpr user_function functions[]{
    {"on", nullptr, [](server& io, act what) { io.on("go", [what] { what(); }); }},
    {"on_coroutine", nullptr,
     [](server& io, act what) {
         io.on("go", [what, &io]() -> net::awaitable<void> {
             co_await io.delay(std::chrono::milliseconds(1));
             what();
         });
     }},
    {"on_coroutine_that_is_cancelled", nullptr,
     [](server& io, act what) {
         io.on("go", cancel_on_disconnect([what, &io]() -> net::awaitable<void> {
                   what(); // before its first wait
                   co_await io.delay(std::chrono::milliseconds(1));
               }));
     }},
    {"once", nullptr, [](server& io, act what) { io.once("go", [what] { what(); }); }},
    {"on_of_a_socket", nullptr,
     [](server& io, act what) {
         io.on_connection([what](socket who) { who.on("go", [what] { what(); }); });
     }},
    {"on_any", nullptr,
     [](server& io, act what) { io.on_any([what](socket, incoming const&) { what(); }); }},
    {"on_any_of_a_socket", nullptr,
     [](server& io, act what) {
         io.on_connection([what](socket who) { who.on_any([what](incoming const&) { what(); }); });
     }},
    {"on_any_outgoing", nullptr,
     [](server& io, act what) {
         io.on_connection(
             [what](socket who) { who.on_any_outgoing([what](incoming const&) { what(); }); });
     }},
    {"use", nullptr,
     [](server& io, act what) {
         io.use([what](socket&) {
             what();
             return verdict::accept();
         });
     }},
    {"use_coroutine", nullptr,
     [](server& io, act what) {
         io.use([what, &io](socket&) -> net::awaitable<verdict> {
             co_await io.delay(std::chrono::milliseconds(1));
             what();
             co_return verdict::accept();
         });
     }},
    {"use_of_a_socket", nullptr,
     [](server& io, act what) {
         io.on_connection([what](socket who) {
             who.use([what](incoming const&) {
                 what();
                 return verdict::accept();
             });
         });
     }},
    {"on_connection", nullptr,
     [](server& io, act what) { io.on_connection([what](socket) { what(); }); }},
    {"on_connection_coroutine", nullptr,
     [](server& io, act what) {
         io.on_connection([what, &io](socket) -> net::awaitable<void> {
             co_await io.delay(std::chrono::milliseconds(1));
             what();
         });
     }},
    {"on_connection_coroutine_that_is_cancelled", nullptr,
     [](server& io, act what) {
         io.on_connection(cancel_on_disconnect([what, &io](socket) -> net::awaitable<void> {
             what();
             co_await io.delay(std::chrono::milliseconds(1));
         }));
     }},
    {"on_upgrade", nullptr,
     [](server& io, act what) { io.on_upgrade([what](socket) { what(); }); }},
    {"on_disconnecting", nullptr,
     [](server& io, act what) {
         io.on_disconnecting([what](socket, disconnect_reason) { what(); });
     }},
    {"on_disconnect", nullptr,
     [](server& io, act what) { io.on_disconnect([what](socket, disconnect_reason) { what(); }); }},
    {"on_error", nullptr,
     [](server& io, act what) { io.on_error([what](std::exception_ptr) { what(); }); }},
    {"ack_callback", nullptr,
     [](server& io, act what) {
         io.on("go", [what](socket who) {
             who.emit_with_ack<int>("question")([what](error_code, int) { what(); });
         });
     },
     true},
    {"on_room_created", nullptr,
     [](server& io, act what) {
         io.of("/").on_room_created([what](std::string const&) { what(); });
     }},
    {"on_room_joined", nullptr,
     [](server& io, act what) {
         io.of("/").on_room_joined([what](std::string const&, std::string const&) { what(); });
     }},
    {"on_room_left", nullptr,
     [](server& io, act what) {
         io.of("/").on_room_left([what](std::string const&, std::string const&) { what(); });
     }},
    {"on_room_removed", nullptr,
     [](server& io, act what) {
         io.of("/").on_room_removed([what](std::string const&) { what(); });
     }},
    {"route", nullptr,
     [](server& io, act what) {
         io.http().get("/route", [what] {
             what();
             return http_response::text("here");
         });
     }},
    {"route_coroutine", nullptr,
     [](server& io, act what) {
         io.http().get("/route", [what, &io]() -> net::awaitable<http_response> {
             co_await io.delay(std::chrono::milliseconds(1));
             what();
             co_return http_response::text("here");
         });
     }},
    {"websocket", nullptr,
     [](server& io, act what) { io.websocket("/feed", [what](websocket_connection) { what(); }); }},
    {"on_text", nullptr,
     [](server& io, act what) {
         io.websocket("/feed", [what](websocket_connection peer) {
             peer.on_text([what](std::string_view) { what(); });
         });
     }},
    {"on_binary", nullptr,
     [](server& io, act what) {
         io.websocket("/feed", [what](websocket_connection peer) {
             peer.on_binary([what](std::span<std::byte const>) { what(); });
         });
     }},
    {"on_close", nullptr,
     [](server& io, act what) {
         io.websocket("/feed", [what](websocket_connection peer) {
             peer.on_close([what](std::uint16_t, std::string_view) { what(); });
         });
     }},
    {"engine_middlewares",
     [](server_options& options, act what) {
         options.engine_middlewares = {[what](handshake const&) {
             what();
             return true;
         }};
     }},
    {"engine_middlewares_coroutine",
     [](server_options& options, act what) {
         options.engine_middlewares = {[what](handshake const&) -> net::awaitable<bool> {
             what();
             co_return true;
         }};
     }},
    {"allow_request",
     [](server_options& options, act what) {
         options.allow_request = [what](handshake const&) {
             what();
             return true;
         };
     }},
    {"allow_request_coroutine",
     [](server_options& options, act what) {
         options.allow_request = [what](handshake const&) -> net::awaitable<bool> {
             what();
             co_return true;
         };
     }},
    {"of_predicate", nullptr,
     [](server& io, act what) {
         io.of([what](std::string_view) {
             what();
             return true;
         });
     }},
    {"of_predicate_coroutine", nullptr,
     [](server& io, act what) {
         io.of([what, &io](std::string_view) -> net::awaitable<bool> {
             what();
             co_await io.delay(std::chrono::milliseconds(1));
             co_return true;
         });
     }},
    {"generate_id",
     [](server_options& options, act what) {
         options.generate_id = [what, count = 0](handshake const&) mutable {
             what();
             return "id" + std::to_string(++count);
         };
     }},
    {"cors_for",
     [](server_options& options, act what) {
         options.cors_for = [what](handshake const&) {
             what();
             return cors_options();
         };
     }},
    {"initial_headers",
     [](server_options& options, act what) {
         options.initial_headers = [what](http_headers&, handshake const&) { what(); };
     }},
    {"headers",
     [](server_options& options, act what) {
         options.headers = [what](http_headers&, handshake const&) { what(); };
     }},
    {"cors_origin",
     [](server_options& options, act what) {
         options.cors = cors_options();
         options.cors->origin = [what](std::string_view) {
             what();
             return true;
         };
     }},
    {"log",
     [](server_options& options, act what) { options.log = [what](log_entry const&) { what(); }; }},
    {"on_metric", nullptr, [](server& io, act what) { io.on_metric([what](metric) { what(); }); }},
    {"on_connection_error", nullptr,
     [](server& io, act what) {
         io.on_connection_error([what](connection_error const&) { what(); });
     }},
    {"spawn", nullptr,
     [](server& io, act what) {
         io.spawn([what, &io]() -> net::awaitable<void> {
             co_await io.delay(std::chrono::milliseconds(1));
             what();
         });
     }},
    {"posted_function", nullptr,
     [](server& io, act what) { net::post(io.get_executor(), [what] { what(); }); }, true},
};

struct behaviour {
    std::string_view name;
    void (*what)(server& io);
    bool throws = false;
    bool ends_server = false;
};

constexpr behaviour behaviours[]{
    {"throws", [](server&) { throw std::runtime_error("on purpose"); }, true},
    {"throws_what_is_no_exception", [](server&) { throw 42; }, true},
    {"closes", [](server& io) { io.async_close(net::detached); }, false, true},
    {"stops", [](server& io) { io.stop(); }, false, true},
    {"disconnects", [](server& io) { io.disconnect_sockets(true); }},
};

class user_functions : public testing::TestWithParam<std::tuple<user_function, behaviour>> {
protected:
    user_functions() {
        server_options options;
        options.log = [](log_entry const&) {};
        act const once = [this] {
            called_ = true;
            if (auto const what = std::exchange(what_, nullptr))
                what(net_->io());
        };
        what_ = behaviour_.what;
        if (function_.set_option != nullptr)
            function_.set_option(options, once);
        net_.emplace(std::move(options));
        server& io = net_->io();
        if (function_.install != nullptr)
            function_.install(io, once);
        io.on("echo", [](socket who, std::string text) {
            who.emit("said", text);
            return text;
        });
        io.on("fail", [] { throw std::runtime_error("for on_error and the log"); });
        io.on("join", [](socket who) {
            who.join("room");
            who.leave("room");
        });
    }

    kernel_peer& connect() {
        auto [client_end, server_end] = connected_sockets();
        loop::error_code failure;
        test_kit::insides::accept(
            *net_, loop::accepted_channel(time().shared(), std::move(server_end), failure));
        return peers_.emplace_back(std::move(client_end));
    }

    /// As the loop of a server of its own.
    void settle() {
        bool goes_on = true;
        while (goes_on) {
            try {
                time().context().restart();
                goes_on = time().context().poll() > 0;
            } catch (...) {
                ++escaped_;
            }
            for (kernel_peer& each : peers_)
                goes_on = each.read() || goes_on;
        }
    }

    void pass() {
        time().pass(std::chrono::milliseconds(50), [this] { settle(); });
    }

    void say(kernel_peer& to, std::string_view text) {
        to.text(text);
        pass();
    }

    /// A session goes from long-polling to WebSocket.
    void upgrade() {
        kernel_peer& web = connect();
        web.request("GET", "/socket.io/?EIO=4&transport=polling");
        pass();
        std::string const answer = web.take_answer();
        auto const begin = answer.find("\"sid\":\"");
        if (begin == std::string::npos)
            return; // it was not let in
        std::string const id = answer.substr(begin + 7, answer.find('"', begin + 7) - begin - 7);
        web.request("POST", "/socket.io/?EIO=4&transport=polling&sid=" + id, "40");
        pass();
        kernel_peer& next = connect();
        next.ask_for_websocket("/socket.io/?EIO=4&transport=websocket&sid=" + id);
        pass();
        say(next, "2probe");
        say(next, "5");
        next.leave();
        pass();
    }

    /// Has every function of the table called.
    void play() {
        kernel_peer& ann = connect();
        ann.ask_for_websocket("/socket.io/?EIO=4&transport=websocket");
        pass();
        for (std::string_view const each : {"40", "42[\"go\"]", "430[1]", "421[\"echo\",\"x\"]",
                                            "42[\"fail\"]", "42[\"join\"]", "40/made,"})
            say(ann, each);
        upgrade();
        kernel_peer& web = connect();
        web.request("GET", "/socket.io/?EIO=4&transport=polling", {}, "Origin: null\r\n");
        pass();
        web.request("GET", "/socket.io/?EIO=4&transport=polling&sid=unknown");
        pass();
        web.request("GET", "/route");
        pass();
        kernel_peer& feed = connect();
        feed.ask_for_websocket("/feed");
        pass();
        say(feed, "text");
        feed.binary("binary");
        pass();
        feed.say_farewell();
        say(ann, "41");
        ann.leave();
        pass();
    }

    test_kit::manual_shard& time() { return test_kit::insides::time(*net_); }

    user_function const& function_ = std::get<0>(GetParam());
    behaviour const& behaviour_ = std::get<1>(GetParam());
    void (*what_)(server&) = nullptr;
    bool called_ = false;
    int escaped_ = 0;
    std::list<kernel_peer> peers_;
    std::optional<test_server> net_;
};

TEST_P(user_functions, end_nothing_but_what_they_are_for) {
    play();
    EXPECT_TRUE(called_);
    EXPECT_EQ(escaped_, function_.leaves_loop && behaviour_.throws ? 1 : 0);
    if (behaviour_.ends_server) {
        EXPECT_EQ(net_->io().connections(), 0U);
        time().pass(std::chrono::minutes(10), [this] { settle(); }); // those that came later
        for (kernel_peer const& each : peers_)
            EXPECT_TRUE(each.ended());
        return;
    }
    kernel_peer& bob = connect();
    bob.ask_for_websocket("/socket.io/?EIO=4&transport=websocket");
    pass();
    EXPECT_EQ(bob.take_answer(), "101");
    say(bob, "40");
    (void)bob.take_frames();
    say(bob, "427[\"echo\",\"x\"]");
    auto const heard = bob.take_frames();
    EXPECT_NE(std::find(heard.begin(), heard.end(), "437[\"x\"]"), heard.end());
}

INSTANTIATE_TEST_SUITE_P(all, user_functions,
                         testing::Combine(testing::ValuesIn(functions),
                                          testing::ValuesIn(behaviours)),
                         [](auto const& each) {
                             return std::string(std::get<0>(each.param).name) + "__" +
                                    std::string(std::get<1>(each.param).name);
                         });

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
//
// A client that is closed, destroyed or connected again at each step of its life, and in each of
// its functions. Run it under AddressSanitizer.
#include "client_scene.hpp"

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

struct act {
    char const* name;
    void (*on)(client_scene&);
};

constexpr act acts[] = {
    {"destroy", [](client_scene& its) { its.one.reset(); }},
    {"close", [](client_scene& its) { its.one->close(); }},
    {"disconnect", [](client_scene& its) { its.me->disconnect(); }},
    {"close and connect",
     [](client_scene& its) {
         its.one->close();
         its.one->connect();
     }},
    {"replace",
     [](client_scene& its) {
         its.one.reset();
         its.connect();
     }},
};

struct way {
    char const* name;
    std::vector<transport> transports;
};

std::vector<way> ways() {
    return {{"polling", {transport::polling}},
            {"websocket", {transport::websocket}},
            {"upgrade", {transport::polling, transport::websocket}}};
}

client_options options_of(way const& by) {
    auto options = client_scene::quick();
    options.transports = by.transports;
    return options;
}

/// Something to do for a client: two questions, of which the second follows the first.
void begin(client_scene& its, int& answers) {
    its.me->emit_with_ack<int>("echo", 1)([&](error_code failure, int) {
        ++answers;
        if (!failure && its.one)
            its.me->emit_with_ack<int>("echo", 2)([&](error_code, int) { ++answers; });
    });
}

TEST(the_end_of_a_client, may_come_at_each_step) {
    for (way const& by : ways())
        for (act const& each : acts) {
            SCOPED_TRACE(std::string(by.name) + ", " + each.name);
            bool is_over = false;
            for (int steps = 0; !is_over && steps < 400; steps += steps < 60 ? 1 : 7) {
                client_scene its;
                int answers = 0;
                its.connect(options_of(by));
                begin(its, answers);
                int done = 0;
                while (done != steps && answers < 2) {
                    its.context.run_one();
                    ++done;
                }
                is_over = answers == 2;
                boost::asio::post(its.context, [&] { each.on(its); });
                its.context.poll();
                its.run_out();
                EXPECT_TRUE(answers == 2 || answers == 1)
                    << steps << " steps: each answer resolves";
            }
            EXPECT_TRUE(is_over) << "it went as far as it could";
        }
}

struct place {
    char const* name;
    void (*have)(client_scene&, std::function<void()>);
};

constexpr place places[] = {
    {"on_connect",
     [](client_scene& its, std::function<void()> then) { its.me->on_connect(std::move(then)); }},
    {"on_disconnect",
     [](client_scene& its, std::function<void()> then) {
         its.me->on_disconnect(std::move(then));
         its.me->emit("leave me");
     }},
    {"an event",
     [](client_scene& its, std::function<void()> then) {
         its.me->on("said", std::move(then));
         its.me->emit("say", 1);
     }},
    {"on_any",
     [](client_scene& its, std::function<void()> then) {
         its.me->on_any(std::move(then));
         its.me->emit("say", 1);
     }},
    {"on_any of an event that has a handler and an attachment",
     [](client_scene& its, std::function<void()> then) {
         its.me->on_any(std::move(then));
         its.me->on("said", [](value const&) {});
         its.me->emit("say", bytes(std::string_view("octets")));
     }},
    {"on_any_outgoing",
     [](client_scene& its, std::function<void()> then) {
         its.me->on_any_outgoing(std::move(then));
         its.me->emit("say", 1);
     }},
    {"an answer",
     [](client_scene& its, std::function<void()> then) {
         its.me->emit_with_ack<int>("echo", 1)([then](error_code, int) { then(); });
     }},
    {"on_upgrade",
     [](client_scene& its, std::function<void()> then) {
         its.one->on_upgrade([then](transport) { then(); });
     }},
    {"on_connect_error",
     [](client_scene& its, std::function<void()> then) {
         its.one->socket("/nowhere").on_connect_error(std::move(then));
     }},
    {"on_reconnect_attempt",
     [](client_scene& its, std::function<void()> then) {
         its.io.reset();
         its.one->on_reconnect_attempt([then](std::size_t) { then(); });
     }},
    {"on_error",
     [](client_scene& its, std::function<void()> then) {
         its.one->on_error([then](std::exception_ptr const&) { then(); });
         its.me->on_connect([] { throw 1; });
     }},
};

TEST(the_end_of_a_client, may_come_in_each_of_its_functions) {
    for (place const& where : places)
        for (act const& each : acts) {
            SCOPED_TRACE(std::string(where.name) + ", " + each.name);
            client_scene its;
            its.connect();
            bool was_called = false;
            boost::asio::post(its.context, [&] {
                where.have(its, [&] {
                    if (!std::exchange(was_called, true))
                        each.on(its);
                });
            });
            its.until([&] { return was_called; });
            its.context.poll();
            its.run_out();
        }
}

TEST(the_end_of_a_client, may_come_after_that_of_its_context) {
    std::optional<client_socket> kept;
    {
        client_scene its;
        its.connect();
        its.until_connected();
        kept = its.me;
    }
    EXPECT_FALSE(kept->connected());
    EXPECT_EQ(kept->nsp(), "/");
}

} // namespace
} // namespace socketiota::test

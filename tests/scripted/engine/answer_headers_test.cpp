// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/engine_scene.hpp>

// The cookie of a session, and what programs add to the headers of answers.

namespace socketiota::test {
namespace {

using answered_record = std::shared_ptr<engine::handshake_record const>;

TEST(session_cookie, comes_with_the_answer_that_opens_a_session_by_polling) {
    engine::engine_options options;
    options.cookie.emplace();
    engine_scene scene(std::move(options));
    answer const opened = scene.ask("GET", polling_target);
    std::string const id(scene.session().id());
    EXPECT_EQ(opened.header("Set-Cookie"), "io=" + id + "; Path=/; HttpOnly; SameSite=Lax");

    http_peer poll = scene.poll(id);
    EXPECT_EQ(scene.post(id, "4a").header("Set-Cookie"), "");
    scene.emit("4b");
    EXPECT_EQ(poll.take_answer()->header("Set-Cookie"), "");
}

TEST(session_cookie, comes_with_nothing_else) {
    engine::engine_options options;
    options.cookie.emplace();
    engine_scene scene(std::move(options));
    for (std::string_view const target : {"/socket.io/", "/socket.io/?EIO=3&transport=polling"})
        EXPECT_EQ(scene.ask("GET", target).header("Set-Cookie"), "");
    auto const upgraded = scene.send("GET", websocket_target, {}, upgrade_headers()).take_answer();
    EXPECT_EQ(upgraded->status, 101U);
    EXPECT_EQ(upgraded->header("Set-Cookie"), "");
}

/// Writes down which function saw which request, and adds a header of its name.
engine::header_function seen_by(std::string name, std::vector<std::string>& seen) {
    return [name = std::move(name), &seen](http_headers& headers, answered_record const& request) {
        bool const is_first = request->url().find("sid=") == std::string_view::npos;
        seen.push_back(name + (is_first ? " first" : " later"));
        headers.set("x-" + name, "yes");
    };
}

TEST(answer_headers, are_seen_as_in_node) {
    std::vector<std::string> seen;
    engine::engine_options options;
    options.initial_headers = seen_by("initial", seen);
    options.headers = seen_by("each", seen);
    engine_scene scene(std::move(options));
    answer const opened = scene.ask("GET", polling_target);
    EXPECT_EQ(opened.header("x-initial"), "yes");
    EXPECT_EQ(opened.header("x-each"), "yes");
    EXPECT_EQ(std::exchange(seen, {}), (lines{"initial first", "each first"}));

    std::string const id(scene.session().id());
    answer const posted = scene.post(id, "4a");
    EXPECT_EQ(posted.header("x-initial"), "");
    EXPECT_EQ(posted.header("x-each"), "yes");
    EXPECT_EQ(std::exchange(seen, {}), lines{"each later"});

    auto const upgraded =
        scene.send("GET", engine_scene::websocket(id), {}, upgrade_headers()).take_answer();
    EXPECT_EQ(upgraded->status, 101U);
    EXPECT_EQ(upgraded->header("x-each"), "yes");
    EXPECT_EQ(std::exchange(seen, {}), lines{"each later"});

    auto const direct = scene.send("GET", websocket_target, {}, upgrade_headers()).take_answer();
    EXPECT_EQ(direct->header("x-initial"), "yes");
    EXPECT_EQ(direct->header("x-each"), "yes");
    EXPECT_EQ(std::exchange(seen, {}), (lines{"initial first", "each first"}));
}

TEST(answer_headers, of_refusals_are_seen_by_nobody) {
    std::vector<std::string> seen;
    engine::engine_options options;
    options.initial_headers = seen_by("initial", seen);
    options.headers = seen_by("each", seen);
    options.allow_request = [](engine::handshake_record const&,
                               engine::handshake_decision decision) { decision.refuse("no"); };
    engine_scene scene(std::move(options));
    EXPECT_EQ(scene.ask("GET", polling_target).status, 403U);
    EXPECT_EQ(scene.ask("GET", "/socket.io/").status, 400U);
    EXPECT_EQ(scene.ask("GET", engine_scene::polling("x")).status, 400U);
    EXPECT_EQ(seen, lines{});
}

TEST(answer_headers, may_replace_those_that_there_are) {
    engine::engine_options options;
    options.cookie.emplace();
    options.cors.emplace();
    options.initial_headers = [](http_headers& headers, answered_record const&) {
        EXPECT_TRUE(headers.find("set-cookie"));
        headers.remove("set-cookie");
        headers.set("access-control-allow-origin", "null");
        headers.set("cache-control", "no-cache");
    };
    engine_scene scene(std::move(options));
    answer const opened = scene.ask("GET", polling_target);
    EXPECT_EQ(opened.header("Set-Cookie"), "");
    EXPECT_EQ(opened.header("access-control-allow-origin"), "null");
    EXPECT_EQ(opened.header("cache-control"), "no-cache");
    EXPECT_EQ(opened.header("Content-Type"), "text/plain; charset=UTF-8");
}

TEST(answer_headers, cannot_say_where_an_answer_ends_nor_what_it_is) {
    engine::engine_options options;
    options.headers = [](http_headers& headers, answered_record const&) {
        headers.set("Content-Length", "1");
        headers.set("Transfer-Encoding", "chunked");
        headers.set("Connection", "close");
        headers.set("Upgrade", "h2c");
        headers.set("Sec-WebSocket-Accept", "x");
        headers.set("Sec-WebSocket-Extensions", "permessage-deflate");
        headers.set("Sec-WebSocket-Protocol", "p");
        headers.set("x-kept", "yes");
    };
    engine_scene scene(std::move(options));
    answer const opened = scene.ask("GET", polling_target);
    EXPECT_EQ(opened.header("Content-Length"), std::to_string(opened.body.size()));
    EXPECT_EQ(opened.header("Transfer-Encoding"), "");
    for (std::string const& target :
         {std::string(websocket_target), engine_scene::websocket(scene.handshake())}) {
        auto const upgraded = scene.send("GET", target, {}, upgrade_headers()).take_answer();
        EXPECT_EQ(upgraded->status, 101U);
        EXPECT_EQ(upgraded->header("Upgrade"), "websocket");
        EXPECT_EQ(upgraded->header("Connection"), "Upgrade");
        for (std::string_view const name : {"Content-Length", "Transfer-Encoding",
                                            "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"})
            EXPECT_EQ(upgraded->header(name), "") << name;
        EXPECT_EQ(upgraded->header("x-kept"), "yes");
    }
}

TEST(answer_headers, that_end_their_line_early_are_never_sent) {
    engine::engine_options options;
    options.initial_headers = [](http_headers& headers, answered_record const& request) {
        headers.set("x-room", *request->query("room"));
    };
    engine_scene scene(std::move(options));
    std::string const evil = "&room=a%0D%0ASet-Cookie:%20b";
    answer const polled = scene.ask("GET", std::string(polling_target) + evil);
    EXPECT_EQ(polled.status, 500U);
    EXPECT_EQ(polled.header("Set-Cookie"), "");
    auto const upgraded =
        scene.send("GET", std::string(websocket_target) + evil, {}, upgrade_headers())
            .take_answer();
    EXPECT_EQ(upgraded->status, 500U);
    EXPECT_EQ(upgraded->header("Set-Cookie"), "");
    EXPECT_EQ(scene.ask("GET", std::string(polling_target) + "&room=b").header("x-room"), "b");
}

TEST(answer_headers, may_end_the_session_that_they_are_for) {
    engine::engine_options options;
    std::optional<engine_scene> scene;
    bool ends = false;
    options.headers = [&](http_headers&, answered_record const&) {
        if (std::exchange(ends, false))
            scene->session().close(engine::close_mode::at_once);
    };
    scene.emplace(std::move(options));
    std::string const polled = scene->handshake();
    ends = true;
    answer const refused = scene->post(polled, "4a");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.body, "{\"code\":1,\"message\":\"Session ID unknown\"}");
    std::string const upgrading = scene->handshake();
    ends = true;
    auto const upgraded =
        scene->send("GET", engine_scene::websocket(upgrading), {}, upgrade_headers()).take_answer();
    EXPECT_EQ(upgraded->status, 400U);
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <support/engine_scene.hpp>

// Which requests are refused, in which order, with which octets (node-compatible bodies).

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view unknown_transport = "{\"code\":0,\"message\":\"Transport unknown\"}";
constexpr std::string_view unknown_session = "{\"code\":1,\"message\":\"Session ID unknown\"}";
constexpr std::string_view bad_method = "{\"code\":2,\"message\":\"Bad handshake method\"}";
constexpr std::string_view bad_request = "{\"code\":3,\"message\":\"Bad request\"}";
constexpr std::string_view forbidden = "{\"code\":4,\"message\":\"Forbidden\"}";
constexpr std::string_view unsupported =
    "{\"code\":5,\"message\":\"Unsupported protocol version\"}";

struct refused {
    std::string_view method;
    std::string_view target;
    std::string_view body;
    metric counts;
    /// As `name=value`, several with `;`.
    std::string_view context;
};

constexpr refused plain_requests[]{
    {"GET", "/socket.io/", unknown_transport, metric::unknown_transport, ""},
    {"GET", "/socket.io/?transport=", unknown_transport, metric::unknown_transport, "transport="},
    {"GET", "/socket.io/?EIO=4&transport=webtransport", unknown_transport,
     metric::unknown_transport, "transport=webtransport"},
    {"GET", "/socket.io/?EIO=4&transport=__proto__", unknown_transport, metric::unknown_transport,
     "transport=__proto__"},
    {"GET", "/socket.io/?EIO=4&transport=polling&transport=x", unknown_transport,
     metric::unknown_transport, "transport=x"},
    {"GET", "/socket.io/?EIO=4&transport=polling&sid=__proto__", unknown_session,
     metric::unknown_session, "sid=__proto__"},
    {"POST", "/socket.io/?EIO=4&transport=polling&sid=%00%22", unknown_session,
     metric::unknown_session, std::string_view("sid=\0\"", 6)},
    {"POST", "/socket.io/?EIO=4&transport=polling", bad_method, metric::bad_handshake_method,
     "method=POST"},
    {"OPTIONS", "/socket.io/?EIO=4&transport=polling&sid=", bad_method,
     metric::bad_handshake_method, "method=OPTIONS"},
    {"GET", "/socket.io/?EIO=4&transport=websocket", bad_request, metric::bad_websocket_handshake,
     "name=TRANSPORT_HANDSHAKE_ERROR"},
    {"GET", "/socket.io/?EIO=3&transport=polling", unsupported, metric::unsupported_revision,
     "protocol=3"},
    {"GET", "/socket.io/?transport=polling", unsupported, metric::unsupported_revision,
     "protocol=3"},
    {"GET", "/socket.io/?EIO=4&EIO=5&transport=polling", unsupported, metric::unsupported_revision,
     "protocol=3"},
};

/// An engine that writes down the context of what it refuses.
struct listening : engine_scene {
    explicit listening(engine::engine_options options = {})
        : engine_scene(with_hook(std::move(options), context)) {}

    static engine::engine_options with_hook(engine::engine_options options, std::string& context) {
        options.on_connection_error = [&context](engine::connection_error const& error) {
            context.clear();
            for (auto const& [name, value] : error.context) {
                if (!context.empty())
                    context += ';';
                context.append(name).append("=").append(value);
            }
        };
        return options;
    }

    std::string context;
};

TEST(requests, are_refused_with_the_official_bodies) {
    for (refused const& each : plain_requests) {
        listening scene;
        answer const found = scene.ask(each.method, each.target);
        EXPECT_EQ(found.status, 400U) << each.target;
        EXPECT_EQ(found.header("Content-Type"), "application/json");
        EXPECT_EQ(found.body, each.body) << each.target;
        EXPECT_EQ(scene.context, each.context) << each.target;
        EXPECT_EQ(scene.metrics[each.counts], 1U) << each.target;
        EXPECT_TRUE(scene.is_empty());
    }
}

constexpr refused upgrades[]{
    {"GET", "/socket.io/?EIO=4&transport=x", "Transport unknown", metric::unknown_transport,
     "transport=x"},
    {"GET", "/socket.io/?EIO=4&transport=websocket&sid=x", "Session ID unknown",
     metric::unknown_session, "sid=x"},
    {"POST", "/socket.io/?EIO=4&transport=websocket", "Bad handshake method",
     metric::bad_handshake_method, "method=POST"},
    // Before the 101, unlike the official server, which writes this behind it.
    {"GET", "/socket.io/?EIO=3&transport=websocket", "Unsupported protocol version",
     metric::unsupported_revision, "protocol=3"},
};

std::string raw(std::string_view message) {
    return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
           "Content-Length: " +
           std::to_string(message.size()) + "\r\n\r\n" + std::string(message);
}

TEST(requests, to_upgrade_are_refused_with_the_official_octets) {
    for (refused const& each : upgrades) {
        listening scene;
        http_peer peer = scene.send(each.method, each.target, {}, upgrade_headers());
        EXPECT_EQ(peer.connection().received(), raw(each.body));
        EXPECT_TRUE(peer.connection().ended_by_server());
        EXPECT_EQ(scene.context, each.context) << each.target;
        EXPECT_EQ(scene.metrics[each.counts], 1U) << each.target;
    }
}

TEST(requests, of_a_session_must_fit_its_transport_and_revision) {
    listening scene;
    auto peer = scene.open_websocket();
    std::string const sid(scene.session().id());
    EXPECT_EQ(scene.ask("GET", scene.polling(sid)).body, bad_request);
    EXPECT_EQ(scene.context,
              "name=TRANSPORT_MISMATCH;transport=polling;previousTransport=websocket");
    EXPECT_EQ(
        scene.ask("GET", "/socket.io/?EIO=3&transport=websocket&sid=" + sid, {}, upgrade_headers())
            .body,
        "Bad request");
    EXPECT_EQ(scene.context, "name=PROTOCOL_MISMATCH;protocol=3;previousProtocol=4");
    EXPECT_EQ(scene.metrics[metric::protocol_mismatch], 1U);
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

// RFC 9110 section 7.8: as HTTP/2 clients ask that try it.
TEST(requests, that_ask_for_another_protocol_are_answered_as_if_they_had_not) {
    engine_scene scene;
    header_lines const headers{{"Upgrade", "h2c"}, {"Connection", "Upgrade, HTTP2-Settings"}};
    answer const opened = scene.ask("GET", polling_target, {}, headers);
    EXPECT_EQ(opened.status, 200U);
    EXPECT_THAT(opened.body, StartsWith("0{\"sid\":"));
    std::string const sid(scene.session().id());
    EXPECT_EQ(scene.ask("POST", scene.polling(sid), "4hello", headers).body, "ok");
    scene.emit("4answer");
    EXPECT_EQ(scene.ask("GET", scene.polling(sid), {}, headers).body, "4answer");
    EXPECT_EQ(scene.metrics[metric::bad_websocket_handshake], 0U);
}

TEST(requests, must_be_sound_websocket_handshakes) {
    struct unsound {
        std::string_view header;
        std::string_view value;
        std::string_view answer;
    };

    constexpr unsound faults[]{
        {"Upgrade", "h2c", "Invalid Upgrade header"},
        {"Sec-WebSocket-Key", "short", "Missing or invalid Sec-WebSocket-Key header"},
        {"Sec-WebSocket-Version", "7", "Missing or invalid Sec-WebSocket-Version header"},
    };
    for (unsound const& fault : faults) {
        engine_scene scene;
        std::string const sid = scene.handshake();
        for (std::string const& target : {std::string(websocket_target), scene.websocket(sid)}) {
            header_lines headers = upgrade_headers();
            for (auto& [name, value] : headers)
                if (name == fault.header)
                    value = fault.value;
            http_peer peer = scene.send("GET", target, {}, headers);
            EXPECT_THAT(peer.connection().received(),
                        StartsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                                   "Content-Type: text/html\r\nContent-Length: "));
            EXPECT_THAT(peer.connection().received(),
                        EndsWith("\r\n\r\n" + std::string(fault.answer)));
            EXPECT_EQ(peer.connection().received().find("Sec-WebSocket-Version: 13, 8") !=
                          std::string::npos,
                      fault.value == "7");
        }
        EXPECT_EQ(scene.metrics[metric::bad_websocket_handshake], 2U);
        EXPECT_EQ(scene.subject().session_count(), 1U);
    }
    engine_scene scene;
    std::string const sid = scene.handshake();
    http_peer peer = scene.send("POST", scene.websocket(sid), {}, upgrade_headers());
    EXPECT_THAT(peer.connection().received(), StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
}

TEST(requests, to_upgrade_to_polling_are_completed_and_closed) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    for (std::string const& target : {std::string(polling_target), scene.polling(sid)}) {
        auto peer = scene.open_websocket(target);
        ASSERT_TRUE(peer) << target;
        EXPECT_THAT(peer->take(), ElementsAre("<close>"));
        peer->connection().end();
    }
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.settle();
    EXPECT_EQ(scene.subject().unfinished(), 0U);
}

TEST(requests, to_upgrade_are_plain_where_websocket_is_not_offered) {
    engine::engine_options options;
    options.transports = {engine::transport_kind::polling};
    engine_scene scene(options);
    EXPECT_EQ(scene.ask("GET", websocket_target, {}, upgrade_headers()).body, unknown_transport);
    EXPECT_THAT(scene.ask("GET", polling_target, {}, upgrade_headers()).body,
                HasSubstr("\"upgrades\":[]"));
}

TEST(requests, are_matched_by_their_path) {
    struct path_case {
        std::string_view path;
        bool slash;
        bool prefix;
        std::string_view target;
        unsigned status;
    };

    constexpr path_case cases[]{
        {"/socket.io", true, false, "/socket.io/?", 200},
        {"/socket.io", true, false, "/socket.io?", 404},
        {"/socket.io", true, false, "/socket.io/x?", 404},
        {"/socket.io", true, true, "/socket.io/x?", 200},
        {"/socket.io", false, false, "/socket.io?", 200},
        {"/socket.io", false, false, "/socket.io/?", 404},
        {"/socket.io", false, true, "/socket.io/?", 200},
        {"/app/io/", true, false, "/app/io/?", 200},
        {"/", true, false, "/?", 200},
    };
    for (path_case const& each : cases) {
        engine::engine_options options;
        options.path = each.path;
        options.add_trailing_slash = each.slash;
        options.match_path_prefix = each.prefix;
        engine_scene scene(options);
        std::string const target = std::string(each.target) + "EIO=4&transport=polling";
        EXPECT_EQ(scene.ask("GET", target).status, each.status) << each.path << ' ' << target;
    }
}

TEST(requests, keep_what_the_program_may_ask_of_the_handshake) {
    engine_scene scene;
    (void)scene.ask("GET", "/socket.io/?EIO=4&transport=polling&token=a%20b&token=c", {},
                    {{"Origin", "https://page.example"}, {"X-Thing", "value"}});
    engine::handshake_record const& record = *scene.session().handshake();
    EXPECT_EQ(record.url(), "/socket.io/?EIO=4&transport=polling&token=a%20b&token=c");
    EXPECT_EQ(record.query("token"), "c");
    EXPECT_EQ(record.query("missing"), std::nullopt);
    EXPECT_EQ(record.header("x-thing"), "value");
    EXPECT_EQ(record.header("x-other"), std::nullopt);
    EXPECT_EQ(record.header_count(), 3U);
    EXPECT_EQ(record.header_at(0).first, "Host");
    EXPECT_EQ(record.remote_address(), "192.0.2.1");
    EXPECT_TRUE(record.cross_domain());
    EXPECT_FALSE(record.secure());
}

// ---- allow_request ----

TEST(allow_request, decides_at_once) {
    engine::engine_options options;
    options.allow_request = [](engine::handshake_record const& request,
                               engine::handshake_decision decision) {
        if (request.query("token") == "secret")
            decision.accept();
        else
            decision.refuse("no \"token\"\n");
    };
    listening scene(options);
    answer const refused = scene.ask("GET", polling_target);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.body, "{\"code\":4,\"message\":\"no \\\"token\\\"\\u000a\"}");
    EXPECT_EQ(scene.context, "message=no \"token\"\n");
    EXPECT_EQ(scene.metrics[metric::forbidden], 1U);
    http_peer upgrade = scene.send("GET", websocket_target, {}, upgrade_headers());
    EXPECT_EQ(upgrade.connection().received(), raw("no \"token\"\n"));
    std::string const good = std::string(polling_target) + "&token=secret";
    EXPECT_EQ(scene.ask("GET", good).status, 200U);
    EXPECT_TRUE(scene.open_websocket(std::string(websocket_target) + "&token=secret"));
    EXPECT_EQ(scene.subject().unfinished(), 0U);
}

/// Keeps decisions for later.
struct deciding_later {
    std::vector<engine::handshake_decision> decisions;
    engine_scene scene{options()};

    engine::engine_options options() {
        engine::engine_options chosen;
        chosen.allow_request = [this](engine::handshake_record const&,
                                      engine::handshake_decision decision) {
            decisions.push_back(std::move(decision));
        };
        return chosen;
    }
};

TEST(allow_request, decides_later) {
    deciding_later test;
    http_peer first = test.scene.send("GET", polling_target);
    http_peer second = test.scene.send("GET", websocket_target, {}, upgrade_headers());
    http_peer third = test.scene.send("GET", polling_target);
    EXPECT_FALSE(first.take_answer());
    EXPECT_EQ(test.scene.subject().unfinished(), 3U);
    test.decisions[1].accept();
    test.decisions[0].accept();
    test.decisions[2].refuse("later no");
    test.decisions[2].accept(); // too late
    test.scene.time.settle();
    EXPECT_THAT(first.take_answer()->body, StartsWith("0{\"sid\":"));
    EXPECT_EQ(second.take_answer()->status, 101U);
    EXPECT_THAT(websocket_peer(second.shared()).take(), ElementsAre(StartsWith("0{\"sid\":")));
    EXPECT_EQ(third.take_answer()->body, "{\"code\":4,\"message\":\"later no\"}");
    EXPECT_EQ(test.scene.subject().session_count(), 2U);
    EXPECT_EQ(test.scene.subject().unfinished(), 0U);
}

TEST(allow_request, refuses_when_its_decision_is_dropped) {
    deciding_later test;
    http_peer peer = test.scene.send("GET", polling_target);
    test.decisions.clear();
    EXPECT_EQ(peer.take_answer()->body, forbidden);
}

TEST(allow_request, refuses_when_it_throws) {
    engine::engine_options options;
    options.allow_request = [](engine::handshake_record const&, engine::handshake_decision) {
        throw std::runtime_error("a bug");
    };
    engine_scene scene(options);
    EXPECT_EQ(scene.ask("GET", polling_target).body, forbidden);
}

TEST(allow_request, has_a_deadline) {
    deciding_later test;
    http_peer peer = test.scene.send("GET", polling_target);
    test.scene.time.pass(9s);
    EXPECT_FALSE(peer.take_answer());
    test.scene.time.pass(1s + 16ms);
    EXPECT_EQ(peer.take_answer()->body, forbidden);
    EXPECT_EQ(test.scene.metrics[metric::handshake_timeout], 1U);
    test.decisions[0].accept();
    EXPECT_TRUE(test.scene.is_empty());
}

TEST(allow_request, is_not_waited_for_by_who_left) {
    deciding_later test;
    http_peer peer = test.scene.send("GET", polling_target);
    peer.connection().reset();
    test.scene.time.settle();
    EXPECT_EQ(test.scene.metrics[metric::handshake_aborted], 1U);
    test.decisions[0].accept();
    EXPECT_TRUE(test.scene.is_empty());
}

TEST(allow_request, comes_too_late_when_the_engine_closed) {
    deciding_later test;
    http_peer peer = test.scene.send("GET", polling_target);
    test.scene.subject().close();
    test.decisions[0].accept();
    EXPECT_TRUE(test.scene.is_empty());
    EXPECT_TRUE(peer.connection().closed_by_server());
}

// ---- limits, ids, origins ----

TEST(limits, of_sessions_are_answered_with_503) {
    engine::engine_options options;
    options.max_sessions = 1;
    listening scene(options);
    std::string const sid = scene.handshake();
    answer const refused = scene.ask("GET", polling_target);
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.body, "{\"code\":3,\"message\":\"Too many sessions\"}");
    EXPECT_EQ(scene.context, "name=TOO_MANY_SESSIONS");
    EXPECT_THAT(scene.send("GET", websocket_target, {}, upgrade_headers()).connection().received(),
                StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    scene.session().close(engine::close_mode::at_once);
    EXPECT_EQ(scene.ask("GET", polling_target).status, 200U);
}

TEST(limits, refuse_handshakes_once_the_engine_closed) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    http_peer poll = scene.poll(sid);
    auto peer = scene.open_websocket();
    (void)peer->take();
    (void)scene.host.take();
    scene.subject().close();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close", "closed: forced close"));
    EXPECT_EQ(poll.take_answer()->body, "1");
    EXPECT_THAT(peer->take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.ask("GET", polling_target).status, 503U);
    EXPECT_EQ(scene.metrics[metric::server_closing], 1U);
    EXPECT_TRUE(scene.is_empty());
}

TEST(session_ids, may_have_a_random_part_of_the_program) {
    engine::engine_options options;
    std::string part = "chosen";
    options.generate_id = [&part](engine::handshake_record const&) {
        if (part == "throw")
            throw std::runtime_error("no id");
        return part;
    };
    listening scene(options);
    (void)scene.ask("GET", polling_target);
    std::string const sid(scene.session().id());
    EXPECT_THAT(sid, StartsWith("chosen"));
    EXPECT_EQ(sid.size(), 10U);
    EXPECT_EQ(engine::shard_of(sid), 5);
    EXPECT_EQ(scene.post(sid, "4hello").body, "ok");
    for (std::string const& bad :
         {std::string(), std::string("sp ace"), std::string(65, 'x'), std::string("throw")}) {
        part = bad;
        EXPECT_EQ(scene.ask("GET", polling_target).body, bad_request);
        EXPECT_EQ(scene.context, "name=ID_GENERATION_ERROR");
    }
    EXPECT_EQ(scene.metrics[metric::id_generation_failed], 4U);
}

TEST(session_ids, send_requests_to_their_shard) {
    struct router final : http::shard_router {
        http::forwarding forward(http::exchange& request, std::size_t target, bool) override {
            if (target == 4)
                return http::forwarding::closed;
            if (target != 6)
                return http::forwarding::none;
            request.respond(299, {}, "forwarded");
            return http::forwarding::taken;
        }

        bool give_away(http::exchange&, bool) override { return false; }

        void on_sessions(std::size_t) noexcept override {}
    } elsewhere;

    manual_shard time;
    recording_host host;
    counting_sink metrics;
    engine::engine engine({time.shard(), host, metrics, &elsewhere, 5},
                          std::make_shared<engine::engine_options const>());
    http::front front(time.shared(), engine, {}, metrics);
    auto const ask = [&time, &front](engine::shard_number shard) {
        auto peer = std::make_shared<memory_peer>(time.context());
        front.accept(peer->server_end());
        http_peer client(peer);
        engine::session_id_source ids(shard);
        client.request("GET", engine_scene::polling(ids.next()));
        time.settle();
        return client.take_answer()->body;
    };
    EXPECT_EQ(ask(6), "forwarded");
    EXPECT_EQ(ask(7), unknown_session);
    EXPECT_EQ(ask(5), unknown_session);
    EXPECT_EQ(ask(4), R"({"code":3,"message":"Server is closing"})");
    EXPECT_EQ(metrics[metric::server_closing], 1U);
}

TEST(allowed_origins, bind_every_transport) {
    engine::engine_options options;
    options.allowed_origins = {"https://page.example"};
    listening scene(options);
    header_lines const good{{"Origin", "https://page.example"}};
    header_lines const foreign{{"Origin", "https://evil.example"}};
    EXPECT_EQ(scene.ask("GET", polling_target, {}, good).status, 200U);
    std::string const sid(scene.session().id());
    EXPECT_EQ(scene.ask("GET", polling_target).status, 200U); // no page asks without Origin
    answer const refused = scene.ask("GET", polling_target, {}, foreign);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.body, forbidden);
    EXPECT_EQ(scene.context, "name=FOREIGN_ORIGIN;origin=https://evil.example");
    EXPECT_EQ(scene.ask("POST", scene.polling(sid), "4x", foreign).body, forbidden);
    header_lines upgrade = upgrade_headers();
    upgrade.push_back(foreign.front());
    EXPECT_EQ(scene.send("GET", websocket_target, {}, upgrade).connection().received(),
              raw("Forbidden"));
    EXPECT_EQ(scene.metrics[metric::foreign_origin], 3U);
}

TEST(cors, headers_go_with_every_answer) {
    engine::engine_options options;
    options.cors = cors_options{};
    options.cors->origin = std::string("https://page.example");
    options.cors->credentials = true;
    engine_scene scene(options);
    auto const expect_cors = [](answer const& found) {
        EXPECT_EQ(found.header("Access-Control-Allow-Origin"), "https://page.example");
        EXPECT_EQ(found.header("Vary"), "Origin");
        EXPECT_EQ(found.header("Access-Control-Allow-Credentials"), "true");
    };
    answer const preflight = scene.ask("OPTIONS", polling_target);
    EXPECT_EQ(preflight.status, 204U);
    EXPECT_EQ(preflight.header("Access-Control-Allow-Methods"), "GET,HEAD,PUT,PATCH,POST,DELETE");
    EXPECT_EQ(preflight.header("Content-Length"), "0");
    expect_cors(scene.ask("GET", polling_target));
    std::string const sid(scene.session().id());
    expect_cors(scene.post(sid, "4hello"));
    expect_cors(scene.ask("PUT", scene.polling(sid)));
    expect_cors(scene.ask("GET", "/socket.io/"));
    http_peer poll = scene.poll(sid);
    expect_cors(scene.ask("GET", scene.polling(sid)));
    expect_cors(*poll.take_answer());
    http_peer upgrade = scene.send("GET", websocket_target, {}, upgrade_headers());
    expect_cors(*upgrade.take_answer());
}

TEST(cors, is_silent_unless_configured) {
    engine_scene scene;
    answer const found = scene.ask("GET", polling_target, {}, {{"Origin", "https://evil.example"}});
    EXPECT_EQ(found.status, 200U);
    for (auto const& [name, value] : found.headers)
        EXPECT_FALSE(name.starts_with("Access-Control")) << name;
}

} // namespace
} // namespace socketiota::test

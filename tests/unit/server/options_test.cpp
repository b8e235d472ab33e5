// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>
#include <socketiota/error.hpp>
#include <socketiota/server.hpp>
#include <socketiota/web_server.hpp>

#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// Options that cannot be are refused with a sentence that names them.

namespace socketiota {
namespace {

using namespace std::chrono_literals;

/// The sentence that `make` is refused with; empty: it is not.
template <class F>
std::string refusal_of(F const& make) {
    try {
        make();
    } catch (boost::system::system_error const& thrown) {
        EXPECT_EQ(thrown.code(), error::invalid_option);
        return thrown.what();
    }
    return {};
}

struct wrong {
    void (*set)(server_options&);
    std::string_view says;
};

constexpr wrong cases[]{
    {[](server_options& o) { o.connect_timeout = 0ms; }, "connect_timeout"},
    {[](server_options& o) { o.connect_timeout = -1ms; }, "connect_timeout"},
    {[](server_options& o) { o.max_event_size = 0; }, "max_event_size"},
    {[](server_options& o) { o.max_namespaces = 0; }, "max_namespaces"},
    {[](server_options& o) { o.max_running_handlers = 0; }, "max_running_handlers"},
    {[](server_options& o) {
         o.connection_state_recovery = recovery_options{.max_disconnection_duration = {}};
     },
     "max_disconnection_duration"},
    {[](server_options& o) {
         o.connection_state_recovery =
             recovery_options{.max_packet_age = std::chrono::milliseconds()};
     },
     "max_packet_age"},
    {[](server_options& o) { o.max_connections = 0; }, "max_connections"},
    {[](server_options& o) { o.max_log_lines = 0; }, "max_log_lines"},
    {[](server_options& o) { o.stop_timeout = -1ms; }, "stop_timeout"},
    {[](server_options& o) { o.drain_time = -1ms; }, "drain_time"},
    {[](server_options& o) { o.ping_interval = unlimited; }, "2^31"},
    {[](server_options& o) { o.ping_timeout = unlimited; }, "2^31"},
    {[](server_options& o) { o.ping_interval = o.ping_timeout = 1'073'741'824ms; }, "2^31"},
    {[](server_options& o) { o.http.max_head_size = 0; }, "http: max_head_size"},
    {[](server_options& o) { o.proxies = proxy_options{}; }, "proxies: trusted is empty"},
    {[](server_options& o) { o.proxies = proxy_options{.trusted = {"nginx"}}; },
     "proxies: trusted has"},
    {[](server_options& o) { o.proxies = proxy_options{.proxy_protocol = {"10.0.0.1/33"}}; },
     "proxies: proxy_protocol has"},
    {[](server_options& o) { o.http.head_timeout = 0ms; }, "http: head_timeout"},
    {[](server_options& o) { o.http.body_timeout = 0ms; }, "http: head_timeout and body_timeout"},
    {[](server_options& o) { o.http.keep_alive_timeout = 0ms; }, "http: keep_alive_timeout"},
    {[](server_options& o) { o.http.write_timeout = 0ms; }, "http: keep_alive_timeout and write"},
    {[](server_options& o) { o.http.min_read_rate = unlimited; }, "http: min_read_rate"},
    {[](server_options& o) {
         o.serve_client = false;
         o.client_folder = "dist";
     },
     "client_folder"},
    {[](server_options& o) {
         o.path = "/";
         o.static_folder = "public";
     },
     "static_folder"},
    {[](server_options& o) {
         o.allowed_origins = {"https://a.example"};
         o.allow_jsonp = true;
     },
     "allow_jsonp: allowed_origins is set"},
    {[](server_options& o) {
         o.allowed_origins = {"https://a.example"};
         o.cors = cors_options{.origin = std::string("https://b.example")};
     },
     "cors: allowed_origins refuses"},
    {[](server_options& o) {
         o.allowed_origins = {"https://a.example"};
         o.cors = cors_options{
             .origin = std::vector<std::string>{"https://b.example", "https://A.example/"}};
     },
     ""},
    {[](server_options& o) {
         o.allowed_origins = {any_origin};
         o.cors = cors_options{.origin = std::string("https://b.example")};
     },
     ""},
};

TEST(options, that_cannot_be_are_refused_with_a_sentence) {
    for (wrong const& each : cases) {
        server_options options;
        options.log = {};
        each.set(options);
        std::string const refusal = refusal_of([&options] { server const io(options); });
        EXPECT_NE(refusal.find(each.says), std::string::npos) << each.says << ": " << refusal;
        EXPECT_EQ(refusal.empty(), each.says.empty()) << refusal;
    }
}

TEST(options, may_be_at_their_ends) {
    server_options options;
    options.log = {};
    options.ping_interval = 1ms;
    options.ping_timeout = 2'147'483'646ms;
    options.connect_timeout = 1ms;
    options.max_connections = 1;
    options.max_rooms = 0;
    options.max_inbox_bytes = 0;
    options.max_log_lines = 1;
    options.stop_timeout = 0ms;
    EXPECT_EQ(refusal_of([&options] { server const io(options); }), "");
}

TEST(options, of_the_other_servers_are_looked_at_too) {
    EXPECT_NE(refusal_of([] { engine_server const io{{.drain_time = -1ms}}; }), "");
    EXPECT_NE(refusal_of([] { engine_server const io{{.max_connections = 0}}; }), "");
    EXPECT_NE(refusal_of([] { engine_server const io{{.max_running_handlers_of_all = 0}}; }), "");
    EXPECT_NE(refusal_of([] { engine_server const io{{.stop_timeout = -1ms}}; }), "");
    EXPECT_NE(refusal_of([] { web_server const io{{.max_running_handlers_of_all = 0}}; }), "");
    EXPECT_NE(refusal_of([] { web_server const io{{.stop_timeout = -1ms}}; }), "");
    EXPECT_NE(refusal_of([] { web_server const io{{.drain_time = -1ms}}; }), "");
    EXPECT_NE(refusal_of([] { web_server const io{{.max_log_lines = 0}}; }), "");
}

TEST(options, of_routes_for_operators) {
    server_options options;
    options.log = {};
    server io(options);
    for (std::string_view const bad : {"", "ready", "/a b", "/:name", "/*all", "//a", "/.hidden"})
        EXPECT_NE(refusal_of([&] { io.readiness_route(bad); }), "") << bad;
    for (std::string_view const bad : {"/socket.io", "/socket.io/", "/socket.io/metrics"})
        EXPECT_NE(refusal_of([&] { io.metrics_route(bad); }).find("Engine.IO"), std::string::npos);
    EXPECT_EQ(refusal_of([&] { io.metrics_route("/socket.iota"); }), "");
    EXPECT_EQ(refusal_of([&] { io.readiness_route("/ready"); }), "");
    EXPECT_NE(refusal_of([&] { io.metrics_route("/ready"); }), "");
    web_server_options web;
    web.log = {};
    web_server other(web);
    EXPECT_EQ(refusal_of([&] { other.metrics_route("/socket.io/metrics"); }), "");
}

} // namespace
} // namespace socketiota

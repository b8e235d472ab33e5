// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <support/engine_scene.hpp>

// Every function of the program that the engine calls for a request, and what it must not be able
// to do to others.

namespace socketiota::test {
namespace {

struct program_function {
    std::string_view name;
    /// Puts a function that does `what` into the options.
    void (*install)(engine::engine_options&, std::function<void()> what);
    /// What is answered to a poll while it throws.
    unsigned status_when_it_throws;
};

constexpr program_function functions[]{
    {"cors_origin",
     [](engine::engine_options& to, std::function<void()> what) {
         to.cors = cors_options();
         to.cors->origin = [what = std::move(what)](std::string_view) {
             what();
             return true;
         };
     },
     200},
    {"cors_for",
     [](engine::engine_options& to, std::function<void()> what) {
         to.cors_for = [what = std::move(what)](auto const&) {
             what();
             return cors_options();
         };
     },
     200},
    {"check_request",
     [](engine::engine_options& to, std::function<void()> what) {
         to.check_request = [what = std::move(what)](auto const&,
                                                     engine::handshake_decision decision) {
             what();
             decision.accept();
         };
     },
     400},
    {"allow_request",
     [](engine::engine_options& to, std::function<void()> what) {
         to.allow_request = [what = std::move(what)](engine::handshake_record const&,
                                                     engine::handshake_decision decision) {
             what();
             decision.accept();
         };
     },
     403},
    {"generate_id",
     [](engine::engine_options& to, std::function<void()> what) {
         to.generate_id = [what = std::move(what)](engine::handshake_record const&) {
             what();
             return std::string("abc");
         };
     },
     400},
    {"initial_headers",
     [](engine::engine_options& to, std::function<void()> what) {
         to.initial_headers = [what = std::move(what)](auto&, auto const&) { what(); };
     },
     500},
    {"headers",
     [](engine::engine_options& to, std::function<void()> what) {
         to.headers = [what = std::move(what)](auto&, auto const&) { what(); };
     },
     500},
};

class program_functions : public testing::TestWithParam<program_function> {
protected:
    /// A scene whose function does `what_` when it is told to.
    program_functions() {
        engine::engine_options options;
        GetParam().install(options, [this] {
            if (what_)
                std::exchange(what_, nullptr)();
        });
        scene_.emplace(std::move(options));
    }

    /// One request as a poll and one as a WebSocket, in which the function does `what`.
    unsigned request_during(std::function<void()> const& what) {
        what_ = what;
        answer const polled = scene_->ask("GET", polling_target, {}, {{"Origin", "null"}});
        what_ = what;
        header_lines headers = upgrade_headers();
        headers.emplace_back("Origin", "null");
        (void)scene_->send("GET", websocket_target, {}, headers);
        return polled.status;
    }

    std::function<void()> what_;
    std::optional<engine_scene> scene_;
};

TEST_P(program_functions, may_throw) {
    EXPECT_EQ(request_during([] { throw std::runtime_error("no"); }),
              GetParam().status_when_it_throws);
    EXPECT_EQ(scene_->ask("GET", polling_target).status, 200U);
}

TEST_P(program_functions, may_throw_what_is_no_exception) {
    EXPECT_EQ(request_during([] { throw 42; }), GetParam().status_when_it_throws);
    EXPECT_EQ(scene_->ask("GET", polling_target).status, 200U);
}

TEST_P(program_functions, may_close_the_server) {
    request_during([this] { scene_->close(); });
    scene_->time.settle();
    EXPECT_EQ(scene_->subject().session_count(), 0U);
    EXPECT_EQ(scene_->ask("GET", polling_target).status, 503U);
}

TEST_P(program_functions, may_end_other_sessions) {
    std::string const open = scene_->ask("GET", polling_target).body;
    std::string const other(scene_->session().id());
    ASSERT_NE(open.find(other), std::string::npos);
    EXPECT_EQ(request_during([this] { scene_->session().close(engine::close_mode::at_once); }),
              200U);
    EXPECT_EQ(scene_->ask("GET", engine_scene::polling(other)).status, 400U);
}

TEST(handshake_decision, may_be_put_off) {
    engine::engine_options options;
    options.allow_request = [](engine::handshake_record const&,
                               engine::handshake_decision decision) { decision.put_off(); };
    engine_scene scene(std::move(options));
    answer const refused = scene.ask("GET", polling_target);
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_NE(refused.body.find("Too many handlers are running"), std::string::npos);
    EXPECT_EQ(scene.metrics[metric::server_busy], 1U);
    EXPECT_EQ(scene.subject().session_count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(engine, program_functions, testing::ValuesIn(functions),
                         [](auto const& each) { return std::string(each.param.name); });

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/engine_scene.hpp>

// The program's middlewares of the engine: asked for each request, at once or later.

namespace socketiota::test {
namespace {

using request_record = std::shared_ptr<engine::handshake_record const>;

constexpr std::string_view refused_body = "{\"code\":3,\"message\":\"Bad request\"}";

/// A scene in which the test decides about requests when it likes.
class middlewares_test : public testing::Test {
protected:
    middlewares_test() { begin({}); }

    void begin(engine::engine_options options) {
        options.check_request = [this](request_record const& request,
                                       engine::handshake_decision decision) {
            seen_.emplace_back(request->url());
            decision.when_pointless([this] { ++cancelled_; });
            if (waits_)
                decisions_.push_back(std::move(decision));
            else
                decision.accept();
        };
        scene_.emplace(std::move(options));
    }

    engine::handshake_decision take() {
        engine::handshake_decision first = std::move(decisions_.front());
        decisions_.erase(decisions_.begin());
        return first;
    }

    bool waits_ = false;
    int cancelled_ = 0;
    lines seen_;
    std::vector<engine::handshake_decision> decisions_;
    std::optional<engine_scene> scene_;
};

TEST_F(middlewares_test, are_asked_for_each_request_and_upgrade) {
    std::string const id = scene_->handshake();
    http_peer const poll = scene_->poll(id);
    EXPECT_EQ(scene_->post(id, "4a").status, 200U);
    EXPECT_TRUE(scene_->open_websocket(engine_scene::websocket(id)));
    EXPECT_TRUE(scene_->open_websocket());
    EXPECT_EQ(scene_->ask("GET", "/socket.io/").status, 400U); // what is refused later, too
    EXPECT_EQ(scene_->ask("GET", "/elsewhere").status, 404U);
    EXPECT_EQ(seen_, (lines{std::string(polling_target), engine_scene::polling(id),
                            engine_scene::polling(id), engine_scene::websocket(id),
                            std::string(websocket_target), "/socket.io/"}));
    EXPECT_EQ(cancelled_, 0);
}

TEST_F(middlewares_test, may_decide_later_about_a_handshake) {
    waits_ = true;
    http_peer asking = scene_->send("GET", polling_target);
    EXPECT_FALSE(asking.take_answer());
    EXPECT_EQ(scene_->subject().session_count(), 0U);
    take().accept();
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->status, 200U);
    EXPECT_EQ(seen_.size(), 1U); // and not again when it is served
    EXPECT_EQ(cancelled_, 0);
}

TEST_F(middlewares_test, may_decide_later_about_a_delivery_with_what_came_behind_it) {
    std::string const id = scene_->handshake();
    waits_ = true;
    http_peer asking = scene_->connect();
    asking.request("POST", engine_scene::polling(id), "4first");
    asking.request("POST", engine_scene::polling(id), "4second");
    scene_->time.settle();
    EXPECT_EQ(seen_.size(), 2U); // the handshake, and the first of these
    take().accept();
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->body, "ok");
    EXPECT_EQ(scene_->host.take().back(), "text first");
    take().accept();
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->body, "ok");
    EXPECT_EQ(scene_->host.take().back(), "text second");
}

TEST_F(middlewares_test, may_decide_later_about_a_websocket) {
    waits_ = true;
    http_peer asking = scene_->send("GET", websocket_target, {}, upgrade_headers());
    EXPECT_FALSE(asking.take_answer());
    take().accept();
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->status, 101U);
    EXPECT_EQ(scene_->subject().session_count(), 1U);
}

TEST_F(middlewares_test, refuse_as_in_node) {
    waits_ = true;
    http_peer polling = scene_->send("GET", polling_target);
    http_peer websocket = scene_->send("GET", websocket_target, {}, upgrade_headers());
    take().refuse("no");
    take().refuse("no");
    scene_->time.settle();
    auto const refused = polling.take_answer();
    EXPECT_EQ(refused->status, 400U);
    EXPECT_EQ(refused->body, refused_body);
    auto const upgrade = websocket.take_answer();
    EXPECT_EQ(upgrade->status, 400U);
    EXPECT_EQ(upgrade->body, "Bad request");
    EXPECT_EQ(scene_->subject().session_count(), 0U);
    // The connection serves on, from where the refused request ended.
    waits_ = false;
    polling.request("GET", polling_target);
    scene_->time.settle();
    EXPECT_EQ(polling.take_answer()->status, 200U);
}

TEST_F(middlewares_test, have_a_deadline) {
    waits_ = true;
    http_peer asking = scene_->send("GET", polling_target);
    scene_->time.pass(engine::engine_options().handshake_timeout + 20ms);
    EXPECT_EQ(asking.take_answer()->body, refused_body);
    EXPECT_EQ(cancelled_, 1);
    EXPECT_EQ(scene_->metrics[metric::handshake_timeout], 1U);
    take().accept(); // too late
    scene_->time.settle();
    EXPECT_EQ(scene_->subject().session_count(), 0U);
}

TEST_F(middlewares_test, are_cancelled_when_the_client_leaves) {
    waits_ = true;
    {
        http_peer asking = scene_->send("GET", polling_target);
        asking.connection().end();
    }
    scene_->time.settle();
    EXPECT_EQ(cancelled_, 1);
    take().accept();
    scene_->time.settle();
    EXPECT_TRUE(scene_->is_empty());
}

TEST_F(middlewares_test, are_cancelled_when_the_server_closes) {
    waits_ = true;
    http_peer const asking = scene_->send("GET", polling_target);
    scene_->close();
    EXPECT_EQ(cancelled_, 1);
}

TEST_F(middlewares_test, may_be_put_off) {
    waits_ = true;
    http_peer asking = scene_->send("GET", polling_target);
    take().put_off();
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->status, 503U);
}

TEST_F(middlewares_test, are_not_asked_about_preflights) {
    engine::engine_options options;
    options.cors.emplace();
    begin(std::move(options));
    waits_ = true;
    EXPECT_EQ(scene_->ask("OPTIONS", polling_target).status, 204U);
    http_peer asking = scene_->send("GET", polling_target);
    take().refuse("no");
    scene_->time.settle();
    EXPECT_EQ(asking.take_answer()->header("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(seen_.size(), 1U);
}

} // namespace
} // namespace socketiota::test

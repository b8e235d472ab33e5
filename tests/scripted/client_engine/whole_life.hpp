// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <support/client_session_scene.hpp>

namespace socketiota::test {

/// A life with everything in it, whose server answers what is asked as far as it is: a test may end
/// it anywhere.
class whole_life {
public:
    explicit whole_life(client_session_scene& scene) : scene_(scene) {}

    static constexpr std::size_t steps = 14;

    /// @param between called after each step.
    void play(std::function<void()> const& between) {
        using step = void (whole_life::*)();
        static constexpr step all[steps]{
            &whole_life::begin,
            &whole_life::accept,
            &whole_life::open,
            &whole_life::send,
            &whole_life::accept,
            &whole_life::answer_poll,
            &whole_life::answer_delivery,
            &whole_life::send,
            &whole_life::switch_protocols,
            &whole_life::confirm,
            &whole_life::answer_poll,
            &whole_life::answer_delivery,
            &whole_life::talk,
            &whole_life::close,
        };
        for (step const each : all) {
            (this->*each)();
            scene_.time.settle();
            between();
        }
        for (auto const& each : connections_)
            each->end();
    }

private:
    void begin() { scene_.begin(); }

    void accept() {
        while (scene_.is_dialled())
            connections_.push_back(scene_.next_attempt().accept());
    }

    void open() {
        answer("GET", {usual_open});
        if (scene_.settings.transports.front() != transport::websocket)
            return;
        switch_protocols();
        say(usual_open);
    }

    void send() {
        if (scene_.has_session() && scene_.send("text"))
            static_cast<void>(scene_.send_binary("octets"));
    }

    void answer_poll() {
        if (is_3())
            answer("GET", {"4text", "b4AAEC", "3"});
        else
            answer("GET", {"4text", "bAAEC", "2"});
    }

    void answer_delivery() { answer("POST", {"ok"}); }

    void switch_protocols() {
        for (auto const& each : connections_) {
            if (each->received().find("Upgrade: websocket") == std::string::npos)
                continue;
            http_server_peer peer(each);
            scene_.switch_protocols(peer);
            websocket_.emplace(each, wire::websocket_role::server);
        }
    }

    void confirm() { say("3probe"); }

    void talk() {
        send();
        say("4text");
        say(is_3() ? "3" : "2");
        if (websocket_)
            websocket_->ping("x");
    }

    void close() {
        say("4last");
        say("1");
    }

    [[nodiscard]] bool is_3() const {
        return scene_.settings.revision == wire::engine_revision::three;
    }

    void answer(std::string_view method, std::vector<std::string_view> const& packets) {
        std::string body;
        for (std::string_view const each : packets)
            body += is_3() ? payload_of_3(each) : (body.empty() ? "" : "\x1e") + std::string(each);
        for (auto const& each : connections_) {
            http_server_peer peer(each);
            if (each->received().starts_with(method) &&
                each->received().find("Upgrade") == std::string::npos && peer.take_request())
                peer.answer(200, body);
        }
    }

    void say(std::string_view text) {
        if (websocket_)
            websocket_->text(text);
    }

    client_session_scene& scene_;
    std::vector<std::shared_ptr<memory_peer>> connections_;
    std::optional<websocket_peer> websocket_;
};

} // namespace socketiota::test

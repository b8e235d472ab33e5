// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <redis/client_listener.hpp>
#include <redis/subscription_listener.hpp>

namespace socketiota::redis {

/// Notes what it hears of a client and of what is subscribed.
class recording_listener final : public client_listener, public subscription_listener {
public:
    void on_state(link_state now, error_code why, std::string_view words) override {
        std::string text = now == link_state::connected    ? "connected"
                           : now == link_state::at_replica ? "at replica"
                           : now == link_state::degraded   ? "degraded"
                                                           : "lost";
        if (why)
            text += ": " + why.message().substr(0, why.message().find(':'));
        last_words = words;
        last_reason = why;
        note(std::move(text));
    }

    void on_gap() override { note("gap"); }

    void on_lost(error_code why, std::string_view) override {
        note("lost command: " + why.message().substr(0, why.message().find(':')));
    }

    void on_message(std::string_view name, std::string_view channel,
                    std::string_view payload) override {
        note(std::string(name) + "/" + std::string(channel) + ": " + std::string(payload));
    }

    void on_subscribed(channel_kind, std::string_view name) override {
        note("subscribed " + std::string(name));
    }

    [[nodiscard]] std::vector<std::string> take() { return std::exchange(heard, {}); }

    std::vector<std::string> heard;
    std::string last_words;
    error_code last_reason;
    std::function<void()> at_each; // is called after each thing is noted

private:
    void note(std::string what) {
        heard.push_back(std::move(what));
        if (at_each)
            at_each();
    }
};

} // namespace socketiota::redis

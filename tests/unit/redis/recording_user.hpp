// SPDX-License-Identifier: MIT
#pragma once

#include "reply_text.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <redis/connection.hpp>

namespace socketiota::redis {

/// Notes what it hears of a connection.
class recording_user final : public connection_user {
public:
    void on_greeted() override {
        note("greeted");
        if (greeted)
            greeted();
    }

    void on_ready() override { note("ready"); }

    void on_down(error_code why, std::string_view words) override {
        note("down: " + why.message().substr(0, why.message().find(':')) +
             (words.empty() ? "" : " | ") + std::string(words));
        reason = why;
    }

    void on_long_away() override { note("long away"); }

    void on_lost(error_code why, std::string_view words) override {
        note("lost: " + why.message().substr(0, why.message().find(':')) +
             (words.empty() ? "" : " | ") + std::string(words));
    }

    void on_published(reply what) override { note(text_of(what)); }

    void on_confirmed(confirmation const& what) override {
        note("confirmed " + std::string(what.verb) + " " + what.name);
    }

    void on_refused(confirmation const& what, error_code, std::string_view words) override {
        note("refused " + what.name + " | " + std::string(words));
    }

    void on_taken_away(std::string_view channel) override {
        note("taken away " + std::string(channel));
    }

    [[nodiscard]] std::vector<std::string> take() { return std::exchange(heard, {}); }

    std::function<void()> greeted;
    std::function<void()> at_each; // is called after each thing is noted
    std::vector<std::string> heard;
    error_code reason;

private:
    void note(std::string what) {
        heard.push_back(std::move(what));
        if (at_each)
            at_each();
    }
};

} // namespace socketiota::redis

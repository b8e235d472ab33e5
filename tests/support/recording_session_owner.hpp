// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/engine/session.hpp>

namespace socketiota::test {

/// Who has a client's session, writes down what it hears and does what the test tells it.
class recording_session_owner final : public clients::session_owner {
public:
    /// Called for each line, after it was written down.
    std::function<void(std::string_view line)> on_line;

    /// What was heard since the last call, one line each.
    [[nodiscard]] std::vector<std::string> take() { return std::exchange(lines_, {}); }

    /// Whether the session has said that it is over.
    [[nodiscard]] bool has_ended() const noexcept { return ended_; }

    void on_session_open() override { note("open"); }

    void on_text(std::string_view text) override { note("text " + std::string(text)); }

    void on_binary(std::span<std::byte const> octets) override {
        note("binary " + std::string(reinterpret_cast<char const*>(octets.data()), octets.size()));
    }

    void on_ping() override { note("ping"); }

    void on_upgraded() override { note("upgraded"); }

    void on_all_sent() override { note("all sent"); }

    void on_session_ended(clients::session_end const& how) noexcept override {
        note("ended: " + shown(how));
        ended_ = true;
    }

private:
    static std::string shown(clients::session_end const& how) {
        static constexpr std::string_view stages[]{"resolve", "connect", "proxy",
                                                   "tls",     "http",    "engine"};
        static constexpr std::string_view reasons[]{"transport error", "transport close",
                                                    "forced close", "ping timeout", "parse error"};
        auto const& [stage, reason, status, words, close_code] = how.why;
        std::string line(reasons[static_cast<std::size_t>(how.reason)]);
        line.append(" at ").append(stages[static_cast<std::size_t>(stage)]);
        if (status != 0 || close_code != 0)
            line.append(" ").append(std::to_string(status != 0 ? status : close_code));
        return words.empty() ? line : line.append(": ").append(words);
    }

    void note(std::string line) {
        lines_.push_back(ended_ ? "after the end: " + line : line);
        if (on_line)
            on_line(line);
    }

    std::vector<std::string> lines_;
    bool ended_ = false;
};

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/session.hpp>
#include <support/counting_sink.hpp>

namespace socketiota::test {

/// A hub that writes down what it hears and does what the test tells it.
class recording_host final : public engine::engine_listener {
public:
    /// Called for each new session, before its listener is there.
    std::function<void(engine::session&)> on_open;
    /// Called for each text, after it was written down.
    std::function<void(engine::session&, std::string_view)> on_text;

    /// Called for each packet of those that are observed.
    std::function<void(engine::session&, engine_packet const&)> on_packet;

    /// Has the last session tell of packets and units.
    std::size_t observe() {
        observes_ = true;
        return last()->observe();
    }

    /// What all sessions heard since the last call, one line each.
    [[nodiscard]] std::vector<std::string> take() { return std::exchange(lines_, {}); }

    /// The last session that opened and is not destroyed yet.
    [[nodiscard]] engine::session* last() noexcept {
        return sessions_.empty() ? nullptr : sessions_.back();
    }

    /// All that are not destroyed yet, in the order in which they opened.
    [[nodiscard]] std::span<engine::session* const> sessions() const noexcept { return sessions_; }

    [[nodiscard]] std::size_t alive() const noexcept { return sessions_.size(); }

    [[nodiscard]] std::unique_ptr<engine::session_listener>
    on_session(engine::session& opened) override {
        sessions_.push_back(&opened);
        lines_.emplace_back("open");
        auto heard = std::make_unique<listener>(*this, opened);
        if (on_open)
            on_open(opened);
        return heard;
    }

private:
    class listener final : public engine::session_listener {
    public:
        listener(recording_host& host, engine::session& owner) : host_(host), session_(owner) {}

        ~listener() override { std::erase(host_.sessions_, &session_); }

        void on_text(std::span<char> text) override {
            note("text " + std::string(text.data(), text.size()));
            if (host_.on_text)
                host_.on_text(session_, {text.data(), text.size()});
        }

        void on_binary(std::span<std::byte const> octets) override {
            note("binary " +
                 std::string(reinterpret_cast<char const*>(octets.data()), octets.size()));
        }

        void on_upgraded() override { note_if_observed("upgraded"); }

        void on_engine_packet(engine_packet const& packet) override {
            note_if_observed("packet " + shown(packet));
            if (host_.on_packet)
                host_.on_packet(session_, packet);
        }

        void on_own_unit(engine_packet const& packet) override {
            note_if_observed("own " + shown(packet));
        }

        void on_units_left(std::size_t count) override {
            note_if_observed(std::to_string(count) + " wait");
        }

        void on_going_away() override { note("going away"); }

        void on_closed(engine::close_reason reason, std::string_view description) override {
            std::string line = "closed: " + std::string(to_string(reason));
            if (!description.empty())
                line.append(" (").append(description).append(")");
            note(std::move(line));
            closed_ = true;
        }

    private:
        static std::string shown(engine_packet const& packet) {
            std::string text(to_string(packet.type));
            text.append(packet.is_binary ? " octets" : "");
            return packet.data.empty() ? text : text + ' ' + std::string(packet.data);
        }

        void note_if_observed(std::string line) {
            if (host_.observes_)
                note(std::move(line));
        }

        void note(std::string line) {
            host_.lines_.push_back(closed_ ? "after the end: " + line : std::move(line));
        }

        recording_host& host_;
        engine::session& session_;
        bool closed_ = false;
    };

    std::vector<std::string> lines_;
    std::vector<engine::session*> sessions_;
    bool observes_ = false;
};

} // namespace socketiota::test

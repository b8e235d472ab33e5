// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/outbox.hpp>
#include <base/output_buffer.hpp>
#include <support/counting_sink.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <websocket/connection.hpp>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>
#include <wire/inflater.hpp>

namespace socketiota::websocket {

/// An end that sends back each text and binary, in either role, and what its peer says and hears:
/// what the Autobahn test suite has to do with an implementation.
///
/// Names of the tests give the numbers of its cases. What a peer sees of each stands there, with
/// the close code, where Autobahn lets some choice.
class echo_scene final : private connection_owner {
public:
    using lines = std::vector<std::string>;

    explicit echo_scene(wire::websocket_role role, connection_kind kind = {}) : role_(role) {
        kind.role = role;
        if (kind.deflate) {
            bool const is_server = role == wire::websocket_role::server;
            auto const& terms = kind.deflate->terms;
            inflater_.emplace(15, !(is_server ? terms.server_no_context_takeover
                                              : terms.client_no_context_takeover));
        }
        subject_ =
            std::make_shared<connection>(time_.shard(), peer_->server_end(), std::string(), kind);
        subject_->start(*this, &outbox_, {});
    }

    ~echo_scene() {
        peer_->reset();
        time_.settle();
        subject_->abort();
        time_.shard().dispose(std::move(subject_));
        outbox_.clear();
        time_.settle();
    }

    /// A frame whose first octet is `first`: 0x81 is a whole text.
    echo_scene& frame(unsigned first, std::string_view content = {}) {
        base::output_buffer output;
        constexpr wire::mask_key key{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
        auto const code = static_cast<wire::opcode>(first & 0x0FU);
        if (role_ == wire::websocket_role::server)
            wire::append_masked_frame(output, code, content, key);
        else
            wire::append_frame(output, code, content);
        *output.data() = static_cast<char>(first);
        octets_ += output.view();
        return *this;
    }

    echo_scene& text(std::string_view content) { return frame(0x81, content); }

    echo_scene& ping(std::string_view content) { return frame(0x89, content); }

    /// A close frame of two octets and `reason`.
    echo_scene& close(unsigned code, std::string_view reason = {}) {
        std::string content{static_cast<char>(code >> 8), static_cast<char>(code & 0xFFU)};
        return frame(0x88, content.append(reason));
    }

    /// `content` in frames of up to `size` octets.
    echo_scene& fragments(unsigned code, std::string_view content, std::size_t size) {
        for (std::size_t at = 0; at < content.size(); at += size) {
            unsigned const first =
                (at == 0 ? code : 0U) | (at + size >= content.size() ? 0x80U : 0U);
            frame(first, content.substr(at, size));
        }
        return *this;
    }

    /// Sends all that was said, `chop` octets at a time (0: at once), and tells what came back, one
    /// line each: a text as it is, `<binary>`, `(ping)`, `[pong]`, `closed 1000`, `closed` without
    /// a code.
    lines answer(std::size_t chop = 0) {
        std::size_t const most = chop == 0 ? octets_.size() : chop;
        std::string const octets = std::exchange(octets_, {});
        for (std::size_t at = 0; at < octets.size(); at += most) {
            peer_->send(std::string_view(octets).substr(at, most));
            time_.settle();
        }
        return take();
    }

    /// Whether nothing more can come from the subject.
    [[nodiscard]] bool ended() const noexcept {
        return peer_->ended_by_server() || peer_->closed_by_server();
    }

private:
    void on_websocket_text(std::span<char> text) override {
        outbox_.push(time_.shard().units().make({text.data(), text.size()}));
        subject_->output_ready();
    }

    void on_websocket_binary(std::span<std::byte const> octets) override {
        outbox_.push(time_.shard().units().make({}, {bytes(octets)}));
        subject_->output_ready();
    }

    void on_websocket_drained() override {}

    void on_websocket_failed(failure const&) noexcept override { subject_->close(closing_); }

    lines take() {
        std::string octets = std::exchange(peer_->received(), {});
        std::span<std::byte> input = std::as_writable_bytes(std::span(octets));
        lines came;
        for (;;) {
            wire::frame_event const event = reader_.next(input);
            if (event.type == wire::frame_event::kind::need_more)
                return came;
            came.push_back(line(event));
        }
    }

    std::string line(wire::frame_event const& event) {
        std::string content(event.text());
        if (event.is_compressed) {
            base::output_buffer output;
            EXPECT_EQ(inflater_->append(event.content, most_, output), wire::inflated::whole);
            content = output.view();
        }
        switch (event.type) {
        case wire::frame_event::kind::text:
            return content;
        case wire::frame_event::kind::binary:
            return '<' + content + '>';
        case wire::frame_event::kind::ping:
            return '(' + content + ')';
        case wire::frame_event::kind::pong:
            return '[' + content + ']';
        case wire::frame_event::kind::close:
            return event.code == wire::close_code::none ? "closed"
                                                        : "closed " + std::to_string(event.code);
        default:
            return "broken: " + std::string(event.sentence);
        }
    }

    static constexpr std::size_t most_ = std::size_t{32} << 20;

    wire::websocket_role role_;
    test::manual_shard time_;
    test::counting_sink metrics_;
    closing_connections closing_{time_.shard(), metrics_};
    std::shared_ptr<test::memory_peer> peer_ = std::make_shared<test::memory_peer>(time_.context());
    base::outbox outbox_{most_};
    std::shared_ptr<connection> subject_;
    // The peer reads in the other role.
    wire::frame_reader reader_{role_ == wire::websocket_role::server ? wire::websocket_role::client
                                                                     : wire::websocket_role::server,
                               {.max_payload_size = most_},
                               true};
    std::optional<wire::inflater> inflater_;
    std::string octets_;
};

/// Tests that run once in each role.
class autobahn : public testing::TestWithParam<wire::websocket_role> {
protected:
    using lines = echo_scene::lines;
};

inline std::string name_of_role(testing::TestParamInfo<wire::websocket_role> const& info) {
    return info.param == wire::websocket_role::server ? "server" : "client";
}

} // namespace socketiota::websocket

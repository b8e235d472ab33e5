// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/output_buffer.hpp>
#include <support/memory_channel.hpp>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::test {

/// One end of a WebSocket behind its handshake; the client's unless told otherwise.
class websocket_peer {
public:
    explicit websocket_peer(std::shared_ptr<memory_peer> connection,
                            wire::websocket_role role = wire::websocket_role::client)
        : connection_(std::move(connection)), reader_(role, {}) {}

    void text(std::string_view content) { frame(wire::opcode::text, content); }

    void binary(std::string_view content) { frame(wire::opcode::binary, content); }

    void ping(std::string_view content) { frame(wire::opcode::ping, content); }

    void frame(wire::opcode code, std::string_view content) {
        base::output_buffer output;
        if (reader_.role() == wire::websocket_role::client)
            wire::append_masked_frame(output, code, content, key);
        else
            wire::append_frame(output, code, content);
        connection_->send(output.view());
    }

    void close(wire::close_frame const& content = {}) {
        base::output_buffer output;
        if (reader_.role() == wire::websocket_role::client)
            wire::append_masked_close_frame(output, content, key);
        else
            wire::append_close_frame(output, content);
        connection_->send(output.view());
    }

    /// What came since the last call, one line each: a text as it is, `<binary ...>`,
    /// `<pong ...>`, `<close 1000>`; `<close>` has no code.
    [[nodiscard]] std::vector<std::string> take() {
        std::string octets = std::exchange(connection_->received(), {});
        std::span<std::byte> input = std::as_writable_bytes(std::span(octets));
        std::vector<std::string> lines;
        for (;;) {
            wire::frame_event const event = reader_.next(input);
            std::string const content(event.text());
            switch (event.type) {
            case wire::frame_event::kind::need_more:
                return lines;
            case wire::frame_event::kind::text:
                lines.push_back(content);
                break;
            case wire::frame_event::kind::binary:
                lines.push_back("<binary " + content + '>');
                break;
            case wire::frame_event::kind::ping:
                lines.push_back("<ping " + content + '>');
                break;
            case wire::frame_event::kind::pong:
                lines.push_back("<pong " + content + '>');
                break;
            case wire::frame_event::kind::close:
                lines.push_back(event.code == wire::close_code::none
                                    ? "<close>"
                                    : "<close " + std::to_string(event.code) + '>');
                return lines;
            case wire::frame_event::kind::error:
                lines.push_back("<broken " + std::string(event.sentence) + '>');
                return lines;
            }
        }
    }

    [[nodiscard]] memory_peer& connection() noexcept { return *connection_; }

    [[nodiscard]] std::shared_ptr<memory_peer> const& shared() noexcept { return connection_; }

private:
    static constexpr wire::mask_key key{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

    std::shared_ptr<memory_peer> connection_;
    wire::frame_reader reader_;
};

} // namespace socketiota::test

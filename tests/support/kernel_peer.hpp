// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <base/output_buffer.hpp>
#include <loop/descriptor.hpp>
#include <sys/socket.h>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::test {

/// Two ends of one connection through the kernel.
inline std::pair<loop::descriptor, loop::descriptor> connected_sockets() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::system_error(errno, std::system_category());
    return {loop::descriptor(ends[0]), loop::descriptor(ends[1])};
}

/// The client's end of a connection through the kernel: what happens to it is no allocation of the
/// server.
class kernel_peer {
public:
    explicit kernel_peer(loop::descriptor socket) : socket_(std::move(socket)) {}

    void send(std::string_view octets) {
        // If the server has gone it fails, as it should.
        (void)::send(socket_.number(), octets.data(), octets.size(), MSG_NOSIGNAL);
    }

    void request(std::string_view method, std::string_view target, std::string_view body = {},
                 std::string_view more_lines = {}) {
        std::string text(method);
        text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        text.append(more_lines);
        if (!body.empty())
            text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
        send(text.append("\r\n").append(body));
    }

    void ask_for_websocket(std::string_view target) {
        request("GET", target, {},
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    }

    void text(std::string_view payload) { frame(wire::opcode::text, payload); }

    void binary(std::string_view payload) { frame(wire::opcode::binary, payload); }

    void frame(wire::opcode code, std::string_view payload) {
        base::output_buffer output;
        wire::append_masked_frame(output, code, payload, key);
        send(output.view());
    }

    void say_farewell() {
        base::output_buffer output;
        wire::append_masked_close_frame(output, {}, key);
        send(output.view());
    }

    /// Takes in what has come; whether that was anything.
    bool read() {
        std::array<char, 4096> piece{};
        bool something = false;
        for (;;) {
            ssize_t const size = ::recv(socket_.number(), piece.data(), piece.size(), 0);
            if (size < 0)
                return something;
            if (size == 0) {
                ended_ = true;
                return something;
            }
            received_.append(piece.data(), static_cast<std::size_t>(size));
            something = true;
        }
    }

    /// The body of the next answer with 200, "101", or its status; empty if it has not come.
    std::string take_answer() {
        std::size_t const end = received_.find("\r\n\r\n");
        if (end == std::string::npos)
            return {};
        std::string const head = received_.substr(0, end + 2);
        std::string const status = head.substr(9, 3);
        std::size_t size = 0;
        if (std::size_t const at = head.find("Content-Length: "); at != std::string::npos)
            size = std::stoul(head.substr(at + 16));
        std::string body = received_.substr(end + 4, size);
        received_.erase(0, end + 4 + body.size());
        return status == "200" ? body : status;
    }

    /// The texts and binaries that came since it was asked last, and "<close>".
    std::vector<std::string> take_frames() {
        std::string octets = std::exchange(received_, {});
        std::span<std::byte> input = std::as_writable_bytes(std::span(octets));
        std::vector<std::string> found;
        for (;;) {
            wire::frame_event const event = reader_.next(input);
            switch (event.type) {
            case wire::frame_event::kind::need_more:
            case wire::frame_event::kind::error:
                return found;
            case wire::frame_event::kind::close:
                found.emplace_back("<close>");
                return found;
            default:
                found.emplace_back(event.text());
            }
        }
    }

    /// The server has ended the connection.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// It goes, without a word.
    void leave() {
        ended_ = true;
        socket_.close();
    }

private:
    static constexpr wire::mask_key key{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

    loop::descriptor socket_;
    std::string received_;
    wire::frame_reader reader_{wire::websocket_role::client, {}};
    bool ended_ = false;
};

} // namespace socketiota::test

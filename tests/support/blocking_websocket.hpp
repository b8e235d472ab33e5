// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <support/websocket_octets.hpp>

namespace socketiota::test {

/// A client of Engine.IO over a blocking WebSocket to 127.0.0.1. It reads when it is asked to, so
/// the server may run in the same thread between two calls. What it says is small: no length field.
class blocking_websocket {
public:
    /// Connects and asks for `path`, with `more` lines in the head of the request.
    blocking_websocket(std::uint16_t port, std::string_view path, std::string_view more = {}) {
        peer_.connect({boost::asio::ip::address_v4::loopback(), port});
        write(upgrade_request(engine_target(path), more));
    }

    /// The head of the answer to the request.
    std::string const& head() {
        while (!head_.ends_with("\r\n\r\n"))
            head_ += octets(1);
        return head_;
    }

    /// What the next frame that is no heartbeat holds; empty when the connection ends.
    std::string next() {
        try {
            head();
            std::string text = next_frame();
            for (; text == "2"; text = next_frame())
                say("3"); // under valgrind a test lasts that long
            return text;
        } catch (boost::system::system_error const&) {
            return {};
        }
    }

    void say(std::string_view text) { write(masked_frame(0x81, text)); }

    void binary(std::string_view octets) { write(masked_frame(0x82, octets)); }

    [[nodiscard]] boost::asio::ip::tcp::socket& connection() noexcept { return peer_; }

private:
    void write(std::string_view octets) { boost::asio::write(peer_, boost::asio::buffer(octets)); }

    std::string next_frame() {
        std::string const start = octets(2);
        std::size_t length = static_cast<unsigned char>(start[1]);
        if (length >= 126) {
            std::size_t const size = length == 126 ? 2 : 8;
            length = 0;
            for (char const each : octets(size))
                length = length << 8U | static_cast<unsigned char>(each);
        }
        std::string content = octets(length);
        return start[0] == '\x88' ? std::string() : content; // close
    }

    std::string octets(std::size_t count) {
        std::string read(count, '\0');
        boost::asio::read(peer_, boost::asio::buffer(read));
        return read;
    }

    std::unique_ptr<boost::asio::io_context> context_ =
        std::make_unique<boost::asio::io_context>(); // never run
    boost::asio::ip::tcp::socket peer_{*context_};
    std::string head_;
};

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_options.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::test {

/// Options of a server that says nothing, and nothing wrong.
inline server_options quiet() {
    server_options options;
    options.serve_client = false;
    options.log = [](log_level level, std::string_view line) {
        EXPECT_NE(level, log_level::error) << line; // that a thread rule is broken, for example
    };
    return options;
}

/// A client over a blocking WebSocket that has joined `/`. Its frames are small: no length field.
class blocking_client {
public:
    explicit blocking_client(std::uint16_t port) : peer_(context_) {
        peer_.connect({boost::asio::ip::address_v4::loopback(), port});
        boost::asio::write(peer_,
                           boost::asio::buffer(std::string_view(
                               "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                               "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                               "Sec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
        while (!head_.ends_with("\r\n\r\n"))
            head_ += octets(1);
        next(); // the handshake of Engine.IO
        say("40");
        next();
    }

    /// The text of the next frame that is no heartbeat; empty when the connection ends.
    std::string next() {
        std::string text = next_frame();
        for (; text == "2"; text = next_frame())
            say("3"); // under valgrind a test lasts that long
        return text;
    }

    void say(std::string_view text) {
        std::string frame = "\x81";
        frame += static_cast<char>(0x80U | text.size());
        frame.append(4, '\0'); // masked with zeros
        frame += text;
        boost::asio::write(peer_, boost::asio::buffer(frame));
    }

private:
    std::string next_frame() {
        try {
            std::string const head = octets(2);
            std::size_t length = static_cast<unsigned char>(head[1]);
            if (length == 126) {
                std::string const longer = octets(2);
                length = static_cast<std::size_t>(static_cast<unsigned char>(longer[0])) << 8U |
                         static_cast<unsigned char>(longer[1]);
            }
            return octets(length);
        } catch (boost::system::system_error const&) {
            return {};
        }
    }

    std::string octets(std::size_t count) {
        std::string read(count, '\0');
        boost::asio::read(peer_, boost::asio::buffer(read));
        return read;
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket peer_;
    std::string head_;
};

} // namespace socketiota::test

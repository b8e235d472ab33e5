// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/tls_options.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <thread>

#include <support/test_certificate.hpp>
#include <support/tls_peer.hpp>
#include <support/websocket_octets.hpp>

namespace socketiota::test {

/// A client with TLS on a real socket.
class secure_client {
public:
    /// @param preface goes in front of the handshake
    secure_client(boost::asio::io_context& home, boost::asio::ip::tcp::endpoint const& at,
                  tls_peer::settings const& settings = {}, std::string_view preface = {})
        : peer(settings), connection_(home), unsent_(preface) {
        connection_.connect(at);
        connection_.non_blocking(true);
    }

    /// Carries what there is both ways.
    void carry() {
        unsent_ += peer.take();
        error_code failure;
        std::size_t const sent = connection_.write_some(boost::asio::buffer(unsent_), failure);
        unsent_.erase(0, sent);
        if (!reads)
            return;
        std::string octets(65536, '\0');
        octets.resize(connection_.read_some(boost::asio::buffer(octets), failure));
        peer.give(octets);
        closed = failure && failure != boost::asio::error::would_block;
    }

    /// Carries what a server on another thread makes of it, until `done` or the connection's end.
    template <class Predicate>
    void carry_until(Predicate const& done) {
        while (!done() && !closed) {
            carry();
            std::this_thread::yield();
        }
        EXPECT_TRUE(done());
    }

    void open_websocket(std::string const& path) {
        peer.send(upgrade_request(engine_target(path)));
    }

    void text(std::string_view content) { peer.send(masked_frame(0x81, content)); }

    [[nodiscard]] bool has(std::string_view marker) const {
        return peer.received.find(marker) != std::string::npos;
    }

    tls_peer peer;
    bool reads = true;
    bool closed = false;

private:
    boost::asio::ip::tcp::socket connection_;
    std::string unsent_;
};

inline test_certificate const& own_certificate() {
    static test_certificate const made = make_certificate("localhost");
    return made;
}

inline tls_options with_certificate() {
    return {.certificate = own_certificate().certificate, .key = own_certificate().key};
}

} // namespace socketiota::test

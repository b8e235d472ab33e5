// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <loop/shard.hpp>
#include <support/open_listener.hpp>
#include <support/recording_owner.hpp>

namespace socketiota::loop {

using boost::asio::ip::tcp;

/// A shard on a real context, a listener on a free port of 127.0.0.1, and peers on real sockets.
class loopback_test : public testing::Test {
protected:
    /// Runs handlers until `is_done()`; a test that waits for what never comes ends by the time
    /// limit of its ctest.
    template <class Predicate>
    void run_until(Predicate is_done) {
        while (!is_done()) {
            context_.restart();
            ASSERT_EQ(context_.run_one(), 1U) << "there is nothing left that could happen";
        }
    }

    /// Runs what is ready and says how many handlers that were.
    std::size_t poll() {
        context_.restart();
        return context_.poll();
    }

    std::unique_ptr<test::open_listener> listen(tcp::endpoint const& at, error_code& failure) {
        return std::make_unique<test::open_listener>(
            home_, at,
            [this](std::unique_ptr<channel> accepted) { accepted_.push_back(std::move(accepted)); },
            failure);
    }

    std::unique_ptr<test::open_listener> listen(tcp::endpoint const& at = {
                                                    boost::asio::ip::address_v4::loopback(), 0}) {
        error_code failure;
        auto made = listen(at, failure);
        EXPECT_FALSE(failure) << failure.message();
        return made;
    }

    /// A connected peer; the server's end is the last of `accepted_`.
    tcp::socket connect(test::open_listener const& to) {
        tcp::socket peer(peers_);
        peer.connect(to.local_endpoint()); // the kernel completes it, accepted or not
        std::size_t const before = accepted_.size();
        run_until([&] { return accepted_.size() > before; });
        return peer;
    }

    boost::asio::io_context peers_; // never run: peers block
    boost::asio::io_context context_{1};
    std::shared_ptr<shard> home_ = shard::on(context_);
    std::vector<std::unique_ptr<channel>> accepted_;
};

inline void send(tcp::socket& peer, std::string_view octets) {
    boost::asio::write(peer, boost::asio::buffer(octets));
}

/// Reads what is there or comes, at least one octet; empty at the end of the stream.
inline std::string receive(tcp::socket& peer, error_code& failure) {
    std::string octets(65536, '\0');
    octets.resize(peer.read_some(boost::asio::buffer(octets), failure));
    return octets;
}

/// Closes with a reset instead of an orderly end.
inline void reset(tcp::socket& peer) {
    peer.set_option(boost::asio::socket_base::linger(true, 0));
    peer.close();
}

[[nodiscard]] inline std::size_t write(channel& to, std::string_view octets, error_code& failure) {
    boost::asio::const_buffer const piece(octets.data(), octets.size());
    return to.write(std::span(&piece, 1), failure);
}

} // namespace socketiota::loop

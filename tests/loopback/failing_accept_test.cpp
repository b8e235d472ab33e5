// SPDX-License-Identifier: MIT
#include "blocking_client.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <support/failing_heap.hpp>
#include <support/kernel_peer.hpp>

// A listener whose allocations fail, one after the other, while it accepts a connection and while
// that asks for a session.

namespace socketiota::test {
namespace {

namespace net = boost::asio;

constexpr auto longest_wait = std::chrono::seconds(30); // for what comes much earlier

kernel_peer connect_to(std::uint16_t port) {
    net::io_context unused;
    net::ip::tcp::socket peer(unused);
    peer.connect({net::ip::address_v4::loopback(), port});
    peer.non_blocking(true);
    return kernel_peer(loop::descriptor(peer.release()));
}

TEST(failing_accept, leaves_nobody_unheard) {
    for (std::size_t nth = 1;; ++nth) {
        SCOPED_TRACE("allocation " + std::to_string(nth));
        net::io_context context;
        server_options options = quiet();
        options.shards = 1; // of the program's context
        server io(context, std::move(options));
        io.listen("127.0.0.1", 0);
        kernel_peer first = connect_to(io.port());
        first.ask_for_websocket("/socket.io/?EIO=4&transport=websocket");
        failing_heap::fail(nth);
        {
            failing_heap::counting const inside;
            while (context.poll() > 0) {
            }
        }
        bool const reached = failing_heap::counted() >= nth;
        failing_heap::fail(0);
        kernel_peer second = connect_to(io.port());
        second.ask_for_websocket("/socket.io/?EIO=4&transport=websocket");
        std::string answer;
        auto const end = std::chrono::steady_clock::now() + longest_wait;
        while (answer.empty() && std::chrono::steady_clock::now() < end) {
            context.run_one_until(end);
            second.read();
            answer = second.take_answer();
        }
        ASSERT_EQ(answer, "101");
        if (!reached) {
            ASSERT_GT(nth, 10U);
            return;
        }
    }
}

} // namespace
} // namespace socketiota::test

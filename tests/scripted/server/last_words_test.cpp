// SPDX-License-Identifier: MIT
#include <socketiota/adapter.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <test_kit/insides.hpp>

// What shards say while their server closes reaches other servers, through the first of them,
// whichever of them is closed first.

namespace socketiota::test {
namespace {

/// Carries to nobody, and counts what is said to all.
class counting_carrier final : public message_carrier {
public:
    void start(boost::asio::any_io_executor const&, receiver&) override {}

    void open(std::string_view, std::string_view) override {}

    void close(std::string_view, std::string_view) override {}

    void publish(std::string_view, std::string_view octets) override {
        if (octets.find("last words") != std::string_view::npos)
            ++last_words;
    }

    void stop() override {}

    std::size_t last_words = 0;
};

/// How many of eight sockets are heard when a server of four shards closes, of which the first does
/// so many things before the others do anything.
std::size_t heard_of_eight(int steps_of_first) {
    auto const carrier = std::make_shared<counting_carrier>();
    server_options options;
    options.shards = 4;
    options.adapter = cluster_adapter(carrier);
    test_server net(std::move(options));
    net.io().on_connection([&io = net.io()](socket const& who) {
        who.on_disconnect([&io](disconnect_reason) { io.emit("last words"); });
    });
    std::vector<test_client> clients;
    for (int each = 0; each < 8; ++each)
        clients.push_back(net.connect());
    test_kit::insides::say_that_threads_run(net);
    net.io().stop();
    test_kit::manual_shards& shards = test_kit::insides::shards(net);
    for (int step = 0; step < steps_of_first; ++step)
        shards[0].poll_one();
    for (std::size_t other = 1; other < shards.size(); ++other)
        shards[other].settle();
    net.settle();
    return carrier->last_words;
}

TEST(last_words, are_heard_in_whichever_order_shards_close) {
    for (int steps = 1; steps <= 20; ++steps)
        EXPECT_EQ(heard_of_eight(steps), 8U) << steps << " steps of the first";
}

} // namespace
} // namespace socketiota::test

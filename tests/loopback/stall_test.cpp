// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <algorithm>
#include <chrono>

#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;

/// The server's end of a connection, which must say something before its deadline.
class beating final : public channel_owner, public base::deadline {
public:
    beating(std::unique_ptr<channel> connection, shard& home) : connection_(std::move(connection)) {
        home.set_deadline(*this, 200ms);
        connection_->set_owner(*this);
    }

    [[nodiscard]] bool ended() const noexcept { return ended_; }

private:
    void on_data(std::span<std::byte>) override { cancel(); }

    void on_end() override {}

    void on_broken(error_code) override {}

    void on_writable() override {}

    void on_deadline() override { ended_ = true; }

    std::unique_ptr<channel> connection_;
    bool ended_ = false;
};

// More than are told in one batch. The kernel's sockets are real, the time is not.
TEST(stall, reads_what_came_in_time_before_deadlines_fire) {
    constexpr std::size_t clients = 600;
    constexpr std::size_t silent = 10;
    test::manual_shard time;
    std::vector<std::unique_ptr<beating>> ends;
    error_code failure;
    test::open_listener const listening(
        time.shared(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
        [&](std::unique_ptr<channel> accepted) {
            ends.push_back(std::make_unique<beating>(std::move(accepted), time.shard()));
        },
        failure);
    ASSERT_FALSE(failure);
    boost::asio::io_context unused;
    std::vector<tcp::socket> peers;
    for (std::size_t count = 0; count < clients; ++count) {
        peers.emplace_back(unused).connect(listening.local_endpoint());
        time.settle();
    }
    ASSERT_EQ(ends.size(), clients);
    for (std::size_t index = silent; index < clients; ++index)
        send(peers[index], "x");
    time.stall(1s);
    EXPECT_EQ(
        std::count_if(ends.begin(), ends.end(), [](auto const& each) { return each->ended(); }),
        std::ptrdiff_t{silent});
}

} // namespace
} // namespace socketiota::loop

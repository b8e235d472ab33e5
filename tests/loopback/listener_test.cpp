// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <filesystem>
#include <new>
#include <set>
#include <string>

#include <fcntl.h>
#include <support/descriptor_famine.hpp>

namespace socketiota::loop {
namespace {

namespace ip = boost::asio::ip;

class listener_test : public loopback_test {};

/// The open descriptors that a program started now would get.
std::set<int> inherited_descriptors() {
    std::set<int> found;
    for (auto const& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        int const descriptor = std::stoi(entry.path().filename());
        int const flags = ::fcntl(descriptor, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0)
            found.insert(descriptor);
    }
    return found;
}

TEST_F(listener_test, finds_a_free_port_and_says_which) {
    auto const listening = listen();
    EXPECT_EQ(listening->local_endpoint().address(), ip::address_v4::loopback());
    EXPECT_NE(listening->local_endpoint().port(), 0);
}

TEST_F(listener_test, says_that_the_port_is_busy) {
    auto const first = listen();
    error_code failure;
    auto const second = listen(first->local_endpoint(), failure);
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
    auto const peer = connect(*first); // the first goes on
    EXPECT_EQ(accepted_.size(), 1U);
}

TEST_F(listener_test, says_that_an_address_is_not_ours) {
    error_code failure;
    auto const nowhere = listen({ip::make_address("192.0.2.1"), 0}, failure);
    EXPECT_EQ(failure, boost::system::errc::address_not_available);
}

TEST_F(listener_test, accepts_all_that_wait) {
    auto const listening = listen();
    std::vector<tcp::socket> peers;
    for (int count = 0; count < 100; ++count) { // more than are accepted at once
        peers.emplace_back(peers_);
        peers.back().connect(listening->local_endpoint());
    }
    run_until([&] { return accepted_.size() == 100; });
}

TEST_F(listener_test, leaves_those_who_connect_in_the_kernel_while_it_pauses) {
    auto const listening = listen();
    auto const before = connect(*listening);
    listening->pause();
    tcp::socket peer(peers_);
    peer.connect(listening->local_endpoint());
    while (poll() > 0) {
    }
    EXPECT_EQ(accepted_.size(), 1U);
    listening->resume();
    run_until([&] { return accepted_.size() == 2; });
    auto const after = connect(*listening);
}

TEST_F(listener_test, accepts_beside_another_from_the_same_socket) {
    error_code failure;
    auto const sockets =
        listening_socket::open({boost::asio::ip::address_v4::loopback(), 0}, 1, failure);
    ASSERT_FALSE(failure);
    auto const accepted = [this](std::unique_ptr<channel> each) {
        accepted_.push_back(std::move(each));
    };
    boost::asio::io_context others(1);
    auto first = std::make_unique<listener>(shard::on(others), sockets[0], accepted, failure);
    ASSERT_FALSE(failure);
    {
        listener const second(home_, sockets[0], accepted, failure);
        ASSERT_FALSE(failure);
        tcp::socket peer(peers_);
        peer.connect(sockets[0]->local_endpoint());
        run_until([&] { return accepted_.size() == 1; });
    }
    tcp::socket peer(peers_); // for the first, which has its place still
    peer.connect(sockets[0]->local_endpoint());
    while (accepted_.size() < 2)
        others.run_one();
    accepted_.clear(); // before the loop of one of them goes
}

TEST(listening_socket, shares_a_port_that_nobody_else_has) {
    error_code failure;
    tcp::endpoint const any(boost::asio::ip::address_v4::loopback(), 0);
    auto const opened = listening_socket::open(any, 4, failure);
    ASSERT_FALSE(failure) << failure.message();
    ASSERT_EQ(opened.size(), 4U);
    for (auto const& each : opened)
        EXPECT_EQ(each->local_endpoint(), opened[0]->local_endpoint());
    for (std::size_t const count : {1U, 4U}) {
        EXPECT_TRUE(listening_socket::open(opened[0]->local_endpoint(), count, failure).empty());
        EXPECT_EQ(failure, boost::asio::error::address_in_use);
    }
}

TEST(listening_socket, leaves_nothing_open_when_one_of_several_cannot_be) {
    error_code failure;
    tcp::endpoint const any(boost::asio::ip::address_v4::loopback(), 0);
    test::descriptor_famine famine;
    famine.give(3);
    EXPECT_TRUE(listening_socket::open(any, 4, failure).empty());
    EXPECT_EQ(failure, boost::asio::error::no_descriptors);
    EXPECT_EQ(listening_socket::open(any, 3, failure).size(), 3U);
    EXPECT_FALSE(failure) << failure.message();
}

TEST_F(listener_test, takes_ipv4_and_ipv6_on_the_unspecified_address) {
    error_code failure;
    auto const listening = listen({ip::address_v6::any(), 0}, failure);
    ASSERT_FALSE(failure) << "the tests need IPv6: " << failure.message();
    auto const port = listening->local_endpoint().port();
    tcp::socket four(peers_);
    four.connect({ip::address_v4::loopback(), port});
    run_until([&] { return accepted_.size() == 1; });
    EXPECT_EQ(accepted_[0]->remote_address(), "127.0.0.1");
    tcp::socket six(peers_);
    six.connect({ip::address_v6::loopback(), port}, failure);
    ASSERT_FALSE(failure) << "the tests need ::1: " << failure.message();
    run_until([&] { return accepted_.size() == 2; });
    EXPECT_EQ(accepted_[1]->remote_address(), "::1");
    EXPECT_FALSE(accepted_[1]->secure());
}

TEST_F(listener_test, takes_ipv4_alone_on_its_unspecified_address) {
    auto const listening = listen({ip::address_v4::any(), 0});
    auto const port = listening->local_endpoint().port();
    tcp::socket six(peers_);
    error_code failure;
    six.connect({ip::address_v6::loopback(), port}, failure);
    EXPECT_EQ(failure, boost::asio::error::connection_refused);
    tcp::socket four(peers_);
    four.connect({ip::address_v4::loopback(), port});
    run_until([&] { return accepted_.size() == 1; });
    EXPECT_EQ(accepted_[0]->remote_address(), "127.0.0.1");
}

TEST_F(listener_test, takes_ipv6_alone_on_its_loopback) {
    auto const listening = listen({ip::address_v6::loopback(), 0});
    EXPECT_EQ(listening->local_endpoint().address(), ip::address_v6::loopback());
    auto const port = listening->local_endpoint().port();
    tcp::socket four(peers_);
    error_code failure;
    four.connect({ip::address_v4::loopback(), port}, failure);
    EXPECT_EQ(failure, boost::asio::error::connection_refused);
    auto const six = connect(*listening);
    EXPECT_EQ(accepted_[0]->remote_address(), "::1");
}

TEST_F(listener_test, keeps_descriptors_from_programs_that_this_one_starts) {
    auto const before = inherited_descriptors();
    auto const listening = listen();
    auto peer = connect(*listening);
    auto expected = before;
    expected.insert(peer.native_handle());
    EXPECT_EQ(inherited_descriptors(), expected);
}

TEST_F(listener_test, frees_the_port_when_it_goes_and_leaves_channels_alone) {
    auto listening = listen();
    auto peer = connect(*listening);
    recording_owner events;
    accepted_[0]->set_owner(events);
    auto const at = listening->local_endpoint();
    listening.reset();
    tcp::socket late(peers_);
    error_code failure;
    late.connect(at, failure);
    EXPECT_EQ(failure, boost::asio::error::connection_refused);
    send(peer, "still here");
    run_until([&] { return !events.received.empty(); });
    error_code second_failure;
    auto const again = listen(at, second_failure); // although a connection of it is still open
    EXPECT_FALSE(second_failure) << second_failure.message();
}

TEST_F(listener_test, may_be_destroyed_by_whom_it_gives_a_connection) {
    std::unique_ptr<test::open_listener> listening;
    error_code failure;
    int accepted = 0;
    listening = std::make_unique<test::open_listener>(
        home_, tcp::endpoint(ip::address_v4::loopback(), 0),
        [&](std::unique_ptr<channel>) {
            ++accepted;
            listening.reset();
        },
        failure);
    ASSERT_FALSE(failure);
    std::vector<tcp::socket> peers;
    for (int count = 0; count < 3; ++count) {
        peers.emplace_back(peers_);
        peers.back().connect(listening->local_endpoint());
    }
    run_until([&] { return !listening; });
    poll();
    EXPECT_EQ(accepted, 1);
}

TEST_F(listener_test, goes_on_after_a_peer_that_was_gone_before_it_was_accepted) {
    auto const listening = listen();
    tcp::socket gone(peers_);
    gone.connect(listening->local_endpoint());
    reset(gone);
    auto const peer = connect(*listening);
    EXPECT_GE(accepted_.size(), 1U);
}

TEST_F(listener_test, accepts_again_after_its_owner_had_no_memory) {
    bool is_short = true;
    error_code failure;
    test::open_listener const listening(
        home_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
        [&](std::unique_ptr<channel> accepted) {
            if (std::exchange(is_short, false))
                throw std::bad_alloc();
            accepted_.push_back(std::move(accepted));
        },
        failure);
    ASSERT_FALSE(failure);
    tcp::socket first(peers_);
    tcp::socket second(peers_);
    first.connect(listening.local_endpoint());
    second.connect(listening.local_endpoint());
    run_until([&] { return !accepted_.empty(); });
    EXPECT_EQ(receive(first, failure), ""); // closed
    EXPECT_TRUE(failure);
}

} // namespace
} // namespace socketiota::loop

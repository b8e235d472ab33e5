// SPDX-License-Identifier: MIT
#include "dial_scene.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include <chrono>
#include <cstdint>

#include <support/temporary_folder.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

class dial_test : public dial_scene {
protected:
    /// A port at which nobody listens.
    std::uint16_t free_port() {
        tcp::acceptor const taken(peers_, {address_v4::loopback(), 0});
        return taken.local_endpoint().port();
    }

    /// Has nobody accept at the IPv6 address of `port`: the kernel answers nothing once a few wait.
    void make_deaf(std::uint16_t port) {
        deaf_.open(tcp::v6());
        deaf_.set_option(boost::asio::ip::v6_only(true));
        deaf_.bind({address_v6::loopback(), port});
        deaf_.listen(0);
        for (int each = 0; each < 4; ++each) {
            waiting_.emplace_back(peers_);
            waiting_.back().async_connect(deaf_.local_endpoint(), [](error_code) {});
        }
        peers_.poll();
    }

    tcp::acceptor deaf_{peers_};
    std::vector<tcp::socket> waiting_;
    socket_dialler sockets_{home_};
};

TEST_F(dial_test, carries_octets_both_ways) {
    auto const listening = listen();
    dial(sockets_, {.host = "127.0.0.1", .port = listening->local_endpoint().port()});
    ASSERT_TRUE(heard_.dialled);
    run_until([&] { return !accepted_.empty(); });
    recording_owner server;
    accepted_.back()->set_owner(server);
    heard_.dialled->set_owner(events_);
    error_code failure;
    EXPECT_EQ(write(*heard_.dialled, "question", failure), 8U);
    run_until([&] { return server.received == "question"; });
    EXPECT_EQ(write(*accepted_.back(), "answer", failure), 6U);
    run_until([&] { return events_.received == "answer"; });
    EXPECT_EQ(heard_.dialled->remote_address(), "127.0.0.1");
    EXPECT_FALSE(heard_.dialled->secure());
}

TEST_F(dial_test, tells_what_the_system_said) {
    std::uint16_t const port = free_port();
    dial(sockets_, {.host = "127.0.0.1", .port = port});
    expect_failure(dial_stage::connect,
                   "127.0.0.1 port " + std::to_string(port) + ": Connection refused");
    EXPECT_EQ(heard_.failure->reason, boost::asio::error::connection_refused);
}

TEST_F(dial_test, says_once_what_all_addresses_said) {
    std::uint16_t const port = free_port();
    dial(sockets_, {.port = port}); // without a host the loopback addresses of both families
    expect_failure(dial_stage::connect, " port " + std::to_string(port) + ": Connection refused");
}

TEST_F(dial_test, tells_when_its_own_address_is_none) {
    std::uint16_t const port = free_port();
    // Of a network for documentation, which no interface has.
    socket_dialler from_nowhere(home_, nullptr,
                                {.local_address = boost::asio::ip::make_address("203.0.113.1")});
    dial(from_nowhere, {.host = "127.0.0.1", .port = port});
    expect_failure(dial_stage::connect,
                   "127.0.0.1 port " + std::to_string(port) + ": Cannot assign requested address");
}

TEST_F(dial_test, tells_of_a_name_without_address) {
    dial(sockets_, {.host = "no..host", .port = 80});
    ASSERT_TRUE(heard_.failure);
    EXPECT_EQ(heard_.failure->stage, dial_stage::resolve);
    EXPECT_TRUE(heard_.failure->words.starts_with("no..host: ")) << heard_.failure->words;
}

TEST_F(dial_test, goes_to_the_next_address_at_once_when_one_refuses) {
    auto const listening = listen(); // of IPv4 alone
    socket_dialler patient(home_, nullptr, {.attempt_delay = 1h});
    dial(patient, {.port = listening->local_endpoint().port()});
    ASSERT_TRUE(heard_.dialled);
    EXPECT_EQ(heard_.dialled->remote_address(), "127.0.0.1");
}

TEST_F(dial_test, does_not_wait_for_an_address_that_says_nothing) {
    auto const listening = listen();
    make_deaf(listening->local_endpoint().port());
    socket_dialler quick(home_, nullptr, {.attempt_delay = 10ms});
    dial(quick, {.port = listening->local_endpoint().port()});
    ASSERT_TRUE(heard_.dialled);
    EXPECT_EQ(heard_.dialled->remote_address(), "127.0.0.1");
    heard_.dialled->set_owner(events_);
    poll(); // what is left of the other attempt
    EXPECT_EQ(heard_.calls, 1);
}

TEST_F(dial_test, takes_addresses_of_the_family_that_is_wanted) {
    auto const listening = listen({address_v6::loopback(), 0});
    std::uint16_t const port = listening->local_endpoint().port();
    dial(sockets_, {.host = "::1", .port = port});
    ASSERT_TRUE(heard_.dialled);
    EXPECT_EQ(heard_.dialled->remote_address(), "::1");
    for (ip_family const family : {ip_family::v4, ip_family::v6}) {
        socket_dialler only(home_, nullptr, {.family = family});
        dial(only, {.port = port});
        EXPECT_EQ(heard_.dialled != nullptr, family == ip_family::v6);
    }
    socket_dialler only(home_, nullptr, {.family = ip_family::v4});
    dial(only, {.host = "::1", .port = port});
    expect_failure(dial_stage::resolve, "::1: has no address of the family that is wanted");
}

TEST_F(dial_test, comes_from_the_address_that_is_wanted) {
    auto const listening = listen();
    socket_dialler from(home_, nullptr,
                        {.local_address = boost::asio::ip::make_address("127.0.0.2")});
    dial(from, {.port = listening->local_endpoint().port()});
    ASSERT_TRUE(heard_.dialled);
    run_until([&] { return !accepted_.empty(); });
    EXPECT_EQ(accepted_.back()->remote_address(), "127.0.0.2");
}

TEST_F(dial_test, reaches_unix_domain_sockets) {
    test::temporary_folder const folder;
    std::string const path = folder.path() / "socket";
    error_code failure;
    dial(sockets_, {.path = path});
    expect_failure(dial_stage::connect, path + ": No such file or directory");
    test::open_listener const listening(
        home_, boost::asio::local::stream_protocol::endpoint(path),
        [this](std::unique_ptr<channel> accepted) { accepted_.push_back(std::move(accepted)); },
        failure);
    dial(sockets_, {.path = path});
    ASSERT_TRUE(heard_.dialled);
    EXPECT_EQ(heard_.dialled->remote_address(), "");
    run_until([&] { return !accepted_.empty(); });
    EXPECT_EQ(write(*accepted_.back(), "hello", failure), 5U);
    heard_.dialled->set_owner(events_);
    run_until([&] { return events_.received == "hello"; });
    std::string const too_long(200, 'x');
    dial(sockets_, {.path = too_long});
    expect_failure(dial_stage::connect, too_long + ": File name too long");
}

TEST_F(dial_test, ends_in_silence_with_its_attempt_at_each_step) {
    auto const listening = listen();
    std::uint16_t const port = listening->local_endpoint().port();
    for (destination const& to :
         {destination{.port = port}, destination{.host = "127.0.0.1", .port = port},
          destination{.host = "127.0.0.1", .port = free_port()}, destination{.host = "no..host"},
          destination{.path = "/no/such/socket"}})
        end_at_each_step(sockets_, to);
}

TEST_F(dial_test, leaves_what_it_began_to_a_context_that_goes) {
    auto const listening = listen();
    std::uint16_t const port = listening->local_endpoint().port();
    boost::asio::io_context context(1);
    socket_dialler sockets(shard::on(context));
    {
        auto const named = sockets.dial({.port = port}, heard_);
        auto const numeric = sockets.dial({.host = "127.0.0.1", .port = port}, heard_);
        context.run_one(); // one of them connects
    }
    EXPECT_EQ(heard_.calls, 0);
}

} // namespace
} // namespace socketiota::loop

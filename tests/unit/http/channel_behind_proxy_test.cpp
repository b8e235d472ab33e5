// SPDX-License-Identifier: MIT
// Connections whose first octets say from where they come.
#include "http_test.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include <http/channel_behind_proxy.hpp>
#include <support/proxy_header_octets.hpp>
#include <support/recording_owner.hpp>
#include <wire/proxy_header.hpp>

namespace socketiota::http {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

class channel_behind_proxy_test : public http_test {
protected:
    using content = channel_behind_proxy::content;

    static constexpr auto late = base::timer_wheel::tick; // deadlines fire up to one tick late
    static constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    static constexpr std::string_view line = "PROXY TCP4 198.51.100.7 192.0.2.9 56324 80\r\n";
    static constexpr std::string_view mapped = "PROXY TCP6 ::ffff:198.51.100.7 ::1 56324 80\r\n";

    static constexpr auto binary = test::proxy_header_of_version_2;

    channel_behind_proxy_test() {
        service_.answer = [](exchange& request) {
            request.respond(200, {}, request.remote_address());
        };
    }

    std::shared_ptr<test::memory_peer> connect() {
        auto peer = std::make_shared<test::memory_peer>(shard_.context());
        the_front().accept(behind(peer, content::http));
        shard_.settle();
        return peer;
    }

    std::unique_ptr<loop::channel> behind(std::shared_ptr<test::memory_peer> const& peer,
                                          content what) {
        return std::make_unique<channel_behind_proxy>(shard_.shared(), peer->server_end(), what,
                                                      options_.limits.head_timeout, metrics_);
    }

    /// The body of the answer to a request.
    std::string answer(test::memory_peer& peer) {
        std::string const whole = take(peer);
        return whole.substr(0, 15) == "HTTP/1.1 200 OK" ? whole.substr(whole.find("\r\n\r\n") + 4)
                                                        : whole;
    }

    /// The address that a request has behind that header, which comes with it.
    std::string address_behind(std::string_view header) {
        auto const peer = connect();
        send(*peer, std::string(header).append(get));
        return answer(*peer);
    }

    std::string const addresses_4{"\xC6\x33\x64\x07\x7F\0\0\1\xDC\4\x1\xBB", 12};
    std::string const addresses_6 = std::string("\x20\1\x0D\xB8", 4) + std::string(11, '\0') +
                                    '\7' + std::string(16, '\2') + std::string(4, '\3');

    std::size_t bad_headers() const { return metrics_[metric::bad_proxy_header]; }
};

TEST_F(channel_behind_proxy_test, has_the_address_that_the_header_says) {
    EXPECT_EQ(address_behind(line), "198.51.100.7");
    EXPECT_EQ(address_behind("PROXY TCP6 2001:db8::7 ::1 56324 80\r\n"), "2001:db8::7");
    EXPECT_EQ(address_behind(mapped), "198.51.100.7");
    EXPECT_EQ(address_behind(binary(0x21, 0x11, addresses_4)), "198.51.100.7");
    EXPECT_EQ(address_behind(binary(0x21, 0x21, addresses_6)), "2001:db8::7");
    EXPECT_EQ(bad_headers(), 0U);
}

TEST_F(channel_behind_proxy_test, has_that_of_a_proxy_which_names_none) {
    EXPECT_EQ(address_behind("PROXY UNKNOWN\r\n"), "192.0.2.1");
    EXPECT_EQ(address_behind("PROXY UNKNOWN ::1 ::1 1 2\r\n"), "192.0.2.1");
    EXPECT_EQ(address_behind(binary(0x20, 0x00, "")), "192.0.2.1"); // LOCAL
    EXPECT_EQ(address_behind(binary(0x20, 0x11, addresses_4)), "192.0.2.1");
    EXPECT_EQ(address_behind(binary(0x21, 0x31, std::string(216, 'x'))), "192.0.2.1");
    EXPECT_EQ(bad_headers(), 0U);
}

TEST_F(channel_behind_proxy_test, takes_the_header_as_it_comes) {
    for (std::string const& header : {std::string(line), binary(0x21, 0x21, addresses_6)}) {
        auto const peer = connect();
        for (char const each : header)
            send(*peer, {&each, 1});
        EXPECT_TRUE(service_.served.empty());
        for (char const each : get)
            send(*peer, {&each, 1});
        EXPECT_EQ(answer(*peer), header == line ? "198.51.100.7" : "2001:db8::7");
        service_.served.clear();
    }
    // Its end comes with what is behind it.
    for (std::size_t cut = 1; cut < line.size(); ++cut) {
        auto const peer = connect();
        send(*peer, line.substr(0, cut));
        send(*peer, std::string(line.substr(cut)).append(get));
        EXPECT_EQ(answer(*peer), "198.51.100.7") << cut;
    }
}

TEST_F(channel_behind_proxy_test, serves_request_after_request) {
    auto const peer = connect();
    send(*peer, std::string(line).append(get).append(get));
    send(*peer, get);
    EXPECT_EQ(service_.served.size(), 3U);
    peer->end();
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
}

TEST_F(channel_behind_proxy_test, refuses_what_is_no_header) {
    for (std::string const& octets :
         {std::string(get), std::string("PROXY TCP4 198.51.100.7\r\n"),
          binary(0x31, 0x11, addresses_4),
          binary(0x21, 0x11, addresses_4 + std::string(wire::longest_proxy_header - 27, 'x')),
          "PROXY UNKNOWN " + std::string(200, 'x')}) {
        std::size_t const before = bad_headers();
        auto const peer = connect();
        send(*peer, octets);
        EXPECT_THAT(take(*peer), StartsWith("HTTP/1.1 400 Bad Request\r\n")) << octets;
        EXPECT_TRUE(peer->ended_by_server());
        // Who has not read that yet is not reset; what still comes is nobody's.
        send(*peer, std::string(line).append(get));
        EXPECT_FALSE(peer->closed_by_server());
        shard_.pass(2s + late);
        EXPECT_TRUE(is_released(peer));
        EXPECT_EQ(bad_headers(), before + 1);
    }
    EXPECT_TRUE(service_.served.empty());
}

TEST_F(channel_behind_proxy_test, takes_the_longest_header_and_no_longer_one) {
    std::string const most(wire::longest_proxy_header - 28, 'x');
    EXPECT_EQ(address_behind(binary(0x21, 0x11, addresses_4 + most)), "198.51.100.7");
    EXPECT_THAT(address_behind(binary(0x21, 0x11, addresses_4 + most + 'x')),
                StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(bad_headers(), 1U);
}

TEST_F(channel_behind_proxy_test, waits_for_a_header_no_longer_than_for_a_handshake) {
    for (std::string_view const begin : {std::string_view(), line.substr(0, 20)}) {
        auto const peer = connect();
        send(*peer, begin);
        shard_.pass(9s);
        EXPECT_EQ(take(*peer), "");
        shard_.pass(1s + late);
        EXPECT_THAT(take(*peer), StartsWith("HTTP/1.1 400 "));
        shard_.pass(2s + late);
        EXPECT_TRUE(is_released(peer));
    }
    EXPECT_EQ(bad_headers(), 2U);
    auto const peer = connect();
    send(*peer, line);
    shard_.pass(30s); // as anybody has who is silent
    EXPECT_FALSE(peer->closed_by_server());
    send(*peer, get);
    EXPECT_EQ(answer(*peer), "198.51.100.7");
}

TEST_F(channel_behind_proxy_test, waits_for_a_header_no_longer_than_for_a_request) {
    options_.limits.head_timeout = 3s;
    auto const peer = connect();
    shard_.pass(2900ms);
    EXPECT_EQ(take(*peer), "");
    shard_.pass(100ms + late);
    EXPECT_EQ(bad_headers(), 1U);
    std::string const refusal = take(*peer);
    EXPECT_THAT(refusal, StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(refusal.find("HTTP/", 1), refusal.npos); // and that is all
    shard_.pass(2s + late);
    EXPECT_TRUE(is_released(peer));
    EXPECT_EQ(address_behind(line), "198.51.100.7");
}

TEST_F(channel_behind_proxy_test, ends_with_its_peer) {
    auto const looked = connect(); // whether the port is open, and no more
    looked->end();
    shard_.settle();
    EXPECT_TRUE(is_released(looked));
    EXPECT_EQ(bad_headers(), 0U);
    auto const begun = connect();
    send(*begun, line.substr(0, 20));
    begun->end();
    shard_.settle();
    EXPECT_TRUE(is_released(begun));
    EXPECT_EQ(bad_headers(), 1U);
    auto const lost = connect();
    lost->reset();
    shard_.settle();
    EXPECT_TRUE(is_released(lost));
    auto const refused = connect();
    send(*refused, get);
    refused->end();
    shard_.settle();
    EXPECT_TRUE(is_released(refused));
    EXPECT_EQ(bad_headers(), 2U);
}

TEST_F(channel_behind_proxy_test, says_nothing_in_plain_text_where_tls_follows) {
    auto const peer = std::make_shared<test::memory_peer>(shard_.context());
    loop::recording_owner owner;
    auto const channel = behind(peer, content::tls);
    channel->set_owner(owner);
    peer->send("\x16\x03\x01");
    shard_.settle();
    EXPECT_EQ(owner.breaks, 1);
    EXPECT_EQ(owner.received, "");
    EXPECT_EQ(peer->received(), "");
    EXPECT_EQ(bad_headers(), 1U);
}

TEST_F(channel_behind_proxy_test, takes_the_address_along_to_another_shard) {
    test::manual_shard other;
    for (bool const named : {true, false}) {
        auto const peer = std::make_shared<test::memory_peer>(shard_.context());
        loop::recording_owner owner;
        auto channel = behind(peer, content::http);
        channel->set_owner(owner);
        shard_.settle();
        EXPECT_EQ(channel->park(), nullptr);
        peer->send(named ? line : "PROXY UNKNOWN\r\n");
        shard_.settle();
        auto parked = channel->park();
        ASSERT_NE(parked, nullptr);
        channel.reset();
        EXPECT_FALSE(peer->closed_by_server());
        loop::error_code failure;
        auto const adopted = parked->adopt(other.shared(), failure);
        ASSERT_FALSE(failure);
        EXPECT_EQ(adopted->remote_address(), named ? "198.51.100.7" : "192.0.2.1");
        adopted->set_owner(owner);
        peer->send("more");
        other.settle();
        EXPECT_EQ(std::exchange(owner.received, {}), "more");
        EXPECT_NE(adopted->park(), nullptr);
    }
}

} // namespace
} // namespace socketiota::http

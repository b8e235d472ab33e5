// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <client/proxy/proxy_dialler.hpp>
#include <support/manual_shard.hpp>
#include <support/recording_owner.hpp>
#include <test_kit/memory_dialler.hpp>

namespace socketiota::clients {
namespace {

using namespace std::literals;
using loop::dial_stage;

/// Hears how an attempt ends, and has the attempt go with it, as it may.
class hearer final : public loop::dial_owner {
public:
    void on_dialled(std::unique_ptr<loop::channel> made) override {
        ++calls;
        dialled = std::move(made);
        dialled->set_owner(events);
        attempt.reset();
    }

    void on_dial_failed(loop::dial_failure const& why) override {
        ++calls;
        failure = why;
        attempt.reset();
    }

    int calls = 0;
    loop::recording_owner events;
    std::unique_ptr<loop::channel> dialled;
    std::optional<loop::dial_failure> failure;
    std::unique_ptr<loop::dial_attempt> attempt;
};

class a_proxy_dialler : public testing::Test {
protected:
    void dial(proxy through = {proxy_kind::http, "proxy", 3128, "", ""}) {
        auto reaches = std::make_unique<test_kit::memory_dialler>(time_.shared());
        reaches_ = reaches.get();
        dialler_.emplace(time_.shared(), std::move(through), std::move(reaches));
        heard_.attempt = dialler_->dial({.host = "chat.example", .port = 80}, heard_);
        EXPECT_EQ(heard_.calls, 0) << "never inside";
    }

    /// The proxy takes the connection.
    std::string accept() {
        peer_ = reaches_->at(0).accept();
        return said();
    }

    /// What the proxy has been told since.
    std::string said() {
        time_.settle();
        return std::exchange(peer_->received(), {});
    }

    void answer(std::string_view octets) {
        peer_->send(octets);
        time_.settle();
    }

    void expect_failure(loop::error_code reason, std::string_view words, std::uint16_t status = 0) {
        ASSERT_TRUE(heard_.failure);
        EXPECT_EQ(heard_.failure->stage, dial_stage::proxy);
        EXPECT_EQ(heard_.failure->reason, reason);
        EXPECT_EQ(heard_.failure->words, words);
        EXPECT_EQ(heard_.failure->status, status);
        EXPECT_EQ(heard_.calls, 1);
    }

    test::manual_shard time_;
    hearer heard_;
    std::optional<proxy_dialler> dialler_;
    test_kit::memory_dialler* reaches_ = nullptr; // of it
    std::shared_ptr<test_kit::memory_peer> peer_;
};

TEST_F(a_proxy_dialler, reaches_the_server) {
    dial();
    EXPECT_EQ(reaches_->at(0).to().host, "proxy");
    EXPECT_EQ(reaches_->at(0).to().port, 3128);
    EXPECT_FALSE(reaches_->at(0).to().secure);
    EXPECT_EQ(accept().substr(0, 24), "CONNECT chat.example:80 ");
    EXPECT_EQ(heard_.attempt->stage(), dial_stage::proxy);
    answer("HTTP/1.1 200 OK\r\n\r\n");
    ASSERT_TRUE(heard_.dialled);
    EXPECT_EQ(heard_.calls, 1);
    answer("hello");
    EXPECT_EQ(heard_.events.received, "hello");
}

TEST_F(a_proxy_dialler, reaches_it_through_socks) {
    dial({proxy_kind::socks5_by_name, "proxy", 1080, "Ann", "pw"});
    EXPECT_EQ(accept(), "\5\2\0\2"s);
    answer("\5\2");
    EXPECT_EQ(said(), "\1\3Ann\2pw");
    answer("\1\0"s);
    EXPECT_EQ(said(), "\5\1\0\3\x0C"s + "chat.example" + "\0\x50"s);
    answer("\5\0\0\1\0\0\0\0\0\0"s);
    EXPECT_TRUE(heard_.dialled);
}

TEST_F(a_proxy_dialler, writes_as_the_connection_takes_it) {
    dial();
    peer_ = reaches_->at(0).accept();
    peer_->set_room(5);
    EXPECT_EQ(said(), "CONNE");
    peer_->set_room(1000);
    EXPECT_EQ(said().substr(0, 4), "CT c");
    answer("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_TRUE(heard_.dialled);
}

TEST_F(a_proxy_dialler, does_not_believe_an_answer_before_the_question) {
    dial();
    peer_ = reaches_->at(0).accept();
    peer_->set_room(5);
    EXPECT_EQ(said(), "CONNE");
    answer("HTTP/1.1 200 OK\r\n\r\n");
    expect_failure(make_error_code(boost::system::errc::protocol_error),
                   "the proxy proxy:3128 answered before it was asked");
}

TEST_F(a_proxy_dialler, says_that_the_proxy_is_not_there) {
    dial();
    auto const refused = make_error_code(boost::asio::error::connection_refused);
    reaches_->at(0).refuse({dial_stage::connect, refused, "proxy port 3128: refused"});
    time_.settle();
    expect_failure(refused, "the proxy proxy port 3128: refused");
}

TEST_F(a_proxy_dialler, says_what_the_proxy_said) {
    dial();
    static_cast<void>(accept());
    answer("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n");
    expect_failure(error::proxy_refused_login,
                   "the proxy proxy:3128 wants user and password, which its url does not have: "
                   "http://user:password@host:port",
                   407);
    EXPECT_TRUE(peer_->closed_by_server());
}

TEST_F(a_proxy_dialler, says_that_the_proxy_ended) {
    for (bool const breaks : {false, true}) {
        heard_ = {};
        dial();
        static_cast<void>(accept());
        breaks ? peer_->reset() : peer_->end();
        time_.settle();
        if (breaks)
            expect_failure(make_error_code(boost::asio::error::connection_reset),
                           "the proxy proxy:3128 broke off: " +
                               make_error_code(boost::asio::error::connection_reset).message());
        else
            expect_failure(make_error_code(boost::asio::error::eof),
                           "the proxy proxy:3128 closed the connection before it had answered: "
                           "check its url");
    }
}

TEST_F(a_proxy_dialler, says_that_the_proxy_cannot_be_told) {
    dial();
    peer_ = reaches_->at(0).accept();
    peer_->refuse_writes();
    time_.settle();
    ASSERT_TRUE(heard_.failure);
    EXPECT_TRUE(heard_.failure->words.starts_with("the proxy proxy:3128 broke off: "));
}

TEST_F(a_proxy_dialler, is_given_up_at_any_step) {
    dial();
    heard_.attempt.reset();
    EXPECT_TRUE(reaches_->at(0).is_given_up());

    dial({proxy_kind::socks5_by_name, "proxy", 1080, "Ann", "pw"});
    static_cast<void>(accept());
    for (auto const& octets : {"\5\2"s, "\1\0"s, "\5\0"s}) {
        answer(octets);
        EXPECT_FALSE(peer_->closed_by_server());
    }
    heard_.attempt.reset();
    EXPECT_TRUE(peer_->closed_by_server());
    answer("\0\1\0\0\0\0\0\0"s);
    EXPECT_EQ(heard_.calls, 0);
}

} // namespace
} // namespace socketiota::clients

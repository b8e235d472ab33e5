// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include <support/shards_under_test.hpp>

// `listen` with an address as text.

namespace socketiota {
namespace {

namespace net = boost::asio;
using testing::HasSubstr;

class listen_address : public testing::Test {
protected:
    static server_options quiet() {
        server_options options;
        options.serve_client = false;
        options.shards = test::shards_under_test();
        options.log = [](log_level, std::string_view) {};
        return options;
    }

    /// Whether somebody listens there.
    static bool reaches(net::ip::address const& address, std::uint16_t port) {
        net::io_context context;
        net::ip::tcp::socket peer(context);
        error_code failure;
        static_cast<void>(peer.connect({address, port}, failure));
        return !failure;
    }

    server io{quiet()};
};

TEST_F(listen_address, listens_there_alone) {
    io.listen("127.0.0.1", 0);
    EXPECT_TRUE(reaches(net::ip::make_address("127.0.0.1"), io.port()));
    EXPECT_FALSE(reaches(net::ip::make_address("127.0.0.2"), io.port()));
}

TEST_F(listen_address, takes_localhost_for_the_loopback) {
    io.listen("localhost", 0);
    EXPECT_TRUE(reaches(net::ip::make_address("127.0.0.1"), io.port()));
    EXPECT_FALSE(reaches(net::ip::make_address("127.0.0.2"), io.port()));
}

TEST_F(listen_address, takes_all_addresses_of_a_kind) {
    io.listen("0.0.0.0", 0);
    EXPECT_TRUE(reaches(net::ip::make_address("127.0.0.2"), io.port()));
}

TEST_F(listen_address, refuses_what_is_no_address_with_a_sentence) {
    for (char const* const text :
         {"", "example.com", "127.0.0.1:80", "127.1", "[::1]", "256.0.0.1"}) {
        try {
            io.listen(text, 0);
            ADD_FAILURE() << text;
        } catch (boost::system::system_error const& refused) {
            EXPECT_EQ(refused.code(), error::invalid_option);
            EXPECT_THAT(refused.what(), HasSubstr("cannot listen on \"" + std::string(text) + '"'));
            EXPECT_THAT(refused.what(), HasSubstr("is no address"));
        }
        error_code failure;
        io.listen(text, 0, failure);
        EXPECT_EQ(failure, error::invalid_option) << text;
        failure.clear();
        io.listen(text, 0, tls_options{}, failure);
        EXPECT_EQ(failure, error::invalid_option) << text;
    }
    EXPECT_EQ(io.port(), 0);
}

TEST_F(listen_address, says_which_one_is_taken) {
    server other(quiet());
    other.listen("127.0.0.1", 0);
    error_code failure;
    io.listen("127.0.0.1", other.port(), failure);
    EXPECT_EQ(failure, net::error::address_in_use);
    try {
        io.listen("127.0.0.1", other.port());
        ADD_FAILURE();
    } catch (boost::system::system_error const& refused) {
        EXPECT_THAT(refused.what(), HasSubstr("cannot listen on 127.0.0.1:"));
    }
}

} // namespace
} // namespace socketiota

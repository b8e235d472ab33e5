// SPDX-License-Identifier: MIT
#include "engine_server_test.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include <support/secure_client.hpp>
#include <unistd.h>

// Where it listens, what it runs on.

namespace socketiota {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

engine_server_options quiet() {
    engine_server_options options;
    options.log = [](log_level, std::string_view) {};
    return options;
}

TEST_F(engine_server_on_one_shard, says_that_a_port_is_taken) {
    start();
    engine_server second(context_, quiet());
    error_code failure;
    second.listen({asio::ip::address_v4::loopback(), io_->port()}, failure);
    EXPECT_EQ(failure, asio::error::address_in_use);
    try {
        second.listen({asio::ip::address_v4::loopback(), io_->port()});
        ADD_FAILURE() << "two servers listen on one port";
    } catch (boost::system::system_error const& thrown) {
        EXPECT_THAT(thrown.what(),
                    StartsWith("cannot listen on 127.0.0.1:" + std::to_string(io_->port())));
    }
    second.listen(io_->port(), failure); // of all addresses
    EXPECT_EQ(failure, asio::error::address_in_use);
    EXPECT_THROW(second.listen(io_->port()), boost::system::system_error);
    EXPECT_EQ(second.port(), 0);
    second.listen(0, failure);
    EXPECT_FALSE(failure) << failure.message();
    EXPECT_NE(second.port(), 0);
}

TEST_F(engine_server_on_one_shard, speaks_tls) {
    start();
    error_code failure;
    io_->listen(0, {.certificate = "nowhere", .key = "nowhere"}, failure);
    EXPECT_EQ(failure, boost::system::errc::no_such_file_or_directory);
    io_->listen({asio::ip::address_v4::loopback(), 0}, test::with_certificate());
    test::secure_client peer(peers_, {asio::ip::address_v4::loopback(), io_->port()});
    auto const carry_until = [&](auto done) {
        while (!done()) {
            peer.carry();
            settle();
        }
    };
    carry_until([&] { return peer.peer.connected(); });
    peer.open_websocket("/engine.io/");
    carry_until([&] { return peer.has("maxPayload"); });
    EXPECT_TRUE(kept_->handshake().secure());
    peer.text("4hello");
    carry_until([&] { return !heard_.empty(); });
    EXPECT_EQ(heard_, lines{"hello"});
    kept_->send("welcome");
    carry_until([&] { return peer.has("4welcome"); });
    io_->reload_certificates();
    auto plain = connect();
    EXPECT_THAT(ask(plain, "GET /engine.io/ HTTP/1.1\r\nHost: h\r\n\r\n"),
                HasSubstr("400 Bad Request"));
    EXPECT_EQ(count_of(metric::tls_handshake_failed), 1U);
    io_->stop();
    carry_until([&] { return peer.closed; });
    EXPECT_TRUE(peer.peer.ended()) << "with close_notify";
}

TEST_F(engine_server_on_one_shard, listens_at_a_path) {
    start();
    std::string const path = testing::TempDir() + "engine_server." + std::to_string(::getpid());
    io_->listen_local(path);
    asio::local::stream_protocol::socket peer(peers_);
    peer.connect(path);
    peer.non_blocking(true);
    EXPECT_THAT(ask(peer, "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\n\r\n",
                    "maxPayload"),
                StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(kept_->handshake().address(), "");
    engine_server second(context_, quiet());
    error_code failure;
    second.listen_local(path, failure);
    EXPECT_EQ(failure, asio::error::address_in_use);
    EXPECT_THROW(second.listen_local(path), boost::system::system_error);
    io_->stop();
    settle();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(engine_server_on_one_shard, lives_on_a_context_of_the_program) {
    start();
    EXPECT_THROW(io_->run(), std::logic_error);
    EXPECT_TRUE(io_->get_executor() == asio::any_io_executor(context_.get_executor()));
    auto const peer = open();
    io_->stop();
    settle();
    EXPECT_TRUE(context_.stopped()) << "something keeps the context running";

    engine_server by_executor(context_.get_executor(), quiet());
    EXPECT_TRUE(by_executor.get_executor() == io_->get_executor());
    asio::thread_pool pool(1);
    EXPECT_THROW(engine_server(asio::any_io_executor(pool.get_executor()), quiet()),
                 boost::system::system_error);
}

TEST(engine_server_run, returns_when_stopped_though_the_program_still_waits) {
    engine_server io(quiet());
    asio::steady_timer hour(io.get_executor(), std::chrono::hours(1));
    bool fired = false;
    hour.async_wait([&fired](error_code) { fired = true; });
    asio::post(io.get_executor(), [&io] { io.stop(); });
    io.run();
    EXPECT_FALSE(fired);
}

} // namespace
} // namespace socketiota

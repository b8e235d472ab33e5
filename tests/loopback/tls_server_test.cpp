// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <support/secure_client.hpp>
#include <support/test_certificate.hpp>
#include <unistd.h>

// The public server with TLS and at a path, with clients on real sockets in the same thread. A test
// that waits for what never comes ends by the time limit of its ctest.

namespace socketiota {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::secure_client;
using test::with_certificate;

class tls_server_on_one_shard : public testing::Test {
protected:
    tls_server_on_one_shard() : io_(context_, options()) {
        io_.on_metric([this](metric what) { counted_.push_back(what); });
    }

    static server_options options() {
        server_options made;
        made.serve_client = false;
        made.max_outbox_bytes = 1'000'000;
        made.log = [](log_level, std::string_view) {};
        return made;
    }

    void listen() { io_.listen({asio::ip::address_v4::loopback(), 0}, with_certificate()); }

    std::unique_ptr<secure_client> client() {
        return std::make_unique<secure_client>(
            peers_, tcp::endpoint(asio::ip::address_v4::loopback(), io_.port()));
    }

    template <class Predicate>
    void carry_until(secure_client& who, Predicate done) {
        while (!done()) {
            who.carry();
            context_.restart();
            context_.poll();
        }
    }

    std::unique_ptr<secure_client> joined() {
        auto made = client();
        carry_until(*made, [&] { return made->peer.connected(); });
        made->open_websocket("/socket.io/");
        carry_until(*made, [&] { return made->has("maxPayload"); });
        made->text("40");
        carry_until(*made, [&] { return made->has("40{"); });
        return made;
    }

    std::size_t count_of(metric what) const {
        return static_cast<std::size_t>(std::count(counted_.begin(), counted_.end(), what));
    }

    /// What a plain request is answered on `peer`.
    template <class Socket>
    std::string ask(Socket& peer, std::string_view marker) {
        asio::write(peer, asio::buffer(std::string_view("GET /socket.io/?EIO=4&transport=polling "
                                                        "HTTP/1.1\r\nHost: localhost\r\n\r\n")));
        peer.non_blocking(true);
        std::string answer;
        while (answer.find(marker) == std::string::npos) {
            context_.restart();
            context_.poll();
            std::string octets(65536, '\0');
            error_code failure;
            octets.resize(peer.read_some(asio::buffer(octets), failure));
            answer += octets;
        }
        return answer;
    }

    asio::io_context peers_; // never run
    asio::io_context context_{1};
    std::vector<metric> counted_; // sessions still end when the server goes
    server io_;
};

TEST_F(tls_server_on_one_shard, tells_sockets_whether_they_are_secure) {
    std::vector<bool> secure;
    io_.on_connection([&](socket const& who) { secure.push_back(who.handshake().secure()); });
    listen();
    auto const with_tls = joined();
    EXPECT_EQ(secure, std::vector<bool>{true});
    // The same server listens without too.
    io_.listen({asio::ip::address_v4::loopback(), 0});
    test::blocking_websocket plain(io_.port(), "/socket.io/");
    plain.say("40");
    while (secure.size() < 2)
        context_.run_one();
    EXPECT_FALSE(secure[1]);
}

TEST_F(tls_server_on_one_shard, brings_much_to_a_client_that_reads_late) {
    io_.on_connection([&](socket const& who) {
        for (int part = 0; part < 9; ++part)
            who.emit("part", std::string(100'000, 'm'));
        who.emit("end");
    });
    listen();
    auto const who = joined();
    who->reads = false;
    for (int turn = 0; turn < 10; ++turn) {
        who->carry();
        context_.restart();
        context_.poll();
    }
    who->reads = true;
    carry_until(*who, [&] { return who->has("42[\"end\"]"); });
    std::string const part(100'000, 'm');
    std::size_t parts = 0;
    for (std::size_t at = 0; (at = who->peer.received.find(part, at)) != std::string::npos; ++parts)
        at += part.size();
    EXPECT_EQ(parts, 9U);
    EXPECT_FALSE(who->peer.broken());
}

TEST_F(tls_server_on_one_shard, ends_a_client_that_does_not_read) {
    std::optional<socket> victim;
    io_.on_connection([&](socket const& who) { victim = who; });
    listen();
    auto const who = joined();
    who->reads = false;
    // However large the buffers of the kernel are, they are full some day.
    while (count_of(metric::slow_consumer) == 0) {
        victim->emit("water", std::string(100'000, 'w'));
        context_.restart();
        context_.poll();
    }
    EXPECT_EQ(io_.connections(), 0U);
}

TEST_F(tls_server_on_one_shard, says_close_notify_when_it_stops) {
    listen();
    auto const who = joined();
    io_.stop();
    carry_until(*who, [&] { return who->closed; });
    EXPECT_TRUE(who->peer.ended());
}

TEST_F(tls_server_on_one_shard, says_close_notify_behind_the_answer_to_a_close_frame) {
    listen();
    auto const who = joined();
    who->peer.received.clear();
    who->peer.send(std::string("\x88\x80", 2).append(4, '\0'));
    carry_until(*who, [&] { return who->closed || who->peer.ended(); });
    EXPECT_TRUE(who->peer.ended());
    EXPECT_EQ(who->peer.received, std::string("\x88\0", 2));
}

TEST_F(tls_server_on_one_shard, tells_plain_http_that_it_speaks_tls) {
    listen();
    tcp::socket plain(peers_);
    plain.connect({asio::ip::address_v4::loopback(), io_.port()});
    EXPECT_TRUE(ask(plain, "use https").starts_with("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_EQ(count_of(metric::tls_handshake_failed), 1U);
}

TEST_F(tls_server_on_one_shard, binds_nothing_without_a_certificate) {
    tls_options wrong = with_certificate();
    wrong.key = test::make_certificate("another").key;
    EXPECT_THROW(io_.listen(0, wrong), boost::system::system_error);
    EXPECT_THROW(io_.listen({asio::ip::address_v4::loopback(), 0}, wrong),
                 boost::system::system_error);
    error_code failure;
    io_.listen(0, wrong, failure);
    EXPECT_EQ(failure, error::foreign_private_key);
    failure.clear();
    io_.listen({asio::ip::address_v4::loopback(), 0}, wrong, failure);
    EXPECT_EQ(failure, error::foreign_private_key);
    EXPECT_EQ(io_.port(), 0);
    io_.listen(0, with_certificate(), failure);
    EXPECT_FALSE(failure) << failure.message();
    EXPECT_NE(io_.port(), 0);
    tcp::endpoint const taken(asio::ip::address_v4::loopback(), io_.port());
    EXPECT_THROW(io_.listen(taken, with_certificate()), boost::system::system_error);
}

TEST_F(tls_server_on_one_shard, shows_a_renewed_certificate_without_restart) {
    std::string const folder = testing::TempDir() + "tls_server." + std::to_string(::getpid());
    std::filesystem::create_directory(folder);
    auto const write = [&](std::string const& host) {
        auto const made = test::make_certificate(host);
        std::ofstream(folder + "/certificate.pem") << made.certificate;
        std::ofstream(folder + "/key.pem") << made.key;
    };
    write("first");
    io_.listen({asio::ip::address_v4::loopback(), 0},
               {.certificate = folder + "/certificate.pem", .key = folder + "/key.pem"});
    auto const before = joined();
    EXPECT_EQ(before->peer.server_name(), "first");
    write("second");
    io_.reload_certificates();
    EXPECT_EQ(joined()->peer.server_name(), "second");
    before->text("42[\"still here\"]"); // established connections go on
    before->carry();
    std::filesystem::remove_all(folder);
    EXPECT_THROW(io_.reload_certificates(), boost::system::system_error);
    error_code failure;
    io_.reload_certificates(failure);
    EXPECT_EQ(failure, boost::system::errc::no_such_file_or_directory);
    EXPECT_EQ(joined()->peer.server_name(), "second");
}

TEST_F(tls_server_on_one_shard, listens_with_tls_on_ipv6_and_ipv4_alike) {
    io_.listen(0, with_certificate());
    for (asio::ip::address const& at : {asio::ip::address(asio::ip::address_v4::loopback()),
                                        asio::ip::address(asio::ip::address_v6::loopback())}) {
        secure_client who(peers_, tcp::endpoint(at, io_.port()));
        carry_until(who, [&] { return who.peer.connected(); });
    }
}

TEST_F(tls_server_on_one_shard, listens_at_a_path) {
    std::string const path = testing::TempDir() + "tls_server." + std::to_string(::getpid());
    io_.listen_local(path);
    EXPECT_EQ(io_.port(), 0);
    asio::local::stream_protocol::socket peer(peers_);
    peer.connect(path);
    EXPECT_TRUE(ask(peer, "maxPayload").starts_with("HTTP/1.1 200 OK\r\n"));
    error_code failure;
    server second(context_, options());
    second.listen_local(path, failure);
    EXPECT_EQ(failure, asio::error::address_in_use);
    try {
        second.listen_local(path);
        ADD_FAILURE() << "two servers listen at one path";
    } catch (boost::system::system_error const& thrown) {
        EXPECT_TRUE(std::string(thrown.what()).starts_with("cannot listen at " + path));
    }
    io_.stop();
    context_.restart();
    context_.poll();
    EXPECT_FALSE(std::filesystem::exists(path));
    second.listen_local(path, failure);
    EXPECT_FALSE(failure) << failure.message();
}

TEST_F(tls_server_on_one_shard, says_that_a_path_cannot_be) {
    error_code failure;
    io_.listen_local("", failure);
    EXPECT_EQ(failure, asio::error::invalid_argument);
    io_.listen_local(std::string(200, 'x'), failure);
    EXPECT_EQ(failure, asio::error::name_too_long);
    EXPECT_THROW(io_.listen_local(std::string(200, 'x')), boost::system::system_error);
}

} // namespace
} // namespace socketiota

// SPDX-License-Identifier: MIT
//
// Proxies of TCP on real sockets: what they say in front of a connection holds for its requests, on
// whatever shard they are served.
#include "blocking_client.hpp"

#include <socketiota/http_handler.hpp>
#include <socketiota/http_response.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <support/secure_client.hpp>
#include <support/temporary_folder.hpp>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

std::string const request_who = "GET /who HTTP/1.1\r\nHost: h\r\n\r\n";

std::string header_of(std::string_view address) {
    return "PROXY TCP4 " + std::string(address) + " 127.0.0.1 56324 80\r\n";
}

/// A connection that waits for what it reads. A test that waits for what never comes ends by the
/// time limit of its ctest.
template <class Socket>
class blocking_stream {
public:
    template <class Endpoint>
    explicit blocking_stream(Endpoint const& at) : socket_(home_) {
        socket_.connect(at);
    }

    void write(std::string_view octets) { asio::write(socket_, asio::buffer(octets)); }

    /// The next answer, or what came until the end.
    std::string answer() {
        std::string got;
        for (;;) {
            std::size_t const head = got.find("\r\n\r\n");
            if (head != got.npos) {
                std::size_t const length = got.find("Content-Length: ");
                std::size_t const body =
                    length > head ? got.npos : std::stoul(got.substr(length + 16));
                if (body != got.npos && got.size() >= head + 4 + body)
                    return got;
            }
            std::array<char, 4096> octets{};
            error_code failure;
            std::size_t const size = socket_.read_some(asio::buffer(octets), failure);
            if (failure)
                return got;
            got.append(octets.data(), size);
        }
    }

    std::string ask(std::string_view octets) {
        write(octets);
        return answer();
    }

private:
    asio::io_context home_; // never run
    Socket socket_;
};

using tcp_stream = blocking_stream<tcp::socket>;
using local_stream = blocking_stream<asio::local::stream_protocol::socket>;

class proxy_protocol : public testing::Test {
protected:
    ~proxy_protocol() override {
        if (io_)
            io_->stop();
        if (runner_.joinable())
            runner_.join();
    }

    void start(std::vector<std::string> listed) {
        server_options options = quiet();
        options.proxies = proxy_options{.proxy_protocol = std::move(listed)};
        io_.emplace(std::move(options));
        io_->on_metric([this](metric what) {
            bad_headers_ += what == metric::bad_proxy_header ? 1 : 0;
            bad_requests_ += what == metric::bad_request ? 1 : 0;
        });
        io_->http().get("/who", [](http_request const& request) {
            return http_response::text('<' + std::string(request.address()) + '>');
        });
        io_->listen({asio::ip::address_v4::loopback(), 0});
        plain_ = {asio::ip::address_v4::loopback(), io_->port()};
        io_->listen({asio::ip::address_v4::loopback(), 0}, with_certificate());
        secure_ = {asio::ip::address_v4::loopback(), io_->port()};
        io_->listen_local((folder_.path() / "socket").string());
        runner_ = std::thread([this] { io_->run(); });
    }

    tcp::endpoint plain_;
    tcp::endpoint secure_;
    temporary_folder const folder_;
    std::atomic<int> bad_headers_ = 0;
    std::atomic<int> bad_requests_ = 0;
    std::optional<server> io_;
    std::thread runner_;
};

TEST_F(proxy_protocol, says_from_where_a_connection_came) {
    start({"127.0.0.0/8"});
    tcp_stream together(plain_);
    EXPECT_THAT(together.ask(header_of("198.51.100.7") + request_who), HasSubstr("<198.51.100.7>"));
    EXPECT_THAT(together.ask(request_who), HasSubstr("<198.51.100.7>"));
    tcp_stream bit_by_bit(plain_);
    for (char const each : "PROXY TCP6 2001:db8::7 ::1 56324 80\r\n" + request_who)
        bit_by_bit.write({&each, 1});
    EXPECT_THAT(bit_by_bit.answer(), HasSubstr("<2001:db8::7>"));
    tcp_stream unknown(plain_);
    EXPECT_THAT(unknown.ask("PROXY UNKNOWN\r\n" + request_who), HasSubstr("<127.0.0.1>"));
    EXPECT_EQ(bad_headers_, 0);
}

TEST_F(proxy_protocol, stands_in_front_of_tls) {
    start({"127.0.0.0/8"});
    asio::io_context peers; // never run
    for (std::string_view const address : {"198.51.100.7", "198.51.100.8"}) {
        secure_client client(peers, secure_, {}, header_of(address));
        client.carry_until([&client] { return client.peer.connected(); });
        client.peer.send(request_who);
        client.carry_until([&client] { return client.has(">"); });
        EXPECT_TRUE(client.has('<' + std::string(address) + '>')) << client.peer.received;
    }
    secure_client without(peers, secure_);
    without.carry_until([&without] { return without.closed; });
    EXPECT_FALSE(without.peer.connected());
    EXPECT_EQ(bad_headers_, 1);
}

TEST_F(proxy_protocol, comes_by_local_sockets) {
    start({"local"});
    for (int count = 0; count < 8; ++count) { // they are divided among the shards
        local_stream peer(
            asio::local::stream_protocol::endpoint((folder_.path() / "socket").string()));
        EXPECT_THAT(peer.ask(header_of("198.51.100.7") + request_who), HasSubstr("<198.51.100.7>"));
    }
    local_stream itself(
        asio::local::stream_protocol::endpoint((folder_.path() / "socket").string()));
    EXPECT_THAT(itself.ask("PROXY UNKNOWN\r\n" + request_who), HasSubstr("<>"));
    local_stream liar(asio::local::stream_protocol::endpoint((folder_.path() / "socket").string()));
    EXPECT_THAT(liar.ask(request_who), StartsWith("HTTP/1.1 400 "));
    tcp_stream other(plain_);
    EXPECT_THAT(other.ask(request_who), HasSubstr("<127.0.0.1>"));
}

TEST_F(proxy_protocol, is_spoken_by_those_who_are_listed_and_by_nobody_else) {
    start({"127.0.0.1"});
    tcp_stream silent(plain_);
    EXPECT_THAT(silent.ask(request_who), HasSubstr("header of the PROXY protocol"));
    EXPECT_EQ(bad_headers_, 1);
    io_->stop();
    runner_.join();
    start({"10.0.0.0/8"});
    tcp_stream direct(plain_);
    EXPECT_THAT(direct.ask(request_who), HasSubstr("<127.0.0.1>"));
    tcp_stream liar(plain_);
    EXPECT_THAT(liar.ask(header_of("198.51.100.7") + request_who), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(bad_headers_, 1);
    EXPECT_EQ(bad_requests_, 1);
}

TEST_F(proxy_protocol, goes_with_a_connection_that_moves) {
    start({"127.0.0.1"});
    std::string const polling = "/socket.io/?EIO=4&transport=polling";
    auto const get = [](std::string const& target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    };
    tcp_stream first(plain_);
    std::string const opening = first.ask(header_of("198.51.100.1") + get(polling));
    std::size_t const begin = opening.find("\"sid\":\"") + 7;
    std::string const session =
        polling + "&sid=" + opening.substr(begin, opening.find('"', begin) - begin);
    auto const post = [&session](std::string_view body) {
        return "POST " + session +
               " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    };
    EXPECT_THAT(first.ask(post("40")), StartsWith("HTTP/1.1 200 "));
    // Each goes where the session is, unless it is there already.
    for (int count = 2; count < 18; ++count) {
        std::string const address = "198.51.100." + std::to_string(count);
        tcp_stream peer(plain_);
        EXPECT_THAT(peer.ask(header_of(address) + post("42[\"x\"]")), StartsWith("HTTP/1.1 200 "));
        EXPECT_THAT(peer.ask(request_who), HasSubstr('<' + address + '>'));
    }
}

} // namespace
} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <http/front.hpp>
#include <support/counting_sink.hpp>

namespace socketiota::loop {
namespace {

class echoing_service final : public http::service {
public:
    void serve(http::exchange& request) override {
        request.respond(200, {{"X-Target", std::string(request.request().target)}}, body);
    }

    std::string body = "hi";
};

/// HTTP over real sockets: what memory cannot show.
class front_test : public loopback_test {
protected:
    /// Reads until the end of the stream while the server runs.
    std::string receive_all(tcp::socket& peer) {
        peer.non_blocking(true);
        std::string all;
        error_code failure;
        while (failure != boost::asio::error::eof) {
            failure = {};
            all += receive(peer, failure);
            if (failure && failure != boost::asio::error::eof &&
                failure != boost::asio::error::would_block) {
                ADD_FAILURE() << failure.message();
                break;
            }
            poll();
        }
        return all;
    }

    tcp::socket connect_to_front() {
        tcp::socket peer = connect(*listening_);
        front_.accept(std::move(accepted_.back()));
        accepted_.pop_back();
        return peer;
    }

    echoing_service service_;
    test::counting_sink metrics_;
    http::front front_{home_, service_, {}, metrics_};
    std::unique_ptr<test::open_listener> listening_ = listen();
};

TEST_F(front_test, sends_a_big_answer_whole_to_a_peer_that_ended_its_side) {
    service_.body.assign(std::size_t{16} << 20, 'b');
    tcp::socket peer = connect_to_front();
    send(peer, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    peer.shutdown(tcp::socket::shutdown_send);
    std::string const answer = receive_all(peer);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nX-Target: /big\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + service_.body));
    run_until([&] { return front_.size() == 0; });
}

TEST_F(front_test, a_refusal_reaches_a_peer_that_has_not_stopped_sending) {
    tcp::socket peer = connect_to_front();
    send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    std::string const piece(100'000, 'x');
    for (int count = 0; count < 10; ++count) {
        send(peer, piece);
        poll();
    }
    peer.shutdown(tcp::socket::shutdown_send);
    std::string const answer = receive_all(peer); // an end, no reset
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    run_until([&] { return front_.size() == 0; });
}

} // namespace
} // namespace socketiota::loop

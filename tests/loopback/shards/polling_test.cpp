// SPDX-License-Identifier: MIT
//
// Sessions whose requests come in on any shard, over few connections, as those of a proxy without
// sticky sessions. Run it under ThreadSanitizer.
#include "shards_test.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <random>

#include <support/secure_client.hpp>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;

/// The body of the answer at the front of `received`, which is taken out.
std::optional<std::string> take_body(std::string& received) {
    std::size_t const end = received.find("\r\n\r\n");
    std::size_t const length = received.find("Content-Length: ");
    if (end == std::string::npos || length > end)
        return std::nullopt;
    std::size_t const size = std::stoul(received.substr(length + 16));
    if (received.size() < end + 4 + size)
        return std::nullopt;
    std::string body = received.substr(end + 4, size);
    received.erase(0, end + 4 + size);
    return body;
}

/// A connection that is kept alive.
class kept_connection {
public:
    kept_connection() = default;
    kept_connection(kept_connection const&) = delete;
    kept_connection& operator=(kept_connection const&) = delete;
    virtual ~kept_connection() = default;

    virtual void send(std::string_view octets) = 0;

    /// The body of the answer; empty: the connection ended.
    std::string get(std::string const& target) {
        send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        return next_body();
    }

    std::string post(std::string const& target, std::string const& body) {
        send("POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body);
        return next_body();
    }

    /// Whether that came before the connection ended.
    bool hears(std::string_view text) {
        while (received().find(text) == std::string::npos)
            if (!read())
                return false;
        return true;
    }

private:
    virtual std::string& received() = 0;
    virtual bool read() = 0;

    std::string next_body() {
        for (;;) {
            if (auto const body = take_body(received()))
                return *body;
            if (!read())
                return {};
        }
    }
};

class plain_connection final : public kept_connection {
public:
    explicit plain_connection(std::uint16_t port) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view octets) override { asio::write(socket_, asio::buffer(octets)); }

private:
    std::string& received() override { return received_; }

    bool read() override {
        error_code failure;
        std::string piece(65536, '\0');
        piece.resize(socket_.read_some(asio::buffer(piece), failure));
        received_ += piece;
        return !failure;
    }

    asio::io_context home_;
    asio::ip::tcp::socket socket_{home_};
    std::string received_;
};

class secure_connection final : public kept_connection {
public:
    explicit secure_connection(std::uint16_t port)
        : client_(home_, {asio::ip::address_v4::loopback(), port}) {
        while (!client_.peer.connected())
            client_.carry();
    }

    void send(std::string_view octets) override { client_.peer.send(octets); }

private:
    std::string& received() override { return client_.peer.received; }

    bool read() override {
        client_.carry();
        return !client_.closed;
    }

    asio::io_context home_;
    secure_client client_;
};

std::string const handshake_target = "/engine.io/?EIO=4&transport=polling";

std::string of_session(std::string const& sid) { return handshake_target + "&sid=" + sid; }

class shards_polling : public shards_test, public testing::WithParamInterface<bool> {
protected:
    void begin() {
        io.emplace(of_shards(shards));
        io->on_connection([this](engine_session const& session) { on_session(session); });
        if (GetParam())
            io->listen(0, with_certificate());
        else
            io->listen({asio::ip::address_v4::loopback(), 0});
        run();
    }

    [[nodiscard]] std::unique_ptr<kept_connection> open() const {
        if (GetParam())
            return std::make_unique<secure_connection>(io->port());
        return std::make_unique<plain_connection>(io->port());
    }

    static std::string sid_of(std::string const& opened) {
        std::size_t const at = opened.find("\"sid\":\"");
        return at == std::string::npos ? std::string() : opened.substr(at + 7, 20);
    }
};

INSTANTIATE_TEST_SUITE_P(plain, shards_polling, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(tls, shards_polling, testing::Values(true));

TEST_P(shards_polling, serve_all_sessions_over_any_connection_and_have_as_many_each) {
    begin();
    std::mt19937 random(1);
    std::vector<std::unique_ptr<kept_connection>> proxies;
    for (int count = 0; count < 4; ++count)
        proxies.push_back(open());
    auto const any = [&]() -> kept_connection& { return *proxies[random() % proxies.size()]; };
    std::vector<std::pair<std::string, std::string>> sessions; // id, thread
    constexpr std::size_t clients = 400;
    for (std::size_t count = 0; count < clients; ++count) {
        std::string const sid = sid_of(any().get(handshake_target));
        ASSERT_EQ(sid.size(), 20U);
        ASSERT_EQ(any().post(of_session(sid), "4who"), "ok");
        std::string const answer = any().get(of_session(sid));
        sessions.emplace_back(sid, answer.substr(0, answer.find(':')));
    }
    for (int round = 0; round < 400; ++round) {
        auto const& [sid, thread] = sessions[random() % clients];
        std::string const first = std::to_string(round);
        ASSERT_EQ(any().post(of_session(sid), "4" + first + "\x1e" + "4next"), "ok");
        ASSERT_EQ(any().get(of_session(sid)),
                  thread + ':' + first + '\x1e' + thread + ":next"); // in order, on its thread
    }
    std::map<std::string, std::size_t> of_thread;
    for (auto const& [sid, thread] : sessions)
        ++of_thread[thread];
    EXPECT_EQ(of_thread.size(), shards);
    for (auto const& [thread, count] : of_thread)
        EXPECT_LE(count, clients / shards * 13 / 10) << thread;
}

TEST_P(shards_polling, answer_and_close_who_names_a_session_that_is_not_there) {
    begin();
    std::string const sid = sid_of(open()->get(handshake_target));
    std::string gone = sid;
    gone[0] = gone[0] == 'A' ? 'B' : 'A';
    for (int count = 0; count < 12; ++count) { // on its own shard, or not
        auto const connection = open();
        EXPECT_EQ(connection->get(of_session(gone)),
                  R"({"code":1,"message":"Session ID unknown"})");
    }
}

TEST_P(shards_polling, upgrade_a_session_on_a_connection_of_any_shard) {
    begin();
    for (int count = 0; count < 8; ++count) {
        auto const polls = open();
        std::string const sid = sid_of(polls->get(handshake_target));
        auto const socket = open();
        socket->send(upgrade_request(engine_target("/engine.io/") + "&sid=" + sid));
        socket->send(masked_frame(0x81, "2probe"));
        ASSERT_TRUE(socket->hears("3probe"));
        socket->send(masked_frame(0x81, "5") + masked_frame(0x81, "4hello"));
        ASSERT_TRUE(socket->hears(":hello"));
    }
}

} // namespace
} // namespace socketiota::test

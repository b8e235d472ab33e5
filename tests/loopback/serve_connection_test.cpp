// SPDX-License-Identifier: MIT
//
// Connections that the program has accepted, over the kinds of streams that it may have.
#include <socketiota/engine_server.hpp>
#include <socketiota/interop/beast.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <support/blocking_websocket.hpp>
#include <support/secure_client.hpp>

namespace socketiota {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A program on one thread, that answers `/own` itself and gives the rest away.
class embedding_program : public testing::Test {
protected:
    void SetUp() override {
        io.on_connection([this](engine_session const& session) {
            seen.set_value(std::pair(std::string(session.handshake().address()),
                                     session.handshake().secure()));
            session.on_text([session](std::string_view text) { session.send(std::string(text)); });
        });
        io.on_error([this](std::exception_ptr const& failure) { failed.set_value(failure); });
    }

    ~embedding_program() override {
        if (!runner.joinable())
            return;
        asio::post(context, [this] {
            port.close();
            io.stop();
        });
        going_on.reset();
        runner.join();
    }

    /// Accepts one connection after the other with `serve`, which gives each away in the end.
    template <class Serve>
    void run(Serve serve) {
        co_spawn(context, accept_all(std::move(serve)), asio::detached);
        runner = std::thread([this] { context.run(); });
    }

    template <class Serve>
    asio::awaitable<void> accept_all(Serve serve) {
        for (;;) {
            auto [failure, accepted] = co_await port.async_accept(asio::as_tuple(asio::deferred));
            if (failure)
                co_return;
            co_spawn(context, serve(std::move(accepted)), asio::detached);
        }
    }

    /// Answers `/own` and gives the rest away by its head alone, as often as it comes back.
    asio::awaitable<void> answer(boost::beast::tcp_stream stream, std::string octets = {}) {
        boost::beast::flat_buffer buffer;
        asio::buffer_copy(buffer.prepare(octets.size()), asio::buffer(octets));
        buffer.commit(octets.size());
        for (;;) {
            http::request_parser<http::empty_body> parser;
            auto const [failure, size] = co_await http::async_read_header(
                stream, buffer, parser, asio::as_tuple(asio::deferred));
            if (failure)
                co_return;
            if (parser.get().target() != "/own") {
                io.serve_connection(std::move(stream), beast::unread(parser.get(), buffer),
                                    [this](boost::beast::tcp_stream back, std::string came) {
                                        if (came.starts_with("GET /fails "))
                                            throw std::runtime_error("not this one");
                                        co_spawn(context, answer(std::move(back), std::move(came)),
                                                 asio::detached);
                                    });
                co_return;
            }
            http::response<http::string_body> own(http::status::ok, 11);
            own.body() = "of the program";
            own.prepare_payload();
            co_await http::async_write(stream, own, asio::deferred);
        }
    }

    /// A client that has no more than the program's port.
    struct client {
        explicit client(std::uint16_t to) {
            socket.connect({asio::ip::address_v4::loopback(), to});
        }

        void say(std::string_view octets) { asio::write(socket, asio::buffer(octets)); }

        /// What came up to `end`, the end of the stream or not.
        std::string until(std::string_view end) {
            error_code failure;
            std::size_t const size =
                asio::read_until(socket, asio::dynamic_buffer(unread), std::string(end), failure);
            return std::exchange(unread, unread.substr(failure ? unread.size() : size))
                .substr(0, failure ? std::string::npos : size);
        }

        asio::io_context never_run{};
        tcp::socket socket{never_run};
        std::string unread{};
    };

    [[nodiscard]] std::uint16_t number() const { return port.local_endpoint().port(); }

    asio::io_context context{1};
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> going_on{
        context.get_executor()};
    engine_server io{context, {.log = [](log_level, std::string_view) {}}};
    tcp::acceptor port{context, {asio::ip::address_v4::loopback(), 0}};
    std::promise<std::pair<std::string, bool>> seen;
    std::promise<std::exception_ptr> failed;
    std::thread runner;
};

constexpr std::string_view own_request = "GET /own HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view polling_request =
    "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST_F(embedding_program, gives_a_websocket_away) {
    run([this](tcp::socket accepted) {
        return answer(boost::beast::tcp_stream(std::move(accepted)));
    });
    test::blocking_websocket peer(number(), "/engine.io/");
    EXPECT_THAT(peer.next(), StartsWith("0{"));
    EXPECT_EQ(seen.get_future().get(), std::pair(std::string("127.0.0.1"), false));
    peer.say("4hello");
    EXPECT_EQ(peer.next(), "4hello");
    io.stop();
    EXPECT_EQ(peer.next(), "");
}

TEST_F(embedding_program, takes_back_what_is_its_own) {
    run([this](tcp::socket accepted) {
        return answer(boost::beast::tcp_stream(std::move(accepted)));
    });
    client who(number());
    for (int round = 0; round < 3; ++round) {
        who.say(own_request);
        EXPECT_THAT(who.until("of the program"), EndsWith("\r\n\r\nof the program"));
        who.say(polling_request);
        EXPECT_THAT(who.until("}"), HasSubstr("\r\n\r\n0{"));
    }
}

TEST_F(embedding_program, keeps_what_comes_before_an_answer_has_left) {
    run([this](tcp::socket accepted) {
        return answer(boost::beast::tcp_stream(std::move(accepted)));
    });
    client who(number());
    who.say(std::string(polling_request).append(own_request));
    EXPECT_THAT(who.until("}"), HasSubstr("\r\n\r\n0{"));
    std::string const answer = who.until("never comes");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 421 Misdirected Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(embedding_program, hears_of_its_own_failure) {
    run([this](tcp::socket accepted) {
        return answer(boost::beast::tcp_stream(std::move(accepted)));
    });
    client who(number());
    who.say("GET /fails HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THROW(std::rethrow_exception(failed.get_future().get()), std::runtime_error);
    EXPECT_EQ(who.until("never comes"), "");
}

TEST_F(embedding_program, gets_404_for_what_nobody_takes_back) {
    run([this](tcp::socket accepted) -> asio::awaitable<void> {
        io.serve_connection(std::move(accepted));
        co_return;
    });
    client who(number());
    who.say(own_request);
    EXPECT_THAT(who.until("\r\n\r\n"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
    who.say(polling_request);
    EXPECT_THAT(who.until("}"), HasSubstr("\r\n\r\n0{")) << "it stays";
}

TEST_F(embedding_program, brings_much_to_who_reads_late) {
    std::string const much(3'000'000, 'm');
    io.on_connection([&much](engine_session const& session) { session.send(much); });
    run([this](tcp::socket accepted) -> asio::awaitable<void> {
        io.serve_connection(std::move(accepted));
        co_return;
    });
    test::blocking_websocket peer(number(), "/engine.io/");
    EXPECT_THAT(peer.next(), StartsWith("0{"));
    asio::post(context, asio::use_future).get(); // all buffers are full by now
    EXPECT_TRUE(peer.next() == '4' + much);
}

TEST_F(embedding_program, closes_what_comes_after_the_end) {
    io.stop();
    run([this](tcp::socket accepted) -> asio::awaitable<void> {
        io.serve_connection(std::move(accepted));
        co_return;
    });
    client who(number());
    EXPECT_EQ(who.until("never comes"), "");
}

TEST_F(embedding_program, speaks_tls_itself) {
    asio::ssl::context secret(asio::ssl::context::tls_server);
    secret.use_certificate_chain(asio::buffer(test::own_certificate().certificate));
    secret.use_private_key(asio::buffer(test::own_certificate().key), asio::ssl::context::pem);
    run([this, &secret](tcp::socket accepted) -> asio::awaitable<void> {
        asio::ssl::stream<tcp::socket> stream(std::move(accepted), secret);
        co_await stream.async_handshake(asio::ssl::stream_base::server, asio::deferred);
        io.serve_connection(std::move(stream));
    });
    asio::io_context never_run;
    test::secure_client who(never_run, {asio::ip::address_v4::loopback(), number()});
    who.carry_until([&] { return who.peer.connected(); });
    who.open_websocket("/engine.io/");
    who.carry_until([&] { return who.has("maxPayload"); });
    EXPECT_EQ(seen.get_future().get(), std::pair(std::string("127.0.0.1"), true));
    who.text("4hello");
    who.carry_until([&] { return who.has("4hello"); });
    io.stop();
    who.carry_until([&] { return who.closed || who.peer.ended(); });
}

TEST(serve_connection, is_for_servers_on_a_context_of_the_program) {
    engine_server owner;
    asio::io_context context;
    EXPECT_THROW(owner.serve_connection(tcp::socket(context)), std::logic_error);
}

} // namespace
} // namespace socketiota

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota::test {

/// A proxy on the loop of a test, which leads to a port of this machine whatever it is asked for,
/// and says so as one of HTTP or of SOCKS 5 does. It wants a login.
class test_proxy {
public:
    test_proxy(boost::asio::io_context& context, std::string_view scheme, std::uint16_t leads_to)
        : acceptor_(context, {boost::asio::ip::address_v4::loopback(), 0}),
          url_(std::string(scheme) +
               "://Ann:secret@127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())) {
        bool const by_http = scheme == "http";
        boost::asio::co_spawn(context, accept(acceptor_, by_http, leads_to), boost::asio::detached);
    }

    test_proxy(test_proxy const&) = delete;
    test_proxy& operator=(test_proxy const&) = delete;

    ~test_proxy() { acceptor_.close(); }

    [[nodiscard]] std::string const& url() const noexcept { return url_; }

private:
    using tcp = boost::asio::ip::tcp;
    using nothing = boost::asio::awaitable<void>;

    /// The two ends of a connection, which end together.
    struct line {
        tcp::socket client;
        tcp::socket server;
    };

    static nothing accept(tcp::acceptor& from, bool by_http, std::uint16_t leads_to) {
        for (;;) {
            boost::system::error_code failure;
            auto const context = from.get_executor();
            auto client = co_await from.async_accept(
                boost::asio::redirect_error(boost::asio::use_awaitable, failure));
            if (failure)
                co_return; // `from` may be gone
            auto made = std::make_shared<line>(line{std::move(client), tcp::socket(context)});
            boost::asio::co_spawn(context, serve(std::move(made), by_http, leads_to),
                                  boost::asio::detached);
        }
    }

    static nothing serve(std::shared_ptr<line> made, bool by_http, std::uint16_t leads_to) {
        try {
            if (by_http)
                co_await greet_http(made->client);
            else
                co_await greet_socks(made->client);
            co_await made->server.async_connect({boost::asio::ip::address_v4::loopback(), leads_to},
                                                boost::asio::use_awaitable);
            std::string_view const granted = by_http ? std::string_view("HTTP/1.1 200 OK\r\n\r\n")
                                                     : std::string_view("\5\0\0\1\0\0\0\0\0\0", 10);
            co_await say(made->client, granted);
            boost::asio::co_spawn(made->client.get_executor(), carry(made, true),
                                  boost::asio::detached);
            co_await carry(made, false);
        } catch (boost::system::system_error const&) {
            made->client.close(); // which has left
        }
    }

    static nothing greet_http(tcp::socket& client) {
        std::string head;
        co_await boost::asio::async_read_until(client, boost::asio::dynamic_buffer(head),
                                               "\r\n\r\n", boost::asio::use_awaitable);
        if (head.find("Proxy-Authorization: Basic QW5uOnNlY3JldA==\r\n") == std::string::npos)
            throw boost::system::system_error(boost::asio::error::access_denied);
    }

    static nothing greet_socks(tcp::socket& client) {
        co_await hear(client, 4);
        co_await say(client, "\5\2");
        co_await hear(client, 12);
        co_await say(client, std::string_view("\1\0", 2));
        std::string const head = co_await hear(client, 5);
        std::size_t const host = head[3] == 1 ? 3 : static_cast<unsigned char>(head[4]);
        co_await hear(client, host + 2);
    }

    static boost::asio::awaitable<std::string> hear(tcp::socket& client, std::size_t size) {
        std::string octets(size, '\0');
        co_await boost::asio::async_read(client, boost::asio::buffer(octets),
                                         boost::asio::use_awaitable);
        co_return octets;
    }

    static nothing say(tcp::socket& client, std::string_view octets) {
        co_await boost::asio::async_write(client, boost::asio::buffer(octets),
                                          boost::asio::use_awaitable);
    }

    static nothing carry(std::shared_ptr<line> along, bool back) {
        tcp::socket& from = back ? along->server : along->client;
        tcp::socket& to = back ? along->client : along->server;
        try {
            for (std::array<char, 4096> octets;;) {
                std::size_t const size = co_await from.async_read_some(boost::asio::buffer(octets),
                                                                       boost::asio::use_awaitable);
                co_await say(to, {octets.data(), size});
            }
        } catch (boost::system::system_error const&) {
            along->client.close();
            along->server.close();
        }
    }

    tcp::acceptor acceptor_;
    std::string const url_;
};

} // namespace socketiota::test

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <support/websocket_octets.hpp>
#include <sys/socket.h>
#include <sys/types.h>

namespace socketiota::test {

/// A client on a real socket that goes as far as it is told, octet by octet, and leaves. Its server
/// runs on another context of the same thread, which it runs while it waits for an answer; or on
/// threads of its own.
class abandoning_peer {
public:
    using tcp = boost::asio::ip::tcp;

    /// `server`: the context that it runs, if any.
    abandoning_peer(boost::asio::io_context& peers, boost::asio::io_context* server,
                    std::uint16_t port)
        : server_(server), connection_(peers) {
        connection_.connect({boost::asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view octets) {
        boost::asio::write(connection_, boost::asio::buffer(octets));
    }

    /// Waits until `marker` has come; a marker that never comes ends by the time limit of ctest.
    std::string receive(std::string_view marker) {
        while (received_.find(marker) == std::string::npos)
            received_ += receive_some();
        return std::exchange(received_, {});
    }

    /// What is thrown by who waits for what comes no more.
    struct ended_by_server {};

    /// Waits until something has come.
    std::string receive_some() {
        while (connection_.available() == 0) {
            if (is_ended())
                throw ended_by_server();
            if (server_ != nullptr)
                server_->run_one();
            else
                connection_.wait(tcp::socket::wait_read);
        }
        std::string octets(connection_.available(), '\0');
        octets.resize(connection_.read_some(boost::asio::buffer(octets)));
        return octets;
    }

    // ---- polling ----

    /// A new session; its later requests go on this connection too.
    void open_polling() {
        send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string const answer = receive("\"maxPayload\"");
        std::size_t const begin = answer.find("\"sid\":\"") + 7;
        sid_ = answer.substr(begin, answer.find('"', begin) - begin);
    }

    [[nodiscard]] std::string target(std::string_view transport) const {
        std::string text = "/socket.io/?EIO=4&transport=" + std::string(transport);
        return sid_.empty() ? text : text + "&sid=" + sid_;
    }

    void deliver(std::string_view payload) {
        send("POST " + target("polling") + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
             std::to_string(payload.size()) + "\r\n\r\n" + std::string(payload));
        receive("\r\n\r\nok");
    }

    void poll() { send("GET " + target("polling") + " HTTP/1.1\r\nHost: localhost\r\n\r\n"); }

    void join_by_polling() {
        open_polling();
        deliver("40");
        poll();
        receive("40{");
    }

    // ---- WebSocket ----

    /// `further` is added to the query.
    void ask_for_websocket(std::string_view further = {}) {
        send(upgrade_request(target("websocket") + std::string(further)));
    }

    void open_websocket() {
        ask_for_websocket();
        receive("\"maxPayload\"");
    }

    void frame(std::uint8_t first, std::string_view content) { send(masked_frame(first, content)); }

    void text(std::string_view content) { frame(0x81, content); }

    void join_by_websocket() {
        open_websocket();
        text("40");
        receive("40{");
    }

    // ---- ways to leave ----

    void close() { connection_.close(); }

    void reset() {
        connection_.set_option(boost::asio::socket_base::linger(true, 0));
        connection_.close();
    }

private:
    [[nodiscard]] bool is_ended() {
        char octet = 0;
        ssize_t const found =
            ::recv(connection_.native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
        return found == 0 || (found < 0 && errno != EAGAIN);
    }

    boost::asio::io_context* server_;
    tcp::socket connection_;
    std::string received_;
    std::string sid_;
};

} // namespace socketiota::test

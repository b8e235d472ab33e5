// SPDX-License-Identifier: MIT
#pragma once

#include "../common/unique_fd.hpp"

#include <boost/asio/io_context.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace socketiota::bench {

/// A client on a connection of its own, which does next to nothing itself. The server runs in the
/// same thread while it waits, so that one operation is done before the next begins.
class peer {
public:
    peer(boost::asio::io_context& server, std::uint16_t port)
        : server_(server), connection_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(connection_.get(), reinterpret_cast<sockaddr const*>(&address),
                      sizeof(address)) != 0)
            throw std::runtime_error("no connection to the server");
    }

    void send(std::string_view octets) {
        if (::send(connection_.get(), octets.data(), octets.size(), 0) !=
            static_cast<ssize_t>(octets.size()))
            throw std::runtime_error("the connection does not take a request");
    }

    /// A masked text frame; the mask is of zeros. `text` has no length field.
    void send_frame(std::string_view text) {
        std::string whole("\x81");
        whole += static_cast<char>(0x80U | text.size());
        whole.append(4, '\0').append(text);
        send(whole);
    }

    /// The same with a binary.
    void send_binary_frame(std::string_view octets) {
        std::string whole("\x82");
        whole += static_cast<char>(0x80U | octets.size());
        whole.append(4, '\0').append(octets);
        send(whole);
    }

    /// Runs the server until what it sent is or ends with `end`, and takes it.
    std::string_view take(std::string_view end) {
        received_.clear();
        while (!received_.ends_with(end)) {
            char part[4096];
            ssize_t const count = ::recv(connection_.get(), part, sizeof(part), MSG_DONTWAIT);
            if (count > 0)
                received_.append(part, static_cast<std::size_t>(count));
            else if (count == 0 || (errno != EAGAIN && errno != EINTR))
                throw std::runtime_error("the server closed the connection after: " + received_);
            else
                server_.run_one();
        }
        return received_;
    }

private:
    boost::asio::io_context& server_;
    unique_fd connection_;
    std::string received_;
};

} // namespace socketiota::bench

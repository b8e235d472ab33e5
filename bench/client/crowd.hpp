// SPDX-License-Identifier: MIT
#pragma once

#include "give_up.hpp"

#include <socketiota/client.hpp>
#include <socketiota/client_options.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/transport.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::bench {

/// Clients with a connection each, as a program would make them, but by WebSocket from the
/// beginning.
class client_crowd {
public:
    client_crowd(boost::asio::io_context& context, std::uint16_t port)
        : context_(context), url_("http://127.0.0.1:" + std::to_string(port)) {}

    /// Connects until there are `size`, some at a time, then calls `when_all_are_there`.
    void grow_to(std::size_t size, std::function<void()> when_all_are_there) {
        wanted_ = size;
        then_ = std::move(when_all_are_there);
        for (std::size_t count = 0; count != at_a_time; ++count)
            connect_one();
    }

    [[nodiscard]] client_socket const& socket(std::size_t at) const { return sockets_[at]; }

    void close() {
        is_closing_ = true;
        for (client& each : clients_)
            each.close();
    }

private:
    static constexpr std::size_t at_a_time = 50;

    void connect_one() {
        if (clients_.size() == wanted_)
            return;
        client_options options;
        options.transports = {transport::websocket};
        options.reconnection = false;
        clients_.emplace_back(context_, url_, std::move(options));
        client_socket const& made = sockets_.emplace_back(clients_.back().socket());
        made.on_connect([this] {
            if (++connected_ == wanted_)
                return then_();
            connect_one();
        });
        made.on_connect_error([](connect_error const& why) {
            give_up("a client could not connect: " + why.message);
        });
        made.on_disconnect([this](disconnect_reason why) {
            if (!is_closing_)
                give_up("a client was disconnected: " + std::string(to_string(why)));
        });
    }

    boost::asio::io_context& context_;
    std::string const url_;
    std::vector<client> clients_;
    std::vector<client_socket> sockets_;
    std::size_t wanted_ = 0;
    std::size_t connected_ = 0;
    std::function<void()> then_;
    bool is_closing_ = false;
};

} // namespace socketiota::bench

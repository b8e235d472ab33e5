// SPDX-License-Identifier: MIT
//
// Carries messages between the servers of one machine by datagrams between Unix domain sockets:
// each process has one in the same folder. What an adapter for another broker looks like.
#pragma once

#include <socketiota/message_carrier.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/datagram_protocol.hpp>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

class datagram_carrier : public socketiota::message_carrier {
public:
    explicit datagram_carrier(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::create_directories(folder_);
    }

    void start(boost::asio::any_io_executor const& executor, receiver& to) override;
    void open(std::string_view nsp, std::string_view server) override;
    void close(std::string_view nsp, std::string_view server) override;
    void publish(std::string_view nsp, std::string_view octets) override;
    void stop() override;

private:
    using protocol = boost::asio::local::datagram_protocol;

    void receive();
    void take(std::string_view datagram);
    void tell_of_gap();

    std::filesystem::path const folder_;
    std::filesystem::path own_;
    receiver* receiver_ = nullptr;                 // null once it has stopped
    bool tells_of_gap_ = false;                    // in a moment
    std::multiset<std::string, std::less<>> nsps_; // one may be opened anew before it is closed
    std::shared_ptr<protocol::socket> socket_;
    // The kernel's own limit for one datagram is about as large.
    std::shared_ptr<std::array<char, 256 * 1024>> buffer_ =
        std::make_shared<std::array<char, 256 * 1024>>();
};

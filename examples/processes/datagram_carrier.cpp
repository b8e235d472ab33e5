// SPDX-License-Identifier: MIT
#include "datagram_carrier.hpp"

#include <boost/asio/post.hpp>

#include <random>
#include <string>
#include <utility>

namespace asio = boost::asio;

void datagram_carrier::start(asio::any_io_executor const& executor, receiver& to) {
    receiver_ = &to;
    std::random_device random;
    own_ = folder_ / (std::to_string(random()) + '-' + std::to_string(random()) + ".sock");
    socket_ = std::make_shared<protocol::socket>(executor, protocol::endpoint(own_.string()));
    socket_->non_blocking(true);
    receive();
}

void datagram_carrier::open(std::string_view nsp, std::string_view) { nsps_.emplace(nsp); }

void datagram_carrier::close(std::string_view nsp, std::string_view) {
    nsps_.erase(nsps_.find(nsp));
}

// The name of the namespace, a zero, and the message.
void datagram_carrier::publish(std::string_view nsp, std::string_view octets) {
    std::array<asio::const_buffer, 3> const parts{asio::buffer(nsp), asio::buffer("", 1),
                                                  asio::buffer(octets)};
    boost::system::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(folder_, ignored)) {
        if (entry.path() == own_)
            continue;
        boost::system::error_code failure;
        socket_->send_to(parts, protocol::endpoint(entry.path().string()), 0, failure);
        if (failure == asio::error::connection_refused)
            std::filesystem::remove(entry.path(), ignored); // its process has died
        else if (failure && failure != boost::system::errc::no_such_file_or_directory)
            tell_of_gap(); // who reads too slowly misses it: nobody waits for one of them
    }
}

// Not inside of `publish`.
void datagram_carrier::tell_of_gap() {
    if (std::exchange(tells_of_gap_, true))
        return;
    asio::post(socket_->get_executor(), [this, socket = socket_] {
        if (!socket->is_open())
            return;
        tells_of_gap_ = false;
        receiver_->on_gap();
    });
}

void datagram_carrier::stop() {
    receiver_ = nullptr;
    boost::system::error_code ignored;
    socket_->close(ignored);
    std::filesystem::remove(own_, ignored);
}

void datagram_carrier::receive() {
    // What it works with outlives this carrier, which may be gone when the answer comes.
    socket_->async_receive(asio::buffer(*buffer_),
                           [this, socket = socket_,
                            buffer = buffer_](boost::system::error_code failure, std::size_t size) {
                               if (failure == asio::error::operation_aborted || !socket->is_open())
                                   return;
                               if (!failure)
                                   take({buffer->data(), size});
                               if (socket->is_open())
                                   receive();
                           });
}

void datagram_carrier::take(std::string_view datagram) {
    auto const zero = datagram.find('\0');
    if (zero == std::string_view::npos || receiver_ == nullptr)
        return;
    auto const nsp = datagram.substr(0, zero);
    if (nsps_.contains(nsp))
        receiver_->on_message(nsp, datagram.substr(zero + 1));
}

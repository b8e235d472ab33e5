// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>

#include <cerrno>

#include <loop/kernel_socket.hpp>
#include <loop/listening_socket.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace socketiota::loop {

using boost::system::error_code;
using tcp = boost::asio::ip::tcp;
using local = boost::asio::local::stream_protocol;

namespace {

void note(error_code& failure, int result) {
    if (result != 0)
        failure.assign(errno, boost::system::system_category());
}

} // namespace

void listening_socket::make(error_code& failure) {
    failure.clear();
    socket_ = new_socket(family_);
    note(failure, socket_ ? 0 : -1);
}

void listening_socket::set(int level, int option, int value, error_code& failure) const {
    if (!failure)
        note(failure, ::setsockopt(number(), level, option, &value, sizeof value));
}

void listening_socket::bind(tcp::endpoint const& at, error_code& failure) const {
    if (!failure)
        note(failure, ::bind(number(), at.data(), static_cast<socklen_t>(at.size())));
}

void listening_socket::bind(local::endpoint const& at, error_code& failure) const {
    failure.clear();
    note(failure, ::bind(number(), at.data(), static_cast<socklen_t>(at.size())));
}

void listening_socket::listen(error_code& failure) const {
    if (!failure)
        note(failure, ::listen(number(), SOMAXCONN));
}

std::shared_ptr<listening_socket> listening_socket::bound(tcp::endpoint const& at, bool shares_port,
                                                          error_code& failure) {
    std::shared_ptr<listening_socket> made(new listening_socket(at.protocol().family()));
    made->make(failure);
    if (at.protocol() == tcp::v6() && at.address().is_unspecified())
        made->set(IPPROTO_IPV6, IPV6_V6ONLY, 0, failure); // IPv4 peers too, as Node does
    made->set(SOL_SOCKET, SO_REUSEADDR, 1, failure);
    // Inherited by accepted sockets, which saves a system call for each.
    made->set(IPPROTO_TCP, TCP_NODELAY, 1, failure);
    if (shares_port)
        made->set(SOL_SOCKET, SO_REUSEPORT, 1, failure);
    made->bind(at, failure);
    return made;
}

std::vector<std::shared_ptr<listening_socket>>
listening_socket::open(tcp::endpoint const& at, std::size_t count, error_code& failure) {
    std::vector<std::shared_ptr<listening_socket>> opened{bound(at, false, failure)};
    if (count > 1)
        opened[0]->set(SOL_SOCKET, SO_REUSEPORT, 1, failure);
    while (!failure && opened.size() < count)
        opened.push_back(bound(opened[0]->local_endpoint(), true, failure));
    for (auto const& each : opened)
        each->listen(failure);
    if (failure)
        opened.clear();
    return opened;
}

std::shared_ptr<listening_socket> listening_socket::open(local::endpoint const& at,
                                                         error_code& failure) {
    std::shared_ptr<listening_socket> made(new listening_socket(AF_UNIX));
    made->make(failure);
    if (failure)
        return nullptr;
    made->bind(at, failure);
    if (failure == boost::asio::error::address_in_use) {
        socket_file::remove_stale(at.path(), failure);
        if (!failure)
            made->bind(at, failure);
    }
    if (failure)
        return nullptr;
    made->file_.hold(at.path());
    made->listen(failure);
    return failure ? nullptr : made;
}

tcp::endpoint listening_socket::local_endpoint() const noexcept {
    tcp::endpoint at;
    auto size = static_cast<socklen_t>(at.capacity());
    if (family_ == AF_UNIX || ::getsockname(number(), at.data(), &size) != 0)
        return {};
    return at;
}

} // namespace socketiota::loop

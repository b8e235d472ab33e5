// SPDX-License-Identifier: MIT
#include "tcp_stream.hpp"

#include "failure.hpp"

#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace socketiota::bench {

namespace {

[[noreturn]] void fail(const char* what, int error) {
    throw failure{std::string{what} + " failed: " + std::generic_category().message(error)};
}

} // namespace

void tcp_stream::connect(std::uint16_t port) {
    fd_ = unique_fd{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd_)
        fail("socket", errno);
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS)
        fail("connect", errno);
    waiting_for_ = EPOLLIN | EPOLLOUT;
    loop_->watch(fd_.get(), waiting_for_, *owner_);
}

void tcp_stream::finish_connect() {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        fail("connect", error);
}

void tcp_stream::wait_for(std::uint32_t events) {
    if (waiting_for_ == events)
        return;
    waiting_for_ = events;
    loop_->watch_again(fd_.get(), events, *owner_);
}

void tcp_stream::flush() {
    std::size_t sent = 0;
    while (sent < output_.size()) {
        const ssize_t size = ::send(fd_.get(), output_.data() + sent, output_.size() - sent,
                                    MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN)
                break;
            // A reset is met again by receive(), where the owner knows whether it was due.
            if (errno == EPIPE || errno == ECONNRESET) {
                sent = output_.size();
                break;
            }
            fail("send", errno);
        }
        sent += static_cast<std::size_t>(size);
    }
    output_.erase(0, sent);
    wait_for(output_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

tcp_stream::received tcp_stream::receive() {
    const auto buffer = loop_->receive_buffer();
    const ssize_t size = ::recv(fd_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return received::nothing;
        if (errno == ECONNRESET)
            return received::end;
        fail("recv", errno);
    }
    if (size == 0)
        return received::end;
    const std::string_view fresh{buffer.data(), static_cast<std::size_t>(size)};
    if (tail_.empty()) {
        unread_ = fresh;
    } else {
        tail_ += fresh;
        unread_ = tail_;
    }
    return received::data;
}

void tcp_stream::consume(std::size_t size) {
    if (tail_.empty())
        tail_.assign(unread_.substr(size));
    else
        tail_.erase(0, size);
    unread_ = {};
}

void tcp_stream::close() {
    fd_.reset();
    output_.clear();
    tail_.clear();
}

} // namespace socketiota::bench

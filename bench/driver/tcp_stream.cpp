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

void tcp_stream::connect(const destination& to) {
    tls_context_ = to.tls();
    fd_ = unique_fd{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd_)
        fail("socket", errno);
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to.port());
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
    if (tls_context_ != nullptr)
        tls_ = std::make_unique<tls_stream>(*tls_context_, fd_.get());
}

void tcp_stream::wait_for(std::uint32_t events) {
    if (waiting_for_ == events)
        return;
    waiting_for_ = events;
    loop_->watch_again(fd_.get(), events, *owner_);
}

void tcp_stream::flush() {
    if (tls_) {
        flush_tls();
        return;
    }
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

void tcp_stream::flush_tls() {
    std::size_t sent = 0;
    const tls_stream::state state = tls_->write(output_, sent);
    output_.erase(0, state == tls_stream::state::ended ? output_.size() : sent);
    wait_for(state == tls_stream::state::wants_output ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

tcp_stream::received tcp_stream::receive() {
    if (tls_)
        return receive_tls();
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
    unread_ = {buffer.data(), static_cast<std::size_t>(size)};
    if (!tail_.empty())
        unread_ = tail_ += unread_;
    return received::data;
}

// Reads all that there is: what waits inside of TLS makes no descriptor ready. With data and end
// at once, the end is met again by the next call.
tcp_stream::received tcp_stream::receive_tls() {
    const auto buffer = loop_->receive_buffer();
    std::size_t size = 0;
    tls_stream::state state = tls_->read(buffer, size);
    if (state == tls_stream::state::done) {
        do {
            tail_.append(buffer.data(), size);
            state = tls_->read(buffer, size);
        } while (state == tls_stream::state::done);
        tail_.append(buffer.data(), size);
        unread_ = tail_;
        return received::data;
    }
    // What was queued before the handshake was over.
    if (!output_.empty() && state != tls_stream::state::ended)
        flush_tls();
    if (size == 0)
        return state == tls_stream::state::ended ? received::end : received::nothing;
    unread_ = {buffer.data(), size};
    if (!tail_.empty())
        unread_ = tail_ += unread_;
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
    tls_.reset();
    fd_.reset();
    output_.clear();
    tail_.clear();
}

} // namespace socketiota::bench

// SPDX-License-Identifier: MIT
#include "server.hpp"

#include "../common/accept_key.hpp"
#include "socket_io.hpp"
#include "websocket_frame.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace socketiota::bench {

namespace {

constexpr unsigned text_frame = 1;
constexpr unsigned close_frame = 8;
constexpr unsigned ping_frame = 9;
constexpr unsigned pong_frame = 10;

std::uint64_t now_milliseconds() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

std::string make_open_packet(const std::string& sid, std::string_view upgrades,
                             std::uint32_t ping_interval) {
    std::string packet = R"(0{"sid":")";
    packet += sid;
    packet += R"(","upgrades":[)";
    packet += upgrades;
    packet += R"(],"pingInterval":)";
    packet += std::to_string(ping_interval);
    packet += R"(,"pingTimeout":20000,"maxPayload":1000000})";
    return packet;
}

unique_fd listen_on(std::uint16_t port) {
    unique_fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    const int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted connections inherit it, which saves a system call each.
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd.get(), 4096) != 0)
        throw std::system_error{errno, std::generic_category(), "listen"};
    return fd;
}

} // namespace

server::server(std::uint16_t port, std::uint32_t ping_interval, std::unique_ptr<tls_server> tls)
    : listener_(listen_on(port)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      ping_interval_(ping_interval),
      tls_(std::move(tls)),
      output_(epoll_.get()),
      poll_sessions_(output_, make_open_packet, ping_interval),
      receive_buffer_(256UL * 1024) {
    epoll_event event{};
    event.events = EPOLLIN; // no pointer: the listener
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener_.get(), &event) != 0)
        throw std::system_error{errno, std::generic_category(), "epoll"};
}

void server::run() {
    std::array<epoll_event, 256> ready{};
    for (;;) {
        const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()),
                                       milliseconds_to_heartbeat());
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = ready[static_cast<std::size_t>(i)];
            auto* target = static_cast<connection*>(event.data.ptr);
            if (target == nullptr) {
                accept_all();
                continue;
            }
            if ((event.events & EPOLLOUT) != 0)
                output_.flush_backlog(*target);
            if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0 && !target->is_gone)
                on_readable(*target);
        }
        send_heartbeats();
        poll_sessions_.answer_pending();
        output_.flush();
        for (connection* each : output_.gone())
            destroy(*each);
        output_.gone().clear();
    }
}

void server::accept_all() {
    // Bounded, so that a crowd that arrives does not starve those who are there.
    for (int i = 0; i < 64; ++i) {
        const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const auto place = static_cast<std::size_t>(fd);
        if (connections_.size() <= place)
            connections_.resize(place + 1);
        connections_[place] = std::make_unique<connection>();
        connection* fresh = connections_[place].get();
        fresh->fd = fd;
        if (tls_) {
            fresh->tls = tls_->accept(fd);
            if (!fresh->tls)
                output_.drop(*fresh);
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = fresh;
        if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
            output_.drop(*fresh);
    }
}

void server::destroy(connection& gone) {
    leave(gone);
    unqueue_heartbeat(gone);
    poll_sessions_.forget(gone);
    const int fd = gone.fd;
    if (gone.tls && gone.closes_after_flush)
        tls_say_end(*gone.tls);
    connections_[static_cast<std::size_t>(fd)].reset();
    ::close(fd);
}

void server::on_readable(connection& from) {
    do {
        const std::span<char> buffer{receive_buffer_};
        const ssize_t received = from.tls
                                     ? tls_receive(*from.tls, buffer)
                                     : ::recv(from.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (received <= 0) {
            if (received == 0 || (errno != EAGAIN && errno != EINTR))
                output_.drop(from);
            return;
        }
        on_received(from, buffer.first(static_cast<std::size_t>(received)));
    } while (from.tls && !from.is_gone && tls_has_more(*from.tls));
}

void server::on_received(connection& from, std::span<char> fresh) {
    if (!from.tail) {
        const std::size_t used = on_bytes(from, fresh);
        if (used != fresh.size() && !from.is_gone)
            from.tail = std::make_unique<std::string>(fresh.data() + used, fresh.size() - used);
        return;
    }
    from.tail->append(fresh.data(), fresh.size());
    from.tail->erase(0, on_bytes(from, *from.tail));
    if (from.tail->empty())
        from.tail.reset();
}

std::size_t server::on_bytes(connection& from, std::span<char> bytes) {
    std::size_t used = 0;
    while (used != bytes.size() && !from.is_gone && !from.closes_after_flush) {
        const std::span<char> rest = bytes.subspan(used);
        const std::size_t size = from.is_websocket ? on_frame(from, rest) : on_request(from, rest);
        if (size == 0)
            break;
        used += size;
    }
    return used;
}

std::size_t server::on_request(connection& from, std::span<char> bytes) {
    const http_request request = read_http_request({bytes.data(), bytes.size()});
    if (request.refused)
        output_.drop(from);
    else if (request.size == 0)
        return 0;
    else if (request.websocket_key.empty())
        poll_sessions_.handle(from, request);
    else
        upgrade(from, request);
    return request.size;
}

void server::upgrade(connection& from, const http_request& request) {
    from.is_websocket = true;
    output_.begin_piece();
    output_.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    output_.append(accept_key(request.websocket_key));
    output_.append("\r\n\r\n");
    const std::string open = make_open_packet(make_sid(++last_sid_), "", ping_interval_);
    append_frame_header(output_, text_frame, open.size());
    output_.append(open);
    output_.send(from, output_.end_piece());
    queue_heartbeat(from, now_milliseconds());
}

std::size_t server::on_frame(connection& from, std::span<char> bytes) {
    const client_frame frame = read_client_frame(bytes);
    if (frame.refused) {
        output_.drop(from);
        return 0;
    }
    if (frame.size == 0)
        return 0;
    if (frame.opcode == text_frame) {
        on_text(from, frame.content);
    } else if (frame.opcode == ping_frame) {
        send_frame(from, pong_frame, frame.content);
    } else if (frame.opcode == close_frame) {
        // A heartbeat that is due in this turn would follow the close frame.
        unqueue_heartbeat(from);
        leave(from);
        send_frame(from, close_frame, frame.content);
        from.closes_after_flush = true;
    }
    return frame.size;
}

void server::on_text(connection& from, std::string_view packet) {
    const packet_request request = read_packet(packet);
    switch (request.kind) {
    case request_kind::echo:
        output_.begin_piece();
        append_frame_header(output_, text_frame, ack_size(request));
        write_ack(output_.append(ack_size(request)), request);
        output_.send(from, output_.end_piece());
        return;
    case request_kind::broadcast: {
        // The event comes back as it came, so the frame is its packet and is made once.
        output_.begin_piece();
        append_frame_header(output_, text_frame, packet.size());
        output_.append(packet);
        const output_range frame = output_.end_piece();
        for (connection* member : members_)
            output_.send(*member, frame);
        return;
    }
    case request_kind::join:
        join(from);
        return;
    case request_kind::close:
    case request_kind::nothing:
        return;
    }
}

void server::send_frame(connection& to, unsigned opcode, std::string_view payload) {
    output_.begin_piece();
    append_frame_header(output_, opcode, payload.size());
    output_.append(payload);
    output_.send(to, output_.end_piece());
}

void server::join(connection& member) {
    if (!member.is_member) {
        member.is_member = true;
        member.member_index = static_cast<std::uint32_t>(members_.size());
        members_.push_back(&member);
    }
    send_frame(member, text_frame, R"(40{"sid":")" + make_sid(++last_sid_) + "\"}");
}

void server::leave(connection& member) {
    if (!member.is_member)
        return;
    member.is_member = false;
    members_.back()->member_index = member.member_index;
    members_[member.member_index] = members_.back();
    members_.pop_back();
}

// All intervals are the same, so the queue is in the order of its due times without sorting.
void server::queue_heartbeat(connection& target, std::uint64_t now) {
    target.heartbeat_at = now + ping_interval_;
    target.earlier = last_heartbeat_;
    target.later = nullptr;
    (last_heartbeat_ != nullptr ? last_heartbeat_->later : first_heartbeat_) = &target;
    last_heartbeat_ = &target;
}

void server::unqueue_heartbeat(connection& target) {
    if (target.heartbeat_at == 0)
        return;
    (target.earlier != nullptr ? target.earlier->later : first_heartbeat_) = target.later;
    (target.later != nullptr ? target.later->earlier : last_heartbeat_) = target.earlier;
    target.heartbeat_at = 0;
}

void server::send_heartbeats() {
    if (first_heartbeat_ == nullptr)
        return;
    const std::uint64_t now = now_milliseconds();
    if (first_heartbeat_->heartbeat_at > now)
        return;
    output_.begin_piece();
    append_frame_header(output_, text_frame, 1);
    output_.append("2");
    const output_range frame = output_.end_piece();
    while (first_heartbeat_ != nullptr && first_heartbeat_->heartbeat_at <= now) {
        connection& due = *first_heartbeat_;
        unqueue_heartbeat(due);
        queue_heartbeat(due, now);
        output_.send(due, frame);
    }
}

int server::milliseconds_to_heartbeat() const {
    if (first_heartbeat_ == nullptr)
        return -1;
    const std::uint64_t now = now_milliseconds();
    return first_heartbeat_->heartbeat_at > now
               ? static_cast<int>(first_heartbeat_->heartbeat_at - now)
               : 0;
}

} // namespace socketiota::bench

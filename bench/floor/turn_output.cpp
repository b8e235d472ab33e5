// SPDX-License-Identifier: MIT
#include "turn_output.hpp"

#include <cerrno>
#include <cstring>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace socketiota::bench {

namespace {

// A peer that reads nothing is dropped here; no scenario comes near.
constexpr std::size_t backlog_limit = 16UL * 1024 * 1024;

} // namespace

void turn_output::append(std::string_view text) {
    std::memcpy(append(text.size()), text.data(), text.size());
}

output_range turn_output::end_piece() const {
    return {static_cast<std::uint32_t>(piece_begin_),
            static_cast<std::uint32_t>(used_ - piece_begin_)};
}

void turn_output::send(connection& target, output_range piece) {
    if (target.is_gone)
        return;
    if (target.backlog) {
        target.backlog->append(bytes_.data() + piece.begin, piece.size);
        if (target.backlog->size() > backlog_limit)
            drop(target);
        return;
    }
    if (!target.has_output) {
        target.has_output = true;
        with_output_.push_back(&target);
    }
    if (target.range_count != 0) {
        output_range& last = target.ranges[target.range_count - 1U];
        if (last.begin + last.size == piece.begin) {
            last.size += piece.size;
            return;
        }
        if (target.range_count == target.ranges.size()) {
            write(target);
            send(target, piece); // the ranges are empty now, or a backlog took their place
            return;
        }
    }
    target.ranges[target.range_count++] = piece;
}

void turn_output::write(connection& target) {
    const ssize_t sent = target.tls ? write_tls(target) : write_gathered(target);
    if (sent < 0 && errno != EAGAIN) {
        target.range_count = 0;
        drop(target);
        return;
    }
    keep(target, sent < 0 ? 0 : static_cast<std::size_t>(sent));
}

ssize_t turn_output::write_gathered(connection& target) {
    if (target.range_count == 1) {
        const output_range& only = target.ranges[0];
        return ::send(target.fd, bytes_.data() + only.begin, only.size, MSG_NOSIGNAL);
    }
    iovec parts[3];
    for (std::size_t i = 0; i < target.range_count; ++i)
        parts[i] = {bytes_.data() + target.ranges[i].begin, target.ranges[i].size};
    msghdr head{};
    head.msg_iov = parts;
    head.msg_iovlen = target.range_count;
    return ::sendmsg(target.fd, &head, MSG_NOSIGNAL);
}

// One record for all ranges: a record costs more than copying what is in it.
ssize_t turn_output::write_tls(connection& target) {
    if (target.range_count == 1) {
        const output_range& only = target.ranges[0];
        return tls_send(*target.tls, {bytes_.data() + only.begin, only.size});
    }
    plaintext_.clear();
    for (std::size_t i = 0; i < target.range_count; ++i)
        plaintext_.append(bytes_.data() + target.ranges[i].begin, target.ranges[i].size);
    return tls_send(*target.tls, plaintext_);
}

// Copies what was not sent, because the arena ends with the turn.
void turn_output::keep(connection& target, std::size_t sent) {
    for (std::size_t i = 0; i < target.range_count; ++i) {
        const output_range& range = target.ranges[i];
        if (sent >= range.size) {
            sent -= range.size;
            continue;
        }
        if (!target.backlog)
            target.backlog = std::make_unique<std::string>();
        target.backlog->append(bytes_.data() + range.begin + sent, range.size - sent);
        sent = 0;
    }
    target.range_count = 0;
    if (target.backlog)
        await_writable(target, true);
}

void turn_output::flush() {
    for (connection* each : with_output_) {
        each->has_output = false;
        if (!each->is_gone && each->range_count != 0)
            write(*each);
        if (each->closes_after_flush && !each->backlog)
            drop(*each);
    }
    with_output_.clear();
    used_ = 0;
}

void turn_output::flush_backlog(connection& target) {
    if (!target.backlog || target.is_gone)
        return;
    const ssize_t sent = target.tls ? tls_send(*target.tls, *target.backlog)
                                    : ::send(target.fd, target.backlog->data(),
                                             target.backlog->size(), MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN)
            drop(target);
        return;
    }
    target.backlog->erase(0, static_cast<std::size_t>(sent));
    if (!target.backlog->empty())
        return;
    target.backlog.reset();
    await_writable(target, false);
    if (target.closes_after_flush)
        drop(target);
}

void turn_output::drop(connection& target) {
    if (target.is_gone)
        return;
    target.is_gone = true;
    gone_.push_back(&target);
}

void turn_output::await_writable(connection& target, bool wanted) {
    if (target.awaits_writable == wanted)
        return;
    target.awaits_writable = wanted;
    epoll_event event{};
    event.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = &target;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, target.fd, &event);
}

} // namespace socketiota::bench

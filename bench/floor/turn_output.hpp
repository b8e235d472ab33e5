// SPDX-License-Identifier: MIT
#pragma once

#include "connection.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace socketiota::bench {

/// The output of one loop turn: bytes are written once into one arena, connections refer to them,
/// and at the end of the turn each connection is written to once.
///
/// A kernel send costs a hundred times what anything in here costs, so the one thing that matters
/// is that a connection gets one of them however many frames it is sent. Frames that lie next to
/// each other are one range; a broadcast frame is shared by all ranges that name it.
class turn_output {
public:
    /// \param epoll the set that the connections are watched by.
    explicit turn_output(int epoll) : epoll_(epoll) {}

    /// Begins a piece of output; append() follows, then end_piece() gives its range.
    void begin_piece() { piece_begin_ = used_; }

    /// Makes room for `size` bytes of the piece. Valid until the next append.
    char* append(std::size_t size) {
        // Grows but never shrinks: clearing the vector would fill it with zeros each turn.
        if (bytes_.size() - used_ < size)
            bytes_.resize(2 * bytes_.size() + size);
        used_ += size;
        return bytes_.data() + used_ - size;
    }

    void append(std::string_view text);

    output_range end_piece() const;

    /// Queues a piece for a connection.
    void send(connection& target, output_range piece);

    /// Writes to all connections that have output and forgets the bytes.
    void flush();

    /// Writes the backlog of a connection that became writable.
    void flush_backlog(connection& target);

    /// Ends a connection: nothing is sent to it any more. It is destroyed at the end of the turn,
    /// because events and output of the turn may still name it.
    void drop(connection& target);

    /// The connections to destroy; the caller clears it.
    std::vector<connection*>& gone() { return gone_; }

private:
    void write(connection& target);
    ssize_t write_gathered(connection& target);
    ssize_t write_tls(connection& target);
    void keep(connection& target, std::size_t sent);
    void await_writable(connection& target, bool wanted);

    int epoll_;
    std::size_t piece_begin_ = 0;
    std::size_t used_ = 0;
    std::vector<char> bytes_;
    std::vector<connection*> with_output_;
    std::vector<connection*> gone_;
    std::string plaintext_; // of the ranges of one write, when there are several
};

} // namespace socketiota::bench

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstdint>

namespace socketiota {

/// What became of an event that was emitted.
enum class emit_status : std::uint8_t {
    /// It was put into the queue of the connection (of all selected ones, for a broadcast); whether
    /// it arrives only an answer can tell.
    queued,
    /// It was volatile, and earlier output was still on its way. Or the socket, or some of those
    /// selected, are on another shard that has too much to do already.
    dropped,
    /// The socket has disconnected, or no middleware has accepted it yet; nothing was sent.
    not_connected,
    /// It cannot be sent at all: the name is reserved, or the arguments cannot be encoded.
    /// `emit_result::reason()` says which.
    refused,
};

/// What `emit` returns: true if the event was queued.
///
///     if (auto sent = socket.volatile_().emit("position", x, y); !sent)
///         skipped += sent.status() == socketiota::emit_status::dropped;
///
/// It may be ignored, as in JavaScript, where `emit` always returns true.
class emit_result {
public:
    /// Implicit, so that code which sends can `return emit_status::dropped`.
    emit_result(emit_status status) noexcept : status_(status) {}

    /// Refused because of `reason`, or queued if there is none.
    emit_result(error_code reason) noexcept
        : reason_(reason), status_(reason ? emit_status::refused : emit_status::queued) {}

    /// What became of the event.
    [[nodiscard]] emit_status status() const noexcept { return status_; }

    /// Why the event was refused; no error otherwise.
    [[nodiscard]] error_code reason() const noexcept { return reason_; }

    /// Whether the event was queued.
    explicit operator bool() const noexcept { return status_ == emit_status::queued; }

    /// Compares the status alone.
    friend bool operator==(emit_result const& left, emit_status right) noexcept {
        return left.status_ == right;
    }

private:
    error_code reason_;
    emit_status status_;
};

} // namespace socketiota

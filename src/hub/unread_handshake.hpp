// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/handshake.hpp>

#include <memory>
#include <mutex>

#include <adapter/unread_value.hpp>

namespace socketiota::hub {

/// What another server says of a connection, read when somebody asks for it: it is nine tenths of
/// what is said of a socket, and of thousands that are fetched most are asked for id and rooms.
///
/// Thread safety: safe.
class unread_handshake {
public:
    explicit unread_handshake(std::shared_ptr<adapter::unread_value const> described) noexcept;

    /// Empty where that is not valid. Throws `std::bad_alloc`, and can be asked again then.
    [[nodiscard]] handshake const& read();

private:
    std::once_flag once_;
    std::shared_ptr<adapter::unread_value const> described_; // null once it is read
    handshake read_{nullptr, nullptr};
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>

namespace socketiota::loop {

/// Who made the mailboxes of a server and hears how they fare, of each shard on its own thread and
/// not after its mailbox was closed.
class mailbox_owner {
public:
    /// As many of the letters of shard `from` wait for another shard as may: it should take in
    /// nothing that makes it send more, and go on with its loop. Told inside `send`.
    virtual void on_full(std::size_t from) noexcept = 0;

    /// There is room again for letters of shard `from` to any other.
    virtual void on_room(std::size_t from) noexcept = 0;

    /// The work of a letter to shard `at` threw.
    virtual void on_thrown(std::size_t at, std::exception_ptr what) noexcept = 0;

protected:
    ~mailbox_owner() = default;
};

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <client/manager.hpp>
#include <client/socket_core.hpp>

namespace socketiota::clients {

/// A coroutine of the program as long as it runs, which its client counts.
///
/// Not thread safe: belongs to the shard of its socket.
class socket_core::running_handler {
public:
    explicit running_handler(socket_core& of) : of_(of.weak_from_this()) {
        if (of.owner_ != nullptr)
            of.owner_->note_handler_began();
    }

    running_handler(running_handler&&) noexcept = default;
    running_handler& operator=(running_handler&&) = delete;

    ~running_handler() {
        if (auto const self = of_.lock(); self && self->owner_ != nullptr)
            self->owner_->note_handler_ended();
    }

private:
    std::weak_ptr<socket_core> of_; // empty once moved from
};

} // namespace socketiota::clients

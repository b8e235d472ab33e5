// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/program_functions.hpp>

#include <deque>
#include <memory>
#include <vector>

#include <adapter/room_listener.hpp>

namespace socketiota::hub {

class socket_core;

/// Tells the program what happens to the rooms of a namespace, one thing after the other: what a
/// handler causes meanwhile is told when all have heard of what came before.
///
/// Not thread safe: belongs to its shard.
class room_news final : public adapter::room_listener {
public:
    /// Who wants to hear of it.
    struct handlers {
        std::vector<detail::room_handler> created;
        std::vector<detail::room_handler> removed;
        std::vector<detail::membership_handler> joined;
        std::vector<detail::membership_handler> left;
    };

    [[nodiscard]] handlers& registered() noexcept { return handlers_; }

    // adapter::room_listener
    void on_room_changes(adapter::member& who,
                         std::vector<adapter::room_change> changes) noexcept override;
    void on_untold_changes(adapter::member& who) noexcept override;

private:
    struct untold_changes {
        std::shared_ptr<socket_core> who;
        std::vector<adapter::room_change> changes;
    };

    void tell(socket_core& core, adapter::room_change const& change) noexcept;

    handlers handlers_;
    /// What happened while a handler heard of something earlier; that is the first one.
    std::deque<untold_changes> untold_;
};

} // namespace socketiota::hub

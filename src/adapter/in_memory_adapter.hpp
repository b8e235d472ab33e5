// SPDX-License-Identifier: MIT
#pragma once

#include <adapter/adapter.hpp>
#include <adapter/local_delivery.hpp>
#include <adapter/room_index.hpp>

namespace socketiota::adapter {

/// The adapter of a server that is alone.
class in_memory_adapter final : public adapter {
public:
    /// `local` must outlive it.
    explicit in_memory_adapter(local_delivery& local) noexcept : local_(local) {}

    void add(member& who) override { index_.add(who); }

    void remove(member& who) override { index_.remove(who); }

    void join(member& who, std::string_view room) override { index_.join(who, room); }

    void leave(member& who, std::string_view room) override { index_.leave(who, room); }

    [[nodiscard]] std::vector<std::string> rooms_of(member const& who) const override {
        return index_.rooms_of(who);
    }

    [[nodiscard]] member* find(std::string_view id) const override { return index_.find(id); }

    [[nodiscard]] error_code broadcast(event_source const& event, selection const& to,
                                       base::send_flags flags) override;

private:
    local_delivery& local_;
    room_index index_;
};

} // namespace socketiota::adapter

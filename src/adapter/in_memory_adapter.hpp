// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/adapter.hpp>
#include <adapter/local_delivery.hpp>
#include <adapter/room_index.hpp>

namespace socketiota::adapter {

/// The adapter of a server that is alone.
class in_memory_adapter final : public adapter {
public:
    /// `local` must outlive it.
    explicit in_memory_adapter(local_delivery& local) noexcept : local_(local) {}

    void add(member& who) override;
    void remove(member& who) noexcept override;
    void join(member& who, std::string_view room) override;
    void leave(member& who, std::string_view room) override;

    [[nodiscard]] bool contains(member const& who, std::string_view room) const override {
        return index_.contains(who, room);
    }

    [[nodiscard]] std::vector<std::string> rooms_of(member const& who) const override {
        return index_.rooms_of(who);
    }

    [[nodiscard]] member* find(std::string_view id) const override { return index_.find(id); }

    void observe(room_listener& who) override { listener_ = &who; }

    [[nodiscard]] error_code broadcast(event_source const& event, selection const& to,
                                       base::send_flags flags) override;
    void broadcast_with_ack(event_source const& event, selection const& to, base::send_flags flags,
                            broadcast_answers& answers) override;
    void add_sockets(selection const& who, std::vector<std::string> const& rooms) override;
    void remove_sockets(selection const& who, std::vector<std::string> const& rooms) override;
    void disconnect_sockets(selection const& who, bool close) override;
    void fetch_sockets(selection const& who, fetched then) override;
    void count_sockets(selection const& who, counted then) override;

private:
    /// What there is to tell when a member leaves `rooms`, as if each were gone with it then. Made
    /// before it happens, because there may be no memory.
    [[nodiscard]] static std::vector<room_change> leaving(std::span<std::string const> rooms);
    [[nodiscard]] std::vector<room_change> joining(std::string_view room) const;

    /// Tells the listener, but nothing of rooms that are still there.
    void tell_left(member& who, std::vector<room_change> changes) noexcept;

    local_delivery& local_;
    room_index index_;
    room_listener* listener_ = nullptr; // until somebody wants to know
};

} // namespace socketiota::adapter

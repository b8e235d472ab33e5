// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/lifecycle.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/socket.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/in_memory_adapter.hpp>
#include <adapter/local_delivery.hpp>
#include <adapter/selection.hpp>
#include <event/listeners.hpp>
#include <loop/shard.hpp>

namespace socketiota::hub {

class hub;
class socket_core;

/// What handles of a namespace refer to: its sockets, rooms, middlewares and shared handlers.
///
/// Thread safety: `name`, `size` and `broadcast` may be used from any thread; everything else
/// belongs to the shard.
class nsp_core final : private adapter::local_delivery,
                       public std::enable_shared_from_this<nsp_core> {
public:
    nsp_core(hub& owner, std::string name);
    nsp_core(nsp_core const&) = delete;
    nsp_core& operator=(nsp_core const&) = delete;

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

    /// Null once the server is gone.
    [[nodiscard]] hub* owner() const noexcept { return owner_; }

    /// Cuts the tie to the server; handles that are still held do nothing from now on.
    void detach() noexcept;

    // What programs register.
    std::vector<detail::connection_guard> guards;
    std::vector<detail::connection_handler> connection_handlers;
    std::vector<detail::any_handler> any_handlers;
    std::vector<detail::disconnect_handler> disconnecting_handlers;
    std::vector<detail::disconnect_handler> disconnect_handlers;
    events::listeners<socket> listeners;

    /// Ack ids count per namespace, as in Node.
    [[nodiscard]] std::uint64_t next_ack_id() noexcept { return next_ack_id_++; }

    /// The rooms; never null before `detach`.
    [[nodiscard]] adapter::adapter& rooms() noexcept { return *adapter_; }

    /// A socket was connected, or is not any more.
    void add(socket_core& connected);
    void remove(socket_core& gone);

    /// Sockets with `on_any_outgoing` handlers: without any, a broadcast does not look for them.
    void count_outgoing_listener(int change) noexcept { outgoing_listeners_ += change; }

    /// Sends an event to everybody selected, from any thread.
    emit_result broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                          std::string_view name, detail::argument_list const& arguments);

private:
    // adapter::local_delivery
    [[nodiscard]] result<base::outgoing_ptr> encode(adapter::event_source const& event,
                                                    base::send_flags flags) override;
    void deliver(std::span<adapter::member* const> recipients, base::outgoing_ptr const& unit,
                 adapter::event_source const& event) override;

    emit_result broadcast_here(adapter::selection const& to, detail::emit_flags const& flags,
                               std::string_view name, detail::argument_list const& arguments);
    emit_result broadcast_posted(adapter::selection const& to, detail::emit_flags const& flags,
                                 std::string_view name, detail::argument_list const& arguments);

    hub* owner_;
    std::weak_ptr<loop::shard> home_;
    std::string const name_;
    std::unique_ptr<adapter::adapter> adapter_;
    std::uint64_t next_ack_id_ = 0;
    int outgoing_listeners_ = 0;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/socket.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/in_memory_adapter.hpp>
#include <adapter/local_delivery.hpp>
#include <adapter/room_listener.hpp>
#include <adapter/selection.hpp>
#include <event/listeners.hpp>
#include <hub/surroundings.hpp>
#include <loop/shard.hpp>

namespace socketiota::hub {

class socket_core;

/// What handles of a namespace refer to: its sockets, rooms, middlewares and shared handlers.
///
/// Thread safety: `name`, `size`, `get_executor` and what acts on selected sockets may be used from
/// any thread; everything else belongs to the shard.
class nsp_core final : private adapter::local_delivery,
                       private adapter::room_listener,
                       public std::enable_shared_from_this<nsp_core> {
public:
    /// `around` must outlive `detach`.
    nsp_core(surroundings& around, std::string name);
    nsp_core(nsp_core const&) = delete;
    nsp_core& operator=(nsp_core const&) = delete;

    [[nodiscard]] nsp handle() { return nsp(shared_from_this()); }

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

    /// Cuts the tie to the server; handles that are still held do nothing from now on.
    void detach() noexcept;

    /// Whether the server is gone.
    [[nodiscard]] bool detached() const noexcept { return around_ == nullptr; }

    /// Not once it is detached, before which its sockets have come to their end.
    [[nodiscard]] surroundings& around() const noexcept { return *around_; }

    /// The shard, as long as it is there.
    [[nodiscard]] std::weak_ptr<loop::shard> const& home() const noexcept { return home_; }

    // Handlers may run on when the server is gone: then nobody counts or hears of failures.
    void count(metric what) const noexcept;
    void report(socket const& who, std::exception_ptr failure) const noexcept;

    // What programs register.
    std::vector<detail::connection_guard> guards;
    std::vector<detail::connection_handler> connection_handlers;
    std::vector<detail::any_handler> any_handlers;
    std::vector<detail::disconnect_handler> disconnecting_handlers;
    std::vector<detail::disconnect_handler> disconnect_handlers;
    events::listeners<socket> listeners;

    /// What programs want to hear of rooms.
    struct room_handlers {
        std::vector<detail::room_handler> created;
        std::vector<detail::room_handler> removed;
        std::vector<detail::membership_handler> joined;
        std::vector<detail::membership_handler> left;
    };

    /// To register more: from the first call on, what happens to rooms is told.
    [[nodiscard]] room_handlers& observed_rooms();

    /// Ack ids count per namespace, as in Node.
    [[nodiscard]] std::uint64_t next_ack_id() noexcept { return next_ack_id_++; }

    /// The rooms; never null before `detach`.
    [[nodiscard]] adapter::adapter& rooms() noexcept { return *adapter_; }

    /// A socket was connected, or is not any more. Nothing has happened if `add` throws.
    void add(socket_core& connected);
    void remove(socket_core& gone) noexcept;

    /// Sockets with `on_any_outgoing` handlers: without any, a broadcast does not look for them.
    void count_outgoing_listener(int change) noexcept { outgoing_listeners_ += change; }

    /// Sends an event to everybody selected, from any thread.
    emit_result broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                          std::string_view name, detail::argument_list const& arguments);

    // ---- what acts on everybody selected, from any thread ----

    /// Sends an event and has everybody answer to `answer`.
    void ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                 std::string_view name, detail::argument_list const& arguments,
                 std::shared_ptr<detail::pending_answer> answer);

    void fetch_sockets(adapter::selection who, std::shared_ptr<detail::pending_fetch> waiting);
    void count_sockets(adapter::selection who, std::shared_ptr<detail::pending_count> waiting);
    void join_rooms(adapter::selection who, std::vector<std::string> rooms);
    void leave_rooms(adapter::selection who, std::vector<std::string> rooms);
    void disconnect_sockets(adapter::selection who, bool close);

    /// Where its handlers run. When the server has gone: anywhere, for those who wait in vain.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

private:
    // adapter::local_delivery
    [[nodiscard]] result<base::outgoing_ptr> encode(adapter::event_source const& event,
                                                    base::send_flags flags) override;
    void deliver(std::span<adapter::member* const> recipients, base::outgoing_ptr const& unit,
                 adapter::event_source const& event) override;
    [[nodiscard]] result<adapter::question> encode_question(adapter::event_source const& event,
                                                            base::send_flags flags) override;
    void ask(members recipients, adapter::question const& what, adapter::event_source const& event,
             adapter::broadcast_answers& answers) override;
    [[nodiscard]] std::vector<remote_socket> describe(members those) override;
    void join(members those, std::vector<std::string> const& rooms) override;
    void leave(members those, std::vector<std::string> const& rooms) override;
    void disconnect(members those, bool close) override;

    // adapter::room_listener
    void on_room_changes(adapter::member& who,
                         std::vector<adapter::room_change> changes) noexcept override;
    void on_untold_changes(adapter::member& who) noexcept override;

    struct untold_changes {
        std::shared_ptr<socket_core> who;
        std::vector<adapter::room_change> changes;
    };

    void tell(socket_core& core, adapter::room_change const& change) noexcept;

    /// Runs `work(*this)` on the shard, at once if this is its thread.
    template <class F>
    void on_shard(F work);

    void ask_here(adapter::selection const& to, detail::emit_flags const& flags,
                  std::string_view name, detail::argument_list const& arguments,
                  std::shared_ptr<detail::pending_answer> answer);
    emit_result broadcast_here(adapter::selection const& to, detail::emit_flags const& flags,
                               std::string_view name, detail::argument_list const& arguments);
    emit_result broadcast_posted(adapter::selection const& to, detail::emit_flags const& flags,
                                 std::string_view name, detail::argument_list const& arguments);

    surroundings* around_; // null once detached
    std::weak_ptr<loop::shard> const home_;
    std::string const name_;
    std::unique_ptr<adapter::adapter> adapter_;
    room_handlers room_handlers_;
    /// What happened to rooms while a handler heard of something earlier; that is the first one.
    std::deque<untold_changes> untold_;
    std::uint64_t next_ack_id_ = 0;
    int outgoing_listeners_ = 0;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/socket.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/local_rooms.hpp>
#include <event/listeners.hpp>
#include <hub/nsp_core.hpp>
#include <hub/room_news.hpp>
#include <hub/surroundings.hpp>
#include <loop/home.hpp>

namespace socketiota::hub {

class socket_core;

/// What a namespace is on one shard: the sockets that live there, their rooms, and what programs
/// registered.
///
/// Not thread safe: belongs to its shard, except `name`, `whole` and `home`. Whoever drops it last
/// on another thread has it destroyed on the shard.
class nsp_part final : public std::enable_shared_from_this<nsp_part> {
public:
    /// `around` must outlive `detach`.
    [[nodiscard]] static std::shared_ptr<nsp_part> make(surroundings& around,
                                                        std::shared_ptr<nsp_core> whole);

    nsp_part(nsp_part const&) = delete;
    nsp_part& operator=(nsp_part const&) = delete;
    ~nsp_part() = default;

    [[nodiscard]] std::string const& name() const noexcept { return whole_->name(); }

    /// The namespace, on all shards.
    [[nodiscard]] std::shared_ptr<nsp_core> const& whole() const noexcept { return whole_; }

    [[nodiscard]] loop::home const& home() const noexcept { return home_; }

    /// Cuts the tie to the server; handles that are still held do nothing from now on.
    void detach() noexcept;

    /// Whether the server is gone.
    [[nodiscard]] bool detached() const noexcept { return around_ == nullptr; }

    /// Not once it is detached, before which its sockets have come to their end.
    [[nodiscard]] surroundings& around() const noexcept { return *around_; }

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

    /// To register more: from the first call on, what happens to rooms is told.
    [[nodiscard]] room_news::handlers& observed_rooms() noexcept;

    /// Ack ids count per namespace, as in Node.
    [[nodiscard]] std::uint64_t next_ack_id() noexcept { return next_ack_id_++; }

    [[nodiscard]] adapter::local_rooms& rooms() noexcept { return rooms_; }

    /// A socket was connected, or is not any more. Nothing has happened if `add` throws.
    void add(socket_core& connected);
    void remove(socket_core& gone) noexcept;

    /// Sockets with `on_any_outgoing` handlers: without any, a broadcast does not look for them.
    void count_outgoing_listener(int change) noexcept { outgoing_listeners_ += change; }

    // ---- what acts on everybody selected here; not once it is detached ----

    /// Sends an event.
    [[nodiscard]] emit_result broadcast(adapter::selection const& to,
                                        detail::emit_flags const& flags, std::string_view name,
                                        detail::argument_list const& arguments);

    /// Sends it and has everybody answer to `answer`.
    void ask(adapter::selection const& to, detail::emit_flags const& flags, std::string_view name,
             detail::argument_list const& arguments,
             std::shared_ptr<detail::pending_answer> answer);

    [[nodiscard]] std::vector<remote_socket> fetch(adapter::selection const& who);

    [[nodiscard]] std::size_t count(adapter::selection const& who) {
        return rooms_.select(who).size();
    }

    void join(adapter::selection const& who, std::vector<std::string> const& rooms);
    void leave(adapter::selection const& who, std::vector<std::string> const& rooms);
    void disconnect(adapter::selection const& who, bool close);

private:
    nsp_part(surroundings& around, std::shared_ptr<nsp_core> whole);

    [[nodiscard]] result<base::outgoing_ptr> encode(std::optional<std::uint64_t> ack_id,
                                                    detail::emit_flags const& flags,
                                                    std::string_view name,
                                                    detail::argument_list const& arguments) const;
    [[nodiscard]] std::vector<std::shared_ptr<socket_core>> keep(adapter::selection const& who);

    surroundings* around_; // null once detached
    loop::home const home_;
    std::shared_ptr<nsp_core> const whole_;
    adapter::local_rooms rooms_;
    room_news news_;
    std::uint64_t next_ack_id_ = 0;
    int outgoing_listeners_ = 0;
};

} // namespace socketiota::hub

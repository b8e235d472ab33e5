// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/detail/program_functions.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/registration.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/socket.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/cluster_log.hpp>
#include <adapter/gathering.hpp>
#include <adapter/local_rooms.hpp>
#include <adapter/log_place.hpp>
#include <adapter/other_servers.hpp>
#include <adapter/packet_offset.hpp>
#include <adapter/room_index.hpp>
#include <event/function_list.hpp>
#include <event/listeners.hpp>
#include <hub/nsp_core.hpp>
#include <hub/room_news.hpp>
#include <hub/surroundings.hpp>
#include <loop/home.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

class cluster_tie;
class connect_attempt;
class other_shards;
class socket_core;
struct sent_event;

/// What a namespace is on one shard: the sockets that live there, their rooms, and what programs
/// registered.
///
/// Not thread safe: belongs to its shard, except `name`, `whole` and `home`. Whoever drops it last
/// on another thread has it destroyed on the shard.
class nsp_part final : public std::enable_shared_from_this<nsp_part> {
public:
    /// `around` must outlive `detach`. `parent`, if there is one: what is registered there holds
    /// here too. One that `waits` lets nobody in before `open`.
    [[nodiscard]] static std::shared_ptr<nsp_part> make(surroundings& around,
                                                        std::shared_ptr<nsp_core> whole,
                                                        std::shared_ptr<nsp_part> parent = {},
                                                        bool waits = false);

    nsp_part(nsp_part const&) = delete;
    nsp_part& operator=(nsp_part const&) = delete;
    ~nsp_part();

    [[nodiscard]] std::string const& name() const noexcept { return whole_->name(); }

    /// The namespace, on all shards. It outlives its parts.
    [[nodiscard]] std::shared_ptr<nsp_core> const& whole() const noexcept { return whole_; }

    [[nodiscard]] loop::home const& home() const noexcept { return home_; }

    /// What its sockets have in common with those of other namespaces; null if nothing.
    [[nodiscard]] nsp_part* parent() const noexcept { return parent_.get(); }

    /// Who wants to join it while it waits has to wait too.
    [[nodiscard]] bool waits() const noexcept { return waits_; }

    void await_opening(std::shared_ptr<connect_attempt> attempt);
    void open();

    /// Cuts the tie to the server; handles that are still held do nothing from now on.
    void detach() noexcept;

    /// Nothing comes from other shards any more, nor goes there: whoever waits for their answers is
    /// told so.
    void part_from_others() noexcept;

    [[nodiscard]] bool parted_from_others() const noexcept { return parted_; }

    /// Whether the server is gone, or the namespace is removed.
    [[nodiscard]] bool detached() const noexcept { return around_ == nullptr; }

    /// Not once it is detached, before which its sockets have come to their end.
    [[nodiscard]] surroundings& around() const noexcept { return *around_; }

    /// The same while the server is there, also for who has left a namespace that is removed by
    /// now: handlers run on. Null once it is gone.
    [[nodiscard]] surroundings* around_if_there() const noexcept {
        return around_ != nullptr || parent_ == nullptr ? around_ : parent_->around_;
    }

    // Handlers may run on when the server is gone: then nobody counts or hears of failures.
    void count(metric what) const noexcept;
    void report(socket const& who, std::exception_ptr failure) const noexcept;

    using wait_limit = std::optional<std::chrono::milliseconds>;

    // What programs register.
    events::function_list<detail::connection_guard> guards;
    events::function_list<detail::connection_handler> connection_handlers;
    events::function_list<detail::any_handler> any_handlers;
    events::function_list<detail::upgrade_handler> upgrade_handlers;
    events::function_list<detail::disconnect_handler> disconnecting_handlers;
    events::function_list<detail::disconnect_handler> disconnect_handlers;
    events::function_list<detail::expiry_handler> expiry_handlers;
    events::listeners<socket> listeners;
    events::listeners<nsp> server_side_listeners; // called where the cluster is

    /// Removes one of all these, or one that hears of rooms.
    void remove(registration const& which);

    /// To register more: from the first call on, what happens to rooms is told.
    [[nodiscard]] room_news::handlers& observed_rooms();

    [[nodiscard]] room_news& news() noexcept { return news_; }

    /// Which shard this is, among those of the server.
    [[nodiscard]] std::size_t index() const noexcept { return index_; }

    [[nodiscard]] adapter::local_rooms& rooms() noexcept { return rooms_; }

    /// Those whose clients may come back, and their rooms; null if nobody can.
    [[nodiscard]] adapter::room_index* away() const noexcept { return away_.get(); }

    /// A socket was connected, or is not any more. Nothing has happened if `add` throws.
    void add(socket_core& connected);
    void remove(socket_core& gone) noexcept;

    // ---- what acts on everybody selected, here and elsewhere; not once it is detached ----

    /// Sends an event.
    [[nodiscard]] emit_result broadcast(adapter::selection const& to,
                                        detail::emit_flags const& flags, std::string_view name,
                                        detail::argument_list const& arguments);

    /// Sends it and has everybody answer to `answer`.
    void ask(adapter::selection const& to, detail::emit_flags const& flags, std::string_view name,
             detail::argument_list const& arguments,
             std::shared_ptr<detail::pending_answer> answer);

    /// `limit`: how long other servers may take; unset, as long as they may in general.
    void fetch(adapter::selection const& who, std::shared_ptr<detail::pending_fetch> waiting,
               wait_limit limit = {});
    void count(adapter::selection const& who, std::shared_ptr<detail::pending_count> waiting,
               wait_limit limit = {});
    void find_rooms(std::shared_ptr<detail::pending_rooms> waiting);
    void join(adapter::selection const& who, std::vector<std::string> const& rooms);
    void leave(adapter::selection const& who, std::vector<std::string> const& rooms);
    void disconnect(adapter::selection const& who, bool close);

    /// What `nsp_core` does where the cluster is.
    void emit_to_servers(std::string_view name, detail::argument_list const& arguments,
                         std::shared_ptr<detail::pending_answer> answer);
    void count_servers(std::shared_ptr<detail::pending_count> waiting);
    void note_room(std::string_view room, bool is_there);

    // ---- where the cluster keeps a log ----

    /// Whether what is sent to them goes there first, and comes back from there.
    [[nodiscard]] bool goes_by_log(adapter::selection const& to) const noexcept {
        return around_->logged != nullptr && !to.local;
    }

    /// Calls `then` on this shard when all that it has sent before has been delivered: at once if
    /// nothing has to wait.
    void when_delivered(detail::callback<void(nsp_part&)> then);

    using log_work = detail::callback<void(nsp_part&, adapter::cluster_log&)>;

    /// Has `work` done where the cluster is; not if it has gone.
    void with_log(log_work work);

    /// Has the part on that shard do `work`, at once if it is this one.
    void on_shard(std::size_t shard, detail::callback<void(nsp_part&)> work);

    /// Has it done by the parts on all shards that may have any of `whom`, here at once.
    void on_shards_with(adapter::selection const& whom,
                        detail::callback<void(nsp_part&)> const& work);

    /// An event has come back from there: sends it to those selected on this server.
    void broadcast_logged(adapter::log_place at, adapter::selection const& to,
                          detail::emit_flags const& flags, std::string_view name,
                          detail::argument_list const& arguments);

    /// Ends the connections of sockets with these ids on this server whose sessions others have
    /// taken at `when`; none: just now.
    void give_way(std::vector<std::string> const& ids, adapter::log_place when);

    /// Has all sessions of sockets on this server kept, those too that seem to be others'.
    void keep_sessions();

    // ---- the same for those who are here; what others ask for too ----
    //
    // Where the cluster is, what another shard asks for goes to other servers too.

    /// Sends `event`, which was encoded elsewhere.
    void broadcast_here(sent_event const& event);

    /// Sends it and has everybody answer to `answers`, of which the deadline is set.
    void ask_here(sent_event const& event, std::uint64_t ack_id,
                  adapter::broadcast_answers& answers);

    using found_sockets = std::vector<remote_socket>;

    void find_here(adapter::selection const& who,
                   std::shared_ptr<adapter::gathering<found_sockets>> found);
    void find_here(adapter::selection const& who,
                   std::shared_ptr<adapter::gathering<std::size_t>> found);
    void find_here(adapter::selection const& who,
                   std::shared_ptr<adapter::gathering<room_sizes>> found);

    void join_here_and_beyond(adapter::selection const& who, std::vector<std::string> const& rooms);
    void leave_here_and_beyond(adapter::selection const& who,
                               std::vector<std::string> const& rooms);
    void disconnect_here_and_beyond(adapter::selection const& who, bool close);

    /// The other servers, if they are reached here and meant too; else null.
    [[nodiscard]] adapter::other_servers* servers(adapter::selection const& who) const;

    /// Other servers are to know that the rooms of `who`, whose client is away, have one more, or
    /// less; nothing for one that is not among those who are.
    void note_rooms_of_away(adapter::member const& who, bool are_there) noexcept;

    /// What other shards ask this one; null if there is none.
    [[nodiscard]] other_shards* shards() noexcept { return others_.get(); }

    /// Whether a socket in any of `rooms` may be on this server, or come back to it; with none, any
    /// socket.
    [[nodiscard]] bool may_have(std::vector<std::string> const& rooms) const;
    [[nodiscard]] bool may_have_room(std::string_view room) const;

private:
    nsp_part(surroundings& around, std::shared_ptr<nsp_core> whole,
             std::shared_ptr<nsp_part> parent, bool waits);

    /// Makes it known to other servers, and which rooms it has.
    void join_cluster();
    [[nodiscard]] result<packet::event_units> encode(std::optional<std::uint64_t> ack_id,
                                                     detail::emit_flags const& flags,
                                                     std::string_view name,
                                                     detail::argument_list const& arguments) const;
    [[nodiscard]] std::vector<std::shared_ptr<socket_core>> keep(adapter::selection const& who);

    /// As the program gave them, and with the offset by which the packet is known on this server.
    struct given_and_sent {
        detail::argument_list const& given;
        detail::argument_list const& sent;
    };

    /// An event for many; and by what they know it, if they may miss it.
    [[nodiscard]] emit_result broadcast(adapter::packet_offset offset, adapter::selection const& to,
                                        detail::emit_flags const& flags, std::string_view name,
                                        given_and_sent const& arguments);
    template <class IsThere>
    [[nodiscard]] bool is_on_any_shard(IsThere const& is_there) const;
    [[nodiscard]] found_sockets fetch_here(adapter::selection const& who);
    void join_here(adapter::selection const& who, std::vector<std::string> const& rooms);
    void leave_here(adapter::selection const& who, std::vector<std::string> const& rooms);
    void disconnect_here(adapter::selection const& who, bool close);
    void deliver(adapter::selection const& to, packet::event_units const& units,
                 std::string_view name, detail::argument_list const& arguments);
    void record_and_deliver(adapter::packet_offset offset, adapter::selection const& to,
                            packet::event_units const& units, std::string_view name,
                            detail::argument_list const& arguments);
    void deliver_logged(adapter::log_place at, adapter::selection const& to,
                        packet::event_units const& units, std::string_view name,
                        detail::argument_list const& arguments);
    /// Has `send(socket)` done for each of `those`, whom `to` selects, and tells who wants to hear.
    template <class Send>
    void send_to_each(std::span<adapter::member* const> those, adapter::selection const& to,
                      std::string_view name, detail::argument_list const& arguments,
                      Send const& send);
    [[nodiscard]] emit_result log(adapter::selection const& to, detail::emit_flags const& flags,
                                  std::string_view name, detail::argument_list const& arguments);
    void deliver_asking(adapter::selection const& to, packet::event_units const& units,
                        std::uint64_t ack_id, std::string_view name,
                        detail::argument_list const& arguments,
                        adapter::broadcast_answers& answers);

    surroundings* around_; // null once detached
    bool parted_ = false;
    bool waits_;
    std::shared_ptr<nsp_part> const parent_;
    std::vector<std::shared_ptr<connect_attempt>> awaiting_; // while it waits
    loop::home const home_;
    std::shared_ptr<nsp_core> const whole_;
    std::size_t const index_;
    adapter::local_rooms rooms_;
    std::unique_ptr<adapter::room_index> const away_;
    room_news news_{*this};
    bool observed_ = false;
    std::unique_ptr<other_shards> others_;
    std::unique_ptr<cluster_tie> cluster_; // null where there is none
};

} // namespace socketiota::hub

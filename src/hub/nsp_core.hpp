// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/nsp.hpp>
#include <socketiota/remote_socket.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/interest.hpp>
#include <adapter/selection.hpp>
#include <adapter/unread_value.hpp>

namespace socketiota::hub {

class nsp_directory;
class nsp_part;

/// What handles of a namespace refer to: its name, how many are in it, and the way to its part on
/// each shard. They may keep it for longer than the server, and then it does nothing any more.
///
/// What acts on its sockets begins at the part of the shard that calls, from elsewhere at that of
/// shard 0.
///
/// Thread safety: safe, except `begin`.
class nsp_core final : public std::enable_shared_from_this<nsp_core> {
public:
    struct traits {
        bool removed_if_empty = false; // its directory counts who is in it
        bool keeps_sessions = false;   // with which clients can go on
        bool in_cluster = false;       // other servers have it too
    };

    nsp_core(std::weak_ptr<nsp_directory> all, std::size_t shards, std::string name, traits what);

    nsp_core(std::weak_ptr<nsp_directory> all, std::size_t shards, std::string name)
        : nsp_core(std::move(all), shards, std::move(name), traits{}) {}

    nsp_core(nsp_core const&) = delete;
    nsp_core& operator=(nsp_core const&) = delete;
    ~nsp_core();

    /// Says which part it has on `shard`. Before anybody else knows of it, or any shard runs.
    void begin(std::size_t shard, std::weak_ptr<nsp_part> part) noexcept {
        places_[shard].part = std::move(part);
    }

    [[nodiscard]] nsp handle() { return nsp(shared_from_this()); }

    /// What is told of one of its sockets.
    [[nodiscard]] remote_socket describe(remote_socket::snapshot seen) {
        return {weak_from_this(), std::make_shared<remote_socket::snapshot const>(std::move(seen))};
    }

    /// The same of one that is elsewhere, with what its server says of its connection.
    [[nodiscard]] remote_socket describe(remote_socket::snapshot seen,
                                         std::shared_ptr<adapter::unread_value const> handshake);

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

    /// Whether it goes with the last who is in it, or about to join it.
    [[nodiscard]] bool removed_if_empty() const noexcept { return traits_.removed_if_empty; }

    /// Whether its clients can go on with their sessions.
    [[nodiscard]] bool keeps_sessions() const noexcept { return traits_.keeps_sessions; }

    /// Whether other servers may have it too.
    [[nodiscard]] bool in_cluster() const noexcept { return traits_.in_cluster; }

    void count_socket(int change) noexcept {
        size_.fetch_add(static_cast<std::size_t>(change), std::memory_order_relaxed);
    }

    /// Sockets, of all shards, with `on_any_outgoing` handlers: without any, a broadcast does not
    /// look for them.
    [[nodiscard]] bool has_outgoing_listeners() const noexcept {
        return outgoing_listeners_.load(std::memory_order_relaxed) != 0;
    }

    void count_outgoing_listener(int change) noexcept {
        outgoing_listeners_.fetch_add(change, std::memory_order_relaxed);
    }

    /// Ack ids count per namespace, as in Node.
    [[nodiscard]] std::uint64_t next_ack_id() noexcept {
        return next_ack_id_.fetch_add(1, std::memory_order_relaxed);
    }

    /// The server; null once it is gone.
    [[nodiscard]] std::shared_ptr<nsp_directory> all() const noexcept { return all_.lock(); }

    /// Its part on `shard`, on the thread of that or while none runs; null once that has ended.
    [[nodiscard]] std::shared_ptr<nsp_part> part_at(std::size_t shard) const;

    /// Whether the calling shard may send something to `shard` that no client of its has caused:
    /// false while too much that it sent waits there.
    [[nodiscard]] bool may_send(std::size_t shard) const;

    // ---- for its parts ----

    [[nodiscard]] std::size_t shards() const noexcept { return places_.size(); }

    /// For letters to `shard`.
    [[nodiscard]] std::weak_ptr<nsp_part> const& part(std::size_t shard) const noexcept {
        return places_[shard].part;
    }

    /// Who may be on `shard`; null if there is no other.
    [[nodiscard]] adapter::interest* interest_of(std::size_t shard) const noexcept {
        return places_[shard].interest.get();
    }

    /// Whose clients may come back there, and miss what is sent meanwhile; null likewise, and if
    /// nobody can.
    [[nodiscard]] adapter::interest* interest_of_away(std::size_t shard) const noexcept {
        return places_[shard].away.get();
    }

    // ---- what acts on everybody selected ----

    /// Sends an event to everybody selected.
    emit_result broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                          std::string_view name, detail::argument_list const& arguments);

    /// Sends it and has everybody answer to `answer`.
    void ask_all(adapter::selection const& to, detail::emit_flags const& flags,
                 std::string_view name, detail::argument_list const& arguments,
                 std::shared_ptr<detail::pending_answer> answer);

    void fetch_sockets(adapter::selection who, detail::emit_flags const& flags,
                       std::shared_ptr<detail::pending_fetch> waiting);
    void count_sockets(adapter::selection who, detail::emit_flags const& flags,
                       std::shared_ptr<detail::pending_count> waiting);
    void find_rooms(std::shared_ptr<detail::pending_rooms> waiting);
    void join_rooms(adapter::selection who, std::vector<std::string> rooms);
    void leave_rooms(adapter::selection who, std::vector<std::string> rooms);
    void disconnect_sockets(adapter::selection who, bool close);

    // ---- what concerns other servers ----

    /// Sends an event to their programs. `answer` is null if nobody waits.
    emit_result emit_to_servers(std::string_view name, detail::argument_list const& arguments,
                                std::shared_ptr<detail::pending_answer> answer);

    /// How many servers have the namespace, this one among them.
    void count_servers(std::shared_ptr<detail::pending_count> waiting);

    /// A room has its first socket on this server, or has lost its last.
    void note_room(std::string_view room, bool is_there);

    /// Where what they answer arrives.
    [[nodiscard]] boost::asio::any_io_executor executor_of_cluster() const noexcept;

    /// Where handlers run: on the shard that calls, from elsewhere on shard 0. When the server has
    /// gone: anywhere, for those who wait in vain.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

private:
    struct place {
        std::weak_ptr<nsp_part> part;
        std::unique_ptr<adapter::interest> interest;
        std::unique_ptr<adapter::interest> away;
    };

    /// Has the part where that begins do `work`, at once if the caller is there; not at all if the
    /// server has gone by then.
    template <class Work>
    void on_part(Work work) const;

    /// Has its part where the cluster is do `work`, likewise.
    template <class Work>
    void on_part_of_cluster(Work work) const;

    std::weak_ptr<nsp_directory> const all_;
    std::string const name_;
    traits const traits_;
    std::vector<place> places_; // one for each shard
    std::atomic<std::size_t> size_ = 0;
    std::atomic<std::uint64_t> next_ack_id_ = 0;
    std::atomic<int> outgoing_listeners_ = 0;
};

} // namespace socketiota::hub

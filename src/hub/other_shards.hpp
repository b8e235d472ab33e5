// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <adapter/others.hpp>
#include <hub/questions_elsewhere.hpp>
#include <hub/questions_from_elsewhere.hpp>
#include <loop/letter.hpp>
#include <loop/mailboxes.hpp>

namespace socketiota::hub {

class nsp_core;
class nsp_part;
struct sent_event;

/// The sockets of a namespace on the other shards of the server, reached by letters to the parts
/// that they belong to; only to those where somebody may be.
///
/// Not thread safe: belongs to its shard.
class other_shards final : public adapter::others {
public:
    /// `here` must outlive it, but for the time in which it is detached.
    explicit other_shards(nsp_part& here);
    ~other_shards() override;

    // adapter::others
    emit_status publish(adapter::selection const& to,
                        adapter::broadcast_event const& event) override;
    void ask(adapter::selection const& to, adapter::broadcast_event const& event,
             std::uint64_t ack_id, adapter::broadcast_answers& answers) override;
    void fetch(adapter::selection const& who,
               std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found) override;
    void count(adapter::selection const& who,
               std::shared_ptr<adapter::gathering<std::size_t>> found) override;
    void find_rooms(std::shared_ptr<adapter::gathering<room_sizes>> found) override;
    void join(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void disconnect(adapter::selection const& who, bool close) override;

    /// See `nsp_core`.
    [[nodiscard]] bool may_send(std::size_t shard) const noexcept;

    [[nodiscard]] questions_elsewhere& asked() noexcept { return asked_; }

    [[nodiscard]] questions_from_elsewhere& answering() noexcept { return answering_; }

    /// Which shard this is.
    [[nodiscard]] std::size_t index() const noexcept { return index_; }

    /// Has those that may have any of `whom` do `work`.
    void send_to_each(adapter::selection const& whom,
                      detail::callback<void(nsp_part&)> const& work) const;

    /// Has the part on `shard` do `work`, if it is there. What `work` holds counts as `octets`.
    template <class Work>
    loop::sending send(std::size_t shard, Work work, std::size_t octets = 0) const {
        return send(shard, loop::letter(
                               [to = part(shard), work = std::move(work)]() mutable {
                                   if (auto const there = to.lock(); there && is_there(*there))
                                       work(*there);
                               },
                               octets));
    }

private:
    loop::sending send(std::size_t shard, loop::letter what) const noexcept;
    [[nodiscard]] std::weak_ptr<nsp_part> const& part(std::size_t shard) const noexcept;
    [[nodiscard]] static bool is_there(nsp_part const& part) noexcept;

    /// Calls `each` with every shard where somebody in `who` may be.
    /// Whether that shard asks other servers what `who` is asked.
    [[nodiscard]] bool asks_servers(adapter::selection const& who,
                                    std::size_t shard) const noexcept;
    template <class Each>
    void for_each_with(adapter::selection const& who, Each const& each) const;
    /// Adds what each of those shards finds.
    template <class Found>
    void gather(adapter::selection const& who,
                std::shared_ptr<adapter::gathering<Found>> const& found) const;

    [[nodiscard]] std::shared_ptr<sent_event const>
    copy(adapter::selection const& to, adapter::broadcast_event const& event) const;

    nsp_part& here_;
    nsp_core& whole_;
    loop::mailboxes& mailboxes_;
    std::size_t const index_;
    questions_elsewhere asked_{*this};
    questions_from_elsewhere answering_;
};

} // namespace socketiota::hub

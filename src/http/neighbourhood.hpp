// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <loop/letter.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard_watch.hpp>

namespace socketiota::http {

class neighbours;

/// What the shards of one server know of each other as HTTP servers: the way from one to the other,
/// and how many sessions each has.
///
/// Thread safety: each function says which thread may call it.
class neighbourhood : public std::enable_shared_from_this<neighbourhood> {
public:
    /// @param shards as many as `boxes` are among.
    neighbourhood(std::shared_ptr<loop::mailboxes> boxes, std::size_t shards)
        : boxes_(std::move(boxes)), places_(shards) {}

    /// Says who knows which shards are stuck, as long as they run. Before they do.
    void watched_by(loop::shard_watch const& watch) noexcept { watch_ = &watch; }

    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }

    /// Each of its functions says which thread may call it.
    [[nodiscard]] loop::mailboxes& boxes() const noexcept { return *boxes_; }

    /// Says who is on shard `index`; null: nobody any more. On its thread, or before it runs.
    void put(std::size_t index, neighbours* who) noexcept { places_[index].there = who; }

    /// On the thread of that shard.
    [[nodiscard]] neighbours* at(std::size_t index) const noexcept { return places_[index].there; }

    /// Work for who is on shard `index`, if anybody is there by then. From any thread.
    template <class Work>
    [[nodiscard]] loop::letter letter_to(std::size_t index, Work work, std::size_t octets = 0) {
        return loop::letter(
            [self = shared_from_this(), index, work = std::move(work)]() mutable {
                if (neighbours* const there = self->at(index))
                    work(*there);
            },
            octets);
    }

    // ---- who has how many sessions; from any thread ----

    void set_sessions(std::size_t index, std::size_t count) noexcept {
        places_[index].sessions.store(count, std::memory_order_relaxed);
    }

    /// The shard with the fewest sessions, if shard `than` has clearly more than the mean. Not one
    /// that is stuck, nor one that leaves as many handshakes lie as may: that is not noticed yet,
    /// or it comes to them soon.
    [[nodiscard]] std::optional<std::size_t> clearly_lighter(std::size_t than) const noexcept;

    /// A session that a shard is about to get, from when it is given until it was looked at there.
    class promise {
    public:
        promise(std::shared_ptr<neighbourhood> all, std::size_t index) noexcept
            : all_(std::move(all)), index_(index) {
            all_->places_[index_].promised.fetch_add(1, std::memory_order_relaxed);
        }

        promise(promise&& other) noexcept = default;
        promise& operator=(promise&&) = delete;

        ~promise() {
            if (all_)
                all_->places_[index_].promised.fetch_sub(1, std::memory_order_relaxed);
        }

    private:
        std::shared_ptr<neighbourhood> all_;
        std::size_t index_;
    };

private:
    struct alignas(64) place {       // of one cache line, which each shard writes for itself
        neighbours* there = nullptr; // belongs to the thread of the shard
        std::atomic<std::size_t> sessions = 0;
        std::atomic<std::size_t> promised = 0;

        [[nodiscard]] std::size_t load() const noexcept {
            return sessions.load(std::memory_order_relaxed) +
                   promised.load(std::memory_order_relaxed);
        }
    };

    [[nodiscard]] bool takes_sessions(std::size_t index) const noexcept;

    std::shared_ptr<loop::mailboxes> boxes_;
    loop::shard_watch const* watch_ = nullptr; // who knows which are stuck, if anybody does
    std::vector<place> places_;
};

} // namespace socketiota::http

// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <base/counter.hpp>
#include <loop/letter.hpp>
#include <loop/mailbox_owner.hpp>
#include <loop/operation_memory.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// How much of what one shard sent another may wait there or be on its way: 1 or more of each.
struct mailbox_limits {
    std::size_t most_letters;
    std::size_t most_octets;
};

/// What became of a letter.
enum class sending : std::uint8_t {
    taken,
    full, ///< Not taken: there is no room.
    gone, ///< The mailbox of one of the two shards is closed.
};

/// What all mailboxes of a server did together since they were made.
struct mailbox_figures {
    std::uint64_t letters = 0; ///< Handed over.
    std::uint64_t batches = 0; ///< In which they were handed over.
    std::uint64_t wakes = 0;   ///< Posted to shards.
    std::uint64_t full = 0;    ///< How often the letters of one shard to another reached a limit.
};

/// What the shards of one server send each other: letters, whose work is done on the thread of the
/// shard they are sent to. Those of one shard to another arrive in the order in which they were
/// sent; between senders nothing is promised.
///
/// The letters of a turn gather at their sender and are handed over when the turn ends, before any
/// output leaves, and a shard does what they say after each read from a connection and before it
/// handles what it read: whoever has been told of something is known of on every shard. A shard is
/// woken by one operation of its loop, and only while none is on its way already.
///
/// Nothing here needs memory, except making a letter.
///
/// A shard's mailbox is to be closed before its context goes, and the owner stays until all are.
/// That letters may still come is no work which keeps a context running.
///
/// Thread safety: each function says which thread may call it.
class mailboxes : public std::enable_shared_from_this<mailboxes> {
public:
    /// Before the shards run. A shard's place among `shards` is its index. They are held until they
    /// are closed.
    [[nodiscard]] static std::shared_ptr<mailboxes>
    among(std::span<std::shared_ptr<shard> const> shards, mailbox_limits limits,
          mailbox_owner& owner);

    mailboxes(mailboxes const&) = delete;
    mailboxes& operator=(mailboxes const&) = delete;

    /// Closes what is still open, so the contexts of those shards run no more by then.
    ~mailboxes();

    /// Has shard `to` do what `what` says; also when there is no room, because what a peer caused
    /// must not be lost: `mailbox_owner::on_full` stops more of it from coming in. On the thread of
    /// shard `from`. What is not taken is destroyed there, at once or at the end of the turn.
    sending send(std::size_t from, std::size_t to, letter what) noexcept;

    /// The same if there is room, for what the program asks for; leaves `what` alone if it is not
    /// taken. On the thread of shard `from`.
    [[nodiscard]] sending try_send(std::size_t from, std::size_t to, letter&& what) noexcept;

    /// Whether there is no room for letters of shard `from` to shard `to`. On the thread of `from`.
    [[nodiscard]] bool full(std::size_t from, std::size_t to) const noexcept {
        return senders_[from]->to[to].full;
    }

    /// Whether that is so for any shard. On the thread of `from`.
    [[nodiscard]] bool full(std::size_t from) const noexcept {
        return senders_[from]->full_lanes != 0;
    }

    /// Does what the letters to shard `index` say, at once: at most one batch of each sender, and
    /// nothing inside itself; what is left has the shard woken. On its thread.
    void empty(std::size_t index) noexcept {
        // Relaxed, because what was sent is read under the lock. Whoever heard of a letter through
        // the kernel, as a client does of a join, wrote to a socket after it was handed over, and
        // what is read from one is not older than that.
        if (boxes_[index]->anything.load(std::memory_order_relaxed))
            empty_now(index);
    }

    /// Ends it for a shard: what it sent is handed over, what waits for it is destroyed here, later
    /// letters are not taken, and the shard is let go of. On its thread, also inside a letter's
    /// work, or when its context runs no more.
    void close(std::size_t index) noexcept;

    /// From any thread.
    [[nodiscard]] mailbox_figures figures() const noexcept;

private:
    /// The letters of one sender, at their receiver.
    struct arrivals {
        // Under the lock of the mailbox.
        letters waiting;
        bool sender_awaits_room = false;
        // Written under the lock; the sender reads them without, and then may see too little.
        base::counter done_letters;
        base::counter done_octets;
        // On the receiver's thread.
        letters running;
        std::size_t running_letters = 0; // when they were taken
        std::size_t running_octets = 0;
        std::uint64_t last_round = 0; // in which they were taken
    };

    /// What waits for one shard. The lock is held to link lists and set flags: no letter is run or
    /// destroyed under it, and no other lock is taken.
    struct mailbox {
        mailbox(std::shared_ptr<shard> of, std::size_t shards);

        std::mutex lock;
        std::vector<arrivals> from;     // each member says what guards it
        std::vector<std::size_t> ready; // who has letters that wait; under the lock
        bool wake_comes = false;        // under the lock
        bool room_comes = false;        // under the lock
        // Whether `ready` or `room_comes` is set. Written under the lock.
        std::atomic<bool> anything = false;
        // Written before the receiver has the lock for the last time, so who has it later sees
        // that; for others it is a hint.
        std::atomic<bool> closed = false;

        // On the receiver's thread.
        std::vector<std::size_t> running;  // whose letters are
        std::vector<std::size_t> has_room; // who is to be told
        std::uint64_t round = 0;
        bool emptying = false;
        bool hears_of_room = false;

        // Who set `wake_comes` posts, which takes the memory, under this lock; the operation gives
        // it back on the receiver's thread before it resets `wake_comes`. So it is used by one
        // thread at a time, with the other lock between any two. This one keeps the context there.
        std::mutex waking;
        std::shared_ptr<shard> home; // null when closed; changed on the receiver's thread
        std::shared_ptr<operation_memory> wake_memory = std::make_shared<operation_memory>();
    };

    /// The letters to one receiver, at their sender.
    struct departures {
        letters gathered; // in this turn
        std::uint64_t sent_letters = 0;
        std::uint64_t sent_octets = 0;
        bool full = false;
    };

    /// What one shard sends, and the way to its mailbox before it handles what it read; belongs to
    /// its thread, except the figures.
    struct sender final : flushable, heard_first {
        sender(mailboxes& all, std::size_t index, std::size_t shards);

        void flush() override { all.hand_over(*this); }

        void hear() noexcept override { all.empty(index); }

        mailboxes& all;
        std::size_t index;
        std::vector<departures> to;
        std::vector<std::size_t> with_letters; // to whom some are gathered
        std::size_t full_lanes = 0;
        bool closed = false;

        base::counter letters_handed;
        base::counter batches;
        base::counter wakes;
        base::counter times_full;
    };

    mailboxes(std::span<std::shared_ptr<shard> const> shards, mailbox_limits limits,
              mailbox_owner& owner);

    [[nodiscard]] bool is_gone(std::size_t from, std::size_t to) const noexcept;
    void gather(sender& by, std::size_t to, letter&& what) noexcept;
    void hand_over(sender& by) noexcept;
    void hand_over(sender& by, std::size_t to, letters batch) noexcept;
    [[nodiscard]] bool is_at_limit(sender const& by, std::size_t to) const noexcept;
    [[nodiscard]] bool await_room(sender const& by, std::size_t to) noexcept;
    void look_for_room(sender& by) noexcept;
    void tell_of_room(sender& of, sender& by) noexcept;
    void wake(std::size_t to, sender& by) noexcept;
    void on_wake(std::size_t index) noexcept;
    void empty_now(std::size_t index) noexcept;
    [[nodiscard]] bool take_next(std::size_t index) noexcept;
    void run(std::size_t index) noexcept;

    mailbox_limits limits_;
    mailbox_owner& owner_;
    std::vector<std::unique_ptr<mailbox>> boxes_;
    std::vector<std::unique_ptr<sender>> senders_;
};

} // namespace socketiota::loop

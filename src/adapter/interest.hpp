// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <base/seeded_hash.hpp>

namespace socketiota::adapter {

/// Which rooms of a namespace may have members on one shard, as the other shards see it: so that a
/// broadcast goes only where somebody is.
///
/// It counts names by their hash, in 8 to 16 octets for each: it never says no wrongly, and yes
/// wrongly for one name in eight to sixteen. Names themselves would take a hundred octets for each
/// socket, whose id is the name of a room, and need a lock.
///
/// Thread safety: `any`, `may_have`, `expect` and `expect_no_more` from any thread; everything else
/// belongs to the shard.
class interest {
public:
    /// Of a name, for the functions that take one.
    using name_hash = std::size_t;

    interest() = default;
    interest(interest const&) = delete;
    interest& operator=(interest const&) = delete;
    ~interest() = default;

    [[nodiscard]] static name_hash hash_of(std::string_view room) {
        return base::seeded_hash()(room);
    }

    /// Whether anybody is there at all, or is about to come.
    [[nodiscard]] bool any() const noexcept {
        return expected_names_.load(std::memory_order_acquire) != 0 || has_names();
    }

    [[nodiscard]] bool may_have(name_hash room) const noexcept;

    /// Somebody there is told to join `room` and may not have heard of it: until `expect_no_more`.
    void expect(name_hash room) noexcept {
        expected_names_.fetch_add(1, std::memory_order_relaxed);
        expected_[room % expected_slots].fetch_add(1, std::memory_order_relaxed);
    }

    void expect_no_more(name_hash room) noexcept {
        // Who sees this sees what has been added meanwhile.
        expected_[room % expected_slots].fetch_sub(1, std::memory_order_release);
        expected_names_.fetch_sub(1, std::memory_order_release);
    }

    /// The first member of `room` has come.
    void add(std::string_view room) noexcept { count(hash_of(room), +1); }

    /// The last one has left.
    void remove(std::string_view room) noexcept { count(hash_of(room), -1); }

    /// Whether so many names are counted that it is wrong too often.
    [[nodiscard]] bool is_crowded() const noexcept;

    /// Gets more room: `visit` calls the function it is given with each name that is counted.
    /// Without memory for that it goes on as it is.
    template <class Visit>
    void grow(Visit const& visit) noexcept {
        std::unique_ptr<table> larger = make_larger();
        if (!larger)
            return;
        visit([&larger](std::string_view room) { larger->count(hash_of(room), +1); });
        replace(std::move(larger));
    }

private:
    static constexpr std::size_t slots_per_name = 8;
    static constexpr std::size_t first_slots = 1024;
    static constexpr std::size_t expected_slots = 256;

    /// Written by one thread.
    struct table {
        explicit table(std::size_t size);

        [[nodiscard]] std::atomic<std::uint8_t>& slot(name_hash room) const noexcept {
            return slots[room & mask];
        }

        void count(name_hash room, int change) const noexcept;

        std::size_t mask;
        std::unique_ptr<std::atomic<std::uint8_t>[]> slots;
    };

    [[nodiscard]] bool has_names() const noexcept {
        return names_.load(std::memory_order_relaxed) != 0;
    }

    void count(name_hash room, int change) noexcept;
    [[nodiscard]] std::unique_ptr<table> make_larger() const noexcept;
    void replace(std::unique_ptr<table> by) noexcept;

    std::atomic<table const*> current_ = nullptr; // null until the first name
    std::atomic<std::size_t> names_ = 0;
    // Those before are kept: others may be reading them. Each is twice as large as the one before,
    // so that all of them together are no larger than the last.
    std::vector<std::unique_ptr<table>> tables_;
    std::array<std::atomic<std::uint32_t>, expected_slots> expected_{};
    std::atomic<std::uint32_t> expected_names_ = 0;
};

} // namespace socketiota::adapter

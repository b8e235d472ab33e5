// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <adapter/interest.hpp>
#include <hub/nsp_core.hpp>

namespace socketiota::hub {

/// Rooms that sockets of a shard are told to join, while they may not have heard of it: whoever
/// sends to one of the rooms finds meanwhile that somebody may be there.
///
/// Thread safety: safe, as it does not change.
class expected_rooms {
public:
    expected_rooms(std::shared_ptr<nsp_core> whole, std::size_t shard,
                   std::vector<std::string> rooms)
        : whole_(std::move(whole)), shard_(shard), rooms_(std::move(rooms)) {
        count([](adapter::interest& there, auto room) { there.expect(room); });
    }

    expected_rooms(expected_rooms const&) = delete;
    expected_rooms& operator=(expected_rooms const&) = delete;

    ~expected_rooms() {
        count([](adapter::interest& there, auto room) { there.expect_no_more(room); });
    }

    [[nodiscard]] std::vector<std::string> const& rooms() const noexcept { return rooms_; }

private:
    template <class Count>
    void count(Count const& each) const {
        if (adapter::interest* const there = whole_->interest_of(shard_)) // else it is the only one
            for (std::string const& room : rooms_)
                each(*there, adapter::interest::hash_of(room));
    }

    std::shared_ptr<nsp_core> whole_;
    std::size_t shard_;
    std::vector<std::string> rooms_;
};

} // namespace socketiota::hub

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

#include <loop/readiness.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// Where Asio's own waits tell of who is ready: a late deadline waits for as many rounds of the
/// loop as reach all connections.
class counted_connections final : public readiness {
public:
    [[nodiscard]] static counted_connections& of(shard& home) noexcept {
        // No shard has another kind where there is this one.
        return static_cast<counted_connections&>(home.connections());
    }

    void belongs_to(std::weak_ptr<shard>) noexcept override {}

    [[nodiscard]] bool may_have_more() const noexcept override { return false; }

    /// Two more: the first round begins after the first call, and Asio calls those whom a round
    /// found behind what was posted before it.
    [[nodiscard]] std::size_t batches() const noexcept override {
        return count_ / most_in_one_round + 3;
    }

    bool tell_ready() override { return true; }

    void add() noexcept { ++count_; }

    void remove() noexcept { --count_; }

private:
    static constexpr std::size_t most_in_one_round = 128; // Asio's, for epoll and for kqueue

    std::size_t count_ = 0;
};

} // namespace socketiota::loop

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <base/timer_wheel.hpp>
#include <packet/encoders.hpp>
#include <test_kit/manual_shards.hpp>

namespace socketiota::test_kit {

class fake_connection;

/// The time of one test server, and everybody who takes part in it.
///
/// Not thread safe: a test runs on one thread.
class world {
public:
    world(std::size_t shards, std::uint32_t seed);
    world(world const&) = delete;
    world& operator=(world const&) = delete;
    ~world();

    void add(std::shared_ptr<fake_connection> const& arrived);

    /// Lets the server and its clients answer each other until none has anything more to say.
    void settle();

    void pass(base::duration time);

    [[nodiscard]] manual_shards& time() noexcept { return time_; }

    /// Encodes what clients say.
    [[nodiscard]] packet::encoder& encoder() noexcept {
        return encoders_.of(packet::default_parser);
    }

private:
    manual_shards time_;
    packet::encoders encoders_;
    // A connection lives as long as a client of the test refers to it or the server has not closed
    // it: what nobody refers to any more still answers heartbeats.
    std::vector<std::shared_ptr<fake_connection>> connections_;
};

} // namespace socketiota::test_kit

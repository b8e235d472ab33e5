// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include <test_kit/fake_connection.hpp>
#include <test_kit/world.hpp>

namespace socketiota::test_kit {

world::world(std::size_t shards, std::uint32_t seed)
    : time_(shards, seed),
      encoders_(time_[0].shard().units(), std::numeric_limits<std::size_t>::max()) {}

world::~world() = default;

void world::add(std::shared_ptr<fake_connection> const& arrived) {
    connections_.push_back(arrived);
}

void world::settle() {
    bool someone_spoke = true;
    while (someone_spoke) {
        time_.settle();
        someone_spoke = false;
        // By index: what a client hears may make the test connect another.
        for (std::size_t index = 0; index < connections_.size(); ++index) // NOLINT
            someone_spoke = std::shared_ptr(connections_[index])->read() || someone_spoke;
    }
    std::erase_if(connections_, [](auto const& each) { return each->over(); });
}

void world::pass(base::duration time) {
    time_.pass(time, [this] { settle(); });
}

} // namespace socketiota::test_kit

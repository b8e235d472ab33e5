// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <base/timer_wheel.hpp>
#include <redis/client.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::test {

class simulated_redis_client;

/// What the clock of Redis says.
[[nodiscard]] inline std::uint64_t milliseconds_of(base::time_point when) {
    return static_cast<std::uint64_t>(when.time_since_epoch() / std::chrono::milliseconds(1));
}

/// A Redis that the servers of a simulation share: channels, streams and keys.
class simulated_redis {
public:
    using words = std::vector<std::string>;

    /// A command on its way there and back.
    struct command {
        std::vector<words> what; // several: together
        redis::completion done;
        std::chrono::milliseconds blocks{};
        std::weak_ptr<simulated_redis_client*> by;
        bool comes = true;   // else it is lost on its way
        bool is_cut = false; // nobody gets the answer
    };

    struct entry {
        redis::stream_id id;
        words fields; // names and values in turn
    };

    explicit simulated_redis(simulated_time& time) noexcept : time_(time) {}

    simulated_redis(simulated_redis const&) = delete;
    simulated_redis& operator=(simulated_redis const&) = delete;
    ~simulated_redis() = default;

    [[nodiscard]] simulated_time& time() noexcept { return time_; }

    /// What stands in a stream.
    [[nodiscard]] std::vector<entry> const& stream(std::string const& name) {
        return streams_[name];
    }

    [[nodiscard]] bool has_key(std::string const& name) { return find_key(name) != nullptr; }

    // ---- for its clients ----

    void add(simulated_redis_client& client) { clients_.push_back(&client); }

    void remove(simulated_redis_client const& client) { std::erase(clients_, &client); }

    /// The command has come; it is answered now, or later if it blocks.
    void execute(std::shared_ptr<command> const& which);

private:
    struct key {
        std::string text;
        base::time_point until;
    };

    struct reading {
        std::shared_ptr<command> which;
        std::string stream;
        redis::stream_id after;
        std::size_t most;
    };

    [[nodiscard]] std::string answer_to(words const& what);
    [[nodiscard]] std::string publish(redis::channel_kind kind, words const& what);
    [[nodiscard]] std::string add_entry(words const& what);
    [[nodiscard]] std::string range(words const& what);
    [[nodiscard]] std::string last_of(words const& what);
    [[nodiscard]] std::string count(redis::channel_kind kind, std::string const& channel) const;
    [[nodiscard]] std::string set(words const& what);
    [[nodiscard]] std::string run(words const& what);
    [[nodiscard]] key const* find_key(std::string const& name);
    void read(std::shared_ptr<command> const& which);
    [[nodiscard]] bool answer(reading const& waiting);

    simulated_time& time_;
    std::vector<simulated_redis_client*> clients_{};
    std::map<std::string, std::vector<entry>> streams_{};
    std::map<std::string, key> keys_{};
    std::vector<reading> readers_{}; // that block
};

} // namespace socketiota::test

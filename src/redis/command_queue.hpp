// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/deque.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <base/timer_wheel.hpp>
#include <redis/client.hpp>

namespace socketiota::redis {

/// What a connection asked Redis for.
enum class purpose : std::uint8_t {
    answer,       // somebody else did, or nobody waits
    confirmation, // that something is subscribed, or no more
    auth,
    hello,
    select,
    set_name,
    role,
    first_ping,
    ping,
};

/// The beginning of the answer to a (P|S)(UN)SUBSCRIBE.
struct confirmation {
    std::string_view verb; // a literal, in small letters
    std::string name;
};

/// A command that waits to be sent, or for its answer.
struct asked {
    purpose what = purpose::answer;
    std::uint32_t answers = 1; // the last of them counts
    std::size_t size = 0;      // octets
    base::time_point due{};    // until when it waits
    base::duration blocks{};   // how much longer its answer may take than others
    completion done{};
    std::unique_ptr<confirmation> expects{};
};

/// Unlike that of the standard library it takes no memory to be empty, nor to be taken over: a
/// connection ends where there is none.
using asked_list = boost::container::deque<asked>;

/// The commands of one connection: those that wait for it to be there, those whose octets are
/// gathered for the next write, and those that are on their way.
///
/// Bounded in octets that are held and in commands; what the connection itself asks is not counted
/// against the bounds, because it is as much as is subscribed.
class command_queue {
public:
    command_queue(std::size_t max_octets, std::size_t max_commands) noexcept
        : max_octets_(max_octets), max_commands_(max_commands) {}

    /// Whether there is room for one command more, of so many octets.
    [[nodiscard]] bool has_room(std::size_t size) const noexcept {
        return commands_ < max_commands_ && size <= max_octets_ && held_ <= max_octets_ - size;
    }

    // ---- no connection ----

    void wait(std::string octets, asked command);

    [[nodiscard]] bool waits() const noexcept { return !waiting_.empty(); }

    /// Until when the first of those that wait does.
    [[nodiscard]] base::time_point first_due() const noexcept {
        return waiting_.front().command.due;
    }

    [[nodiscard]] asked take_waiting();

    // ---- a connection ----

    /// Gathers those that wait, whose answers are due at `due` or as much later as they block.
    void gather_waiting(base::time_point due);

    /// What is gathered; octets appended to it are told by `add`.
    [[nodiscard]] std::string& gathered() noexcept { return gathered_; }

    /// A command whose octets are the last `command.size` that are gathered.
    void add(asked command);

    /// Takes what is gathered, to be written.
    [[nodiscard]] std::string take_gathered();

    /// That is written, or will never be.
    void take_back(std::string spent) noexcept;

    /// The one whose answer comes next, null if none is on its way.
    [[nodiscard]] asked* first_sent() noexcept {
        return sent_.size() > unsent_ ? &sent_.front() : nullptr;
    }

    [[nodiscard]] asked take_sent();

    /// The one that was gathered first and has no answer, on its way or not; null: there is none.
    [[nodiscard]] asked const* first_asked() const noexcept {
        return sent_.empty() ? nullptr : &sent_.front();
    }

    /// The connection is lost: returns what was on its way. What was only gathered waits again, in
    /// front of all others, until `due`; what the connection itself asked for is forgotten. Without
    /// memory to wait in it counts as on its way.
    [[nodiscard]] asked_list lose(base::time_point due);

    /// Forgets everything.
    void clear() noexcept;

private:
    struct waiting {
        std::string octets;
        asked command;
    };

    std::size_t const max_octets_;
    std::size_t const max_commands_;
    std::size_t commands_ = 0;
    std::size_t held_ = 0;          // their octets that wait, are gathered or are being written
    std::size_t gathered_held_ = 0; // of these what is gathered
    std::size_t written_held_ = 0;  // and what is being written
    boost::container::deque<waiting> waiting_;
    std::string gathered_;
    std::string spare_; // its memory
    asked_list sent_;
    std::size_t unsent_ = 0; // so many of the last are only gathered
};

} // namespace socketiota::redis

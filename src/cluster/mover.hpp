// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>
#include <socketiota/metric.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <cluster/encoded_values.hpp>
#include <cluster/message.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/session_store.hpp>

namespace socketiota::cluster {

/// Who receives what other servers send to a namespace.
class line_listener {
public:
    line_listener() = default;
    line_listener(line_listener const&) = delete;
    line_listener& operator=(line_listener const&) = delete;

    /// Another server sends this, to all or to this one; never what this one has sent itself. It
    /// refers to octets that are gone after the call; what it holds may be taken out of it. The
    /// line may be closed inside.
    virtual void on_message(message& what) = 0;

    /// Messages may have been lost in both directions; from now on they come again.
    virtual void on_gap() = 0;

    /// Whether a socket in that room may be here: what is for a room without any need not be read.
    [[nodiscard]] virtual bool may_have_room(std::string_view) const { return true; }

    /// The log has lost what stood in it last, and sessions with that; also `on_gap` is called.
    virtual void on_lost_log() {}

protected:
    ~line_listener() = default;
};

/// The way of one namespace to the servers that have it too. Closed by being destroyed.
///
/// Not thread safe: belongs to the shard where the cluster is.
class line {
public:
    line() = default;
    line(line const&) = delete;
    line& operator=(line const&) = delete;
    virtual ~line() = default;

    /// Who this server is there.
    [[nodiscard]] virtual std::string const& uid() const noexcept = 0;

    /// Sends it to all others, or to `what.recipient`; `uid` and `nsp` are filled in. What cannot
    /// be sent now, or does not find room to wait, is lost and counted.
    virtual void send(message what) = 0;

    /// As `send`, of a broadcast that nobody answers, where the mover keeps a log: tells where it
    /// stands in that, between what the listener hears of what stands before and behind it; or an
    /// error as soon as it is known that it may not get there, and then it may still be sent later.
    /// In the order of sending; never inside the call.
    virtual void send_logged(message what,
                             detail::callback<void(error_code, std::string_view offset)>) {
        send(std::move(what));
    }

    /// Tells how many servers have the namespace, this one among them; where others are not known
    /// by their heartbeats. Never inside the call.
    virtual void count_servers(detail::callback<void(error_code, std::size_t)> told) = 0;

    /// A room has its first socket on this server, or has lost its last.
    virtual void note_room(std::string_view room, bool is_there) = 0;

    /// Where sessions are kept of those who may come back to another server; null if nowhere.
    [[nodiscard]] virtual session_store* sessions() noexcept { return nullptr; }
};

/// Moves messages between servers: through Redis, Postgres or whatever else.
///
/// Not thread safe: belongs to the shard where the cluster is.
class mover {
public:
    /// How a server knows how many answers it has to wait for.
    enum class membership : std::uint8_t {
        heartbeats, // each says regularly that it is there: types 1, 2 and 13 are sent
        counted,    // `line::count_servers` is asked each time, and they are not
    };

    /// How it stands with what it moves messages through.
    enum class state : std::uint8_t {
        connected, // messages move
        degraded,  // what is for other servers waits
        lost,      // what is for other servers is lost
    };

    mover() = default;
    mover(mover const&) = delete;
    mover& operator=(mover const&) = delete;
    virtual ~mover() = default;

    [[nodiscard]] virtual membership known_by() const noexcept = 0;

    [[nodiscard]] virtual state now() const noexcept { return state::connected; }

    /// What it has not moved; null if it counts nothing.
    [[nodiscard]] virtual mover_counts const* counted() const noexcept { return nullptr; }

    /// In which encoding what messages carry is to be written, so that it need not be converted.
    [[nodiscard]] virtual encoded_values::preference prefers() const noexcept {
        return encoded_values::preference::json_unless_binary;
    }

    /// Whether broadcasts stand in a log, from which those who were away can have them later.
    [[nodiscard]] virtual bool keeps_log() const noexcept { return false; }

    /// The way to the servers that have `nsp`. `listener` must outlive it.
    [[nodiscard]] virtual std::unique_ptr<line> open(std::string nsp, line_listener& listener) = 0;
};

/// How it stands in truth: a server whose id another one has is not heard by that, however well
/// messages move.
[[nodiscard]] inline mover::state doubted(mover::state moving,
                                          mover_counts const& counts) noexcept {
    bool const is_doubled = counts.twin.read() != 0;
    return is_doubled && moving == mover::state::connected ? mover::state::degraded : moving;
}

/// What is counted when it begins.
[[nodiscard]] constexpr metric metric_of(mover::state begun) noexcept {
    switch (begun) {
    case mover::state::connected:
        return metric::cluster_connected;
    case mover::state::degraded:
        return metric::cluster_degraded;
    case mover::state::lost:
        break;
    }
    return metric::cluster_lost;
}

} // namespace socketiota::cluster

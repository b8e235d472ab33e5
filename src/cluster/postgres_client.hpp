// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::cluster {

/// How it stands with Postgres.
enum class postgres_state : std::uint8_t {
    connected, // all channels are listened to, what is sent comes back
    degraded,  // a connection is away or only comes; what is sent waits for it
    lost, // and has been for `postgres_options::queue_timeout`: what has waited so long is lost
};

/// Who hears how it goes with a client of Postgres. It may destroy the client inside of each
/// function.
class postgres_client_listener {
public:
    postgres_client_listener() = default;
    postgres_client_listener(postgres_client_listener const&) = delete;
    postgres_client_listener& operator=(postgres_client_listener const&) = delete;

    /// The state has changed, or it has not and there is a new reason.
    ///
    /// @param why of `degraded` and `lost`: a sentence with the remedy; not set while it begins.
    /// @param words what Postgres or the system said about that, for the log; may be empty.
    virtual void on_state(postgres_state now, error_code why, std::string_view words) = 0;

    /// All channels are listened to again after a connection was lost: what was sent meanwhile has
    /// not been received.
    virtual void on_gap() = 0;

    /// A command of which nobody waits for the end was refused, or is lost.
    virtual void on_lost(error_code why, std::string_view words) = 0;

    /// What is sent to the channel is received from now on: for the first time since `listen`.
    virtual void on_listening(std::string_view channel) = 0;

    /// Both are gone after the call.
    virtual void on_notification(std::string_view channel, std::string_view payload) = 0;

protected:
    ~postgres_client_listener() = default;
};

/// What messages are sent by.
class postgres_outlet {
public:
    /// Hears once what became of a message; never inside of the call that sent it, and not after
    /// the outlet was destroyed.
    using completion = detail::callback<void(error_code, std::string_view words)>;

    /// What is stored beside the message that names it: the table gives it a number.
    struct attachment {
        std::string_view octets;
        std::string_view before_id; // the message, up to the number
        std::string_view after_id;  // and from there on
    };

    postgres_outlet() = default;
    postgres_outlet(postgres_outlet const&) = delete;
    postgres_outlet& operator=(postgres_outlet const&) = delete;
    virtual ~postgres_outlet() = default;

    /// Sends a message to who listens to the channel. All leave in the order of the calls; while
    /// Postgres is away they wait, as far as there is room.
    ///
    /// @param done may be empty: what is lost is told to the listener.
    virtual void notify(std::string_view channel, std::string_view payload, completion done) = 0;

    /// The same with an attachment, in one step: who hears of it finds it.
    virtual void notify_with(std::string_view channel, attachment const& what, completion done) = 0;
};

/// A client of Postgres for LISTEN and NOTIFY: it connects, and connects again whenever a
/// connection is lost.
///
/// It is an interface, because libpq is not in this library but in one of its own, which whoever
/// wants Postgres links beside it; and so that a scripted one can take its place in tests.
///
/// Not thread safe: belongs to one shard. It may be destroyed inside of what it calls.
class postgres_client : public postgres_outlet {
public:
    /// Connects. `listener` must outlive the client; it is not called inside. What is sent before
    /// that waits.
    virtual void start(postgres_client_listener& listener) = 0;

    /// LISTEN, and again after each reconnect, until `unlisten`.
    virtual void listen(std::string channel) = 0;

    virtual void unlisten(std::string_view channel) = 0;

    /// Gets the attachment with that number. Never calls `told` inside; with an error there is
    /// none.
    ///
    /// @param id decimal digits.
    /// @param most octets; a larger one is not transferred: `message_size`.
    virtual void fetch(std::string_view id, std::size_t most,
                       detail::callback<void(error_code, std::string_view octets)> told) = 0;

    /// Removes attachments that are older.
    virtual void clean_up(std::chrono::milliseconds older) = 0;
};

} // namespace socketiota::cluster

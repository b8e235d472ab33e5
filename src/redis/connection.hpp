// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/redis_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>
#include <redis/carrier.hpp>
#include <redis/client.hpp>
#include <redis/command_queue.hpp>

namespace socketiota::redis {

/// Who uses a connection. It may close the connection inside of each function.
class connection_user {
public:
    /// Redis has let it in. What must be asked for before anything else is asked now.
    virtual void on_greeted() = 0;

    /// What was asked for in `on_greeted` is confirmed; from now on commands leave.
    virtual void on_ready() = 0;

    /// It is away, or did not come; it will try again.
    virtual void on_down(error_code why, std::string_view words) = 0;

    /// And has been for as long as commands wait.
    virtual void on_long_away() = 0;

    /// A command of which nobody waits for the answer failed.
    virtual void on_lost(error_code why, std::string_view words) = 0;

    /// Something was published: a (P|S)MESSAGE.
    virtual void on_published(reply what) = 0;

    /// Redis confirmed what was asked for with `ask_confirmation`.
    virtual void on_confirmed(confirmation const& what) = 0;

    /// Redis refused it.
    virtual void on_refused(confirmation const& what, error_code why, std::string_view words) = 0;

    /// Redis has ended a subscription to a shard channel: its slot has moved.
    virtual void on_taken_away(std::string_view channel) = 0;

protected:
    ~connection_user() = default;
};

/// A connection to Redis that is made again whenever it is lost, without its sockets.
///
/// It logs in, picks the database and names itself, sees what is subscribed confirmed, and only
/// then says that it is ready. It is given up when an answer is late, and asks by PING when nothing
/// came for long. Attempts wait longer and longer, by chance a little more or less.
///
/// Commands of a turn leave in one write. Answers come in order; one that Redis gives without
/// having been asked ends the connection.
///
/// Not thread safe: belongs to its shard. Its user has it as a `std::shared_ptr`, and closes it.
class connection final : public std::enable_shared_from_this<connection>,
                         private carrier_owner,
                         private loop::flushable {
public:
    enum class kind : std::uint8_t {
        commands,
        // RESP3 if Redis knows it, else RESP2. The others speak RESP2 always: their answers look
        // the same whatever Redis it is.
        subscriptions,
    };

    /// @param options with user, password and database as they are, whatever the url says.
    connection(std::shared_ptr<loop::shard> home, kind what,
               std::shared_ptr<redis_options const> options, carrier_maker make,
               connection_user& user);
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection() = default;

    /// Connects, unless it has begun to.
    void start();

    /// Ends it. The user and those who wait for answers hear nothing more.
    void close() noexcept;

    [[nodiscard]] bool is_ready() const noexcept { return state_ == state::ready; }

    /// Whether it is there, and takes what is asked with `ask_confirmation`.
    [[nodiscard]] bool is_greeted() const noexcept {
        return state_ == state::greeted || state_ == state::ready;
    }

    [[nodiscard]] bool is_closed() const noexcept { return state_ == state::closed; }

    [[nodiscard]] bool is_long_away() const noexcept { return long_away_; }

    /// Whether it leads to a replica, where what is published does not reach those at its master.
    /// Known of connections for commands alone. In a Redis Cluster it does reach them.
    [[nodiscard]] bool is_replica() const noexcept { return is_replica_; }

    /// Asks whether that is still so, and makes the connection anew if it is not: its address may
    /// lead to another by now. Only while it is ready.
    void ask_role();

    /// As `client::send`; the answer may take `blocks` longer.
    void send(command const& what, std::chrono::milliseconds blocks, completion done);

    /// As `client::send_together`.
    void send_together(std::initializer_list<command> what, completion done);

    /// Sends octets that are so many commands, of whose answers the last counts.
    void send_encoded(std::string_view octets, std::uint32_t commands,
                      std::chrono::milliseconds blocks, completion done);

    /// Closes it and returns what was on its way, and what was not sent.
    [[nodiscard]] std::pair<asked_list, asked_list> close_and_take();

    /// Sends (P|S)(UN)SUBSCRIBE. Only while it is greeted: whatever is subscribed is asked for
    /// again in `on_greeted`.
    ///
    /// @param verb a literal, in small letters.
    void ask_confirmation(std::string_view verb, std::string_view name);

    /// Gives the connection up and makes it anew.
    void fail(error_code why, std::string_view words);

private:
    enum class state : std::uint8_t {
        idle,
        connecting,
        greeting,
        greeted, // what is subscribed is not confirmed
        ready,
        away,
        closed,
    };

    template <void (connection::*what)()>
    struct timer final : base::deadline {
        explicit timer(connection& owner) noexcept : owner_(owner) {}

    private:
        void on_deadline() override { (owner_.*what)(); }

        connection& owner_;
    };

    // carrier_owner
    void on_connected() override;
    void on_octets() override;
    void on_written(std::string spent) override;
    void on_ended(error_code why, std::string_view words) override;
    // loop::flushable
    void flush() override;

    void attempt();
    void read_answers();
    void send_last() noexcept;
    void send_gathered();
    void look_for_late();
    void look_for_quiet();
    void look_for_waited();
    void greet();
    void ask(purpose what, command const& words);
    template <class Write>
    void submit(std::size_t most_octets, asked command, Write const& write);
    template <class Write>
    void gather(asked command, Write const& write);

    /// What the loop calls goes through this: where there is no memory, or somebody who is told
    /// throws, the connection is made anew, and nothing leaves the loop.
    template <class Work>
    void guarded(Work const& work) {
        auto const self = shared_from_this();
        try {
            work();
        } catch (std::exception const& thrown) {
            on_thrown(thrown.what());
        }
    }

    void on_thrown(std::string_view what) noexcept;
    void become_greeted();
    void become_ready_if_confirmed();
    void handle(reply value);
    void handle_confirmation(std::string_view verb, std::string_view name);
    void handle_answer(reply value);
    void handle_greeting(purpose what, reply value);
    void note_role(purpose what, reply value);
    void complete(asked const& command, reply value);
    void give_up(asked const& command, error_code why);
    [[nodiscard]] std::chrono::milliseconds next_backoff();
    void set(base::deadline& entry, base::time_point when);
    void wait_for_answers();
    void wait_for_return();
    void on_phase_over();
    void on_answer_late();
    void on_quiet();
    void on_waited();

    std::shared_ptr<loop::shard> const home_;
    kind const kind_;
    std::shared_ptr<redis_options const> const options_;
    carrier_maker const make_;
    connection_user* user_; // null once closed
    state state_ = state::idle;
    std::shared_ptr<carrier> carrier_; // null while away
    std::shared_ptr<reply_parser> parser_;
    command_queue queue_;
    std::vector<asked> refused_; // for want of room; told at the end of the turn
    bool writing_ = false;
    std::size_t unconfirmed_ = 0; // of what is subscribed before it is ready
    unsigned attempts_ = 0;
    base::time_point ready_since_{};
    base::time_point last_heard_{};
    base::time_point away_since_{};
    bool long_away_ = false;
    bool is_of_cluster_ = false;
    bool is_replica_ = false;
    timer<&connection::on_phase_over> phase_{*this}; // to be connected, or to try again
    timer<&connection::on_answer_late> answer_{*this};
    timer<&connection::on_quiet> quiet_{*this};
    timer<&connection::on_waited> waited_{*this};
};

} // namespace socketiota::redis
